"""What it adds up to: what each report counts for, and tallies at the lowest region.

The work to fold stands in `reports.Pending`. `Counted` and `CountedViolation` remember what was
added, so that a correction, a withdrawal or a moved station subtracts exactly that. Every tally carries a
`generation`: a rebuild writes the next one and `FoldState` swaps to it. What comes to nought has no row.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observer.analysis.by_hour import DIGITS
from observer.analysis.hours import HOURS
from observer.checklists.models import Basis, Severity
from observer.elections.models import Region, Station
from observer.missions.models import Mission
from observer.missions.wall import EvidenceRow, MissionForeignKey, inside


class Outcome(models.TextChoices):
    """What becomes of a report: the first that applies, in this order. The last two are in figures."""

    WITHDRAWN = "withdrawn", _("withdrawn")
    DOUBLE = "double", _("a double of another report")
    QUARANTINED = "quarantined", _("kept out of all figures")
    UNPLACED = "unplaced", _("held: the place is on no list")
    LATE = "late", _("held: came after the deadline")
    REVOKED_DEVICE = "revoked_device", _("held: sent by a phone that was revoked")
    MISSION_LOCKED = "mission_locked", _("held: came after the mission was locked")
    SEALED = "sealed", _("held: a sealed envelope not yet opened")
    WITHOUT_RESULTS = "without_results", _("counted, but kept out of results")
    COUNTED = "counted", _("counted")


# What becomes of a report that would be in the figures whole, had nobody and no rule taken it out.
KEPT_OUT = (
    Outcome.WITHDRAWN.value,
    Outcome.QUARANTINED.value,
    Outcome.LATE.value,
    Outcome.REVOKED_DEVICE.value,
    Outcome.MISSION_LOCKED.value,
    Outcome.WITHOUT_RESULTS.value,
)


class IdentityResult(models.TextChoices):
    """What a protocol identity said of one protocol; a blank number means that it was not evaluated."""

    HOLDS = "holds", _("reconciles")
    FAILS = "fails", _("does not reconcile")
    NOT_EVALUATED = "not_evaluated", _("not evaluated: a number is missing")


class FoldState(models.Model):
    """Where a mission's tallies stand. `version` names a state of all figures: it is in every ETag.

    `folded_at` is when something was last folded. `version_due`: what was folded has not moved the version
    yet, which moves once a second at most.
    """

    mission = models.OneToOneField(Mission, models.PROTECT, primary_key=True, related_name="fold_state")
    generation = models.PositiveIntegerField(default=1)
    version = models.PositiveBigIntegerField(default=1)
    version_moved_at = models.DateTimeField()
    version_due = models.BooleanField(default=False)
    folded_at = models.DateTimeField()


class Folder(models.Model):
    """A machine that folds, and when it last looked for work in any mission."""

    name = models.CharField(max_length=255, unique=True)
    seen_at = models.DateTimeField()


class Counted(EvidenceRow):
    """What a report counts for now: the revision, the place, the hour and the rules it was added under."""

    report = models.OneToOneField(
        "reports.Report", models.PROTECT, db_constraint=False, related_name="counted"
    )
    revision = inside("reports.Revision", related_name="+")
    version = inside("checklists.Version", related_name="+")
    rule_set = inside("checklists.RuleSet", related_name="+")
    engine_version = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=16)
    outcome = models.CharField(max_length=16, choices=Outcome)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, db_index=False, db_constraint=False, related_name="+"
    )
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, db_index=False, db_constraint=False, related_name="+"
    )
    settlement = models.CharField(max_length=8, blank=True)
    # Whether it comes from a visit to that station: what was only told of a station does not observe it.
    visited = models.BooleanField(default=False)
    hour = models.SmallIntegerField()

    class Meta(EvidenceRow.Meta):
        constraints: ClassVar = [
            *EvidenceRow.Meta.constraints,
            MissionForeignKey(field="report", name="counted_report"),
            MissionForeignKey(field="revision", name="counted_revision"),
            MissionForeignKey(field="version", name="counted_of_version"),
            MissionForeignKey(field="rule_set", name="counted_under_rule_set"),
        ]
        # What is kept out is told beside what counts, and is little of all there is (`analysis.excluded`).
        indexes = [
            models.Index(
                fields=["mission", "region"], condition=Q(outcome__in=KEPT_OUT), name="counted_kept_out"
            )
        ]


class CountedViolation(EvidenceRow):
    """The cell a violation was last added to; a row exists exactly while the violation counts."""

    violation = models.OneToOneField(
        "reports.Violation", models.PROTECT, db_constraint=False, related_name="counted"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, db_index=False, db_constraint=False, related_name="+"
    )
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, db_index=False, db_constraint=False, related_name="+"
    )
    category = models.CharField(max_length=8)
    severity = models.CharField(max_length=12, choices=Severity)
    basis = models.CharField(max_length=12, choices=Basis)
    phase = models.CharField(max_length=16)
    hour = models.SmallIntegerField()
    # Whether it stands on a visit to its station: only then is the station one with a violation.
    visited = models.BooleanField(default=False)

    class Meta(EvidenceRow.Meta):
        constraints: ClassVar = [
            *EvidenceRow.Meta.constraints,
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
    `__not_applicable`, `__blank`, `__answered` (for texts, times and photos: that one was given; for several
    choices: that at least one was, beside a row for each).
    """

    version = inside("checklists.Version", related_name="+")
    question = models.CharField(max_length=64)
    answer = models.CharField(max_length=64)
    settlement = models.CharField(max_length=8, blank=True)
    reports = models.IntegerField()
    # The same reports by hour, in one number (`analysis.by_hour`).
    hours = models.DecimalField(max_digits=DIGITS * len(HOURS), decimal_places=0, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "generation", "version", "question", "answer", "settlement", "region"],
                name="answer_tally_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="answer_tally_not_negative", condition=Q(reports__gte=0)),
            models.CheckConstraint(name="answer_tally_hours_not_negative", condition=Q(hours__gte=0)),
        ]


class IdentityTally(Tally):
    """What the protocol identities said; identity "" is the protocol as a whole: one failure fails it.

    On a form with protocols of several contests an identity is "K1:lists", and ":lists" is all of that one.
    """

    version = inside("checklists.Version", related_name="+")
    identity = models.CharField(max_length=32, blank=True)
    result = models.CharField(max_length=16, choices=IdentityResult)
    reports = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "generation", "version", "identity", "result", "region"],
                name="identity_tally_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="identity_tally_not_negative", condition=Q(reports__gte=0)),
        ]


class ProtocolTally(Tally):
    """How many counted reports copied a number of a station's protocol; two copies may differ.

    `letter` is the number's name in the protocol (`checklists.definition.shapes.PROTOCOL_FIELDS`, or
    `c:<choice>` for votes); `contest` is empty where the form knows only one.
    """

    station = models.ForeignKey(
        Station, models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    contest = models.CharField(max_length=64, blank=True)
    letter = models.CharField(max_length=72)
    number = models.BigIntegerField()
    reports = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "generation", "contest", "station", "letter", "number", "region"],
                name="protocol_tally_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="protocol_tally_not_negative", condition=Q(reports__gte=0)),
        ]


class TeamTally(Tally):
    """How many counted reports a team sent from a region, by phase: which teams are at work."""

    team = inside("missions.Team", related_name="+")
    phase = models.CharField(max_length=16)
    reports = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "generation", "team", "phase", "region"],
                name="team_tally_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="team_tally_not_negative", condition=Q(reports__gte=0)),
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
    """All reports received, by what became of them, form, phase and hour."""

    version = inside("checklists.Version", related_name="+")
    phase = models.CharField(max_length=16)
    outcome = models.CharField(max_length=16, choices=Outcome)
    hour = models.SmallIntegerField()
    reports = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "generation", "version", "phase", "outcome", "hour", "region"],
                name="coverage_tally_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="coverage_tally_not_negative", condition=Q(reports__gte=0)),
        ]


class StationTally(Tally):
    """How many counted reports come from visits to a station: of a form, a phase (`version` empty), or any.

    Its change between none and one moves `ObservedTally`.
    """

    station = models.ForeignKey(
        Station, models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    phase = models.CharField(max_length=16, blank=True)
    version = inside("checklists.Version", null=True, blank=True, related_name="+")
    reports = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "generation", "station", "phase", "version", "region"],
                name="station_tally_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="station_tally_not_negative", condition=Q(reports__gte=0)),
        ]


class ObservedTally(Tally):
    """Distinct stations observed: by a form, in a phase (`version` empty), or at all (phase "")."""

    phase = models.CharField(max_length=16, blank=True)
    version = inside("checklists.Version", null=True, blank=True, related_name="+")
    stations = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "generation", "phase", "version", "region"],
                name="observed_tally_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="observed_tally_not_negative", condition=Q(stations__gte=0)),
        ]


class StationViolationTally(Tally):
    """How many violations visits to a station found, by basis; category, severity or phase "" is any.

    Its change between none and one moves `AffectedTally`.
    """

    station = models.ForeignKey(
        Station, models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    category = models.CharField(max_length=8, blank=True)
    severity = models.CharField(max_length=12, blank=True)
    basis = models.CharField(max_length=12)
    phase = models.CharField(max_length=16, blank=True)
    events = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "mission",
                    "generation",
                    "station",
                    "category",
                    "severity",
                    "basis",
                    "phase",
                    "region",
                ],
                name="station_violation_tally_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="station_violation_tally_not_negative", condition=Q(events__gte=0)),
        ]


class AffectedTally(Tally):
    """Distinct observed stations with a violation, by basis; any category, severity or phase is ""."""

    category = models.CharField(max_length=8, blank=True)
    severity = models.CharField(max_length=12, blank=True)
    basis = models.CharField(max_length=12)
    phase = models.CharField(max_length=16, blank=True)
    stations = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "generation", "category", "severity", "basis", "phase", "region"],
                name="affected_tally_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="affected_tally_not_negative", condition=Q(stations__gte=0)),
        ]
