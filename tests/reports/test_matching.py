"""Which place was meant by a code on no list: likely codes first, each with its reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.reports.matching import MOST, Codes, Why, plain

REGISTER = Codes(["A-0101", "A-0102", "A-0110", "B-2001", "12", "AKT-014"])


def suggested(typed: str, planned: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(one.code, one.why) for one in REGISTER.suggest(typed, planned)]


@pytest.mark.parametrize("typed", ["a 0101", "A-O1O1", "A0101", "\u0410-0l\u041e\u0406"])
def test_a_code_written_otherwise_is_found_first(typed: str) -> None:
    assert suggested(typed)[0] == ("A-0101", Why.ALIKE)


def test_zeros_before_a_number_and_letters_of_another_alphabet_make_no_difference() -> None:
    assert suggested("0012") == [("12", Why.ALIKE)]
    assert suggested("\u0410\u041a\u0422 \u041el4") == [("AKT-014", Why.ALIKE)]


def test_swapped_and_wrong_signs_are_near() -> None:
    assert ("B-2001", Why.NEAR) in suggested("B-2010")
    assert suggested("nowhere") == []


def test_where_the_team_was_sent_comes_before_what_is_only_nearer() -> None:
    assert suggested("A-0112")[0] == ("A-0102", Why.NEAR)
    assert suggested("A-0112", planned=("A-0110",))[0] == ("A-0110", Why.NEAR)
    assert suggested("A-0101", planned=("A-0102",))[0] == ("A-0101", Why.ALIKE)


def test_a_code_inside_a_sentence_and_the_beginning_of_one_are_found() -> None:
    assert suggested("school 3, station A-0110")[0] == ("A-0110", Why.CONTAINED)
    assert {code for code, _why in suggested("A-01")} == {"A-0101", "A-0102", "A-0110"}


@given(st.text(max_size=40))
def test_whatever_was_typed_there_are_few_suggestions_and_each_is_a_code(typed: str) -> None:
    found = REGISTER.suggest(typed)
    assert len(found) <= MOST
    assert {one.code for one in found} <= set(REGISTER.codes)


@given(st.text(max_size=40))
def test_plain_codes_stay_as_they_are(typed: str) -> None:
    assert plain(plain(typed)) == plain(typed)
