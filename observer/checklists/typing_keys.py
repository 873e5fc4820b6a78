"""What a clerk types for a question of a paper form, as the raw answer that a check takes.

Choices are typed by the number printed beside them, "-" stands for what nobody could see. Nothing is judged
here: what is no key stays as it was typed, and the check says what is wrong with it.
"""

from __future__ import annotations

import re
from typing import Any

from observer.checklists.definition.shapes import (
    ACKNOWLEDGED,
    FILE_TYPES,
    NOT_OBSERVED,
    SILENT_TYPES,
    Question,
)

# As they come from keyboards of all kinds.
_DASHES = frozenset("-–—−")
_SEPARATORS = re.compile(r"[\s,;.+]+")
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_DATE = re.compile(r"([0-9]{1,2})[./ ]([0-9]{1,2})[./ ]([0-9]{4})", re.ASCII)
# Pictures come by phone; a clerk has none to type.
UNTYPED_TYPES = frozenset({*FILE_TYPES, *SILENT_TYPES, "note", "repeat"})


def answer_of(question: Question, typed: str) -> Any:
    """The raw answer: a text, or a list for several choices; "" for nothing."""
    text = typed.strip()
    if not text or question.type in UNTYPED_TYPES:
        return ""
    if text in _DASHES and question.allow_not_observed:
        return NOT_OBSERVED
    if question.type == "acknowledge":
        return ACKNOWLEDGED if text in {"1", "x", "X", "х", "Х"} else text
    if question.type in {"many_of", "rank"}:
        return _several(question, text)
    if question.choices:
        return _choice(question, text)
    match question.type:
        case "time":
            return as_time(text)
        case "date":
            return as_date(text)
    return text


def keys_of(question: Question, answer: Any) -> str:
    """What would be typed for an answer: the inverse of `answer_of`."""
    if answer in (None, "", []):
        return ""
    if answer in (NOT_OBSERVED, [NOT_OBSERVED]):
        return "-"
    if answer == ACKNOWLEDGED and question.type == "acknowledge":
        return "1"
    places = {choice.code: str(place) for place, choice in enumerate(question.choices, start=1)}
    if isinstance(answer, list):
        return " ".join(places.get(one, str(one)) for one in answer)
    return places.get(answer, str(answer))


def _several(question: Question, text: str) -> list[str]:
    """ "1 3 4", or "134" where no choice has a number of two digits."""
    parts = [part for part in _SEPARATORS.split(text) if part]
    if len(parts) == 1 and len(question.choices) < 10 and _DIGITS.fullmatch(text):
        parts = list(text)
    return [_choice(question, part) for part in parts]


def _choice(question: Question, text: str) -> str:
    if _DIGITS.fullmatch(text) and 1 <= int(text[:6]) <= len(question.choices):
        return question.choices[int(text) - 1].code
    return text


def as_time(text: str) -> str:
    """ "0715" and "715" are 07:15."""
    if _DIGITS.fullmatch(text) and len(text) in {3, 4}:
        return f"{text[:-2]}:{text[-2:]}"
    return text


def as_date(text: str) -> str:
    """ "20120115" and "15.01.2012" are 2012-01-15."""
    if _DIGITS.fullmatch(text) and len(text) == 8:
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if match := _DATE.fullmatch(text):
        return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    return text
