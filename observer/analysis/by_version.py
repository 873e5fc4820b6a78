"""How many reports were received with each version of the forms: from the tallies, never from the reports."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db.models import Sum

from observer.analysis.figures import Figure, Inclusion, Measure, Unit
from observer.analysis.filters import Filters
from observer.analysis.models import CoverageTally, Outcome
from observer.analysis.moment import one_moment
from observer.analysis.sight import ground_of, sight_of
from observer.analysis.sums import HELD
from observer.checklists.models import Version
from observer.missions.models import Membership


@one_moment()
def received_by_version(membership: Membership, versions: Iterable[Version]) -> dict[int, Figure]:
    """By version's id the reports within sight, in reports. `versions` with their checklists.

    A fixed number of queries, however many versions and reports there are.
    """
    wanted = {version.pk: version for version in versions}
    sight = sight_of(membership, Filters())
    rows = CoverageTally.objects.filter(sight.of_regions(), mission=membership.mission_id)
    outcomes: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for version, outcome, reports in (
        rows.filter(generation=sight.generation, version__in=wanted)
        .values_list("version", "outcome")
        .annotate(Sum("reports"))
    ):
        outcomes[version][outcome] += reports
    basis = ground_of(sight, Inclusion()).basis
    return {
        key: Figure(
            numerator=outcomes[key].total(),
            unit=Unit.REPORTS,
            measure=Measure.COUNT,
            source={
                "outcome": "received",
                "checklist": version.checklist.code,
                "version": str(version.number),
            },
            **{**basis, "rule": _inclusion(outcomes[key])},
        )
        for key, version in wanted.items()
    }


def _inclusion(outcomes: Counter[str]) -> Inclusion:
    return Inclusion(
        received=outcomes.total(),
        held=sum(outcomes[reason] for reason in HELD),
        quarantined=outcomes[Outcome.QUARANTINED],
        withdrawn=outcomes[Outcome.WITHDRAWN],
        doubles=outcomes[Outcome.DOUBLE],
    )
