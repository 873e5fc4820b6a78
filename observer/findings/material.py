"""What a summary is made of: the figures of one moment, read in the active language, from tallies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from observer.analysis.board import Board
from observer.analysis.charts import MapRegion
from observer.analysis.filters import Filters
from observer.analysis.models import FoldState, ObservedTally, ViolationTally
from observer.analysis.protocols import ContestProtocols, protocols
from observer.analysis.reads import board
from observer.checklists.models import Category, Phase
from observer.elections.models import Contest, Region
from observer.elections.official import Conflict, Results, Turnout, conflicts, results, turnout
from observer.findings.answers import Form, forms
from observer.findings.document import Seal
from observer.findings.offers import Offer, offers
from observer.findings.said import Said, said
from observer.journal.seal import newest_seal
from observer.missions.models import Deployment, Membership, Mission
from observer.missions.roles import Role
from observer.reports.models import Hold, Pending

# Outlines of regions lie in a view box of this width (`elections.Election.map_height` is its height).
OUTLINE_WIDTH = 1000


class Cell(NamedTuple):
    """Violations, one an event, with everything they can be added up by; `region` "" is tied to no region."""

    region: str
    phase: str
    category: str
    severity: str
    basis: str
    hour: int
    events: int


@dataclass(frozen=True, slots=True)
class Announcements:
    """What the authorities announced of one contest."""

    contest: Contest
    turnout: Turnout
    results: Results
    conflicts: Sequence[Conflict]


@dataclass(frozen=True, slots=True)
class LateReport:
    """A report held because it came late: the end of its id, its form, the hour it came, and whether a person
    let it in. (The beginning of an id tells the minute in which a phone made it: RFC 9562, UUIDv7.)"""

    code: str
    form: str
    received: str
    released: bool


@dataclass(frozen=True, slots=True)
class Material:
    """Everything of one mission at one moment, named in one language.

    `observed` is region and phase → distinct stations, `waiting` how many reports something was still to be
    folded of, `map_height` is None for an election without a map.
    """

    mission: Mission
    voting_days: tuple[date, ...]
    cut_off: datetime
    board: Board
    forms: tuple[Form, ...]
    cells: tuple[Cell, ...]
    observed: Mapping[tuple[str, str], int]
    severities: Mapping[str, str]
    regimes: tuple[str, ...]
    observers: int
    waiting: int
    seal: Seal | None
    seal_id: int | None
    outlines: tuple[MapRegion, ...]
    map_height: int | None
    said: tuple[Said, ...]
    offers: Mapping[str, Offer]
    protocols: Sequence[ContestProtocols]
    announced: tuple[Announcements, ...]
    late: tuple[LateReport, ...]

    @property
    def zone(self) -> ZoneInfo:
        """Of the clocks that its times are told on."""
        return ZoneInfo(self.mission.election.default_time_zone)

    def events(self, matches: Callable[[Cell], bool]) -> int:
        """How many violations lie in the cells that match."""
        return sum(cell.events for cell in self.cells if matches(cell))

    @property
    def phases(self) -> tuple[str, ...]:
        """The phases in which stations were observed or a violation was found, in their order."""
        met = {phase for _region, phase in self.observed} | {cell.phase for cell in self.cells}
        return tuple(phase for phase in Phase.values if phase in met)


def read(membership: Membership, cut_off: datetime) -> Material:
    """What `membership` may put into a summary, as it stands in the transaction that is open."""
    mission = Mission.objects.select_related("election").get(pk=membership.mission_id)
    seal = newest_seal(mission.pk)
    return Material(
        mission=mission,
        voting_days=tuple(mission.election.voting_days.order_by("date").values_list("date", flat=True)),
        cut_off=cut_off,
        board=board(membership, Filters()),
        forms=forms(membership),
        cells=_cells(mission.pk),
        observed=_observed(mission.pk),
        severities=dict(Category.objects.filter(mission=mission).values_list("code", "severity")),
        regimes=_regimes(mission.pk),
        observers=Membership.objects.filter(mission=mission, role=Role.OBSERVER, end=None).count(),
        waiting=Pending.objects.filter(mission=mission).values("report").distinct().count(),
        seal=Seal(seal.number, bytes(seal.digest).hex()) if seal else None,
        seal_id=seal.pk if seal else None,
        outlines=_outlines(mission.election_id),
        map_height=mission.election.map_height,
        said=said(mission.pk),
        offers=offers(mission),
        protocols=protocols(membership, Filters()).contests,
        announced=_announced(mission.election_id),
        late=_late(mission),
    )


def _generation(mission_id: int) -> int:
    states = FoldState.objects.filter(mission=mission_id)
    return states.values_list("generation", flat=True).first() or 1


def _cells(mission_id: int) -> tuple[Cell, ...]:
    names = ("region__code", "phase", "category", "severity", "basis", "hour")
    rows = ViolationTally.objects.filter(mission=mission_id, generation=_generation(mission_id))
    return tuple(
        Cell(region or "", *rest)
        for region, *rest in rows.order_by("region__path", *names[1:]).values_list(*names, "events")
    )


def _observed(mission_id: int) -> dict[tuple[str, str], int]:
    rows = ObservedTally.objects.filter(
        mission=mission_id, generation=_generation(mission_id), version=None
    ).exclude(phase="")
    return {
        (region or "", phase): stations
        for region, phase, stations in rows.values_list("region__code", "phase", "stations")
    }


def _regimes(mission_id: int) -> tuple[str, ...]:
    standing = Deployment.objects.filter(mission=mission_id).standing()
    met = set(standing.values_list("regime", flat=True))
    return tuple(regime for regime in Deployment.Regime.values if regime in met)


def _outlines(election_id: int) -> tuple[MapRegion, ...]:
    regions = Region.objects.filter(election=election_id).exclude(outline="")
    return tuple(
        MapRegion(
            region.code,
            region.name,
            region.outline,
            region.label_x or 0.0,
            region.label_y or 0.0,
            region.label_radius or 0.0,
        )
        for region in regions.order_by("path")
    )


def _announced(election_id: int) -> tuple[Announcements, ...]:
    contests = Contest.objects.filter(election=election_id).order_by("code")
    return tuple(
        Announcements(contest, turnout(contest), results(contest), conflicts(contest)) for contest in contests
    )


def _late(mission: Mission) -> tuple[LateReport, ...]:
    zone = ZoneInfo(mission.election.default_time_zone)
    holds = Hold.objects.filter(mission=mission, reason=Hold.Reason.LATE).select_related(
        "report__checklist", "release"
    )
    return tuple(
        LateReport(
            str(hold.report.client_id)[-8:],
            hold.report.checklist.name,
            f"{date_format(hold.held_at.astimezone(zone), 'DATE_FORMAT')}, "
            f"{hold.held_at.astimezone(zone):%H}:00",
            hasattr(hold, "release"),
        )
        for hold in holds.order_by("held_at", "pk")
    )
