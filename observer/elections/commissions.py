"""The way of a protocol: from the precinct where it is signed up to where the result is established."""

from __future__ import annotations

from observer.elections.models import Commission, Contest, Station


def chain(station: Station, contest: Contest | None = None) -> list[Commission]:
    """The commissions above a station, lowest first: of the common chain, or of `contest` where it has one.

    From the lowest commission that has a counterpart in the contest, the contest's own chain is followed.
    """
    way: list[Commission] = []
    at = station.commission
    while at is not None:
        own = at.in_contests.filter(contest=contest).first() if contest and at.contest_id is None else None
        at = own or at
        way.append(at)
        at = at.parent
    return way


def above(commission: Commission) -> list[Commission]:
    """The commissions it stands below, the top first."""
    way: list[Commission] = []
    at = commission.parent
    while at is not None:
        way.insert(0, at)
        at = at.parent
    return way
