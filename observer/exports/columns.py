"""The columns of a checklist's questions, through all its versions, and what stands in their cells. Pure.

A question keeps its column by its code. Where versions differ, the newest that asks it gives the words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from observer.checklists.definition import Definition, Question

NOT_OBSERVED = "__not_observed"
NOT_APPLICABLE = "__not_applicable"
# Answers in an observer's own words, which may name people.
FREE = frozenset({"text"})
# Facts of the report that tell to the minute when its team was where.
MINUTES = frozenset({"arrival", "departure", "happened_at"})

Answers: TypeAlias = Mapping[str, Any]
# (answers, statuses) to the text of one cell; "" is blank.
Cell: TypeAlias = Callable[[Answers, Answers], str]


@dataclass(frozen=True, slots=True)
class Words:
    """How answers are told: as codes, or with labels in `language` and these words for what is none."""

    labels: bool
    language: str
    not_observed: str
    not_asked: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the numbers of the versions that ask it; `section` is its title's texts."""

    question: Question
    section: Mapping[str, str]
    definition: Definition
    versions: tuple[int, ...]

    @property
    def numeric(self) -> bool:
        return self.question.type in {"integer", "decimal"}

    def label(self, language: str) -> str:
        return self.definition.in_language(self.question.labels, language)[0]


def merged(versions: Sequence[tuple[int, Definition]]) -> list[Asked]:
    """The questions of all `versions` (number, definition), in the order of the newest, then older ones."""
    found: dict[str, tuple[Question, Mapping[str, str], Definition, list[int]]] = {}
    for number, definition in sorted(versions, key=lambda version: -version[0]):
        for section in definition.sections:
            for question in section.questions:
                known = found.setdefault(question.code, (question, section.titles, definition, []))
                known[3].append(number)
    return [
        Asked(question, section, definition, tuple(sorted(numbers)))
        for question, section, definition, numbers in found.values()
    ]


def left_out(asked: Iterable[Asked], *, texts: bool, minutes: bool, hidden: frozenset[str]) -> dict[str, str]:
    """Why a question has no column, by code: `votes` are hidden, or `texts` or `times` were not asked for."""
    reasons = {}
    for one in asked:
        if one.question.code in hidden:
            reasons[one.question.code] = "votes"
        elif one.question.type in FREE and not texts:
            reasons[one.question.code] = "texts"
        elif not minutes and (one.question.fills in MINUTES or one.question.type == "photo"):
            # The id of a photo, like any a phone makes, may begin with the time.
            reasons[one.question.code] = "times"
    return reasons


def cell(asked: Asked, words: Words) -> Cell:
    """What reads one question's cell. Several choices are parted by a space, or their labels by “; ”."""
    code, names = asked.question.code, _names(asked, words)
    not_asked = words.not_asked if words.labels else NOT_APPLICABLE
    between = "; " if words.labels else " "

    def read(answers: Answers, statuses: Answers) -> str:
        answer = answers.get(code)
        if answer is None:
            return not_asked if statuses.get(code) == "not_applicable" else ""
        if answer.__class__ is str:
            return names.get(answer, answer)
        return between.join([names.get(one, one) for one in answer])

    return read


def _names(asked: Asked, words: Words) -> Mapping[str, str]:
    """Labels of the choices by code; nothing where codes are wanted."""
    if not words.labels:
        return {}
    return {**choices(asked, words.language), NOT_OBSERVED: words.not_observed}


def choices(asked: Asked, language: str) -> dict[str, str]:
    """The labels of a question's choices by code, in a language of the checklist."""
    definition, question = asked.definition, asked.question
    if question.choices:
        return {one.code: definition.in_language(one.labels, language)[0] for one in question.choices}
    return {
        code: definition.in_language(definition.answer_labels[code], language)[0]
        for code in question.choice_codes
    }
