"""Counts by hour in one number: nothing is lost, and adding numbers adds every hour."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.analysis.by_hour import MOST, pack, unpack
from observer.analysis.hours import FIRST_HOUR, LAST_HOUR

COUNTS = st.dictionaries(st.integers(FIRST_HOUR, LAST_HOUR), st.integers(1, MOST // 2))


@given(COUNTS)
def test_what_was_packed_comes_out(counts: dict[int, int]) -> None:
    assert unpack(pack(counts)) == counts


@given(COUNTS, COUNTS)
def test_the_sum_of_two_numbers_holds_the_sum_of_every_hour(one: dict[int, int], two: dict[int, int]) -> None:
    assert unpack(pack(one) + pack(two)) == dict(Counter(one) + Counter(two))


@given(COUNTS, COUNTS)
def test_what_was_added_can_be_taken_away(one: dict[int, int], two: dict[int, int]) -> None:
    assert unpack(pack(one) + pack(two) - pack(two)) == one


@pytest.mark.parametrize("counts", [{4: 1}, {36: 1}, {12: -1}, {12: MOST + 1}])
def test_an_hour_or_a_count_that_has_no_room_is_refused(counts: dict[int, int]) -> None:
    with pytest.raises(ValueError, match="hours run from 5 to 35"):
        pack(counts)


@pytest.mark.parametrize("number", [-1, 10 ** (8 * 31)])
def test_a_number_that_is_no_counts_by_hour_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="not a number made of counts"):
        unpack(number)
