"""Events: one category at one place in one visit is one violation, whatever tells of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from observer.missions.wall import BelowMission, MissionForeignKey, inside
from observer.people.rows import append_only_triggers
from observer.reports.models.ruling import Judgement


class Violation(BelowMission):
    """One event. `event_key` is the visit it was seen in ("visit:812"), or a report without one.

    It counts while at least one piece of its evidence stands in a counted report (see `analysis.fold`).
    """

    append_only = True

    event_key = models.CharField(max_length=40)
    category = models.CharField(max_length=8)
    visit = inside("reports.Visit", null=True, blank=True, related_name="violations")
    opened_at = models.DateTimeField()
    synthetic = models.BooleanField(default=False)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["mission", "event_key", "category"], name="violation_event_once"),
            MissionForeignKey(field="visit", name="violation_in_visit"),
            MissionForeignKey(
                field="category", name="violation_of_category", to="checklists.Category", to_column="code"
            ),
        ]


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def with_rules(self) -> EvidenceQuerySet:
        """`is_earlier` on each: later rules have judged its revision since, and it counts no more."""
        later = Judgement.objects.filter(
            revision=models.OuterRef("flag__revision"), rule_set__gt=models.OuterRef("flag__rule_set")
        )
        return self.annotate(is_earlier=models.Exists(later))


class Evidence(BelowMission):
    """A flag that tells of a violation. A person may move it to another event (`linked_by`)."""

    changeable = ("violation", "linked_by", "linked_at")

    violation = inside("reports.Violation", related_name="evidence", db_index=True)
    flag = models.OneToOneField("reports.Flag", models.PROTECT, db_constraint=False, related_name="evidence")
    linked_by = inside("missions.Membership", null=True, blank=True, related_name="+")
    linked_at = models.DateTimeField(auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="violation", name="evidence_of_violation"),
            MissionForeignKey(field="flag", name="evidence_is_flag"),
            MissionForeignKey(field="linked_by", name="evidence_linked_by_member"),
        ]


class EvidenceMove(BelowMission):
    """A person moved evidence from one event to another: events joined, or one found to be two."""

    append_only = True

    evidence = inside("reports.Evidence", related_name="moves", db_index=True)
    from_violation = inside("reports.Violation", related_name="moved_away", db_index=True)
    to_violation = inside("reports.Violation", related_name="+")
    moved_by = inside("missions.Membership", related_name="+")
    moved_at = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.CheckConstraint(
                name="evidence_moves_elsewhere", condition=~Q(from_violation=F("to_violation"))
            ),
            models.CheckConstraint(name="evidence_move_has_a_reason", condition=~Q(reason="")),
            MissionForeignKey(field="evidence", name="evidence_move_of_evidence"),
            MissionForeignKey(field="from_violation", name="evidence_move_from"),
            MissionForeignKey(field="to_violation", name="evidence_move_to"),
            MissionForeignKey(field="moved_by", name="evidence_move_by_member"),
        ]
