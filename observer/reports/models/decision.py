"""What was decided about a report: every state is a row with who, when and why."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from observer.elections.models import Commission, Region, Station
from observer.missions.wall import BelowMission, EvidenceRow, MissionForeignKey, inside
from observer.people.models import Device
from observer.people.rows import append_only_triggers


class Hold(EvidenceRow):
    """Why a report is held apart: stored and receipted, in no figure until a `HoldRelease`."""

    append_only = True

    class Reason(models.TextChoices):
        UNPLACED = "unplaced", _("the place typed is on no list")
        LATE = "late", _("came after the deadline")
        REVOKED_DEVICE = "revoked_device", _("sent by a phone that was revoked")
        MISSION_LOCKED = "mission_locked", _("came after the mission was locked")
        SEALED = "sealed", _("a sealed envelope not yet opened")

    report = inside("reports.Report", related_name="holds", db_index=True)
    reason = models.CharField(max_length=16, choices=Reason)
    # What was typed where a code was expected, for a coordinator to match.
    typed = models.CharField(max_length=200, blank=True)
    held_at = models.DateTimeField()

    class Meta(EvidenceRow.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *EvidenceRow.Meta.constraints,
            models.UniqueConstraint(fields=["report", "reason"], name="hold_reason_once"),
            models.CheckConstraint(
                name="hold_reason_known",
                condition=Q(reason__in=["unplaced", "late", "revoked_device", "mission_locked", "sealed"]),
            ),
            MissionForeignKey(field="report", name="hold_of_report"),
        ]
        indexes = [models.Index(fields=["mission", "-held_at", "-id"], name="hold_list")]


class HoldRelease(BelowMission):
    append_only = True

    hold = models.OneToOneField(Hold, models.PROTECT, db_constraint=False, related_name="release")
    released_by = inside("missions.Membership", related_name="+")
    released_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="hold", name="hold_release_of_hold"),
            MissionForeignKey(field="released_by", name="hold_release_by_member"),
        ]


class Quarantine(BelowMission):
    """Content that could not become a revision: an id used twice, or unreadable. Kept as it came."""

    append_only = True

    class Reason(models.TextChoices):
        SAME_ID_OTHER_CONTENT = "same_id_other_content", _("same id, other content")
        UNREADABLE = "unreadable", _("could not be read")

    client_id = models.UUIDField(null=True, blank=True)
    reason = models.CharField(max_length=24, choices=Reason)
    content_hash = models.BinaryField(max_length=32)
    content = models.BinaryField()
    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField()

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(
                fields=["mission", "client_id", "content_hash"], name="quarantine_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="quarantine_reason_known",
                condition=Q(reason__in=["same_id_other_content", "unreadable"]),
            ),
        ]


class Placement(BelowMission):
    """Where a report belongs, decided by a person: an unlisted code matched, a wrong station mended."""

    append_only = True

    report = inside("reports.Report", related_name="placements", db_index=True)
    station = models.ForeignKey(Station, models.PROTECT, null=True, blank=True, related_name="+")
    commission = models.ForeignKey(Commission, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    placed_by = inside("missions.Membership", related_name="+")
    placed_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="report", name="placement_of_report"),
            MissionForeignKey(field="placed_by", name="placement_by_member"),
        ]


class Review(BelowMission):
    """Headquarters' word on a report; the newest stands. It names the revision the reviewer had read."""

    append_only = True

    class Verdict(models.TextChoices):
        ACCEPT = "accept", _("accepted")
        QUESTION = "question", _("questioned")
        QUARANTINE_RESULTS = "quarantine_results", _("kept out of results")
        QUARANTINE_ALL = "quarantine_all", _("kept out of all figures")

    class Ground(models.TextChoices):
        NOT_AT_STATION = "not_at_station", _("the team was not at the station")
        FABRICATED = "fabricated", _("the report is not genuine")
        WRONG_FORM = "wrong_form", _("the wrong form was used")
        UNRELIABLE = "unreliable", _("the answers contradict each other")
        TEST = "test", _("training or test report")

    report = inside("reports.Report", related_name="reviews", db_index=True)
    revision = inside("reports.Revision", related_name="reviews")
    verdict = models.CharField(max_length=20, choices=Verdict)
    ground = models.CharField(max_length=20, choices=Ground, blank=True)
    note = models.TextField(blank=True)
    reviewed_by = inside("missions.Membership", related_name="+")
    reviewed_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.CheckConstraint(
                name="review_verdict_known",
                condition=Q(verdict__in=["accept", "question", "quarantine_results", "quarantine_all"]),
            ),
            models.CheckConstraint(
                name="review_quarantine_has_a_ground",
                condition=~Q(verdict__in=["quarantine_results", "quarantine_all"]) | ~Q(ground=""),
            ),
            MissionForeignKey(field="report", name="review_of_report"),
            MissionForeignKey(field="revision", name="review_of_revision"),
            MissionForeignKey(field="reviewed_by", name="review_by_member"),
        ]


class Withdrawal(BelowMission):
    """A report taken back by its author or a coordinator. It stays; it no longer counts."""

    append_only = True

    report = models.OneToOneField(
        "reports.Report", models.PROTECT, db_constraint=False, related_name="withdrawal"
    )
    withdrawn_by = inside("missions.Membership", related_name="+")
    withdrawn_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="report", name="withdrawal_of_report"),
            MissionForeignKey(field="withdrawn_by", name="withdrawal_by_member"),
        ]


class DoubleRuling(BelowMission):
    """Two reports of one visit: which one counts. The other stays and is marked."""

    append_only = True

    report = models.OneToOneField(
        "reports.Report", models.PROTECT, db_constraint=False, related_name="double_ruling"
    )
    counts_instead = inside("reports.Report", related_name="+")
    ruled_by = inside("missions.Membership", related_name="+")
    ruled_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.CheckConstraint(name="double_is_another_report", condition=~Q(report=F("counts_instead"))),
            MissionForeignKey(field="report", name="double_ruling_of_report"),
            MissionForeignKey(field="counts_instead", name="double_ruling_for_report"),
            MissionForeignKey(field="ruled_by", name="double_ruling_by_member"),
        ]


class ConflictRuling(BelowMission):
    """Of two corrections of one report, which stands. The other stays beside it."""

    append_only = True

    report = inside("reports.Report", related_name="conflict_rulings", db_index=True)
    revision = inside("reports.Revision", related_name="+")
    instead_of = inside("reports.Revision", null=True, blank=True, related_name="+")
    ruled_by = inside("missions.Membership", related_name="+")
    ruled_at = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.CheckConstraint(name="conflict_ruling_has_a_reason", condition=~Q(reason="")),
            MissionForeignKey(field="report", name="conflict_ruling_of_report"),
            MissionForeignKey(field="revision", name="conflict_ruling_for_revision"),
            MissionForeignKey(field="instead_of", name="conflict_ruling_instead_of"),
            MissionForeignKey(field="ruled_by", name="conflict_ruling_by_member"),
        ]
