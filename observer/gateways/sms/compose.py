"""A message written as an observer would write it: for the examples on code cards and the tests. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from observer.checklists.definition.shapes import NOT_OBSERVED
from observer.gateways.sms.book import Asked, Page
from observer.gateways.sms.values import TAKE_BACK, UNSEEN, Answer


def compose(page: Page, place: str, answers: Mapping[str, Answer], number: int | None = None) -> list[str]:
    """The messages that tell `answers` of a place: one, and one more for each further free text.

    Raises KeyError for an answer of a question that no text message can give.
    """
    asked = {one.code: one for one in page.asked}
    told = [(asked[code], answer) for code, answer in answers.items()]
    coded = " ".join(f"{one.tag}{written(one, answer)}" for one, answer in told if not one.is_text)
    texts = [f"{one.tag} {answer or TAKE_BACK}" for one, answer in told if one.is_text]
    head = f"{place} {page.tag}{number or ''}"
    bodies = [" ".join(filter(None, (coded, *texts[:1]))), *texts[1:]]
    return [f"{head} {body}" for body in bodies if body]


def written(asked: Asked, answer: Answer) -> str:
    """What to write behind the tag. ("24.11.2026 14:30" has a blank: it stands behind one.)"""
    if answer == "":
        return TAKE_BACK
    if answer == NOT_OBSERVED:
        return next((one.written for one in asked.options if one.code == NOT_OBSERVED), UNSEEN)
    by_code = {one.code: one.written for one in asked.options}
    if isinstance(answer, list):
        return ",".join(by_code[code] for code in answer)
    if asked.question.type == "acknowledge":
        return "1"
    if asked.question.type == "barcode":
        return f" {answer}"
    if asked.question.type == "datetime":
        day, _between, clock = answer.partition("T")
        return f" {day} {clock[:5]}"
    if asked.question.type == "geopoint":
        latitude, longitude = answer.split()[:2]
        return f" {latitude} {longitude}"
    return by_code.get(answer, answer)
