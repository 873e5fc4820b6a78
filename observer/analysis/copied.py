"""Which questions of a version ask for a number of the results protocol."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from observer.analysis.asked import questions
from observer.analysis.tallies import array
from observer.checklists.models import Version


@dataclass(frozen=True, slots=True)
class Copied:
    """A question of a version whose answer is the number `letter` of the protocol of `contest`."""

    version: int
    question: str
    contest: str
    letter: str


def numbers(version_ids: Iterable[int]) -> list[Copied]:
    """The protocol numbers that these versions ask for; nothing for forms without a protocol. One query."""
    found = Version.objects.filter(pk__in=list(version_ids)).values_list("pk", "definition")
    return [
        Copied(version, question["code"], question.get("contest") or "", question["protocol"])
        for version, definition in found
        for question in questions(definition)
        if question.get("protocol")
    ]


def given_numbers(copied: Sequence[Copied]) -> dict[str, str]:
    """The parameters of a statement that reads protocol numbers."""
    return {
        "number_version": array(one.version for one in copied),
        "number_question": array(one.question for one in copied),
        "number_contest": array(one.contest for one in copied),
        "number_letter": array(one.letter for one in copied),
    }
