"""What was sent, in the words of its form: each question, what was answered, what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from observer.checklists.definition.shapes import NOT_OBSERVED
from observer.elections.models import in_language
from observer.reports.models import Flag, Revision


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """A question and its answer. `state`: answered, not_observed, not_applicable, blank or hidden."""

    code: str
    label: str
    state: str
    texts: Sequence[str]
    is_text: bool
    flags: Sequence[Flag]

    @property
    def number(self) -> str:
        """The code, where it is one that people speak of (A12); a bare name (narrative) says nothing."""
        return self.code if any(map(str.isdigit, self.code)) else ""


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
            [_shown(question, revision, definition, hidden, flags) for question in section["questions"]],
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
    return AnswerShown(
        code=code,
        label=in_language(question["labels"]),
        state=state,
        texts=list(_texts(question, answer, definition)) if state == "answered" else [],
        is_text=question["type"] == "text",
        flags=[flag for flag in flags if flag.rule == code],
    )


def _state(code: str, answer: Any, revision: Revision) -> str:
    if answer == NOT_OBSERVED:
        return "not_observed"
    if code in (revision.statuses or {}):
        return "not_applicable"
    return "blank" if answer in (None, "", []) else "answered"


def _texts(question: Mapping[str, Any], answer: Any, definition: Mapping[str, Any]) -> Iterator[str]:
    """The answer in words: labels of choices, numbers as the reader writes them, texts as they came."""
    given = answer if isinstance(answer, list) else [answer]
    if question["type"] == "photo":
        yield _("Photos: %(number)s") % {"number": len(given)}
        return
    labels = {choice["code"]: choice["labels"] for choice in question.get("choices") or ()}
    labels |= definition.get("answer_labels") or {}
    for one in given:
        text = str(one)
        if text in labels:
            yield in_language(labels[text], get_language())
        elif question["type"] in {"integer", "decimal"} and text.lstrip("-").isdigit():
            yield str(number_format(int(text), force_grouping=True))
        else:
            yield text


def of_the_whole(revision: Revision) -> list[Flag]:
    """Flags that stand on no question of the form: doubts, and sums that do not come out."""
    codes = {
        question["code"]
        for section in revision.version.definition["sections"]
        for question in section["questions"]
    }
    return [flag for flag in revision.flags.all() if flag.rule not in codes]
