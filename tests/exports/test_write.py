"""The writers: nothing becomes a formula, and a sheet that is full goes on on the next."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.cells import FORMULA_SIGNS
from observer.exports import write
from observer.exports.rows import Sheet
from observer.exports.write import write_csv, write_xlsx
from tests.exports.reading import opened, unpacked

ROWS: list[list[Any]] = [["=1+1", "7"], ["@SUM(A1)", "-3"], ["plain", ""], ["\t=x", "-not a number"]]


def sheet(rows: list[list[Any]]) -> Sheet:
    def again() -> Iterator[list[Any]]:
        return iter([list(row) for row in rows])

    return Sheet(["text", "number"], again, len(rows), frozenset({1}))


def in_csv(rows: list[list[Any]]) -> list[list[str]]:
    target = io.BytesIO()
    assert write_csv(target, sheet(rows), [], [], lambda _rows: None) == len(rows)
    return unpacked(target.getvalue())["data.csv"][1:]


def test_text_is_never_a_formula_and_a_negative_number_stays_one() -> None:
    assert in_csv(ROWS) == [["'=1+1", "7"], ["'@SUM(A1)", "-3"], ["plain", ""], ["'\t=x", "'-not a number"]]


def test_a_workbook_keeps_text_as_text_and_numbers_as_numbers() -> None:
    target = io.BytesIO()
    write_xlsx(target, sheet(ROWS), [], [], lambda _rows: None)
    cells = opened(target.getvalue())["data"][1:]
    assert cells == [["=1+1", 7.0], ["@SUM(A1)", -3.0], ["plain", ""], ["\t=x", "-not a number"]]


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\0\r\n")))
)
def test_no_cell_of_a_csv_begins_like_a_formula(texts: list[str]) -> None:
    found = in_csv([[text, ""] for text in texts])
    assert [row[0].removeprefix("'") for row in found] == [text.removeprefix("'") for text in texts]
    assert not any(row[0].startswith(FORMULA_SIGNS) for row in found)


def test_rows_beyond_a_sheet_go_on_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "SHEET_ROWS", 4)
    target = io.BytesIO()
    rows = [[f"row {number}", str(number)] for number in range(7)]
    assert write_xlsx(target, sheet(rows), [], [], lambda _rows: None) == 7
    book = opened(target.getvalue())
    assert [len(book[name]) for name in ("data", "data 2", "data 3")] == [4, 4, 2]
    assert book["data 3"] == [["text", "number"], ["row 6", 6.0]]
