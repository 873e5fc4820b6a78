"""How many a figure counts, told again from its `source`: the heading of the list of reports behind it.

A figure may count stations or events while the list below it shows reports; both numbers are said.
"""

from __future__ import annotations

from collections.abc import Mapping

from observer.analysis.coverage import coverage
from observer.analysis.figures import Unit
from observer.analysis.filters import Filters
from observer.analysis.moment import one_moment
from observer.analysis.sight import sight_of
from observer.analysis.sums import Sums, sums_of
from observer.missions.models import Membership

UNITS: Mapping[str, Unit] = {
    "reports": Unit.REPORTS,
    "events": Unit.EVENTS,
    "observed": Unit.STATIONS,
    "affected": Unit.STATIONS,
}


@one_moment()
def number_behind(membership: Membership, source: Mapping[str, str]) -> tuple[int, Unit] | None:
    """The number of a figure and what it counts; None where the list itself tells it.

    Raises Problem for a source that is none.
    """
    show = source.get("show", "")
    if show not in UNITS or source.get("station"):
        return None
    filters = Filters.read(source)
    if source.get("assigned"):
        came = coverage(membership, filters).total.phases[0].assigned
        return int(came.numerator) if came else 0, Unit.STATIONS
    elsewhere = source.get("region") == "-"
    sight = sight_of(membership, filters.with_(region="") if elsewhere else filters)
    places: list[int | None] = [region.pk for region in sight.wider]
    if sight.sees_elsewhere:
        places.append(None)
    if not elsewhere:
        places += [region.pk for region in sight.regions]
    return _number(sums_of(sight), show, filters, places), UNITS[show]


def _number(sums: Sums, show: str, filters: Filters, places: list[int | None]) -> int:
    regions = [place for place in places if place is not None]
    match show:
        case "reports":
            return sum(sums.reports[place] for place in places)
        case "observed":
            return sums.observed(regions, filters.phase)
        case "affected":
            return sums.affected(regions, filters.basis, filters.category)
    return sums.events(basis=filters.basis or None, regions=places)
