"""What a check of a report's answers gives back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson
import rfc8785

from observer.checklists.answers import Answer
from observer.checklists.definition.shapes import Words
from observer.checklists.protocol import IdentityResult
from observer.checklists.storable import Json

ANSWERED, UNSEEN, NOT_APPLICABLE, BLANK = "answered", "not_observed", "not_applicable", "blank"


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """What is wrong with one answer (`observer.checklists.wording` says it in a language).

    `typed` is what was sent, where it could not be kept as an answer. `message` is the checklist author's
    own sentence for a broken constraint, by language.
    """

    question: str
    code: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    typed: Json = None
    message: Words | None = None

    def as_json(self) -> dict[str, Json]:
        found: dict[str, Json] = {"question": self.question, "problem": self.code}
        if self.arguments:
            found["arguments"] = dict(self.arguments)
        if self.typed is not None:
            found["typed"] = self.typed
        return found


@dataclass(frozen=True, slots=True)
class RaisedFlag:
    """A rule that fired. `kind`: violation (of `question`) or identity (`rule` is its key, `question` is "").

    `basis`: seen, told, or unconfirmed for an identity: software saw numbers, no person saw an event.
    """

    kind: str
    rule: str
    question: str
    category: str
    severity: str
    basis: str


@dataclass(frozen=True, slots=True)
class CheckedAnswers:
    """`answers`: canonical, recognised and relevant only; blanks are absent.

    `statuses`: for every question answered, not_observed, not_applicable or blank. `set_aside`: what was
    sent and is no answer, storable. `protocols`: by contest, whole number by protocol field, None when blank.
    `facts`: answers by what they fill (arrival, category, narrative, overall …). `identities`: contest after
    contest, in the order of the definition; none of a contest while no number of its protocol is answered.
    """

    answers: dict[str, Answer]
    statuses: dict[str, str]
    problems: list[AnswerProblem]
    flags: list[RaisedFlag]
    protocols: dict[str, dict[str, int | None]]
    identities: list[IdentityResult]
    facts: dict[str, Answer]
    set_aside: dict[str, Json]

    def content_hash(self) -> bytes:
        """SHA-256 (32 bytes) of the RFC 8785 form of all that was sent: answers, and what was set aside."""
        if self.set_aside:
            return hashlib.sha256(
                rfc8785.dumps({"answers": self.answers, "set_aside": self.set_aside})
            ).digest()
        # Question codes are ASCII and answers hold no control characters: here orjson writes RFC 8785.
        return hashlib.sha256(orjson.dumps({"answers": self.answers}, option=orjson.OPT_SORT_KEYS)).digest()
