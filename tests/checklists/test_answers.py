from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.checklists.answers import canonical_number, reader_for
from observer.checklists.definition import read
from tests.checklists.test_storable import anything
from tests.documents import choices, document, question

PHOTO = "0198c1d2-7e11-7abc-8def-001122334455"


def reader(kind: str, **more: Any) -> Any:
    definition = read(document("o", "opening", [question("A1", kind, **more)]))
    return reader_for(next(definition.questions()))


def many() -> Any:
    listed = [
        *choices("lists", "box", "seals"),
        {"code": "none", "labels": {"en": "None"}, "exclusive": True},
    ]
    return reader("many_of", choices=listed)


ALL = {
    "yes_no": reader("yes_no"),
    "rating": reader("rating"),
    "one_of": reader("one_of", choices=choices("a", "b")),
    "many_of": many(),
    "integer": reader("integer", maximum=100),
    "decimal": reader("decimal"),
    "text": reader("text"),
    "time": reader("time"),
    "photo": reader("photo"),
}


@given(st.sampled_from(sorted(ALL)), anything)
def test_any_value_is_read_and_reading_its_answer_changes_nothing(kind: str, raw: object) -> None:
    answer, _ = ALL[kind](raw)
    if answer:
        assert ALL[kind](answer)[0] == answer


@given(st.integers(-(10**14), 10**14), st.sampled_from(["{}", " {} ", "{}.0", "{}.", "{},00"]))
def test_a_whole_number_is_read_in_every_way_it_is_written(number: int, shape: str) -> None:
    read_number = reader("integer", minimum=-(10**14))
    assert read_number(shape.format(number)) == (str(number), None)
    assert read_number(number) == (str(number), None)


@given(st.decimals(-(10**6), 10**6, places=2))
def test_a_decimal_is_read_to_its_shortest_form(number: Decimal) -> None:
    answer = canonical_number(str(number))
    assert answer is not None
    assert Decimal(answer) == number
    assert canonical_number(answer) == answer


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("007", "7"),
        ("12.0", "12"),
        ("0,5", "0.5"),
        (".5", "0.5"),
        ("+3", "3"),
        ("-0", "0"),
        ("0", "0"),
        ("000", "0"),
        ("-00.50", "-0.5"),
        ("\u0663\u0664", "34"),
        ("\u22125", "-5"),
        ("1,000", None),
        ("1.000", "1"),
        ("1 000", None),
        ("1e3", None),
        ("0x1F", None),
        ("NaN", None),
        ("Infinity", None),
        ("", None),
        ("-", None),
        (".", None),
        ("1.2.3", None),
        ("½", None),
        ("²", None),
    ],
)
def test_numbers_have_one_form(written: str, number: str | None) -> None:
    assert canonical_number(written) == number


@pytest.mark.parametrize(
    ("kind", "raw", "answer", "fault"),
    [
        ("yes_no", "yes", "yes", None),
        ("yes_no", " yes ", "yes", None),
        ("yes_no", "maybe", None, "unknown-choice"),
        ("yes_no", True, None, "wrong-type"),
        ("yes_no", ["yes"], None, "wrong-type"),
        ("yes_no", {"yes": 1}, None, "wrong-type"),
        ("rating", "very_bad", "very_bad", None),
        ("many_of", ["seals", "box", "lists", "seals"], ["lists", "box", "seals"], None),
        ("many_of", "box", ["box"], None),
        ("many_of", [], "", None),
        ("many_of", ["", "box"], ["box"], None),
        ("many_of", ["box", "ramp"], ["box"], "unknown-choice"),
        ("many_of", ["ramp"], None, "unknown-choice"),
        ("many_of", ["none", "box"], ["box", "none"], "exclusive"),
        ("many_of", ["__not_observed", "box"], ["box"], "both"),
        ("many_of", ["box", 1], None, "wrong-type"),
        ("integer", "12", "12", None),
        ("integer", 12, "12", None),
        ("integer", 12.0, "12", None),
        ("integer", "-3", "-3", "out-of-range"),
        ("integer", "101", "101", "out-of-range"),
        ("integer", "12.5", None, "not-whole"),
        ("integer", "twelve", None, "not-whole"),
        ("integer", True, None, "wrong-type"),
        ("integer", float("inf"), None, "not-whole"),
        ("integer", 1e400, None, "not-whole"),
        ("integer", "9" * 16, None, "too-large"),
        ("integer", "5" + " " * 200 + "6", None, "not-whole"),
        ("integer", [5], None, "wrong-type"),
        ("decimal", "0,5", "0.5", None),
        ("decimal", -0.25, "-0.25", None),
        ("decimal", 1e-7, "0.0000001", None),
        ("decimal", "x", None, "not-a-number"),
        ("text", "  said\r\nso ", "said\nso", None),
        ("text", "   ", "", None),
        ("text", 5, None, "wrong-type"),
        ("text", "я" * 2001, "я" * 2001, "too-long"),
        ("time", "7:05", "07:05", None),
        ("time", "07:05:59", "07:05", None),
        ("time", "07.05", "07:05", None),
        ("time", "24:00", None, "not-a-time"),
        ("time", "07:60", None, "not-a-time"),
        ("time", "soon", None, "not-a-time"),
        ("time", 705, None, "wrong-type"),
        ("photo", PHOTO, [PHOTO], None),
        ("photo", [PHOTO.upper(), PHOTO], [PHOTO], None),
        ("photo", ["../../etc/passwd"], None, "bad-photo"),
        ("photo", [{}], None, "bad-photo"),
        ("photo", 5, None, "wrong-type"),
        (
            "photo",
            [str(UUID(int=number)) for number in range(11)],
            [str(UUID(int=n)) for n in range(11)],
            "too-many-photos",
        ),
    ],
)
def test_each_kind_of_question_reads_its_answers(
    kind: str, raw: object, answer: object, fault: str | None
) -> None:
    found, told = ALL[kind](raw)
    assert (found, told and told[0]) == (answer, fault)


def test_a_text_longer_than_can_be_stored_is_cut_and_told() -> None:
    answer, fault = ALL["text"]("я" * 10**6)
    assert (len(answer), fault) == (10_000, ("too-long", {"limit": "2000"}))


def test_a_number_out_of_range_is_told_with_its_bounds() -> None:
    assert ALL["integer"]("-1")[1] == ("out-of-range", {"minimum": "0", "maximum": "100"})


def test_a_number_too_long_for_python_to_write_is_refused_quietly() -> None:
    assert ALL["integer"](10**5000) == (None, ("not-whole", {"found": "∞"}))
