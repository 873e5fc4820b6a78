"""A text message is read as it was meant, or named as not understood: never guessed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from observer.checklists.definition.shapes import NOT_OBSERVED
from observer.gateways.sms.compose import compose
from observer.gateways.sms.parse import Kind, Parsed, parse
from observer.gateways.sms.tags import is_asked_by_text
from tests.gateways.sms.forms import EVERY_KIND, a_book, a_page, a_question, answers_to, find

BOOK = a_book()
TAGS = {one.code: one.tag for one in a_page().asked}


def read(text: str) -> Parsed:
    return parse(text, BOOK, find)


def unclear(text: str) -> list[tuple[str, str]]:
    return [(one.written, one.why) for one in read(text).unclear]


@pytest.mark.parametrize(
    "text",
    [
        "STN4711 B AA1 AB2 AC123",
        "stn4711 b aa1 ab2 ac123",
        "STN 4711 B AA 1 AB 2 AC 123",
        "STN-4711, B, AA1, AB2, AC123.",
        "STN4711 BAA1AB2AC123",
        "STN4711B AA1AB2 AC123",
        "STN4711BAA1AB2AC123",
        "  STN4711\n\nB:\tAA=1;AB:2;AC=123 ",
        "STN4711 voting AA yes AB no AC 00123",
        "SТN4711 В АА1 АВ2 АС123",  # Cyrillic letters for Latin ones
        "STN4711 B AAда ABнет AC123",
        "STN4711 B AAy ABn AC1Z3".replace("Z", "2"),
        "STN4711 B AA١ AB٢ AC١٢٣",
        "STN4711 B AA1 AB2 AC123 AA1",
        "STN4711 B AC123 AB2 AA1",
    ],
)
def test_one_message_however_it_is_typed(text: str) -> None:
    found = read(text)
    assert (found.kind, found.place, found.place_known, found.page.code) == (
        Kind.REPORT, "STN4711", True, "voting",
    )  # fmt: skip
    assert (dict(found.answers), found.unclear) == ({"seen": "yes", "unseen": "no", "voters": "123"}, ())


@pytest.mark.parametrize(
    ("written", "answers"),
    [
        ("AC1O5", {"voters": "105"}),
        ("ACl2", {"voters": "12"}),
        ("AB3", {"unseen": NOT_OBSERVED}),
        ("ABx", {"unseen": NOT_OBSERVED}),
        ("AA-", {"seen": ""}),
        ("{kind}12", {"kind": "c12"}),
        ("{kind} c3", {"kind": "c3"}),
        ("{kind} choice 3", None),
        ("{signs}135", {"signs": ["c1", "c3", "c5"]}),
        ("{signs}5,1", {"signs": ["c1", "c5"]}),
        ("{signs} 5 1", {"signs": ["c1", "c5"]}),
        ("{many}11+1", {"many": ["c1", "c11"]}),
        ("{order}312", {"order": ["c3", "c1", "c2"]}),
        ("{share}0,5", {"share": "0.5"}),
        ("{came}0730", {"came": "07:30"}),
        ("{came} 7.05", {"came": "07:05"}),
        ("{day}24.11.2026", {"day": "2026-11-24"}),
        ("{moment} 24.11.2026 14:30", {"moment": "2026-11-24T14:30:00+00:00"}),
        ("{place} 43.2389 76.8897", {"place": "43.2389 76.8897 0 0"}),
        ("{fine}1", {"fine": "OK"}),
        ("{overall}очень хорошо", None),
        ("{overall}4", {"overall": "very_bad"}),
        ("{seal} KZ12AC3", {"seal": "KZ12AC3"}),
        ("AA1 {story} The box AB2 was open!", {"seen": "yes", "story": "The box AB2 was open!"}),
        ("{story}: Сумки.", {"story": "Сумки."}),
    ],
)
def test_every_kind_of_value(written: str, answers: dict[str, Any] | None) -> None:
    found = read(f"STN4711 B {written.format(**TAGS)}")
    if answers is None:
        assert found.unclear
    else:
        assert (dict(found.answers), found.unclear) == (answers, ())


@pytest.mark.parametrize(
    ("written", "answers", "named"),
    [
        ("AA3", {}, [("AA3", "value")]),
        ("AA1 ZZ4", {"seen": "yes"}, [("ZZ4", "no-tag")]),
        ("AC1,000", {}, [("AC1,000", "value")]),
        ("AC 1 000", {}, [("AC 1 000", "value")]),
        ("AC12 people", {"voters": "12"}, [("people", "no-tag")]),
        ("AA1 AA2 AC5", {"voters": "5"}, [("AA1 AA2", "twice")]),
        ("AA", {}, [("AA", "value")]),
        ("AA1 AC", {"seen": "yes"}, [("AC", "value")]),
        ("AB1,2", {}, [("AB1,2", "value")]),
    ],
)
def test_what_is_not_understood_is_named_and_not_taken(
    written: str, answers: dict[str, Any], named: list[tuple[str, str]]
) -> None:
    found = read(f"STN4711 B {written}")
    assert (dict(found.answers), unclear(f"STN4711 B {written}")) == (answers, named)


def test_a_piece_with_two_meanings_has_none() -> None:
    """AX may be "A: not observed", or the tag AX with its value still to come."""
    unseen = a_question("one", "yes_no_not_observed", sms_tag="A")
    book = a_book(unseen, a_question("two", "integer", sms_tag="AX"))
    found = parse("STN4711 B AX", book, find)
    assert (found.answers, [one.why for one in found.unclear]) == ({}, ["two-ways"])


@pytest.mark.parametrize("text", ["", "  ", "?", "help", "HELP!", "Помощь", "көмек"])
def test_an_empty_message_asks_how_to_write(text: str) -> None:
    assert read(text).kind == Kind.HELP


@pytest.mark.parametrize("text", ["good morning", "STN4711", "STN4711 Q AA1", "AA1", "B AA1"])
def test_a_message_without_place_or_form_is_no_report(text: str) -> None:
    assert (read(text).kind, dict(read(text).answers)) == (Kind.NO_FORM, {})


def test_a_place_on_no_list_is_kept_as_typed() -> None:
    found = read("STN 9999 B AA1")
    assert (found.kind, found.place, found.place_known) == (Kind.REPORT, "STN 9999", False)


def test_one_of_several_reports_of_a_day_is_named_by_its_number() -> None:
    assert [read(f"STN4711 {form} AA1").number for form in ("B", "B2", "b 17", "B0", "B100")] == [
        None, 2, None, None, None,
    ]  # fmt: skip


def test_a_leaving_word_is_left_to_the_gateway() -> None:
    assert read("Stop").kind == Kind.STOP


@given(text=some.text(max_size=400))
def test_no_text_at_all_raises(text: str) -> None:
    assert read(text).kind in Kind


@given(text=some.text(some.sampled_from("STN4711 BACXabc,.:-=12390Жн"), max_size=120))
def test_whatever_comes_behind_the_form_every_answer_is_one_its_question_knows(text: str) -> None:
    found = read(f"STN4711 B {text}")
    known = {one.code: one for one in a_page().asked}
    for code, answer in found.answers.items():
        options = {option.code for option in known[code].options}
        if options and answer:
            assert {answer} <= options if isinstance(answer, str) else set(answer) <= options


@given(data=some.data())
def test_what_the_composer_writes_is_read_back(data: some.DataObject) -> None:
    questions = [one for one in EVERY_KIND if is_asked_by_text(one)]
    asked = data.draw(some.lists(some.sampled_from(questions), min_size=1, unique_by=lambda one: one.code))
    answers = {one.code: data.draw(answers_to(one), label=one.code) for one in asked}
    read_back: dict[str, Any] = {}
    for message in compose(a_page(), "STN4711", answers):
        found = read(message)
        assert found.unclear == ()
        read_back |= found.answers
    assert read_back == answers
