"""What was sent, in the words of its form: each question, what was answered, what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from observer.checklists.definition.shapes import NOT_OBSERVED
from observer.elections.models import in_language
from observer.reports.answer_words import WRITTEN, in_words, labels_of
from observer.reports.models import Flag, Revision


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """A question and its answer. `state`: answered, not_observed, not_applicable, blank or hidden.

    `earlier`: what earlier rules had said of it. `rows` of a repeat, each the answers that one row gives.
    """

    code: str
    label: str
    state: str
    texts: Sequence[str]
    is_text: bool
    flags: Sequence[Flag]
    earlier: Sequence[Flag]
    rows: Sequence[Sequence[AnswerShown]] = ()

    @property
    def number(self) -> str:
        """The code people speak of (A12). A bare name (narrative) says nothing; no label needs it twice."""
        return self.code if any(map(str.isdigit, self.code)) and self.label != self.code else ""


@dataclass(frozen=True, slots=True)
class SectionShown:
    title: str
    answers: Sequence[AnswerShown]


def sections(revision: Revision, hidden: frozenset[str]) -> list[SectionShown]:
    """The revision by the sections of its form; `hidden` questions keep their words and lose their answer."""
    definition = revision.version.definition
    flags = list(revision.flags.all())
    return [
        SectionShown(
            in_language(section["titles"]),
            [
                _shown(question, revision, definition, hidden, flags)
                for question in section["questions"]
                if question["type"] != "note"
            ],
        )
        for section in definition["sections"]
    ]


def _shown(
    question: Mapping[str, Any],
    revision: Revision,
    definition: Mapping[str, Any],
    hidden: frozenset[str],
    flags: Iterable[Flag],
) -> AnswerShown:
    code = question["code"]
    answer = (revision.answers or {}).get(code)
    state = "hidden" if code in hidden and answer is not None else _state(code, answer, revision)
    return _answer(question, answer, state, definition, [flag for flag in flags if flag.rule == code])


def _answer(
    question: Mapping[str, Any],
    answer: Any,
    state: str,
    definition: Mapping[str, Any],
    flags: Sequence[Flag] = (),
) -> AnswerShown:
    is_told = state == "answered"
    is_repeat = question["type"] == "repeat"
    texts = in_words(question, answer, labels_of(question, definition)) if is_told and not is_repeat else ()
    return AnswerShown(
        code=question["code"],
        label=in_language(question.get("labels") or {}) or question["code"],
        state=state,
        texts=list(texts),
        is_text=question["type"] in WRITTEN,
        flags=[flag for flag in flags if not is_earlier(flag)],
        earlier=[flag for flag in flags if is_earlier(flag)],
        rows=[list(_row(question, row, definition)) for row in answer] if is_told and is_repeat else (),
    )


def _row(
    question: Mapping[str, Any], row: Mapping[str, Any], definition: Mapping[str, Any]
) -> Iterator[AnswerShown]:
    """What a row says; of what it leaves blank nothing is kept, nor whether it was asked."""
    for inner in question.get("questions") or ():
        answer = row.get(inner["code"])
        if answer not in (None, "", []):
            state = "not_observed" if answer == NOT_OBSERVED else "answered"
            yield _answer(inner, answer, state, definition)


def _state(code: str, answer: Any, revision: Revision) -> str:
    if answer == NOT_OBSERVED:
        return "not_observed"
    if code in (revision.statuses or {}):
        return "not_applicable"
    return "blank" if answer in (None, "", []) else "answered"


def of_the_whole(revision: Revision) -> list[Flag]:
    """Flags that stand on no question of the form: doubts, and sums that do not come out."""
    codes = {
        question["code"]
        for section in revision.version.definition["sections"]
        for question in section["questions"]
    }
    return [flag for flag in revision.flags.all() if flag.rule not in codes]


def is_earlier(flag: Flag) -> bool:
    """Whether later rules have judged its revision since; fetch with `with_rules()` where some may have."""
    return bool(getattr(flag, "is_earlier", False))
