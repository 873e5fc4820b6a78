"""Sheets carry figures with their basis, and nothing that a spreadsheet program would run."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.analysis.figures import Measure
from observer.analysis.written import write_figure
from observer.api.sheets import sheet
from observer.cells import FORMULA_SIGNS, safe_cell
from tests.analysis.sample import share


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("x")'])
def test_what_begins_like_a_formula_is_told_to_be_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "cell"),
    [(-3, -3), (Decimal("-1.50"), Decimal("-1.50")), (None, ""), (True, "true"), ("a=b", "a=b")],
)
def test_numbers_and_plain_text_stay_as_they_are(value: object, cell: object) -> None:
    assert safe_cell(value) == cell


@given(st.text())
def test_no_text_begins_with_the_sign_of_a_formula(text: str) -> None:
    assert not str(safe_cell(text)).startswith(FORMULA_SIGNS)


def test_a_line_holds_the_labels_and_the_whole_basis() -> None:
    figure = share(3, 12, not_observed=2, not_applicable=1, blank=4, synthetic=True)
    (line,) = csv.DictReader(io.StringIO(sheet([{"region": "=west", "figure": write_figure(figure)}])))
    assert line == {
        "region": "'=west",
        "unit": "stations",
        "measure": "share",
        "numerator": "3",
        "denominator": "12",
        "not_observed": "2",
        "not_applicable": "1",
        "blank": "4",
        "regime": "route",
        "as_of": "2012-01-15T12:30:00+00:00",
        "synthetic": "true",
    }


def test_lines_end_as_rfc_4180_says() -> None:
    written = sheet([{"name": 'a "b", c\nd', "figure": write_figure(share(1, 2))}])
    assert written.endswith("\r\n")
    assert '"a ""b"", c\nd"' in written


def test_a_sum_below_nought_stays_a_number() -> None:
    total = share(Decimal("-2.5"), 3, measure=Measure.TOTAL)
    (line,) = csv.DictReader(io.StringIO(sheet([{"figure": write_figure(total)}])))
    assert line["numerator"] == "-2.5"


def test_a_sheet_of_nothing_is_empty() -> None:
    assert sheet([]) == ""
