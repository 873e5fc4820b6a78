"""A code is the same code however it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from observer.elections.spelling import FROM, TO, alphabetical, folded


@pytest.mark.parametrize(
    "typed",
    [
        *("KZ-0027", "kz 0027", "KZ–0027", "kz0027", "KZ/0027", "№ KZ-0027"),
        *("КЗ-0027", "кз 0027", "KZ-OO27", "KZ-٠٠٢٧", "ＫＺ-００２７", "\N{NO-BREAK SPACE}KZ-0027 "),
    ],
)
def test_the_same_code(typed: str) -> None:
    assert folded(typed) == "KZ0027"


@pytest.mark.parametrize("typed", ["KZ-0028", "KZ-00027", "AZ-0027", "0027", ""])
def test_another_code(typed: str) -> None:
    assert folded(typed) != "KZ0027"


CODES = some.text("абвзкмнорстухіҚКZkzABEO0I1-–_/ №٣３", max_size=40)


@given(CODES)
def test_folding_twice_changes_nothing(typed: str) -> None:
    once = folded(typed)
    assert folded(once) == once


def test_what_the_database_is_given_folds_letters_and_drops_the_rest() -> None:
    assert len(TO) < len(FROM)
    assert set(FROM[len(TO) :]).isdisjoint(TO)


def test_kazakh_and_russian_names_stand_in_the_order_of_their_alphabet() -> None:
    kazakh = ["Ақмола", "Ақтөбе", "Алматы қаласы", "Алматы облысы", "Қарағанды", "Павлодар", "Шымкент"]
    assert sorted(kazakh, key=alphabetical) == kazakh
    assert sorted(kazakh) != kazakh
    assert sorted(["Жуки", "ёлка", "Елань"], key=alphabetical) == ["Елань", "ёлка", "Жуки"]
    assert sorted(["abroad", "Akmola", "Ақмола"], key=alphabetical) == ["abroad", "Akmola", "Ақмола"]
