"""Which rows of a public table may stand alone (house law 8d).

A row that rests on few stations could point at one station, or at who observed it. It is merged with other
small rows, and where those do not suffice with the smallest row that could stand alone, so that taking the
published rows from each other or from the total gives nothing back. Headquarters sees every row: this is
for public outputs only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from observer.analysis.figures import Figure, combine

# Fewer stations than this in a public cell can be recognised (our choice: no source fixes it).
SMALLEST_BASE = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: a figure and what it is of, by key. Several keys: they are shown together."""

    keys: tuple[str, ...]
    figure: Figure


@dataclass(frozen=True, slots=True)
class Published:
    """What may be printed: rows in order, a merged one last; no total where it is too small itself."""

    rows: tuple[Row, ...]
    total: Figure | None


def suppress(rows: Sequence[Row], total: Figure, *, smallest_base: int = SMALLEST_BASE) -> Published:
    """Merge the rows that rest on fewer than `smallest_base` stations until no difference reveals one.

    `rows` part the total: a station is in one row only. Rows nobody observed stay as they are: they tell
    nothing about a station, and cannot hide one. Covers one table in one direction; rows of a finer table
    are suppressed under each row of the coarser one. Raises ValueError where the rows are not the total.
    """
    _check_parts(rows, total)
    if total.base < smallest_base:
        empty = tuple(row for row in rows if _is_empty(row.figure))
        return Published(empty, total if _is_empty(total) else None)
    hidden = [row for row in rows if row.figure.base < smallest_base and not _is_empty(row.figure)]
    standing = [row for row in rows if row.figure.base >= smallest_base]
    while hidden and sum(row.figure.base for row in hidden) < smallest_base:
        hidden.append(_take_smallest(standing))
    alone = [row for row in rows if row not in hidden]
    return Published((*alone, *_merged(rows, hidden)), total)


def _check_parts(rows: Sequence[Row], total: Figure) -> None:
    """A total with more in it than its rows would give the rest away by subtraction."""
    keys = [key for row in rows for key in row.keys]
    if len(set(keys)) < len(keys):
        raise ValueError("a row stands twice in the table")
    whole = combine(row.figure for row in rows)
    if _numbers(whole) != _numbers(total):
        raise ValueError("the rows do not add up to the total")


def _numbers(figure: Figure) -> tuple[object, ...]:
    observed = (figure.answered, figure.not_observed, figure.not_applicable, figure.blank)
    return (figure.measure, figure.unit, figure.base, figure.numerator, *observed)


def _is_empty(figure: Figure) -> bool:
    """Whether nobody was there: "not observed" at two stations is still two stations."""
    return not (figure.base or figure.asked or figure.numerator)


def _take_smallest(standing: list[Row]) -> Row:
    smallest = min(standing, key=lambda row: (row.figure.base, row.keys))
    standing.remove(smallest)
    return smallest


def _merged(rows: Sequence[Row], hidden: list[Row]) -> list[Row]:
    if not hidden:
        return []
    members = [row for row in rows if row in hidden]
    keys = tuple(key for row in members for key in row.keys)
    return [Row(keys, combine(row.figure for row in members))]
