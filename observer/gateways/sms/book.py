"""The forms of a mission as text messages name them: what code cards print and the parser reads. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import cached_property

from observer.checklists.definition.shapes import Definition, Question
from observer.gateways.sms.letters import spelled
from observer.gateways.sms.tags import is_asked_by_text, tags_of
from observer.gateways.sms.values import GOES_ON, NUMBERS, Option, Read, options, reader

AT_COMMISSION = "tabulation"


@dataclass(frozen=True)
class Asked:
    """A question that a text message can answer."""

    tag: str
    question: Question
    read: Read
    options: tuple[Option, ...] = ()

    @property
    def code(self) -> str:
        return self.question.code

    @property
    def is_text(self) -> bool:
        return self.question.type == "text"

    @property
    def is_number(self) -> bool:
        return self.question.type in NUMBERS

    @property
    def goes_on(self) -> bool:
        """Whether its value may have blanks in it."""
        return self.question.type in GOES_ON

    @property
    def holds_votes(self) -> bool:
        return (self.question.protocol or "").startswith("c:")


@dataclass(frozen=True)
class Page:
    """One form: the newest version of a checklist with its tags.

    `tag` names the form in a message; so does `code`, the checklist's own. `version`: its content hash.
    """

    tag: str
    code: str
    definition: Definition
    asked: tuple[Asked, ...]
    retired: frozenset[str] = frozenset()
    version: bytes = b""
    checklist_id: int = 0

    @property
    def phase(self) -> str:
        return self.definition.phase

    @cached_property
    def by_tag(self) -> Mapping[str, Asked]:
        return {spelled(one.tag): one for one in self.asked}

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """Longest first: AA is looked for before A."""
        return tuple(sorted(self.by_tag, key=lambda tag: (-len(tag), tag)))

    @property
    def holds_votes(self) -> bool:
        return any(one.holds_votes for one in self.asked)


def page(
    tag: str,
    code: str,
    versions: Sequence[Definition],
    *,
    zone: tzinfo = UTC,
    version: bytes = b"",
    checklist_id: int = 0,
) -> Page:
    """The page of a checklist, from all its versions, oldest first (ValueError: there is none)."""
    if not versions:
        raise ValueError("a checklist without a version has no page")
    definition, tags = versions[-1], tags_of(versions)
    asked = tuple(
        Asked(
            tags.of[question.code],
            question,
            reader(question, definition, zone),
            tuple(options(question, definition)),
        )
        for question in definition.questions()
        if is_asked_by_text(question)
    )
    return Page(tag, code, definition, asked, tags.retired, version, checklist_id)


class Book:
    """All pages of a mission, by tag and by the checklist's code."""

    def __init__(self, pages: Iterable[Page]) -> None:
        self.pages = tuple(pages)
        self.by_tag = {one.tag: one for one in self.pages}
        self.by_code = {spelled(one.code): one for one in self.pages}

    @property
    def holds_votes(self) -> bool:
        return any(one.holds_votes for one in self.pages)
