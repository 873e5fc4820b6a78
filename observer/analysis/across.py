"""Which versions of a checklist answer a question alike, so that their answers may be added up.

A question's distribution spans the versions in which code, type and choices match those of the newest one
(`checklists.difference.comparable`). Of the others it says which they are and how many reports that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from observer.checklists.definition import Definition, read
from observer.checklists.difference import comparable
from observer.checklists.models import Version

# Versions are never edited, so what two of them say of each other stays true.
_KEPT_DEFINITIONS, _KEPT_COMPARISONS = 32, 512


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of one checklist, by their keys; `numbers` as people know them.

    `apart`: the questions whose answers do not add up with the newest version's.
    """

    numbers: dict[int, int]
    apart: dict[int, frozenset[str]]

    def alike(self, question: str) -> list[int]:
        return [version for version in self.numbers if question not in self.apart[version]]

    def left_out(self, question: str) -> list[int]:
        """The oldest first."""
        return [version for version in self.numbers if question in self.apart[version]]


def versions_of(checklist_id: int) -> Versions:
    """One query, and one more for each version that is new to this process."""
    rows = Version.objects.filter(checklist=checklist_id).order_by("number").values_list("pk", "number")
    return compared(dict(rows))


def compared(numbers: dict[int, int]) -> Versions:
    """The same for versions of one checklist given by key and number, in the order of their numbers."""
    newest = max(numbers, key=lambda version: numbers[version], default=0)
    return Versions(numbers, {version: apart(version, newest) for version in numbers})


@lru_cache(_KEPT_COMPARISONS)
def apart(version_id: int, newest_id: int) -> frozenset[str]:
    """The codes of the questions that both versions ask, and to which the answers do not add up."""
    if version_id == newest_id:
        return frozenset()
    newest = {question.code: question for question in definition_of(newest_id).questions()}
    return frozenset(
        question.code
        for question in definition_of(version_id).questions()
        if question.code in newest and not comparable(question, newest[question.code]).comparable
    )


@lru_cache(_KEPT_DEFINITIONS)
def definition_of(version_id: int) -> Definition:
    return read(Version.objects.values_list("definition", flat=True).get(pk=version_id))
