"""The plan and what came of it: stations assigned and teams sent, by region, phase and deadline.

Where stations were assigned, one without a report after its deadline is truly missing, and is named. Where
teams chose their routes nothing was expected of any one station: there is what teams were sent, which of
them reported, and who has been silent since when.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from observer.analysis.charts import Chart
from observer.analysis.coverage import PhaseCoverage, coverage_in
from observer.analysis.figures import Figure, Inclusion, Measure, Regime, Unit
from observer.analysis.filters import Filters
from observer.analysis.models import StationTally, TeamTally
from observer.analysis.moment import one_moment
from observer.analysis.sight import Sight, ground_of, sight_of
from observer.analysis.sums import sums_of, within
from observer.analysis.view import View, cover_map
from observer.elections.models import Region, Station
from observer.missions.models import Deployment, Membership, PhaseWindow, Team, TeamMember
from observer.reports.models import Report, Visit


@dataclass(frozen=True, slots=True)
class PhasePlan:
    """One phase of one region; phase "" is any phase.

    `came`: what came, of the stations assigned there. `teams`: of the teams sent there, those from which a
    counted report came. `opens` and `due`: the first opening and the last deadline among the region's clocks;
    None for a phase without a window.
    """

    phase: str
    came: PhaseCoverage
    teams: Figure
    opens: datetime | None
    due: datetime | None


@dataclass(frozen=True, slots=True)
class RegionPlan:
    """A lowest region within sight, or all of them together (`code` "")."""

    code: str
    name: str
    phases: Sequence[PhasePlan]


@dataclass(frozen=True, slots=True)
class Plan:
    """`regime`: the weakest way in which stations were chosen; it bounds what may be said.

    `observed`: stations observed in any phase, of those on the register; the map tells where.
    """

    version: int
    as_of: datetime
    synthetic: bool
    inclusion: Inclusion
    regime: Regime
    observed: Figure
    total: RegionPlan
    regions: Sequence[RegionPlan]
    cover_map: Chart | None


@one_moment()
def plan_coverage(membership: Membership, filters: Filters) -> Plan:
    """What was planned beside what came; of `filters`, region and phase narrow it. A fixed number of queries.

    Raises Problem when the filters name a region that is not there, or not within sight.
    """
    sight = sight_of(membership, Filters(region=filters.region))
    sums = sums_of(sight)
    ground = ground_of(sight, sums.inclusion)
    came = coverage_in(sight, ground, filters)
    view = _View(sight, View(sight, sums, ground))
    return Plan(
        version=ground.version,
        as_of=ground.as_of,
        synthetic=ground.synthetic,
        inclusion=sums.inclusion,
        regime=ground.regime,
        observed=view.figures.total().observed,
        total=RegionPlan("", _("All regions"), view.phases(came.total.phases, sight.regions, "")),
        regions=[
            RegionPlan(region.code, region.name, view.phases(row.phases, [region], region.code))
            for region, row in zip(sight.regions, came.regions, strict=True)
        ],
        cover_map=cover_map(sight, [view.figures.region(region) for region in sight.regions]),
    )


def missing_stations(membership: Membership, filters: Filters) -> QuerySet[Station]:
    """Stations within sight that a team was assigned to and no counted report came from, in the phase asked.

    Raises Problem when the filters name a region that is not there, or not within sight.
    """
    sight = sight_of(membership, Filters(region=filters.region))
    of_phase = Q(phase__in=["", filters.phase]) if filters.phase else Q()
    assigned = Deployment.objects.standing().filter(of_phase, mission=membership.mission_id)
    observed = within(sight, StationTally.objects.filter(version=None, phase=filters.phase), hours=False)
    return Station.objects.filter(
        Exists(assigned.exclude(regime=Deployment.Regime.ROUTE).filter(station=OuterRef("pk"))),
        ~Exists(observed.filter(station=OuterRef("pk"))),
        region__in=sight.regions,
    ).select_related("region")


def assigned_teams(membership: Membership, stations: Iterable[Station]) -> Mapping[int, list[str]]:
    """Codes of the teams that were sent to these stations, by the station's key. One query."""
    standing = Deployment.objects.standing().filter(mission=membership.mission_id, station__in=list(stations))
    found: defaultdict[int, list[str]] = defaultdict(list)
    for station, team in standing.order_by("team__code").values_list("station_id", "team__code").distinct():
        if station is not None:
            found[station].append(team)
    return found


def silent_teams(membership: Membership, filters: Filters, *, since: datetime) -> QuerySet[Team]:
    """Teams sent into what is in sight from which nothing came since an instant; `last_word`: when it did.

    A word is a report of a member or an arrival, whatever became of it. Raises Problem when the filters name
    a region that is not there, or not within sight.
    """
    sight = sight_of(membership, Filters(region=filters.region))
    sent = Deployment.objects.standing().filter(sight.of_regions(), team=OuterRef("pk"))
    arrivals = Visit.objects.filter(team=OuterRef("pk")).order_by("-received_at").values("received_at")[:1]
    by_author = Report.objects.filter(mission=OuterRef("mission"), author=OuterRef("membership"))
    newest = by_author.order_by("-received_at", "-id").values("received_at")[:1]
    members = TeamMember.objects.filter(team=OuterRef("pk")).annotate(at=Subquery(newest))
    words = members.order_by(F("at").desc(nulls_last=True)).values("at")[:1]
    teams: QuerySet[Team] = Team.objects.filter(Exists(sent), mission=membership.mission_id)
    teams = teams.annotate(last_word=Greatest(Subquery(arrivals), Subquery(words)))
    return teams.filter(Q(last_word=None) | Q(last_word__lt=since)).select_related("base_region")


class _View:
    """Sets what was planned beside what came."""

    def __init__(self, sight: Sight, figures: View) -> None:
        self.sight, self.figures = sight, figures
        self.sent = _sent(sight)
        self.at_work = _at_work(sight)
        mission = sight.membership.mission_id
        self.windows = {each.phase: each for each in PhaseWindow.objects.filter(mission=mission)}

    def phases(self, came: Sequence[PhaseCoverage], regions: Sequence[Region], code: str) -> list[PhasePlan]:
        return [self.phase(one, regions, code) for one in came]

    def phase(self, came: PhaseCoverage, regions: Sequence[Region], code: str) -> PhasePlan:
        opens, due = self.window(came.phase, regions)
        return PhasePlan(came.phase, came, self.teams(came.phase, regions, code), opens, due)

    def teams(self, phase: str, regions: Sequence[Region], code: str) -> Figure:
        """Of all regions together also the teams that were sent to a wider one, and those tied to none."""
        places: list[int | None] = [region.pk for region in regions]
        if not code:
            places += [None, *(region.pk for region in self.sight.wider)]
        sent = _in(self.sent, places, {phase, ""} if phase else None)
        at_work = _in(self.at_work, places, {phase} if phase else None)
        narrowed = {"region": code or self.sight.filters.region, "phase": phase}
        return Figure(
            numerator=len(sent & at_work),
            answered=len(sent),
            unit=Unit.TEAMS,
            measure=Measure.SHARE,
            source={name: value for name, value in narrowed.items() if value} | {"show": "reports"},
            **self.figures.ground.basis,
        )

    def window(self, phase: str, regions: Sequence[Region]) -> tuple[datetime | None, datetime | None]:
        window = self.windows.get(phase)
        if window is None or not regions:
            return None, None
        day = self.sight.election.voting_day
        default = self.sight.election.default_time_zone
        zones = {ZoneInfo(region.time_zone or default) for region in regions}
        instants = [window.instants(day, zone) for zone in zones]
        return min(one.opens for one in instants), max(one.due for one in instants)


# Teams by region and phase; sent for the phase "" is sent for all of them.
Teams = Mapping[tuple[int | None, str], set[int]]


def _in(teams: Teams, places: Iterable[int | None], phases: AbstractSet[str] | None) -> set[int]:
    """The teams in any of these places, of one of these phases (None: of any)."""
    wanted = set(places)
    return {
        team
        for (place, phase), found in teams.items()
        if place in wanted and (phases is None or phase in phases)
        for team in found
    }


def _sent(sight: Sight) -> Teams:
    standing = Deployment.objects.standing().filter(sight.of_regions(), mission=sight.membership.mission_id)
    return _teams(standing.values_list("region_id", "phase", "team_id").distinct())


def _at_work(sight: Sight) -> Teams:
    rows = within(sight, TeamTally.objects.all(), hours=False)
    return _teams(rows.values_list("region_id", "phase", "team_id"))


def _teams(rows: Iterable[tuple[Any, ...]]) -> Teams:
    found: defaultdict[tuple[int | None, str], set[int]] = defaultdict(set)
    for region, phase, team in rows:
        found[region, phase].add(team)
    return found
