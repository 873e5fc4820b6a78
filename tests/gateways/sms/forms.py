"""Checklists as values, for what needs no database."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from hypothesis import strategies as some

from observer.checklists.definition.shapes import (
    ACKNOWLEDGED,
    NOT_OBSERVED,
    Choice,
    Definition,
    Question,
    Section,
)
from observer.elections.spelling import folded
from observer.gateways.sms.book import Book, Page, page


def a_question(code: str, kind: str, choices: int = 0, **more: Any) -> Question:
    options = tuple(Choice(f"c{place}", {"en": f"choice {place}"}) for place in range(1, choices + 1))
    return Question(code, kind, {"en": f"Question {code}?"}, {}, choices=options, **more)


def a_form(*questions: Question, code: str = "voting", phase: str = "voting") -> Definition:
    section = Section("s", {"en": "Section"}, {}, questions)
    return Definition(code, phase, ("en", "ru", "kk"), "en", {"en": code.title()}, {}, (section,))


EVERY_KIND = (
    a_question("seen", "yes_no", sms_tag="AA"),
    a_question("unseen", "yes_no_not_observed", sms_tag="AB"),
    a_question("voters", "integer", sms_tag="AC"),
    a_question("kind", "one_of", 12, allow_not_observed=True),
    a_question("signs", "many_of", 5),
    a_question("many", "many_of", 11),
    a_question("order", "rank", 3),
    a_question("share", "decimal", allow_not_observed=True),
    a_question("came", "time"),
    a_question("day", "date"),
    a_question("moment", "datetime"),
    a_question("place", "geopoint"),
    a_question("fine", "acknowledge"),
    a_question("overall", "rating"),
    a_question("seal", "barcode"),
    a_question("photo", "photo"),
    a_question("story", "text"),
    a_question("remark", "text"),
)


def a_page(*questions: Question, tag: str = "B", phase: str = "voting") -> Page:
    return page(tag, "voting", [a_form(*(questions or EVERY_KIND), phase=phase)])


def a_book(*questions: Question) -> Book:
    return Book(
        [page("A", "opening", [a_form(a_question("A1", "yes_no"), code="opening")]), a_page(*questions)]
    )


def find(typed: str, _page: Page) -> str | None:
    """Three stations are on the list."""
    stations = ("STN4711", "STN12", "KZ-0027")
    return next((code for code in stations if folded(code) == folded(typed)), None)


def answers_to(question: Question) -> some.SearchStrategy[Any]:
    """Any answer in canonical form that a text message can give."""
    codes = question.choice_codes
    may_be_unseen = question.allow_not_observed or question.type == "yes_no_not_observed"
    unseen = some.just(NOT_OBSERVED) if may_be_unseen else some.nothing()
    if question.type == "many_of":
        chosen = some.sets(some.sampled_from(codes), min_size=1)
        return chosen.map(lambda few: sorted(few, key=codes.index)) | unseen
    if question.type == "rank":
        return some.permutations(codes)
    if codes:
        return some.sampled_from(codes) | unseen
    return PLAIN[question.type] | unseen


def _plain(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


PLAIN: dict[str, some.SearchStrategy[str]] = {
    "integer": some.integers(0, 10**9).map(str),
    "decimal": some.decimals(0, 1000, places=2).map(lambda number: _plain(str(number))),
    "time": some.times().map(lambda moment: moment.strftime("%H:%M")),
    "date": some.dates().map(lambda day: day.isoformat()),
    "datetime": some.datetimes().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC).isoformat()),
    "geopoint": some.tuples(some.integers(0, 90), some.integers(0, 180)).map(
        lambda at: f"{at[0]}.5 {at[1]} 0 0"
    ),
    "acknowledge": some.just(ACKNOWLEDGED),
    "barcode": some.text(some.sampled_from("QWERTY0123456789"), min_size=1, max_size=12),
    "text": some.text(some.sampled_from("abc déж27"), min_size=1, max_size=40)
    .map(lambda text: " ".join(text.split()))
    .filter(bool),
}
