"""No public table gives a small cell back, alone or by taking rows from each other."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.analysis.figures import Figure, Unit, combine
from observer.analysis.suppression import SMALLEST_BASE, Published, Row, suppress
from tests.analysis.sample import share


def rows(**cells: tuple[int, int] | tuple[int, int, int]) -> list[Row]:
    """Rows by key: numerator, answered, and how many were not observed."""
    return [
        Row((key,), share(cell[0], cell[1], not_observed=cell[2] if len(cell) > 2 else 0))
        for key, cell in cells.items()
    ]


def published(table: list[Row]) -> Published:
    return suppress(table, combine(row.figure for row in table))


def test_rows_with_enough_stations_stand_as_they_are() -> None:
    table = rows(akmola=(1, 10), astana=(0, 5))
    assert published(table) == Published(tuple(table), share(1, 15))


def test_a_small_row_is_merged_with_the_smallest_that_could_stand() -> None:
    table = rows(akmola=(1, 30), astana=(2, 4), atyrau=(1, 12), aktobe=(0, 40))
    result = published(table)
    assert [row.keys for row in result.rows] == [("akmola",), ("aktobe",), ("astana", "atyrau")]
    assert result.rows[-1].figure == share(3, 16)
    assert result.total == share(4, 86)


def test_small_rows_that_are_enough_together_need_no_other() -> None:
    table = rows(akmola=(1, 3), astana=(2, 2), atyrau=(1, 12))
    assert [row.keys for row in published(table).rows] == [("atyrau",), ("akmola", "astana")]


def test_a_region_nobody_observed_stays_and_hides_no_one() -> None:
    table = rows(akmola=(0, 0), astana=(1, 4), atyrau=(1, 12))
    assert [row.keys for row in published(table).rows] == [("akmola",), ("astana", "atyrau")]


def test_two_stations_where_nothing_could_be_seen_are_two_stations() -> None:
    table = rows(akmola=(0, 0, 2), astana=(1, 9))
    assert [row.keys for row in published(table).rows] == [("akmola", "astana")]


def test_a_table_that_is_small_itself_is_not_printed() -> None:
    table = rows(akmola=(1, 4), astana=(0, 0))
    assert published(table) == Published((table[1],), None)


def test_an_empty_table_keeps_its_noughts() -> None:
    table = rows(akmola=(0, 0), astana=(0, 0))
    assert published(table) == Published(tuple(table), share(0, 0))


def test_visits_are_judged_by_their_stations() -> None:
    def visits(seen: int, made: int, stations: int) -> Figure:
        return share(seen, made, unit=Unit.VISITS, stations=stations)

    table = [Row(("akmola",), visits(1, 30, 4)), Row(("astana",), visits(1, 30, 20))]
    assert published(table).rows == (Row(("akmola", "astana"), visits(2, 60, 24)),)


def test_what_is_missing_from_the_rows_would_be_found_by_subtraction() -> None:
    with pytest.raises(ValueError):
        suppress(rows(akmola=(1, 10)), share(2, 12))


def test_a_region_stands_in_one_row() -> None:
    table = rows(akmola=(1, 10))
    with pytest.raises(ValueError):
        published(table + table)


CELLS = st.integers(0, 12).flatmap(
    lambda answered: st.tuples(st.integers(0, answered), st.just(answered), st.sampled_from([0, 0, 1, 6]))
)


@given(st.lists(CELLS, min_size=1, max_size=7))
def test_no_arithmetic_gives_a_small_group_back(cells: list[tuple[int, int, int]]) -> None:
    """Everything that can be computed from the printed numbers is a sum of rows times factors. A group of
    regions is given away when its own row of ones and noughts is such a sum: then the rank does not rise."""
    table = rows(**{f"r{place}": cell for place, cell in enumerate(cells)})
    result = published(table)
    printed = [[float((f"r{place}") in row.keys) for place in range(len(cells))] for row in result.rows]
    if result.total is not None:
        printed.append([1.0] * len(cells))
    rank = np.linalg.matrix_rank(np.array(printed)) if printed else 0
    for size in range(1, len(cells) + 1):
        for group in combinations(range(len(cells)), size):
            figure = combine(table[place].figure for place in group)
            if figure.asked and figure.answered < SMALLEST_BASE:
                wanted = [float(place in group) for place in range(len(cells))]
                assert np.linalg.matrix_rank(np.array([*printed, wanted])) > rank, group


@given(st.lists(CELLS, min_size=1, max_size=12))
def test_nothing_is_lost_or_told_twice(cells: list[tuple[int, int, int]]) -> None:
    table = rows(**{f"r{place}": cell for place, cell in enumerate(cells)})
    result = published(table)
    keys = [key for row in result.rows for key in row.keys]
    assert len(keys) == len(set(keys))
    if result.total is not None:
        assert sorted(keys) == sorted(row.keys[0] for row in table)
        assert combine(row.figure for row in result.rows) == result.total
