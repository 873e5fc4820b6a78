"""A version on paper: every question with room for a pen, and the codes under which it is typed in later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from observer.checklists.definition import Definition, Question, Section
from observer.checklists.definition.shapes import FILE_TYPES, SILENT_TYPES, Words
from observer.checklists.spoken import condition
from observer.typesetting import TypesetResult, set_in_type
from observer.typesetting.drawable import drawable

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "checklists" / "paper" / "form.typ"
MARK = TEMPLATE.parents[2] / "findings" / "parts" / "mark.typ"
# What a line of a table can still hold; a longer list is looked up in the register of codes.
MAX_PRINTED_CHOICES = 60
ROWS_OF_A_REPEAT = 6
LINES_OF_TEXT, LINES_OF_LONG_TEXT = 2, 5
_LONG_TEXT = 300


def paper_form(
    definition: Definition,
    *,
    language: str,
    number: int,
    content_hash: str,
    mission: str,
    synthetic: bool,
    at: datetime,
) -> TypesetResult:
    """The PDF of version `number` in a language. The same version gives the same bytes.

    `at`: when it was published (aware). Raises Problem, as `set_in_type` does.
    """
    with translation.override(language):
        document = as_document(
            definition,
            language=language,
            number=number,
            content_hash=content_hash,
            mission=mission,
            synthetic=synthetic,
        )
    inputs = {"document": json.dumps(drawable(document), ensure_ascii=False)}
    return set_in_type(TEMPLATE, inputs, at=at, mark=MARK if synthetic else None)


def as_document(
    definition: Definition, *, language: str, number: int, content_hash: str, mission: str, synthetic: bool
) -> dict[str, Any]:
    """All that is printed, as JSON, in the language that is active."""
    page = _Page(definition, language)
    return {
        "language": definition.in_language(definition.titles, language)[1],
        "right_to_left": translation.get_language_bidi(),
        "title": page.words(definition.titles),
        "mission": mission,
        "version": _("Version %(number)s") % {"number": number},
        "short_hash": content_hash[:8],
        "synthetic": synthetic,
        "labels": _labels(),
        "sections": [page.section(section) for section in definition.sections],
    }


def choice_keys(question: Question) -> dict[str, str]:
    """What is written and typed for each choice: 1, 2, 3 …, by the code of the choice."""
    return {choice.code: str(place) for place, choice in enumerate(question.choices, start=1)}


# Written where nobody could see; a hyphen when it is typed. On every keyboard, and no number.
NOT_OBSERVED_KEY = "–"


def _labels() -> dict[str, str]:
    return {
        "station": _("Polling station"),
        "team": _("Team"),
        "date": _("Date"),
        "arrival": _("Arrival"),
        "departure": _("Departure"),
        "page_of": _("Page {page} of {pages}"),
        "only_if": _("Only if"),
        "not_observed": _("Not observed"),
        "more_rows": _("More rows: continue on another sheet and write its number here"),
        "how": _(
            "Write clearly with a pen, one sign a box. Cross one box; where it says “all that fit”, cross as "
            "many as you need. Correct by filling the wrong box and crossing the right one."
        ),
        "all_that_fit": _("all that fit"),
        "in_order": _("write 1 for the first, 2 for the second, and so on"),
        "photo": _("Take a photo with the phone; note its number:"),
        "serial": _("Sheet number"),
        "signatures": _("Signatures of both observers"),
        "rapid": _("First: these can be sent at once by phone or text message."),
        "too_many": _("Write the code from the list of codes:"),
        "required": _("must be answered"),
        "synthetic_mark": _("SYNTHETIC"),
        "synthetic_short": _("Synthetic data: no real observation"),
    }


class _Page:
    def __init__(self, definition: Definition, language: str) -> None:
        self.definition, self.language = definition, language

    def words(self, words: Words | None) -> str:
        """Names of answers in a text become blanks to look at: "${A2}" is printed as "[A2]"."""
        text = self.definition.in_language(words or {}, self.language)[0]
        return text.replace("${", "[").replace("}", "]") if "${" in text else text

    def section(self, section: Section) -> dict[str, Any]:
        return {
            "title": self.words(section.titles),
            "help": self.words(section.help),
            "rapid": section.rapid,
            "only_if": condition(section.show_when, self.definition, self.language)
            if section.show_when
            else "",
            "items": list(self.items(section)),
        }

    def items(self, section: Section) -> Iterator[dict[str, Any]]:
        """Questions in order; a group's title stands before its first question."""
        told: set[str] = set()
        for question in section.questions:
            for group in reversed(list(section.around(question.group))):
                if group.code not in told:
                    told.add(group.code)
                    yield self.group(group.titles, group.show_when)
            if question.type not in SILENT_TYPES:
                yield self.question(question)

    def group(self, titles: Words, show_when: Any) -> dict[str, Any]:
        return {
            "kind": "group",
            "label": self.words(titles),
            "only_if": condition(show_when, self.definition, self.language) if show_when else "",
        }

    def question(self, question: Question) -> dict[str, Any]:
        return {
            "kind": _kind(question),
            "code": question.code,
            "label": self.words(question.labels),
            "help": self.words(question.help),
            "required": question.required,
            "not_observed": NOT_OBSERVED_KEY if question.allow_not_observed else "",
            "only_if": condition(question.show_when, self.definition, self.language)
            if question.show_when
            else "",
            "choices": self.choices(question),
            "cells": _cells(question),
            "lines": _lines(question),
            "columns": [
                self.question(inner) for inner in question.questions if inner.type not in SILENT_TYPES
            ],
            "rows": ROWS_OF_A_REPEAT,
        }

    def choices(self, question: Question) -> list[dict[str, str]]:
        if len(question.choices) > MAX_PRINTED_CHOICES:
            return []
        keys = choice_keys(question)
        return [{"key": keys[one.code], "label": self.words(one.labels)} for one in question.choices]


def _kind(question: Question) -> str:
    """How it is written: choice, choices, order, cells, time, lines, files, note or rows."""
    if question.type in FILE_TYPES:
        return "files"
    match question.type:
        case "many_of" | "acknowledge":
            return "choices"
        case "rank":
            return "order"
        case "integer" | "decimal" | "range":
            return "cells"
        case "time" | "date" | "datetime" | "note":
            return question.type
        case "text" | "barcode" | "geopoint":
            return "lines"
        case "repeat":
            return "rows"
    return "choice" if len(question.choices) <= MAX_PRINTED_CHOICES else "code"


def _cells(question: Question) -> int:
    """Boxes for digits: as many as the largest number needs, four where nothing is said."""
    if question.maximum is None:
        return 5 if question.protocol else 4
    return max(len(str(abs(int(question.maximum)))), 1)


def _lines(question: Question) -> int:
    if question.type in {"barcode", "geopoint"}:
        return 1
    return LINES_OF_LONG_TEXT if (question.max_length or _LONG_TEXT + 1) > _LONG_TEXT else LINES_OF_TEXT
