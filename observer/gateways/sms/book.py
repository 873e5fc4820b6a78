"""The forms of a mission as text messages name them: what code cards print and the parser reads. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import cached_property

from observer.checklists.definition import canonical
from observer.checklists.definition.shapes import Definition, Question
from observer.checklists.votes import vote_codes
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
    # Whether any version asked for votes by text message: what was written for it stays on the pages.
    holds_votes: bool = False

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
    votes = any(map(asks_for_votes, versions))
    return Page(tag, code, definition, asked, tags.retired, version, checklist_id, votes)


def asks_for_votes(definition: Definition) -> bool:
    """Whether a text message of this form may hold votes, or what they are worked out of."""
    votes = vote_codes(canonical(definition))
    return any(one.code in votes and is_asked_by_text(one) for one in definition.questions())


class Book:
    """All pages of a mission, by tag and by the checklist's code.

    `held_votes`: a form that is closed now asked for votes; its messages name no page of the book any more.
    """

    def __init__(self, pages: Iterable[Page], *, held_votes: bool = False) -> None:
        self.pages = tuple(pages)
        self.held_votes = held_votes
        self.by_tag = {one.tag: one for one in self.pages}
        self.by_code = {spelled(one.code): one for one in self.pages}

    @property
    def holds_votes(self) -> bool:
        return self.held_votes or any(one.holds_votes for one in self.pages)
