"""Sums of one sight, said as figures: each with its regime, inclusion rule, time and way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from observer.analysis.board import CategoryRow, Pair, RegionRow
from observer.analysis.charts import (
    Bar,
    Chart,
    MapRegion,
    Series,
    StationShare,
    Subject,
    bars,
    share_map,
    timeline,
)
from observer.analysis.figures import Figure, Measure, Unit
from observer.analysis.sight import Ground, Sight
from observer.analysis.sums import Sums
from observer.checklists.models import Basis, Severity
from observer.elections.models import Region

MAP_WIDTH = 1_000


class View:
    """Turns the sums of one sight into figures."""

    def __init__(self, sight: Sight, sums: Sums, ground: Ground) -> None:
        self.sight, self.sums, self.ground = sight, sums, ground

    def region(self, region: Region) -> RegionRow:
        return self.row(region.code, region.name, [region.pk], region=region.code)

    def total(self) -> RegionRow:
        every = [region.pk for region in self.sight.regions]
        return self.row("", _("All regions"), every)

    def row(self, code: str, name: str, regions: Sequence[int], **source: str) -> RegionRow:
        sums = self.sums
        observed = sums.observed(regions, self.sight.filters.phase)
        register = sum(sums.register[region] for region in regions)
        affected = {
            basis: sums.affected(regions, basis, self.sight.filters.category)
            for basis in (Basis.SEEN, Basis.TOLD)
        }
        reports = sum(sums.reports[region] for region in regions) if code else sums.reports.total()
        return RegionRow(
            code=code,
            name=name,
            observed=self.stations(observed, max(register, observed), show="observed", **source),
            affected=self.pair(affected, observed, **source),
            events=self.events(regions if code else None, **source),
            reports=self.figure(reports, Unit.REPORTS, show="reports", **source),
        )

    def events(self, regions: Sequence[int | None] | None, **source: str) -> Pair:
        """Events of these regions; None is all in sight, those in no lowest region included."""
        counted = {
            basis: self.count(self.sums.events(basis=basis, regions=regions), basis=basis, **source)
            for basis in (Basis.SEEN, Basis.TOLD)
        }
        return Pair(counted[Basis.SEEN], counted[Basis.TOLD])

    def elsewhere(self) -> Pair:
        """Events in no lowest region: tied to none, or to a wider one."""
        return self.events([None, *(region.pk for region in self.sight.wider)], region="-")

    def categories(self) -> list[CategoryRow]:
        occurring = {category for _region, category, _severity, _basis in self.sums.events_in}
        return [self.category(code, name) for code, name in self.sums.categories if code in occurring]

    def category(self, code: str, name: str) -> CategoryRow:
        every = [region.pk for region in self.sight.regions]
        observed = self.sums.observed(every, self.sight.filters.phase)
        affected = {basis: self.sums.affected(every, basis, code) for basis in (Basis.SEEN, Basis.TOLD)}
        return CategoryRow(
            code=code,
            name=name,
            events=self.events_of(category=code),
            affected=self.pair(affected, observed, category=code),
            severities={
                severity: self.events_of(category=code, severity=severity)
                for severity in Severity.values
                if self.sums.events(category=code, severity=severity)
            },
        )

    def severities(self) -> dict[str, Pair]:
        return {
            severity: self.events_of(severity=severity)
            for severity in Severity.values
            if self.sums.events(severity=severity)
        }

    def phases(self) -> dict[str, Figure]:
        """Stations observed in each phase that occurs, of those on the register."""
        every = [region.pk for region in self.sight.regions]
        register = sum(self.sums.register[region] for region in every)
        return {
            phase: self.stations(self.sums.observed(every, phase), register, show="observed", phase=phase)
            for phase in self.sums.phases
        }

    def events_of(self, **cell: str) -> Pair:
        seen, told = (
            self.count(
                self.sums.events(basis=basis, category=cell.get("category"), severity=cell.get("severity")),
                basis=basis,
                **cell,
            )
            for basis in (Basis.SEEN, Basis.TOLD)
        )
        return Pair(seen, told)

    def timeline(self, basis: Basis) -> Chart:
        by_hour = self.sums.hours_of.get(basis, {})
        series = [
            Series(severity, str(Severity(severity).label), by_hour[severity])
            for severity in Severity.values
            if severity in by_hour
        ]
        total = self.count(sum(one.total for one in series), basis=basis)
        title = _("Violations seen, by hour") if basis == Basis.SEEN else _("Violations told of, by hour")
        return timeline(series, total, title=title)

    def count(self, events: int, **source: str) -> Figure:
        return self.figure(events, Unit.EVENTS, show="events", **source)

    def pair(self, affected: Mapping[Basis, int], observed: int, **source: str) -> Pair:
        seen, told = (
            self.stations(affected[basis], observed, show="affected", basis=basis, **source)
            for basis in (Basis.SEEN, Basis.TOLD)
        )
        return Pair(seen, told)

    def stations(self, part: int, whole: int, **source: str) -> Figure:
        narrowed = self.sight.filters.with_(from_hour=None, to_hour=None, basis="")
        return Figure(
            numerator=part,
            answered=whole,
            unit=Unit.STATIONS,
            measure=Measure.SHARE,
            source={**narrowed.as_query(), **source},
            **self.ground.basis,
        )

    def figure(self, number: int, unit: Unit, **source: str) -> Figure:
        narrowed = self.sight.filters.with_(basis="").as_query()
        return Figure(
            numerator=number,
            unit=unit,
            measure=Measure.COUNT,
            source={**narrowed, **source},
            **self.ground.basis,
        )


def region_map(sight: Sight, regions: Iterable[RegionRow]) -> Chart | None:
    """The share of observed stations with a violation seen; None where no boundaries were loaded."""
    shares = {row.code: row.affected.seen for row in regions}
    title = _("Observed stations with a violation seen")
    return _map(sight, shares, title, Subject.SEEN)


def cover_map(sight: Sight, regions: Iterable[RegionRow]) -> Chart | None:
    """The share of stations on the register that were observed; None where no boundaries were loaded."""
    shares = {row.code: row.observed for row in regions}
    title = _("Polling stations observed, of those on the register")
    return _map(sight, shares, title, Subject.COVERED)


def _map(sight: Sight, shares: Mapping[str, Figure], title: str, subject: Subject) -> Chart | None:
    height = sight.election.map_height
    drawn = [
        MapRegion(one.code, one.name, one.outline, one.label_x, one.label_y, one.label_radius)
        for one in sight.regions
        if one.outline
        and one.label_x is not None
        and one.label_y is not None
        and one.label_radius is not None
    ]
    if not drawn or height is None:
        return None
    known = [StationShare((region.key,), shares[region.key]) for region in drawn if region.key in shares]
    return share_map(drawn, (MAP_WIDTH, height), known, title=title, subject=subject)


def region_bars(regions: Sequence[RegionRow]) -> Chart:
    """The worst region first; regions without an observed station have no bar."""
    observed = [row for row in regions if row.affected.seen.answered]
    worst_first = sorted(observed, key=lambda row: (-(row.affected.seen.share or 0), row.name))
    rows = [Bar(row.name, row.affected.seen) for row in worst_first]
    return bars(rows, title=_("Observed stations with a violation seen, by region"), of=_("Region"))
