"""What a correction changed: two revisions of one report beside each other, answer by answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from observer.reports.answers import AnswerShown, SectionShown, sections
from observer.reports.models import Revision


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that two revisions answer differently; None where a revision's form did not ask it."""

    code: str
    label: str
    before: AnswerShown | None
    after: AnswerShown | None


def differences(before: Revision, after: Revision, hidden: frozenset[str]) -> list[Difference]:
    """The questions answered differently, in the order of the later form. `hidden` ones are left out: that
    a vote was corrected, and by how much, is for those who may read votes.
    """
    earlier, later = (dict(_answers(sections(one, hidden))) for one in (before, after))
    codes = [*later, *(code for code in earlier if code not in later)]
    return [
        Difference(code, (later.get(code) or earlier[code]).label, earlier.get(code), later.get(code))
        for code in codes
        if code not in hidden and _words(earlier.get(code)) != _words(later.get(code))
    ]


def _answers(shown: Sequence[SectionShown]) -> Iterator[tuple[str, AnswerShown]]:
    for section in shown:
        for answer in section.answers:
            yield answer.code, answer


def _words(answer: AnswerShown | None) -> tuple[Any, ...] | None:
    if answer is None:
        return None
    rows = (tuple((inner.code, _words(inner)) for inner in row) for row in answer.rows)
    return (answer.state, *answer.texts, *rows)
