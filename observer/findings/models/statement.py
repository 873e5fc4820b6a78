"""What people say in a mission's documents: passages, findings, recommendations, incidents retold.

A statement is an identity; what it says stands in its drafts, which are never changed. It enters a document
once its newest draft is approved by somebody who did not write it, and until it is dropped.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from observer.missions.access import Act, may
from observer.missions.models import Membership
from observer.missions.wall import BelowMission, MissionForeignKey, inside
from observer.people.rows import append_only_triggers


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, membership: Membership) -> StatementQuerySet:
        """All of the mission, or none: a statement speaks of the whole of it."""
        if not may(membership, Act.SEE_FINDINGS):
            return self.none()
        return self.filter(mission=membership.mission_id)

    def findings(self) -> StatementQuerySet:
        return self.filter(kind=Statement.Kind.FINDING)

    def recommendations(self) -> StatementQuerySet:
        return self.filter(kind=Statement.Kind.RECOMMENDATION)

    def standing(self) -> StatementQuerySet:
        """Not dropped."""
        return self.filter(drop__isnull=True)

    def with_newest(self) -> StatementQuerySet:
        """Each with `newest_id`, its newest draft (None for one nothing was written to yet), and `approved`:
        whether that draft is."""
        newest = Draft.objects.filter(statement=OuterRef("pk")).order_by("-number").values("pk")[:1]
        approvals = Approval.objects.filter(draft=OuterRef("newest_id"))
        return self.annotate(newest_id=Subquery(newest)).annotate(approved=Exists(approvals))

    def approved_now(self) -> StatementQuerySet:
        """Those that may enter a document as they stand."""
        approved: Any = self.standing().with_newest()
        newest: StatementQuerySet = approved.filter(approved=True)
        return newest


class Statement(BelowMission):
    """Something people say in the mission's name. A passage has a `place` in the document, one each."""

    append_only = True

    class Kind(models.TextChoices):
        PASSAGE = "passage", _("passage")
        FINDING = "finding", _("finding")
        RECOMMENDATION = "recommendation", _("recommendation")
        INCIDENT = "incident", _("incident retold")

    class Place(models.TextChoices):
        EXECUTIVE_SUMMARY = "executive_summary", _("Executive summary")
        METHOD = "method", _("Method and coverage")
        OPENING = "opening", _("Opening")
        VOTING = "voting", _("Voting")
        COUNTING = "counting", _("Counting")
        TABULATION = "tabulation", _("Tabulation")
        VIOLATIONS = "violations", _("Violations")
        TURNOUT = "turnout", _("Turnout")
        PROTOCOLS = "protocols", _("Protocols")
        INCIDENTS = "incidents", _("Incidents")

    kind = models.CharField(max_length=16, choices=Kind)
    place = models.CharField(max_length=24, choices=Place, blank=True)
    opened_by = inside("missions.Membership", related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    synthetic = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[Statement]] = StatementQuerySet.as_manager()

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.CheckConstraint(
                name="statement_kind_known",
                condition=Q(kind__in=["passage", "finding", "recommendation", "incident"]),
            ),
            models.CheckConstraint(
                name="statement_place_of_passage",
                condition=Q(kind="passage") & ~Q(place="") | ~Q(kind="passage") & Q(place=""),
            ),
            models.UniqueConstraint(
                fields=["mission", "place"], condition=Q(kind="passage"), name="statement_place_once"
            ),
            MissionForeignKey(field="opened_by", name="statement_opened_by_member"),
        ]
        indexes = [models.Index(fields=["mission", "kind", "-opened_at", "-id"], name="statement_list")]


class Draft(BelowMission):
    """What a statement says from one moment on, in each language it was written in.

    `words` is language → {"title", "text", "addressee"}, as far as the kind has them; texts hold places for
    figures (`findings.passages`). `number` counts from 1; `chapter` is the phase a finding belongs to.
    """

    append_only = True

    class Priority(models.TextChoices):
        PRIORITY = "priority", _("priority")
        OTHER = "other", _("other")

    statement = inside("findings.Statement", related_name="drafts")
    number = models.PositiveIntegerField()
    words = models.JSONField()
    chapter = models.CharField(max_length=12, blank=True)
    priority = models.CharField(max_length=12, choices=Priority, blank=True)
    written_by = inside("missions.Membership", related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["statement", "number"], name="draft_number_once"),
            models.CheckConstraint(name="draft_numbers_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="draft_priority_known", condition=Q(priority__in=["", "priority", "other"])
            ),
            MissionForeignKey(field="statement", name="draft_of_statement"),
            MissionForeignKey(field="written_by", name="draft_written_by_member"),
        ]


class DraftStandard(BelowMission):
    """A paragraph a draft rests on, by its code in the catalogue."""

    append_only = True

    draft = inside("findings.Draft", related_name="standards")
    paragraph = models.CharField(max_length=40)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["draft", "paragraph"], name="draft_standard_once"),
            MissionForeignKey(field="draft", name="draft_standard_of_draft"),
        ]


class DraftFinding(BelowMission):
    """A finding a recommendation follows from."""

    append_only = True

    draft = inside("findings.Draft", related_name="findings")
    finding = inside("findings.Statement", related_name="+")

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["draft", "finding"], name="draft_finding_once"),
            MissionForeignKey(field="draft", name="draft_finding_of_draft"),
            MissionForeignKey(field="finding", name="draft_finding_is_statement"),
        ]


class Approval(BelowMission):
    """A second person stands for a draft. A newer draft needs a new approval."""

    append_only = True

    draft = models.OneToOneField(Draft, models.PROTECT, db_constraint=False, related_name="approval")
    approved_by = inside("missions.Membership", related_name="+")
    approved_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="draft", name="approval_of_draft"),
            MissionForeignKey(field="approved_by", name="approval_by_member"),
        ]


class Drop(BelowMission):
    """A statement is said no longer, for a reason. What it said stays."""

    append_only = True

    statement = models.OneToOneField(Statement, models.PROTECT, db_constraint=False, related_name="drop")
    dropped_by = inside("missions.Membership", related_name="+")
    dropped_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.CheckConstraint(name="drop_has_reason", condition=~Q(reason="")),
            MissionForeignKey(field="statement", name="drop_of_statement"),
            MissionForeignKey(field="dropped_by", name="drop_by_member"),
        ]


class Citation(BelowMission):
    """What a finding rests on: a report, words in it (`question`, `excerpt`), or a figure by its key.

    For headquarters alone: documents print figures and standards, never a report or what was written in it.
    """

    changeable = ("withdrawn_by", "withdrawn_at")

    statement = inside("findings.Statement", related_name="citations", db_index=True)
    report = inside("reports.Report", null=True, blank=True, related_name="citations", db_index=True)
    revision = inside("reports.Revision", null=True, blank=True, related_name="+")
    question = models.CharField(max_length=64, blank=True)
    excerpt = models.TextField(blank=True)
    figure = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    cited_by = inside("missions.Membership", related_name="+")
    cited_at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = inside("missions.Membership", null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.CheckConstraint(
                name="citation_of_report_or_figure",
                condition=Q(report__isnull=False, figure="") | Q(report__isnull=True) & ~Q(figure=""),
            ),
            models.CheckConstraint(
                name="citation_withdrawn_by_somebody",
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["statement", "report", "question", "figure"],
                condition=Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="citation_once",
            ),
            MissionForeignKey(field="statement", name="citation_of_statement"),
            MissionForeignKey(field="report", name="citation_of_report"),
            MissionForeignKey(field="revision", name="citation_of_revision"),
            MissionForeignKey(field="cited_by", name="citation_by_member"),
            MissionForeignKey(field="withdrawn_by", name="citation_withdrawn_by_member"),
        ]


class ChosenIncident(BelowMission):
    """The incident a statement retells. Its station is named only when that was decided, with a reason."""

    append_only = True

    statement = models.OneToOneField(Statement, models.PROTECT, db_constraint=False, related_name="chosen")
    report = inside("reports.Report", related_name="+")
    names_station = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.CheckConstraint(
                name="chosen_incident_named_for_a_reason",
                condition=Q(names_station=False) | ~Q(reason=""),
            ),
            MissionForeignKey(field="statement", name="chosen_incident_of_statement"),
            MissionForeignKey(field="report", name="chosen_incident_is_report"),
        ]
