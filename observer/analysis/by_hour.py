"""Numbers by hour of the election day, kept in one number: eight decimal digits for each hour from 05 to 35.

A row a cell and hour would be thirty times the rows, and the fold would write each of them. One number holds
them all, and adding two such numbers adds every hour at once, also where something is taken away: what is
left of an hour is never below nought, and eight digits hold 99,999,999 reports of one cell in one hour.
"""

from __future__ import annotations

from collections.abc import Mapping

from observer.analysis.hours import FIRST_HOUR, HOURS

DIGITS = 8
MOST = 10**DIGITS - 1


def pack(counts: Mapping[int, int]) -> int:
    """Hour 5..35 → how many, as one number. Raises ValueError for other hours and counts without room."""
    if not set(counts) <= set(HOURS) or not all(0 <= count <= MOST for count in counts.values()):
        raise ValueError("hours run from 5 to 35, and counts from 0 to 99,999,999")
    return sum(count * 10 ** (DIGITS * (hour - FIRST_HOUR)) for hour, count in counts.items())


def unpack(number: int) -> dict[int, int]:
    """The hours that have anything, in their order. Raises ValueError for a number that is not so made."""
    if not 0 <= number < 10 ** (DIGITS * len(HOURS)):
        raise ValueError("not a number made of counts by hour")
    counts: dict[int, int] = {}
    for hour in HOURS:
        number, count = divmod(number, 10**DIGITS)
        if count:
            counts[hour] = count
    return counts


def weight(hour: str) -> str:
    """One in the hour that an SQL expression gives, as an exact numeric: what a sum of it packs."""
    return f"('1' || repeat('0', {DIGITS} * ({hour} - {FIRST_HOUR})))::numeric"
