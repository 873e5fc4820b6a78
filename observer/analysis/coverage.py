"""Where teams were sent and where they were: expected against received, by region and phase.

What may be said depends on how the stations were chosen (house law 8b). Where stations were assigned, one
without a report is truly missing. Where teams chose their routes nothing was expected of any one station:
there is only what was observed, and no share of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Sum

from observer.analysis.figures import Figure, Measure, Regime, Unit
from observer.analysis.filters import Filters
from observer.analysis.models import CoverageTally, ObservedTally
from observer.analysis.moment import one_moment
from observer.analysis.sight import Ground, Sight, ground_of, sight_of
from observer.analysis.standing import IN_FIGURES
from observer.analysis.sums import sums_of, within
from observer.analysis.tallies import array
from observer.checklists.models import Checklist, Phase
from observer.missions.models import Membership

ANY = ""


@dataclass(frozen=True, slots=True)
class PhaseCoverage:
    """One phase of one region; phase "" is any phase.

    `observed`: stations observed, wherever teams were sent. `reports`: counted reports, of all regions
    together also those tied to none. `assigned`: of the stations assigned to a team, those observed;
    `missing`: the others. Both None where none was assigned.
    """

    phase: str
    observed: Figure
    reports: Figure
    assigned: Figure | None
    missing: Figure | None


@dataclass(frozen=True, slots=True)
class RegionCoverage:
    """A lowest region within sight, or all of them together (`code` "")."""

    code: str
    name: str
    phases: Sequence[PhaseCoverage]


@dataclass(frozen=True, slots=True)
class Coverage:
    """`regime`: the weakest way in which the mission's stations were chosen; it bounds what may be said."""

    regime: Regime
    total: RegionCoverage
    regions: Sequence[RegionCoverage]


@dataclass(frozen=True, slots=True)
class Expected:
    """Stations that teams were assigned to, and how many of them were observed, by region and phase.

    `regime` is SAMPLE where every one of them was drawn.
    """

    stations: Counter[tuple[int, str]]
    observed: Counter[tuple[int, str]]
    regime: Regime


@one_moment()
def coverage(membership: Membership, filters: Filters) -> Coverage:
    """Expected and received within sight; of `filters`, region and phase narrow it. A fixed cost in queries.

    Raises Problem when the filters name a region that is not there, or not within sight.
    """
    sight = sight_of(membership, Filters(region=filters.region))
    return coverage_in(sight, ground_of(sight, sums_of(sight).inclusion), filters)


def coverage_in(sight: Sight, ground: Ground, filters: Filters) -> Coverage:
    """The same within a sight that is known already."""
    view = _View(sight, ground, phases_of(sight.membership.mission_id, filters.phase))
    lowest = [region.pk for region in sight.regions]
    return Coverage(
        regime=ground.regime,
        total=RegionCoverage("", "", view.everywhere(lowest, filters.region)),
        regions=[
            RegionCoverage(region.code, region.name, view.phases_of([region.pk], region.code))
            for region in sight.regions
        ],
    )


class _View:
    """Turns sums into figures."""

    def __init__(self, sight: Sight, ground: Ground, phases: Sequence[str]) -> None:
        self.ground, self.phases = ground, phases
        self.observed = _observed(sight)
        self.reports = _reports(sight)
        self.expected = _expected(sight, phases)

    def phases_of(self, regions: Sequence[int], code: str) -> list[PhaseCoverage]:
        return [self._phase(phase, regions, code, regions) for phase in self.phases]

    def everywhere(self, regions: Sequence[int], code: str) -> list[PhaseCoverage]:
        """Of all lowest regions together, with the reports tied to none of them, as boards have it."""
        places = {place for place, _phase in self.reports}
        return [self._phase(phase, regions, code, list(places)) for phase in self.phases]

    def _phase(
        self, phase: str, regions: Sequence[int], code: str, places: Sequence[int | None]
    ) -> PhaseCoverage:
        place = {name: value for name, value in (("region", code), ("phase", phase)) if value}
        stations = sum(self.observed[region, phase] for region in regions)
        assigned = sum(self.expected.stations[region, phase] for region in regions)
        there = sum(self.expected.observed[region, phase] for region in regions)
        return PhaseCoverage(
            phase=phase,
            observed=self._count(stations, Unit.STATIONS, {**place, "show": "observed"}),
            reports=self._count(
                sum(self.reports[place, phase] for place in places),
                Unit.REPORTS,
                {**place, "show": "reports"},
            ),
            assigned=self._of_assigned(there, assigned, place) if assigned else None,
            missing=self._missing(assigned - there) if assigned else None,
        )

    def _count(self, number: int, unit: Unit, source: Mapping[str, str]) -> Figure:
        return Figure(numerator=number, unit=unit, measure=Measure.COUNT, source=source, **self.ground.basis)

    def _of_assigned(self, there: int, assigned: int, place: Mapping[str, str]) -> Figure:
        basis = {**self.ground.basis, "regime": self.expected.regime}
        source = {**place, "show": "observed", "assigned": "yes"}
        return Figure(numerator=there, answered=assigned, unit=Unit.STATIONS, source=source, **basis)

    def _missing(self, number: int) -> Figure:
        """No report stands behind it: that is what it says."""
        basis = {**self.ground.basis, "regime": self.expected.regime}
        return Figure(numerator=number, unit=Unit.STATIONS, measure=Measure.COUNT, **basis)


def phases_of(mission_id: int, wanted: str) -> list[str]:
    """Any phase, then those there are forms for, in the order of the day; an incident is not planned."""
    if wanted:
        return [wanted]
    found = set(Checklist.objects.filter(mission=mission_id).values_list("phase", flat=True))
    return [ANY, *(phase for phase in Phase.values if phase in found - {Phase.INCIDENT})]


def _observed(sight: Sight) -> Counter[tuple[int | None, str]]:
    rows = within(sight, ObservedTally.objects.filter(version=None), hours=False)
    found = rows.values_list("region_id", "phase", "stations")
    return Counter({(region, phase): stations for region, phase, stations in found})


def _reports(sight: Sight) -> Counter[tuple[int | None, str]]:
    rows = within(sight, CoverageTally.objects.filter(outcome__in=IN_FIGURES), hours=False)
    reports: Counter[tuple[int | None, str]] = Counter()
    for region, phase, number in rows.values_list("region_id", "phase").annotate(Sum("reports")):
        reports[region, phase] = number
        reports[region, ANY] += number
    return reports


# A team sent for all phases is expected in each. A station that two teams were sent to is expected once.
_EXPECTED = """
    WITH sent AS (
        SELECT deployment.station_id, deployment.phase, deployment.regime
        FROM missions_deployment deployment
        WHERE deployment.mission_id = %(mission)s AND deployment.regime <> 'route'
            AND NOT EXISTS (SELECT FROM missions_deploymentwithdrawal WHERE deployment_id = deployment.id)
    ),
    expected AS (
        SELECT sent.station_id, wanted.phase, bool_and(sent.regime = 'sample') AS drawn
        FROM sent JOIN unnest(%(phases)s::text[]) AS wanted(phase)
            ON sent.phase IN ('', wanted.phase) OR wanted.phase = ''
        GROUP BY 1, 2
    )
    SELECT station.region_id, expected.phase, count(*), count(*) FILTER (WHERE EXISTS (
            SELECT FROM analysis_stationtally tally
            WHERE tally.mission_id = %(mission)s AND tally.generation = %(generation)s
                AND tally.station_id = expected.station_id AND tally.phase = expected.phase
                AND tally.version_id IS NULL)),
        bool_and(expected.drawn)
    FROM expected JOIN elections_station station ON station.id = expected.station_id
    WHERE station.region_id = ANY(%(regions)s::bigint[])
    GROUP BY 1, 2
"""


def _expected(sight: Sight, phases: Sequence[str]) -> Expected:
    with connection.cursor() as cursor:
        cursor.execute(
            _EXPECTED,
            {
                "mission": sight.membership.mission_id,
                "generation": sight.generation,
                "phases": array(phases),
                "regions": array(region.pk for region in sight.regions),
            },
        )
        found = cursor.fetchall()
    return Expected(
        stations=Counter({(region, phase): number for region, phase, number, _there, _drawn in found}),
        observed=Counter({(region, phase): there for region, phase, _number, there, _drawn in found}),
        regime=Regime.SAMPLE if found and all(row[-1] for row in found) else Regime.ASSIGNED,
    )
