"""Regions as the public may see them: those where few stations were observed are shown together.

One grouping serves all tables by region. A finer table joins whole groups of it and never splits one, so
that no difference between two tables gives a small region back (house law 8d).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from observer.analysis import wording
from observer.analysis.board import Board, Pair, RegionRow
from observer.analysis.figures import Figure, Inclusion, combine
from observer.analysis.suppression import SMALLEST_BASE, Row, suppress
from observer.findings.answers import Form


@dataclass(frozen=True, slots=True)
class Group:
    """One region, or several shown together: shares of the stations observed there, seen and told."""

    codes: tuple[str, ...]
    name: str
    affected: Pair

    @property
    def key(self) -> str:
        """For the keys of figures: a group is named by its first region."""
        return self.codes[0]


@dataclass(frozen=True, slots=True)
class Place:
    """One region, or several shown together, in a table finer than those of `Group`."""

    codes: tuple[str, ...]
    name: str

    @property
    def key(self) -> str:
        return self.codes[0]


def too_few(board: Board) -> bool:
    """Whether so few stations were observed in all that nothing can be said of them in public."""
    return board.total.affected.seen.base < SMALLEST_BASE


def public_groups(board: Board) -> tuple[Group, ...]:
    """Groups of regions that may stand alone; regions where nobody was have none. Empty when `too_few`."""
    if too_few(board):
        return ()
    rows = [Row((region.code,), region.affected.seen) for region in board.regions]
    published = suppress(rows, board.total.affected.seen)
    regions = {region.code: region for region in board.regions}
    return tuple(
        _group([regions[code] for code in row.keys], board.inclusion)
        for row in published.rows
        if row.figure.base
    )


def _group(regions: Sequence[RegionRow], rule: Inclusion) -> Group:
    return Group(
        codes=tuple(region.code for region in regions),
        name=wording.joined(region.name for region in regions),
        affected=Pair(
            together((region.affected.seen for region in regions), rule),
            together((region.affected.told for region in regions), rule),
        ),
    )


def together(figures: Iterable[Figure], rule: Inclusion) -> Figure:
    """Parts as one figure under the mission's one rule: the same reports were let in for each of them."""
    return replace(combine(figures), rule=rule)


def joined_groups(
    regions: Sequence[str],
    groups: Sequence[Group],
    bases: Mapping[str, int],
    events: Mapping[str, int],
    of: Figure,
) -> tuple[tuple[str, ...], ...]:
    """Codes of regions to be shown together where a cell rests on `bases` stations (by region), fewest first.

    Whole `groups` are joined; a region outside them (nobody was there) counts for itself where it has
    `events`. `of` is the count that is parted. Empty where even all of them are too few.
    """
    grouped = {code for group in groups for code in group.codes}
    parts = [group.codes for group in groups] + [(code,) for code in regions if code not in grouped]
    rows = [
        Row(
            part,
            replace(
                of.narrowed(sum(events.get(code, 0) for code in part)),
                stations=sum(bases.get(code, 0) for code in part),
            ),
        )
        for part in parts
    ]
    total = together((row.figure for row in rows), of.rule)
    published = suppress(rows, total)
    return tuple(row.keys for row in published.rows if row.figure.numerator or row.figure.base)


def places_of(board: Board, form: Form) -> tuple[Place, ...]:
    """Regions as a table of this form's answers may show them: by the stations observed in its phase."""
    codes = [region.code for region in board.regions]
    joined = joined_groups(
        codes,
        public_groups(board),
        form.observed,
        {code: form.reports_in(code) for code in codes},
        board.total.reports,
    )
    names = {region.code: region.name for region in board.regions}
    return tuple(Place(each, wording.joined(names[code] for code in each)) for each in joined)
