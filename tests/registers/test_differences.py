"""Matching, reading cells and comparing, for any file: what a plan says is what would be there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.registers.cells import WrongCell, value_of
from observer.registers.columns import ROSTER, STATIONS, Column, Sort
from observer.registers.differences import Given, Standing, compare, read_rows
from observer.registers.kinds import KINDS
from observer.registers.matching import faults_of, guess, plain
from observer.registers.models import Register
from observer.registers.sheets import Sheet
from observer.registers.wording import COLUMNS, FAULTS


@pytest.mark.parametrize("kind", Register.values)
def test_our_own_headers_are_always_understood(kind: str) -> None:
    columns = KINDS[kind].columns
    codes = [column.code for column in columns]
    assert guess(list(reversed(codes)), columns) == {
        code: len(codes) - 1 - index for index, code in enumerate(codes)
    }
    assert set(codes) <= set(COLUMNS), "every column has a title for people"


@pytest.mark.parametrize(
    ("headers", "matched"),
    [
        (["Station Code", "Region code", "Voters:"], {"code": 0, "region": 1, "registered_voters": 2}),
        (["Номер участка", "Область", "Избирателей"], {"code": 0, "region": 1, "registered_voters": 2}),
        (["Учаске нөмірі", "Облыс", "САЙЛАУШЫЛАР САНЫ"], {"code": 0, "region": 1, "registered_voters": 2}),
        (["", "??", "comment"], {}),
    ],
)
def test_headers_are_guessed_in_three_languages(headers: list[str], matched: dict[str, int]) -> None:
    assert guess(headers, STATIONS) == matched


@given(st.lists(st.sampled_from([word for one in ROSTER for word in (one.code, *one.headers)])))
def test_no_header_serves_two_and_no_guess_is_a_fault(headers: list[str]) -> None:
    matching = guess(headers, ROSTER)
    assert len(set(matching.values())) == len(matching)
    assert {code for _column, code in faults_of(matching, headers, ROSTER)} <= {"unmatched"}
    for code, index in matching.items():
        column = next(one for one in ROSTER if one.code == code)
        assert plain(headers[index]) in {plain(word) for word in (column.code, *column.headers)}


@pytest.mark.parametrize(
    ("sort", "text", "value"),
    [
        (Sort.WHOLE, "1 204", 1204),
        (Sort.WHOLE, "1\u00a0204", 1204),
        (Sort.WHOLE, "1,204", 1204),
        (Sort.PERCENT, "61,5 %", "61.5"),
        (Sort.PERCENT, "80.0", "80.0"),
        (Sort.DAY, "15.01.2012", "2012-01-15"),
        (Sort.CLOCK, "7:00", "07:00"),
        (Sort.MOMENT, "15.01.2012 7:30", "2012-01-15T07:30"),
        (Sort.ZONE, "Asia/Almaty", "Asia/Almaty"),
        (Sort.EMAIL, "Head@Alder.Example", "head@alder.example"),
        (Sort.CODES, "west; east,west", ["east", "west"]),
        (Sort.TEXT, "–", None),
        (Sort.CODES, "-", []),
    ],
)
def test_cells_are_read_as_people_write_them(sort: Sort, text: str, value: Any) -> None:
    assert value_of(text, Column("it", sort)) == value


@pytest.mark.parametrize(
    ("sort", "text", "code"),
    [
        (Sort.WHOLE, "12,5", "not-whole"),
        (Sort.WHOLE, "-3", "not-whole"),
        (Sort.WHOLE, "9999999999", "too-large-number"),
        (Sort.PERCENT, "100.1", "not-percent"),
        (Sort.DAY, "31.02.2012", "not-a-day"),
        (Sort.DAY, "01/15/2012", "not-a-day"),
        (Sort.CLOCK, "25:00", "not-a-clock"),
        (Sort.ZONE, "Almaty", "not-a-zone"),
        (Sort.SLUG, "акмола", "not-a-code"),
        (Sort.TELEPHONE, "12345", "not-a-telephone"),
        (Sort.EMAIL, "nobody", "not-an-email"),
        (Sort.TEXT, "a\x07b", "unprintable"),
        (Sort.TEXT, "a\u202eb", "unprintable"),
        (Sort.TEXT, "x" * 201, "too-long"),
    ],
)
def test_what_cannot_be_read_is_told_by_a_code_with_words(sort: Sort, text: str, code: str) -> None:
    with pytest.raises(WrongCell) as wrong:
        value_of(text, Column("it", sort))
    assert wrong.value.code == code
    assert code in FAULTS


@given(st.sampled_from(Sort), st.text(min_size=1, max_size=60))
def test_no_cell_is_a_fault_of_ours(sort: Sort, text: str) -> None:
    try:
        value_of(text, Column("it", sort, choices={"yes": ("да",)}))
    except WrongCell as wrong:
        assert wrong.code in FAULTS  # noqa: PT017 - either answer is right


THINGS = (Column("code", Sort.CODE, key=True), Column("size", Sort.WHOLE), Column("word", Sort.TEXT))
BLANK = {"code": None, "size": None, "word": ""}
VALUES = st.fixed_dictionaries(
    {}, optional={"size": st.none() | st.integers(0, 9), "word": st.text("ab", max_size=2)}
)
KEYS = st.sampled_from("ABCDEF")


@given(
    st.dictionaries(KEYS, VALUES, max_size=6),
    st.lists(st.tuples(KEYS, VALUES), max_size=8, unique_by=lambda one: one[0]),
)
def test_written_out_a_plan_gives_the_file_and_backwards_what_was_there(
    there: dict[str, dict[str, Any]], rows: list[tuple[str, dict[str, Any]]]
) -> None:
    before = {key: {**BLANK, "code": key, **values} for key, values in there.items()}
    standing = {key: Standing(index, values) for index, (key, values) in enumerate(before.items())}
    told = [Given(row, key, {"code": key, **values}) for row, (key, values) in enumerate(rows, start=2)]
    plan = compare(told, standing, columns=THINGS, blank=BLANK, judge=lambda _line: ())
    after = {**before, **{line.key: dict(line.after) for line in plan.lines}}
    for key, values in rows:
        for column, value in values.items():
            assert after[key][column] == (BLANK[column] if value is None else value)
    back = {key: dict(values) for key, values in after.items()}
    for line in plan.lines:
        back.pop(line.key)
        if line.before is not None:
            back[line.key] = dict(line.before)
    assert back == before
    assert len(plan.new) + len(plan.changed) + plan.unchanged == len(rows)
    assert set(plan.missing) == set(before) - {key for key, _values in rows}


def test_a_row_without_its_key_is_told_once_and_left_out() -> None:
    sheet = Sheet(("code", "size"), ((2, ("", "5")), (3, ("A", "x"))))
    rows, wrong = read_rows(sheet, {"code": 0, "size": 1}, THINGS, lambda values: values["code"])
    assert [(one.row, one.column, one.code) for one in wrong] == [
        (2, "code", "blank"),
        (3, "size", "not-whole"),
    ]
    assert [one.key for one in rows] == ["A"]
