"""Violations by region and category: who was affected, how grave it was, how it is known, and when.

Cells in which nothing happened are left out: their share is nought of the stations observed in their column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from observer.analysis.charts import Chart
from observer.analysis.figures import Figure, Inclusion
from observer.analysis.filters import Filters
from observer.analysis.moment import one_moment
from observer.analysis.sight import Sight, ground_of, sight_of
from observer.analysis.sums import Sums, sums_of
from observer.analysis.view import View, region_map
from observer.checklists.models import Basis, Severity
from observer.elections.models import Region
from observer.missions.models import Membership


@dataclass(frozen=True, slots=True)
class Known:
    """The same figure for each way of knowing. The three stand beside each other and are never added."""

    seen: Figure
    told: Figure
    unconfirmed: Figure


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """`affected`: stations with at least one violation, of those observed. `events`: each counted once."""

    affected: Known
    events: Known


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A lowest region within sight. `observed`: its stations observed, of those on the register."""

    code: str
    name: str
    observed: Figure
    total: MatrixCell


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A category that occurs within the filters; `cells` by region, `severities` of its events that occur."""

    code: str
    name: str
    total: MatrixCell
    severities: Mapping[str, Known]
    cells: Mapping[str, MatrixCell]


@dataclass(frozen=True, slots=True)
class Matrix:
    """`elsewhere`: events in no lowest region; None where not to be seen. `trend`: events by hour."""

    filters: Filters
    version: int
    as_of: datetime
    synthetic: bool
    inclusion: Inclusion
    total: MatrixCell
    observed: Figure
    columns: Sequence[MatrixColumn]
    rows: Sequence[MatrixRow]
    severities: Mapping[str, Known]
    elsewhere: Known | None
    share_map: Chart | None
    trend: Chart


@one_moment()
def violation_matrix(membership: Membership, filters: Filters) -> Matrix:
    """Every category that occurs, by region. A fixed number of queries, whatever was reported.

    Hours narrow events only: how many stations were affected in an hour is not kept. Raises Problem when the
    filters name a region that is not there, or not within sight.
    """
    sight = sight_of(membership, filters)
    sums = sums_of(sight)
    view = _Matrix(sight, sums)
    columns = [view.column(region) for region in sight.regions]
    rows = [view.view.region(region) for region in sight.regions]
    basis = Basis(filters.basis) if filters.basis else Basis.SEEN
    return Matrix(
        filters=filters,
        version=view.view.ground.version,
        as_of=view.view.ground.as_of,
        synthetic=view.view.ground.synthetic,
        inclusion=sums.inclusion,
        total=view.together(),
        observed=view.view.total().observed,
        columns=columns,
        rows=[view.row(code, name) for code, name in sums.categories if code in view.occurring],
        severities={
            severity: view.events(severity=severity)
            for severity in Severity.values
            if sums.events(severity=severity)
        },
        elsewhere=view.elsewhere() if sight.sees_elsewhere else None,
        share_map=region_map(sight, rows),
        trend=view.view.timeline(basis),
    )


class _Matrix:
    """Cuts the sums of one sight into cells."""

    def __init__(self, sight: Sight, sums: Sums) -> None:
        self.sight, self.sums = sight, sums
        self.view = View(sight, sums, ground_of(sight, sums.inclusion))
        self.every = [region.pk for region in sight.regions]
        self.events_at = _by_region_and_category(sums)
        self.occurring = {category for _region, category, _severity, _basis in sums.events_in}

    def column(self, region: Region) -> MatrixColumn:
        return MatrixColumn(
            code=region.code,
            name=region.name,
            observed=self.view.region(region).observed,
            total=self.cell([region.pk], self.sight.filters.category, region=region.code),
        )

    def together(self) -> MatrixCell:
        cell = self.cell(self.every, self.sight.filters.category)
        return MatrixCell(cell.affected, self.events())

    def row(self, code: str, name: str) -> MatrixRow:
        return MatrixRow(
            code=code,
            name=name,
            total=self.whole(code),
            severities={
                severity: self.events(category=code, severity=severity)
                for severity in Severity.values
                if self.sums.events(category=code, severity=severity)
            },
            cells={
                region.code: self.cell([region.pk], code, region=region.code, category=code)
                for region in self.sight.regions
                if self.occurs(region.pk, code)
            },
        )

    def occurs(self, region: int, category: str) -> bool:
        return any(
            self.events_at[region, category, basis] or self.sums.affected_by[region, category, basis]
            for basis in Basis.values
        )

    def cell(self, regions: Sequence[int], of: str, **source: str) -> MatrixCell:
        """Stations and events of these regions, of the category `of` ("" is any)."""
        observed = self.sums.observed(regions, self.sight.filters.phase)

        def affected(basis: Basis) -> Figure:
            stations = self.sums.affected(regions, basis, of)
            return self.view.stations(stations, observed, show="affected", basis=basis, **source)

        def events(basis: Basis) -> Figure:
            number = sum(self.events_at[region, of, basis] for region in regions)
            return self.view.count(number, basis=basis, **source)

        return MatrixCell(_known(affected), _known(events))

    def whole(self, category: str) -> MatrixCell:
        """A category in all regions; its events also where they are tied to none."""
        cell = self.cell(self.every, category, category=category)
        return MatrixCell(cell.affected, self.events(category=category))

    def events(self, **cell: str) -> Known:
        """Events of one category, or one severity, or of both, in all regions and in none."""
        category, severity = cell.get("category"), cell.get("severity")

        def events(basis: Basis) -> Figure:
            number = self.sums.events(basis=basis, category=category, severity=severity)
            return self.view.count(number, basis=basis, **cell)

        return _known(events)

    def elsewhere(self) -> Known:
        """Events in no lowest region: tied to none, or to a wider one."""
        places = [None, *(region.pk for region in self.sight.wider)]

        def events(basis: Basis) -> Figure:
            return self.view.count(self.sums.events(basis=basis, regions=places), basis=basis, region="-")

        return _known(events)


def _known(of: Callable[[Basis], Figure]) -> Known:
    return Known(of(Basis.SEEN), of(Basis.TOLD), of(Basis.UNCONFIRMED))


def _by_region_and_category(sums: Sums) -> Counter[tuple[int | None, str, str]]:
    """Events by region, category ("" is any) and basis."""
    found: Counter[tuple[int | None, str, str]] = Counter()
    for (region, category, _severity, basis), events in sums.events_in.items():
        found[region, category, basis] += events
        found[region, "", basis] += events
    return found
