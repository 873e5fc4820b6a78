"""What headquarters does about an incident: each step and each assignment is a row with who and when."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import ClassVar

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from observer.missions.access import Act, RegionScoped
from observer.missions.models import Membership
from observer.missions.wall import BelowMission, EvidenceRow, MissionForeignKey, inside
from observer.people.rows import append_only_triggers
from observer.reports.incident_states import CLOSED, NEW, steps_allowed


class IncidentState(models.TextChoices):
    NEW = "new", _("new")
    FOLLOWING_UP = "following_up", _("following up")
    CONFIRMED = "confirmed", _("confirmed")
    NOT_CONFIRMED = "not_confirmed", _("not confirmed")
    CLOSED = "closed", _("closed")


class IncidentQuerySet(RegionScoped, models.QuerySet["Incident"]):
    """`visible_to(membership)` comes from `missions.access`; an incident lies where its report does."""

    region_field = "report__region"
    owner_field = "report__author"

    def visible_to(self, membership: Membership, act: Act = Act.SEE_INCIDENTS) -> IncidentQuerySet:
        return super().visible_to(membership, act)

    def with_state(self) -> IncidentQuerySet:
        """Annotates `state`, `verdict` ("confirmed", "not_confirmed" or another state: none stands) and
        `assignee` and `assignee_code` (None: nobody's)."""
        steps = IncidentStep.objects.filter(incident=OuterRef("pk")).order_by("-number")
        assigned = IncidentAssignment.objects.filter(incident=OuterRef("pk")).order_by("-id")
        return self.annotate(
            state=Coalesce(Subquery(steps.values("state")[:1]), Value(NEW)),
            verdict=Coalesce(Subquery(steps.exclude(state=CLOSED).values("state")[:1]), Value(NEW)),
            assignee=Subquery(assigned.values("assignee")[:1]),
            assignee_code=Subquery(assigned.values("assignee__code")[:1]),
        )


class Incident(EvidenceRow):
    """An incident report's life outside its answers; what it says stands in its revisions."""

    append_only = True

    class Place(models.TextChoices):
        STATION = "station", "station"
        COMMISSION = "commission", "commission"
        REGION = "region", "region"
        NONE = "none", "none"

    report = models.OneToOneField(
        "reports.Report", models.PROTECT, db_constraint=False, related_name="incident"
    )
    place = models.CharField(max_length=12, choices=Place)
    opened_at = models.DateTimeField()
    synthetic = models.BooleanField(default=False)

    objects = IncidentQuerySet.as_manager()

    class Meta(EvidenceRow.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *EvidenceRow.Meta.constraints,
            models.CheckConstraint(
                name="incident_place_known",
                condition=Q(place__in=["station", "commission", "region", "none"]),
            ),
            MissionForeignKey(field="report", name="incident_of_report"),
        ]
        indexes = [models.Index(fields=["mission", "-opened_at", "-id"], name="incident_list")]

    def newest_step(self) -> IncidentStep | None:
        """The step that says what state it is in; None while it is new."""
        return IncidentStep.objects.filter(incident=self).order_by("-number").first()


class IncidentStep(BelowMission):
    """One step in the work on an incident, or a note where `state` is what it was `before`.

    `number` counts the steps of an incident from 1: of two made at once the database takes one.
    """

    append_only = True

    incident = inside("reports.Incident", related_name="steps")
    number = models.PositiveIntegerField()
    before = models.CharField(max_length=16, choices=IncidentState)
    state = models.CharField(max_length=16, choices=IncidentState)
    note = models.TextField(blank=True)
    by = inside("missions.Membership", related_name="+")
    at = models.DateTimeField()

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["incident", "number"], name="incident_step_number_once"),
            models.CheckConstraint(
                name="incident_step_allowed",
                condition=reduce(or_, (Q(before=before, state=state) for before, state in steps_allowed())),
            ),
            models.CheckConstraint(
                name="incident_step_says_why", condition=~Q(note="") | Q(before="new", state="following_up")
            ),
            models.CheckConstraint(
                name="incident_begins_new", condition=Q(number__gt=1) | Q(number=1, before="new")
            ),
            MissionForeignKey(field="incident", name="incident_step_of_incident"),
            MissionForeignKey(field="by", name="incident_step_by_member"),
        ]

    @property
    def is_note(self) -> bool:
        return self.before == self.state


class IncidentAssignment(BelowMission):
    """Whose work an incident is from here on; the newest stands, and an empty one gives it back."""

    append_only = True

    incident = inside("reports.Incident", related_name="assignments")
    assignee = inside("missions.Membership", null=True, blank=True, related_name="+")
    by = inside("missions.Membership", related_name="+")
    at = models.DateTimeField()

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="incident", name="incident_assignment_of_incident"),
            MissionForeignKey(field="assignee", name="incident_assigned_to_member"),
            MissionForeignKey(field="by", name="incident_assigned_by_member"),
        ]
        indexes = [models.Index(fields=["incident", "-id"], name="incident_assignments")]
