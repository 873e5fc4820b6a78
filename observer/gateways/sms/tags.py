"""The letters by which a text message names forms and questions. Pure.

A question has the tag its form gives it (`sms_tag`); the others get one by themselves. An observer's code
card was printed for an earlier version: a question keeps the tag it once had, and the tag of a question that
is gone is never given to another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, product

from observer.checklists.definition.shapes import FILE_TYPES, SILENT_TYPES, Definition, Question

# Without the letters that are read as digits (I, L, O) and those that are answers: X for not observed, Y and
# N, and H, which is how the first letter of "нет" reads in Latin.
ALPHABET = "ABCDEFGJKMPQRSTUVWZ"
_NOT_BY_TEXT = frozenset({*FILE_TYPES, *SILENT_TYPES, "note", "repeat"})


@dataclass(frozen=True, slots=True)
class Tags:
    """`of`: tag by question code; `retired`: tags of earlier versions whose questions are asked no more."""

    of: dict[str, str]
    retired: frozenset[str]


def letters() -> Iterator[str]:
    """A, B, C … W, Z, AA, AB … without end."""
    for length in count(1):
        yield from map("".join, product(ALPHABET, repeat=length))


def is_asked_by_text(question: Question) -> bool:
    """Whether a person can answer it in letters and digits."""
    return question.type not in _NOT_BY_TEXT and not question.read_only


def form_tags(checklists: Iterable[str]) -> dict[str, str]:
    """The tag of each checklist, in the order in which the mission made them: a later one changes none."""
    return dict(zip(checklists, letters(), strict=False))


def tags_of(versions: Sequence[Definition]) -> Tags:
    """The tags of the last of `versions`, which are all versions of one checklist, oldest first."""
    used: dict[str, str] = {}
    current: dict[str, str] = {}
    for definition in versions:
        current = _tags_after(used, definition)
        used.update({tag: code for code, tag in current.items()})
    return Tags(current, frozenset(used) - frozenset(current.values()))


def _tags_after(used: dict[str, str], definition: Definition) -> dict[str, str]:
    """`used`: tag to question code over all earlier versions."""
    asked = [question for question in definition.questions() if is_asked_by_text(question)]
    given = {question.code: question.sms_tag for question in asked if question.sms_tag}
    taken = {*given.values(), *used}
    free = (tag for tag in letters() if tag not in taken)
    before = {code: tag for tag, code in used.items() if tag not in given.values()}
    for question in asked:
        if question.code not in given:
            given[question.code] = before.get(question.code) or next(free)
    return {question.code: given[question.code] for question in asked}
