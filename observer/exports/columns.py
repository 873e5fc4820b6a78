"""The columns of a checklist's questions, through all its versions, and what stands in their cells. Pure.

A question keeps its column by its code. Where versions differ, the newest that asks it gives the words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from observer.checklists.definition import Definition, Question
from observer.checklists.definition.shapes import FILE_TYPES, NUMERIC_TYPES
from observer.checklists.expressions import references

NOT_OBSERVED = "__not_observed"
NOT_APPLICABLE = "__not_applicable"
# Answers in an observer's own words, which may name people.
FREE = frozenset({"text", "barcode"})
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
        """A column of numbers; of a repeat it tells how many rows there are."""
        return self.question.type in {*NUMERIC_TYPES, "repeat"}

    def label(self, language: str) -> str:
        return self.definition.in_language(self.question.labels, language)[0]


def merged(versions: Sequence[tuple[int, Definition]]) -> list[Asked]:
    """The questions of all `versions` (number, definition), in the order of the newest, then older ones.

    A repeat is one of them; `inside` gives what its rows ask. Notes ask nothing.
    """
    return _merged(
        (number, definition, section.titles, question)
        for number, definition in sorted(versions, key=lambda version: -version[0])
        for section in definition.sections
        for question in section.questions
    )


def inside(versions: Sequence[tuple[int, Definition]]) -> dict[str, list[Asked]]:
    """By the code of each repeat, what its rows ask, repeats within it as one question each."""
    found: dict[str, list[tuple[int, Definition, Mapping[str, str], Question]]] = {}
    for number, definition in sorted(versions, key=lambda version: -version[0]):
        for repeat in definition.all_questions():
            if repeat.type == "repeat":
                found.setdefault(repeat.code, []).extend(
                    (number, definition, repeat.labels, question) for question in repeat.questions
                )
    return {code: _merged(iter(questions)) for code, questions in found.items()}


def _merged(questions: Iterator[tuple[int, Definition, Mapping[str, str], Question]]) -> list[Asked]:
    found: dict[str, tuple[Question, Mapping[str, str], Definition, list[int]]] = {}
    for number, definition, titles, question in questions:
        if question.type != "note":
            known = found.setdefault(question.code, (question, titles, definition, []))
            known[3].append(number)
    return [
        Asked(question, section, definition, tuple(sorted(numbers)))
        for question, section, definition, numbers in found.values()
    ]


def left_out(asked: Iterable[Asked], *, texts: bool, minutes: bool, hidden: frozenset[str]) -> dict[str, str]:
    """Why a question has no column, by code: `votes` are hidden; `texts`, `times` or `places` of people were
    not asked for."""
    reasons = {}
    for one in asked:
        question = one.question
        if question.code in hidden:
            reasons[question.code] = "votes"
        elif not texts and question.code in free_codes(one.definition):
            reasons[question.code] = "texts"
        elif not minutes and question.type == "geopoint":
            reasons[question.code] = "places"
        elif not minutes and (question.fills in MINUTES or question.type in FILE_TYPES):
            # The id of a photo, like any a phone makes, may begin with the time.
            reasons[question.code] = "times"
    return reasons


def free_codes(definition: Definition) -> frozenset[str]:
    """The questions that may hold somebody's own words: those, and what is worked out of them."""
    questions = {question.code: question for question in definition.all_questions()}
    free = {code for code, question in questions.items() if question.type in FREE}
    worked_out = {
        code: frozenset(references(question.calculate.tree))
        for code, question in questions.items()
        if question.calculate is not None
    }
    while new := {code for code, of in worked_out.items() if code not in free and of & free}:
        free |= new
    return frozenset(free)


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
        if answer and answer[0].__class__ is dict:
            return str(len(answer))
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


def rows_in(answers: Answers, repeats: Sequence[str]) -> Iterator[tuple[str, Answers]]:
    """The rows of a repeat with their numbers; `repeats` leads to it from the outside in ("2.1": the first
    row in the second row of the repeat around it)."""
    outermost, *within = repeats
    for number, row in enumerate(answers.get(outermost) or (), start=1):
        if not within:
            yield str(number), row
        else:
            yield from ((f"{number}.{inner}", found) for inner, found in rows_in(row, within))


def ways_in(definitions: Iterable[Definition]) -> dict[str, tuple[str, ...]]:
    """By the code of each repeat, the repeats that lead to it, itself the last."""
    found: dict[str, tuple[str, ...]] = {}

    def walk(questions: Iterable[Question], around: tuple[str, ...]) -> None:
        for question in questions:
            if question.type == "repeat":
                found.setdefault(question.code, (*around, question.code))
                walk(question.questions, (*around, question.code))

    for definition in definitions:
        walk(definition.questions(), ())
    return found
