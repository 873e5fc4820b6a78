"""What a board shows: shapes only. `analysis.reads` fills them from tallies for page, API, CSV and PDF.

Seen and told stand beside each other and are never added (house law 8a). Every number is a `Figure`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from observer.analysis.charts import Chart
from observer.analysis.figures import Figure, Inclusion
from observer.analysis.filters import Filters


@dataclass(frozen=True, slots=True)
class Pair:
    """The same count or share on what observers saw and on what they were told."""

    seen: Figure
    told: Figure


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A lowest region within sight, or the total of them (`code` "").

    `observed`: stations observed of those on the register. `affected`: of those observed, the ones with at
    least one violation. `events`: violations, one an event. `reports`: counted reports.
    """

    code: str
    name: str
    observed: Figure
    affected: Pair
    events: Pair
    reports: Figure


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category of violation: events by severity (only those that occur), and observed stations with one."""

    code: str
    name: str
    events: Pair
    affected: Pair
    severities: Mapping[str, Pair]


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """An incident as a board shows it: codes, never a person. `state`: what headquarters does about it."""

    report: UUID
    category: str
    category_name: str
    severity: str
    basis: str
    station: str
    region: str
    region_name: str
    happened_at: datetime
    received_at: datetime
    standing: str
    state: str
    synthetic: bool


class Judging(StrEnum):
    """How far the stored reports of a form have been judged again under its newest rules."""

    DONE = "done"
    RUNNING = "running"
    BROKEN_OFF = "broken_off"


@dataclass(frozen=True, slots=True)
class RulesInForce:
    """The newest rules of a version that has had others: `number` counts the version's rule sets from 1."""

    checklist: str
    name: str
    version: int
    number: int
    since: datetime
    judging: Judging


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on one board, of one moment, for one pair of eyes and one set of filters."""

    filters: Filters
    version: int
    as_of: datetime
    synthetic: bool
    inclusion: Inclusion
    held_by_reason: Mapping[str, int]
    total: RegionRow
    # Violations in no lowest region: tied to none, or to a wider one; None where not to be seen.
    elsewhere: Pair | None
    regions: Sequence[RegionRow]
    categories: Sequence[CategoryRow]
    severities: Mapping[str, Pair]
    phases: Mapping[str, Figure]
    share_map: Chart | None
    region_bars: Chart
    timeline: Chart
    newest: Sequence[IncidentLine]
    critical: Sequence[IncidentLine]
    # Events that nobody saw or told of, such as protocols that do not reconcile, and incidents found not
    # confirmed: never added to either.
    unconfirmed: Figure
    # Of the forms whose rules were changed since they were published; of others there is nothing to say.
    rules: Sequence[RulesInForce]


@dataclass(frozen=True, slots=True)
class Live:
    """Whether the figures keep up. `lag_s`: age in seconds of the oldest report not in them (0: none).

    `rules`: of forms whose rules were changed; figures may rest partly on the earlier ones.
    """

    version: int
    folded_at: datetime | None
    worker_seen_at: datetime | None
    waiting_since: datetime | None
    lag_s: float
    rules: Sequence[RulesInForce]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer of a question: its code, its words, and how many gave it of those who answered."""

    code: str
    label: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A version of the checklist whose answers do not add up with the newest one's; reports made with it."""

    version: int
    reports: Figure


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question's distribution within the filters; `numbers` holds total, mean, median … of a number.

    Every figure is of the versions that add up with the newest one; `left_out` are the others.
    """

    code: str
    label: str
    kind: str
    answers: Sequence[AnswerRow]
    answered: Figure
    numbers: Mapping[str, Figure]
    left_out: Sequence[LeftOut] = ()
