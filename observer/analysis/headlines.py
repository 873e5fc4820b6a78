"""The headline figures, with and without the reports that are kept out of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from observer.analysis.board import Pair
from observer.analysis.excluded import EXCLUDED, Added, added_by
from observer.analysis.figures import Figure, Inclusion, Unit
from observer.analysis.filters import Filters
from observer.analysis.models import Outcome
from observer.analysis.moment import one_moment
from observer.analysis.sight import Sight, ground_of, sight_of
from observer.analysis.sums import Sums, sums_of
from observer.analysis.view import View
from observer.checklists.models import Basis
from observer.missions.models import Membership


@dataclass(frozen=True, slots=True)
class Headlines:
    """`observed`: stations observed, of the register. `affected`: of those observed, with a violation.

    `events`: violations, one an event; `unconfirmed`: those nobody saw or told of, added to neither.
    `inclusion` is the rule all of them follow, `kept_out` how many reports each reason keeps out of them.
    """

    version: int
    synthetic: bool
    observed: Figure
    affected: Pair
    events: Pair
    unconfirmed: Figure
    reports: Figure
    inclusion: Inclusion
    kept_out: Mapping[str, int]


@one_moment()
def headlines(membership: Membership, filters: Filters, *, everything: bool = False) -> Headlines:
    """The figures a mission leads with; only the region and the phase of `filters` narrow them.

    With `everything` also what headquarters or a rule keeps out: withdrawn, quarantined, late, from a revoked
    phone, after the lock, and protocols kept out of results. Such figures say so in their rule and lead to no
    list of reports. Raises Problem when the filters name a region that is not there, or not within sight.
    """
    sight = sight_of(membership, Filters(region=filters.region, phase=filters.phase))
    sums = sums_of(sight)
    added = added_by(sight) if everything else Added(0, 0, Counter(), Counter())
    inclusion = _with_everything(sums) if everything else sums.inclusion
    return _told(sight, sums, added, inclusion, linked=not everything)


def _told(sight: Sight, sums: Sums, added: Added, inclusion: Inclusion, *, linked: bool) -> Headlines:
    view = View(sight, sums, ground_of(sight, inclusion))
    every = [region.pk for region in sight.regions]
    observed = sums.observed(every, sight.filters.phase) + added.stations
    register = max(sum(sums.register[region] for region in every), observed)
    affected = {basis: sums.affected(every, basis, "") + added.affected[basis] for basis in Basis}
    counts = {
        basis: view.count(sums.events(basis=basis) + added.events[basis], basis=basis) for basis in Basis
    }
    reports = view.figure(sums.reports.total() + added.reports, Unit.REPORTS, show="reports")
    told = Headlines(
        version=view.ground.version,
        synthetic=view.ground.synthetic,
        observed=view.stations(observed, register, show="observed"),
        affected=view.pair(affected, observed),
        events=Pair(counts[Basis.SEEN], counts[Basis.TOLD]),
        unconfirmed=counts[Basis.UNCONFIRMED],
        reports=reports,
        inclusion=inclusion,
        kept_out={reason: sums.outcomes[reason] for reason in EXCLUDED} | _without_results(sums),
    )
    return told if linked else _unlinked(told)


def _without_results(sums: Sums) -> dict[str, int]:
    return {Outcome.WITHOUT_RESULTS.value: sums.outcomes[Outcome.WITHOUT_RESULTS]}


def _with_everything(sums: Sums) -> Inclusion:
    """What would still be left out: doubles, and what has no place or cannot be read."""
    return Inclusion(
        received=sums.outcomes.total(),
        held=sums.outcomes[Outcome.UNPLACED] + sums.outcomes[Outcome.SEALED],
        doubles=sums.outcomes[Outcome.DOUBLE],
    )


def _unlinked(told: Headlines) -> Headlines:
    """The list behind a figure shows counted reports only, so no figure of everything leads to one."""

    def plain(figure: Figure) -> Figure:
        return replace(figure, source={})

    return replace(
        told,
        observed=plain(told.observed),
        affected=Pair(plain(told.affected.seen), plain(told.affected.told)),
        events=Pair(plain(told.events.seen), plain(told.events.told)),
        unconfirmed=plain(told.unconfirmed),
        reports=plain(told.reports),
    )
