"""A form filled in by ODK Collect or another OpenRosa client: its answers in our codes and shapes.

The XML of an instance has an element for each question, named as the question, within those of its groups; a
repeat has one for each row (https://getodk.github.io/xforms-spec/#instance). Clients leave out or leave empty
what was not asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from xml.etree.ElementTree import Element

from observer.checklists.definition.shapes import (
    ACKNOWLEDGED,
    FILE_TYPES,
    NOT_OBSERVED,
    Definition,
    Question,
)
from observer.checklists.xlsform import names

Answer: TypeAlias = "str | list[str] | list[dict[str, Answer]]"
# The attachment's id by the name of a file.
FileId: TypeAlias = Callable[[str], str]

# Deeper than any form: sections, groups, and three repeats with their groups.
MAX_DEPTH = 40
_CLOCK = re.compile(r"(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_LISTS = frozenset({"many_of", "rank"})
_META = {"instanceID", "instanceName", "deprecatedID", "timeStart", "timeEnd"}


@dataclass(frozen=True, slots=True)
class Collected:
    """`answers`: as `CompiledVersion.check` takes them. `files`: the question that each file answers.

    `visit`: `station` and `arrival` as typed, where the form asked. `meta`: `start`, `end`, `instanceID`,
    `deprecatedID`, `instanceName`, where the client gave them. All text is untrusted.
    """

    answers: dict[str, Answer]
    files: dict[str, str] = field(default_factory=dict)
    visit: dict[str, str] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)


def collect_answers(definition: Definition, root: Element, *, file_id: FileId = str) -> Collected:
    """What the instance under `root` answers to the questions of `definition`.

    `root` comes from a parser that refuses entities and bounds size. Elements that no question is named
    after are passed over; so is what lies deeper than `MAX_DEPTH`. Never raises for what a client sends:
    a wrong value is handed on as it is, and the check tells of it.
    """
    questions = list(definition.questions())
    found = _found(root, _names(questions))
    files: dict[str, str] = {}
    answers = _answers(questions, found, file_id, files)
    given = {"station": _text(found, names.STATION), "arrival": _text(found, names.ARRIVAL)}
    meta = {
        "start": _text(found, names.START),
        "end": _text(found, names.END),
        **{name: text for name, text in _metadata(root) if name in _META},
    }
    return Collected(answers, files, _kept(given), _kept(meta))


def _names(questions: Iterable[Question]) -> frozenset[str]:
    """The elements that end a search: what lies in a repeat belongs to its row."""
    return frozenset(question.code for question in questions if question.type == "repeat")


def _found(container: Element, repeats: frozenset[str]) -> dict[str, list[Element]]:
    """The elements in a form or in a row of it by their names; the rows of a repeat are not entered."""
    found: dict[str, list[Element]] = {}
    waiting = [(child, 1) for child in reversed(container)]
    while waiting:
        element, depth = waiting.pop()
        name = _local(element)
        found.setdefault(name, []).append(element)
        if name not in repeats and depth < MAX_DEPTH:
            waiting += [(child, depth + 1) for child in reversed(element)]
    return found


def _answers(
    questions: Iterable[Question],
    found: Mapping[str, list[Element]],
    file_id: FileId,
    files: dict[str, str],
) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for question in questions:
        if question.type == "repeat":
            rows = _rows(question, found.get(question.code, []), file_id, files)
            if rows:
                answers[question.code] = rows
            continue
        if _text(found, names.companion(question.code)) == ACKNOWLEDGED:
            answers[question.code] = NOT_OBSERVED
            continue
        text = _text(found, question.code)
        if text and question.type != "note":
            answers[question.code] = _answer(question, text, file_id, files)
    return answers


def _rows(
    question: Question, elements: Iterable[Element], file_id: FileId, files: dict[str, str]
) -> list[dict[str, Answer]]:
    repeats = _names(question.questions)
    return [
        _answers(question.questions, _found(element, repeats), file_id, files)
        for element in elements
        # A template that a client sent along is no row.
        if not any(_bare(name) == "template" for name in element.attrib)
    ]


def _answer(question: Question, text: str, file_id: FileId, files: dict[str, str]) -> Answer:
    if question.type in FILE_TYPES:
        files[text] = question.code
        return [file_id(text)]
    if question.type in _LISTS:
        chosen = text.split()
        return NOT_OBSERVED if chosen == [NOT_OBSERVED] else chosen
    if question.type == "time":
        clock = _CLOCK.fullmatch(text)
        return clock[1] if clock else text
    if question.type == "date":
        # Some clients send a day with a time to it.
        return text.partition("T")[0]
    return text


def _metadata(root: Element) -> Iterator[tuple[str, str]]:
    for child in root:
        if _local(child) == "meta":
            yield from ((_local(one), (one.text or "").strip()) for one in child)


def _text(found: Mapping[str, list[Element]], name: str) -> str:
    """The first text under that name: a question outside repeats has one element."""
    return next((text for one in found.get(name, ()) if (text := (one.text or "").strip())), "")


def _local(element: Element) -> str:
    return _bare(element.tag) if isinstance(element.tag, str) else ""


def _bare(name: str) -> str:
    return name.rpartition("}")[2]


def _kept(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text}
