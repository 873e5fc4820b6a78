"""The tallies within one sight, summed as boards need them: a fixed number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from django.db.models import Count, QuerySet, Sum

from observer.analysis.figures import Inclusion
from observer.analysis.models import AffectedTally, CoverageTally, ObservedTally, Outcome, ViolationTally
from observer.analysis.sight import Sight
from observer.analysis.standing import IN_FIGURES
from observer.checklists.models import Category, Phase
from observer.elections.models import Station

HELD: tuple[str, ...] = (
    Outcome.UNPLACED,
    Outcome.LATE,
    Outcome.REVOKED_DEVICE,
    Outcome.MISSION_LOCKED,
    Outcome.SEALED,
)


@dataclass(frozen=True)
class Sums:
    """Plain counts; what was not counted is nought.

    `register`: stations by region. `outcomes`: reports received by what became of them. `reports`: counted
    reports by region. `categories`: (code, name) of the mission's categories in their order.
    """

    register: Counter[int]
    outcomes: Counter[str]
    reports: Counter[int | None]
    categories: Sequence[tuple[str, str]]
    # By (region, phase), by (region, category, basis), by (region, category, severity, basis).
    observed_by: Counter[tuple[int | None, str]]
    affected_by: Counter[tuple[int | None, str, str]]
    events_in: Counter[tuple[int | None, str, str, str]]
    hours_of: Mapping[str, Mapping[str, Counter[int]]]

    @property
    def inclusion(self) -> Inclusion:
        """Received, less what is held, quarantined, withdrawn or a settled double."""
        return Inclusion(
            received=self.outcomes.total(),
            held=sum(self.outcomes[reason] for reason in HELD),
            quarantined=self.outcomes[Outcome.QUARANTINED],
            withdrawn=self.outcomes[Outcome.WITHDRAWN],
            doubles=self.outcomes[Outcome.DOUBLE],
        )

    def observed(self, regions: Iterable[int], phase: str) -> int:
        """Distinct stations observed in a phase ("" is any); a station lies in one region."""
        return sum(self.observed_by[region, phase] for region in regions)

    def affected(self, regions: Iterable[int], basis: str, category: str) -> int:
        """Observed stations with a violation of a category ("" is any)."""
        return sum(self.affected_by[region, category, basis] for region in regions)

    @property
    def phases(self) -> list[str]:
        """The phases in which a station was observed, in the order of the day."""
        found = {phase for (_region, phase), stations in self.observed_by.items() if stations}
        return [phase for phase in Phase.values if phase in found]

    def events(
        self,
        *,
        basis: str | None = None,
        category: str | None = None,
        severity: str | None = None,
        regions: Iterable[int | None] | None = None,
    ) -> int:
        """Events in the cells named; None is any. Regions are not crossed with category or severity."""
        if regions is None:
            return self._events_of[category, severity, basis]
        return sum(self._events_at[region, basis] for region in set(regions))

    @cached_property
    def _events_of(self) -> Counter[tuple[str | None, str | None, str | None]]:
        """By category, severity and basis, and by each without the others: a board asks hundreds of times."""
        found: Counter[tuple[str | None, str | None, str | None]] = Counter()
        for (_region, *cell), events in self.events_in.items():
            for of in product(*((None, part) for part in cell)):
                found[of[0], of[1], of[2]] += events
        return found

    @cached_property
    def _events_at(self) -> Counter[tuple[int | None, str | None]]:
        found: Counter[tuple[int | None, str | None]] = Counter()
        for (region, _category, _severity, basis), events in self.events_in.items():
            found[region, basis] += events
            found[region, None] += events
        return found


def sums_of(sight: Sight) -> Sums:
    """Seven queries."""
    return Sums(
        register=_register(sight),
        outcomes=_outcomes(sight),
        reports=_reports(sight),
        categories=[
            (category.code, category.name)
            for category in Category.objects.filter(mission=sight.membership.mission_id)
        ],
        observed_by=_observed(sight),
        affected_by=_affected(sight),
        events_in=_events(sight),
        hours_of=_hours(sight),
    )


def within(sight: Sight, rows: QuerySet[Any], *, hours: bool) -> QuerySet[Any]:
    """The rows of a tally within sight and, where it keeps them, within the filters' hours."""
    found = rows.filter(sight.of_regions(), mission=sight.membership.mission_id, generation=sight.generation)
    if hours and sight.filters.from_hour is not None:
        found = found.filter(hour__gte=sight.filters.from_hour)
    if hours and sight.filters.to_hour is not None:
        found = found.filter(hour__lte=sight.filters.to_hour)
    return found


def _register(sight: Sight) -> Counter[int]:
    stations = Station.objects.filter(region__in=[region.pk for region in sight.regions])
    return Counter(dict(stations.values_list("region_id").annotate(Count("id"))))


def _coverage(sight: Sight) -> QuerySet[CoverageTally]:
    rows = within(sight, CoverageTally.objects.all(), hours=True)
    return rows.filter(phase=sight.filters.phase) if sight.filters.phase else rows


def _outcomes(sight: Sight) -> Counter[str]:
    return Counter(dict(_coverage(sight).values_list("outcome").annotate(Sum("reports"))))


def _reports(sight: Sight) -> Counter[int | None]:
    counted = _coverage(sight).filter(outcome__in=IN_FIGURES)
    return Counter(dict(counted.values_list("region_id").annotate(Sum("reports"))))


def _observed(sight: Sight) -> Counter[tuple[int | None, str]]:
    rows = within(sight, ObservedTally.objects.filter(version=None), hours=False)
    return Counter(
        {(region, phase): n for region, phase, n in rows.values_list("region_id", "phase", "stations")}
    )


def _affected(sight: Sight) -> Counter[tuple[int | None, str, str]]:
    rows = within(sight, AffectedTally.objects.all(), hours=False).filter(
        severity=sight.filters.severity, phase=sight.filters.phase
    )
    found = rows.values_list("region_id", "category", "basis", "stations")
    return Counter({(region, category, basis): n for region, category, basis, n in found})


def _violations(sight: Sight) -> QuerySet[ViolationTally]:
    named = {
        name: value for name in ("phase", "category", "severity") if (value := getattr(sight.filters, name))
    }
    return within(sight, ViolationTally.objects.filter(**named), hours=True)


def _events(sight: Sight) -> Counter[tuple[int | None, str, str, str]]:
    rows = (
        _violations(sight).values_list("region_id", "category", "severity", "basis").annotate(Sum("events"))
    )
    return Counter({(region, of, severity, basis): n for region, of, severity, basis, n in rows})


def _hours(sight: Sight) -> Mapping[str, Mapping[str, Counter[int]]]:
    """Events by basis, severity and hour."""
    by_hour: dict[str, dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for basis, severity, hour, n in (
        _violations(sight).values_list("basis", "severity", "hour").annotate(Sum("events"))
    ):
        by_hour[basis][severity][hour] = n
    return by_hour
