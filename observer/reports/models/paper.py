"""Sheets of paper and how they were typed in: twice, by two people who do not see each other's reading."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from observer.missions.access import Act, Reach, reach
from observer.missions.models import Membership
from observer.missions.wall import EvidenceRow, MissionForeignKey, inside
from observer.people.rows import append_only_triggers

FIRST, SECOND, SETTLED = 1, 2, 3


class PaperSheetQuerySet(models.QuerySet["PaperSheet"]):
    def visible_to(self, membership: Membership, act: Act = Act.ENTER_REPORT) -> PaperSheetQuerySet:
        """Whoever types sheets in, or settles them, for the whole mission sees which there are."""
        mine = self.filter(mission=membership.mission_id)
        return mine if reach(membership, act) is Reach.MISSION else mine.none()

    def waiting_for(self, membership: Membership) -> PaperSheetQuerySet:
        """Read once, and not by this member: oldest first."""
        read = SheetReading.objects.filter(sheet=models.OuterRef("pk"))
        once = self.annotate(typed=models.Count("readings")).filter(typed=1, report__isnull=True)
        return once.exclude(models.Exists(read.filter(by=membership))).order_by("pk")

    def differing(self) -> PaperSheetQuerySet:
        """Read twice, and not alike: a third person settles them."""
        twice = self.annotate(typed=models.Count("readings")).filter(typed=2, report__isnull=True)
        return twice.order_by("pk")

    def unsent(self) -> PaperSheetQuerySet:
        """Read at least twice, and no report: they differ, or a crash came between."""
        typed = self.annotate(typed=models.Count("readings"))
        return typed.filter(typed__gte=2, report__isnull=True).order_by("pk")


class PaperSheet(EvidenceRow):
    """A filled-in form of a version. Its `number` is written on it by whoever types it in first."""

    append_only = True

    version = inside("checklists.Version", related_name="sheets", db_index=True)
    checklist = inside("checklists.Checklist", related_name="sheets")
    number = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    objects = PaperSheetQuerySet.as_manager()

    class Meta(EvidenceRow.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *EvidenceRow.Meta.constraints,
            models.UniqueConstraint(fields=["checklist", "number"], name="sheet_number_once"),
            MissionForeignKey(field="version", name="sheet_of_version"),
            MissionForeignKey(field="checklist", name="sheet_of_checklist"),
        ]

    @property
    def name(self) -> str:
        """What is written on the paper: voting-17."""
        return f"{self.checklist.code}-{self.number}"


class SheetReading(EvidenceRow):
    """What one person read on a sheet. `place`: first, second, or settled by a third where they differ."""

    append_only = True

    sheet = inside("reports.PaperSheet", related_name="readings", db_index=True)
    place = models.PositiveSmallIntegerField()
    by = inside("missions.Membership", related_name="+")
    # Team, station, date, times: as typed. `reports.double_entry` says which there are.
    head: Any = models.JSONField()
    answers: Any = models.JSONField()
    language = models.CharField(max_length=16, blank=True)
    read_at = models.DateTimeField()

    class Meta(EvidenceRow.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *EvidenceRow.Meta.constraints,
            models.CheckConstraint(
                name="reading_place_known", condition=Q(place__in=[FIRST, SECOND, SETTLED])
            ),
            models.UniqueConstraint(fields=["sheet", "place"], name="reading_place_once"),
            # Two clerks and a third are three people.
            models.UniqueConstraint(fields=["sheet", "by"], name="reading_person_once"),
            MissionForeignKey(field="sheet", name="reading_of_sheet"),
            MissionForeignKey(field="by", name="reading_by_member"),
        ]


class SheetReport(EvidenceRow):
    """The report that a sheet became, once two readings agreed or a third person had settled them."""

    append_only = True

    sheet = models.OneToOneField(
        "reports.PaperSheet", models.PROTECT, db_constraint=False, related_name="report"
    )
    client_id = models.UUIDField()
    receipt = models.CharField(max_length=16)
    sent_at = models.DateTimeField()

    class Meta(EvidenceRow.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *EvidenceRow.Meta.constraints,
            MissionForeignKey(field="sheet", name="sheet_report_of_sheet"),
        ]
