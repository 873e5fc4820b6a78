"""What it adds up to: what each report counted for, and tallies at the lowest region.

The work to fold stands in `reports.Pending`. `Counted` and `CountedViolation` remember what was
added, so that a correction, a withdrawal or a moved station subtracts exactly that. Every tally carries a
`generation`: a rebuild writes the next one and `FoldState` swaps to it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from observer.checklists.models import Basis, Severity
from observer.elections.models import Region, Station
from observer.missions.models import Mission
from observer.missions.wall import BelowMission, EvidenceRow, MissionForeignKey, inside


class FoldState(models.Model):
    """Where a mission's tallies stand. `version` names a state of all figures: it is in every ETag."""

    mission = models.OneToOneField(Mission, models.PROTECT, primary_key=True, related_name="fold_state")
    generation = models.PositiveIntegerField(default=1)
    version = models.PositiveBigIntegerField(default=1)
    version_moved_at = models.DateTimeField(auto_now_add=True)
    folded_at = models.DateTimeField(null=True, blank=True)


class Counted(EvidenceRow):
    """What a report counts for now: the revision, the place, the hour and the rules it was added under."""

    report = models.OneToOneField(
        "reports.Report", models.PROTECT, db_constraint=False, related_name="counted"
    )
    generation = models.PositiveIntegerField()
    revision = inside("reports.Revision", related_name="+")
    checklist = inside("checklists.Checklist", related_name="+")
    version = inside("checklists.Version", related_name="+")
    rule_set = inside("checklists.RuleSet", related_name="+")
    engine_version = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=16)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, db_index=False, db_constraint=False, related_name="+"
    )
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, db_index=False, db_constraint=False, related_name="+"
    )
    settlement = models.CharField(max_length=8, blank=True)
    hour = models.SmallIntegerField()
    # Kept out of protocol figures only (a review's "quarantine results").
    results = models.BooleanField(default=True)

    class Meta(EvidenceRow.Meta):
        constraints: ClassVar = [
            *EvidenceRow.Meta.constraints,
            MissionForeignKey(field="report", name="counted_report"),
            MissionForeignKey(field="revision", name="counted_revision"),
            MissionForeignKey(field="checklist", name="counted_of_checklist"),
            MissionForeignKey(field="version", name="counted_of_version"),
            MissionForeignKey(field="rule_set", name="counted_under_rule_set"),
        ]


class CountedViolation(BelowMission):
    """The cell a violation was last added to; a row exists exactly while the violation counts."""

    violation = models.OneToOneField(
        "reports.Violation", models.PROTECT, db_constraint=False, related_name="counted"
    )
    generation = models.PositiveIntegerField()
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    category = models.CharField(max_length=8)
    severity = models.CharField(max_length=12, choices=Severity)
    basis = models.CharField(max_length=12, choices=Basis)
    phase = models.CharField(max_length=16)
    hour = models.SmallIntegerField()

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="violation", name="counted_violation"),
        ]
        indexes = [models.Index(fields=["mission", "region", "category"], name="violations_of_region")]


class Tally(models.Model):
    """A kept sum at the lowest region; `region` is empty for what is tied to no region."""

    mission = models.ForeignKey(
        Mission, models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    generation = models.PositiveIntegerField()
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, db_index=False, db_constraint=False, related_name="+"
    )

    class Meta:
        abstract = True


class AnswerTally(Tally):
    """How often an answer was given. Numbers are kept as a histogram: one row per value.

    `answer` is a choice code, a canonical number, or one of the reserved `__not_observed`,
    `__not_applicable`, `__blank`, `__answered` (for texts, times and photos: that one was given).
    """

    version = inside("checklists.Version", related_name="+")
    question = models.CharField(max_length=64)
    answer = models.CharField(max_length=64)
    settlement = models.CharField(max_length=8, blank=True)
    reports = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "generation", "version", "question", "answer", "settlement", "region"],
                name="answer_tally_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="answer_tally_not_negative", condition=Q(reports__gte=0)),
        ]


class ViolationTally(Tally):
    """Events by category, severity, basis, phase and hour."""

    category = models.CharField(max_length=8)
    severity = models.CharField(max_length=12)
    basis = models.CharField(max_length=12)
    phase = models.CharField(max_length=16)
    hour = models.SmallIntegerField()
    events = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "generation", "category", "severity", "basis", "phase", "hour", "region"],
                name="violation_tally_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="violation_tally_not_negative", condition=Q(events__gte=0)),
        ]


class CoverageTally(Tally):
    """Reports by phase and hour."""

    phase = models.CharField(max_length=16)
    hour = models.SmallIntegerField()
    reports = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "generation", "phase", "hour", "region"],
                name="coverage_tally_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="coverage_tally_not_negative", condition=Q(reports__gte=0)),
        ]


class StationTally(models.Model):
    """How many counted reports of a phase name a station; phase "" is any.

    Its change between none and one moves `RegionStations`.
    """

    mission = models.ForeignKey(
        Mission, models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    generation = models.PositiveIntegerField()
    station = models.ForeignKey(
        Station, models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    region = models.ForeignKey(Region, models.PROTECT, db_index=False, db_constraint=False, related_name="+")
    phase = models.CharField(max_length=16, blank=True)
    reports = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "generation", "station", "phase", "region"], name="station_tally_once"
            ),
            models.CheckConstraint(name="station_tally_not_negative", condition=Q(reports__gte=0)),
        ]


class StationViolations(models.Model):
    """How many violations count at a station, by category and basis; category "" is any.

    Its change between none and one moves `RegionStations`.
    """

    mission = models.ForeignKey(
        Mission, models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    generation = models.PositiveIntegerField()
    station = models.ForeignKey(
        Station, models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    region = models.ForeignKey(Region, models.PROTECT, db_index=False, db_constraint=False, related_name="+")
    category = models.CharField(max_length=8, blank=True)
    basis = models.CharField(max_length=12)
    events = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "generation", "station", "category", "basis", "region"],
                name="station_violations_once",
            ),
            models.CheckConstraint(name="station_violations_not_negative", condition=Q(events__gte=0)),
        ]


class RegionStations(Tally):
    """Distinct stations: observed (by phase), or with a violation (by category and basis)."""

    class Kind(models.TextChoices):
        OBSERVED = "observed", "observed"
        VIOLATION = "violation", "with a violation"

    kind = models.CharField(max_length=12, choices=Kind)
    # The phase for `observed`, the category for `violation`; "" is any.
    of = models.CharField(max_length=16, blank=True)
    basis = models.CharField(max_length=12, blank=True)
    stations = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "generation", "kind", "of", "basis", "region"],
                name="region_stations_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="region_stations_not_negative", condition=Q(stations__gte=0)),
        ]
