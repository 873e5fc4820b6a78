"""Turning votes into seats: largest remainders and highest averages, exactly and without hidden lots.

Definitions after M. Gallagher, "Proportionality, Disproportionality and Electoral Systems", Electoral Studies
10 (1991), and M. L. Balinski and H. P. Young, "Fair Representation" (1982). A tie is part of the result: it
names the lists and how many seats they compete for. How it was settled (by lot, say) is given from outside;
nothing here draws one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import Any


class Method(StrEnum):
    """How seats are shared out; `QUOTAS` and `DIVISORS` give the formula of each."""

    HARE = "hare"
    DROOP = "droop"
    HAGENBACH_BISCHOFF = "hagenbach-bischoff"
    DHONDT = "dhondt"
    SAINTE_LAGUE = "sainte-lague"
    MODIFIED_SAINTE_LAGUE = "modified-sainte-lague"


QUOTAS = frozenset({Method.HARE, Method.DROOP, Method.HAGENBACH_BISCHOFF})
DIVISORS = frozenset(Method) - QUOTAS


@dataclass(frozen=True, slots=True)
class Rules:
    """`threshold`: the least share of all valid votes that is admitted, 0..1, reached or passed.

    `second_list_minimum`: where one list alone reaches the threshold, the next best is admitted too and gets
    at least so many seats (Kazakhstan since 2009); None where the law knows no such rule.
    """

    method: Method = Method.HARE
    threshold: Fraction = Fraction(0)
    second_list_minimum: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.threshold <= 1:
            raise ValueError("a threshold is a share from 0 to 1")
        if self.second_list_minimum is not None and self.second_list_minimum < 0:
            raise ValueError("a minimum of seats cannot be negative")

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Rules:
        """`{"method": "hare", "threshold": "0.07", "second_list_minimum": 2}`. Raises ValueError."""
        least = written.get("second_list_minimum")
        return cls(
            Method(written.get("method", Method.HARE)),
            Fraction(str(written.get("threshold", 0))),
            None if least is None else int(least),
        )


@dataclass(frozen=True, slots=True)
class Tie:
    """`seats` seats (fewer than the lists) for which equal `lists` compete, by code; where none could break.

    `admission`: the lists tie for being let in at all; a minimum cannot be given before that is settled.
    """

    lists: tuple[str, ...]
    seats: int
    admission: bool = False


@dataclass(frozen=True, slots=True)
class Allocation:
    """`seats` of every list, those that got none included. `open_seats` wait for a tie to be settled.

    `quota`: votes a seat costs (quota methods only), exact. `shares`: each admitted list's votes in quotas.
    `second`: the list that came in under the rule for the second list. `ties`: all that occurred; those that
    `settled` decided are in `seats` already.
    """

    seats: Mapping[str, int]
    admitted: tuple[str, ...]
    quota: Fraction | None = None
    shares: Mapping[str, Fraction] = field(default_factory=dict)
    second: str | None = None
    ties: tuple[Tie, ...] = ()
    open_seats: int = 0


def allocate(
    votes: Mapping[str, int],
    seats: int,
    rules: Rules,
    *,
    valid: int | None = None,
    settled: Sequence[str] = (),
) -> Allocation:
    """Share `seats` among the lists in `votes`.

    `valid` is what the threshold is a share of: all valid votes, or what the law says; the sum of `votes`
    where left out. `settled` names lists in the order in which lots (or the law) put them: a tie is filled
    from its front. Raises ValueError for negative numbers and for fewer valid votes than votes for a list.
    """
    whole = sum(votes.values()) if valid is None else valid
    if seats < 0 or min(votes.values(), default=0) < 0:
        raise ValueError("votes and seats cannot be negative")
    if max(votes.values(), default=0) > whole:
        raise ValueError("a list cannot have more votes than there are valid ones")
    admitted, second, tie = _admit(votes, whole, rules, settled)
    nobody = dict.fromkeys(votes, 0)
    if tie or not admitted:
        return Allocation(nobody, tuple(admitted), ties=(tie,) if tie else (), open_seats=seats)
    result = _share({code: votes[code] for code in admitted}, seats, rules.method, settled)
    if second is not None:
        result = _raise_second(result, second, seats, rules.second_list_minimum or 0)
    return Allocation(
        nobody | dict(result.seats),
        tuple(admitted),
        result.quota,
        result.shares,
        second,
        result.ties,
        seats - sum(result.seats.values()),
    )


def _admit(
    votes: Mapping[str, int], whole: int, rules: Rules, settled: Sequence[str]
) -> tuple[list[str], str | None, Tie | None]:
    """The lists that take part, in their order; the second one let in by rule; a tie for being it."""
    through = [code for code, number in votes.items() if number and number >= rules.threshold * whole]
    if rules.second_list_minimum is None or len(through) != 1:
        return through, None, None
    rest = {code: number for code, number in votes.items() if number and code not in through}
    best = [code for code, number in rest.items() if number == max(rest.values())]
    if len(best) > 1:
        drawn = [code for code in settled if code in best]
        if not drawn:
            return through, None, Tie(tuple(sorted(best)), 1, admission=True)
        best = drawn[:1]
    second = best[0] if best else None
    return [code for code in votes if code in through or code == second], second, None


def _raise_second(result: Allocation, second: str, seats: int, least: int) -> Allocation:
    """The first list gives up what the second lacks of its minimum; where it does, no tie is left."""
    least = min(least, seats)
    if result.seats[second] >= least:
        return result
    first = next(code for code in result.seats if code != second)
    raised = {first: seats - least, second: least}
    return Allocation(raised, result.admitted, result.quota, result.shares, second)


def _share(votes: Mapping[str, int], seats: int, method: Method, settled: Sequence[str]) -> Allocation:
    if method in QUOTAS:
        return _largest_remainders(votes, seats, method, settled)
    return _highest_averages(votes, seats, method, settled)


# --- Largest remainders --------------------------------------------------------------------------------


def quota(votes: int, seats: int, method: Method) -> Fraction:
    """Votes for one seat.

    Hare: V/S (T. Hare, 1859). Droop: the whole number above V/(S+1) (H. R. Droop, 1881). Hagenbach-Bischoff:
    V/(S+1) itself (E. Hagenbach-Bischoff, 1888). Raises ValueError for a method without a quota.
    """
    match method:
        case Method.HARE:
            return Fraction(votes, seats)
        case Method.DROOP:
            return Fraction(votes // (seats + 1) + 1)
        case Method.HAGENBACH_BISCHOFF:
            return Fraction(votes, seats + 1)
        case _:
            raise ValueError(f"{method} has no quota")


def _largest_remainders(
    votes: Mapping[str, int], seats: int, method: Method, settled: Sequence[str]
) -> Allocation:
    """Whole quotas first, what is left to the largest remainders."""
    if not seats:
        return Allocation(dict.fromkeys(votes, 0), tuple(votes))
    cost = quota(sum(votes.values()), seats, method)
    shares = {code: number / cost for code, number in votes.items()}
    whole = {code: int(share) for code, share in shares.items()}
    if sum(whole.values()) > seats:
        # Exactly V/(S+1) each: whole quotas come to one seat too many, and all tie for the last of theirs.
        whole = {code: number - 1 for code, number in whole.items()}
        shares_left: Mapping[str, Fraction] = dict.fromkeys(votes, Fraction(1))
    else:
        shares_left = {code: share - whole[code] for code, share in shares.items()}
    # Fewer votes than seats: Droop's quota of a whole vote leaves a seat for everybody, and more.
    rounds, left = divmod(seats - sum(whole.values()), len(votes))
    whole = {code: number + rounds for code, number in whole.items()}
    taken, ties = _fill(_levels(shares_left), left, settled)
    got = {code: whole[code] + taken[code] for code in votes}
    return Allocation(got, tuple(votes), cost, shares, ties=ties)


def _levels(shares: Mapping[str, Fraction]) -> list[list[str]]:
    """The lists by what they have, most first; equals together."""
    by_share: dict[Fraction, list[str]] = defaultdict(list)
    for code, share in shares.items():
        by_share[share].append(code)
    return [by_share[share] for share in sorted(by_share, reverse=True)]


# --- Highest averages ------------------------------------------------------------------------------------


def divisor(method: Method, won: int) -> Fraction:
    """What a list's votes are divided by once it has `won` seats.

    d'Hondt: 1, 2, 3 … (V. d'Hondt, 1882; T. Jefferson). Sainte-Laguë: 1, 3, 5 … (A. Sainte-Laguë, 1910;
    D. Webster). Modified Sainte-Laguë: 1.4, 3, 5 … (Scandinavia). Raises ValueError for a quota method.
    """
    match method:
        case Method.DHONDT:
            return Fraction(won + 1)
        case Method.SAINTE_LAGUE:
            return Fraction(2 * won + 1)
        case Method.MODIFIED_SAINTE_LAGUE:
            return Fraction(2 * won + 1) if won else Fraction(7, 5)
        case _:
            raise ValueError(f"{method} has no divisors")


def _highest_averages(
    votes: Mapping[str, int], seats: int, method: Method, settled: Sequence[str]
) -> Allocation:
    """Seat after seat to the highest average; equal averages are served together or tie."""
    won = dict.fromkeys(votes, 0)
    averages = [(-(number / divisor(method, 0)), code) for code, number in votes.items()]
    heapify(averages)
    left = seats
    ties: tuple[Tie, ...] = ()
    while left > 0 and averages:
        level = [heappop(averages)]
        while averages and averages[0][0] == level[0][0]:
            level.append(heappop(averages))
        taken, ties = _fill([[code for _average, code in level]], left, settled)
        left -= sum(taken.values())
        if ties:
            left = 0
        for _average, code in level:
            won[code] += taken[code]
            heappush(averages, (-(votes[code] / divisor(method, won[code])), code))
    return Allocation(won, tuple(votes), ties=ties)


# --- The last seats ----------------------------------------------------------------------------------------


def _fill(
    levels: Iterable[Sequence[str]], seats: int, settled: Sequence[str]
) -> tuple[Mapping[str, int], tuple[Tie, ...]]:
    """One seat to each list, level after level, while they last. The level they do not reach is a tie."""
    taken: dict[str, int] = defaultdict(int)
    for level in levels:
        if len(level) <= seats:
            taken |= dict.fromkeys(level, 1)
            seats -= len(level)
        elif seats:
            drawn = [code for code in settled if code in level]
            taken |= dict.fromkeys(drawn[:seats], 1)
            return taken, (Tie(tuple(sorted(level)), seats),)
    return taken, ()
