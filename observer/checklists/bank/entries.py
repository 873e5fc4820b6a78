"""The bank as values, read once a process."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from observer.checklists.definition.shapes import Words

PROVENANCES = ("PL", "BG", "HT", "ACE", "NDI", "KZ", "RU", "SEC", "GK")
# In the order in which a mission meets them.
FORMS = ("opening", "voting", "closing", "counting", "tabulation", "incident", "long_term")


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """`question`: an authored question as `definition.shapes` describes it, standards included.

    `row`: the line of the domain's tables it belongs to (B9 for B9 and B9n).
    """

    form: str
    part: str
    row: str
    provenance: tuple[str, ...]
    reference: str
    question: Mapping[str, Any]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.question["labels"])

    @property
    def text(self) -> str:
        """All that a search may find it by, in lower case."""
        question = self.question
        choices = [*question.get("choices", ())]
        words = [question["labels"], question.get("help", {}), *(choice["labels"] for choice in choices)]
        rules = [rule["category"] for rule in question.get("violation_when", ())]
        said = [text for each in words for text in each.values()]
        return " ".join([question["code"], *rules, *question.get("standards", ()), *said]).lower()


@dataclass(frozen=True, slots=True)
class BankPart:
    """A section ready to be taken over whole."""

    form: str
    code: str
    titles: Words
    help: Words
    rapid: bool
    questions: tuple[BankQuestion, ...]


@dataclass(frozen=True, slots=True)
class BankIdentity:
    """A sum that a protocol must satisfy, as authored."""

    row: str
    provenance: tuple[str, ...]
    reference: str
    identity: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BankForm:
    code: str
    titles: Words
    parts: tuple[BankPart, ...]
    identities: tuple[BankIdentity, ...]

    def questions(self) -> Iterator[BankQuestion]:
        for part in self.parts:
            yield from part.questions


@cache
def bank() -> tuple[BankForm, ...]:
    """Every form of the bank."""
    folder = files("observer.checklists.bank") / "forms"
    return tuple(_form(json.loads((folder / f"{code}.json").read_text("utf-8"))) for code in FORMS)


def found(questions: Iterable[BankQuestion], words: str) -> list[BankQuestion]:
    """Those that hold every one of `words`, each wording once: several forms ask when a team arrived."""
    wanted = words.lower().split()
    by_wording: dict[str, BankQuestion] = {}
    for one in questions:
        if all(word in one.text for word in wanted):
            by_wording.setdefault(json.dumps(one.question, sort_keys=True), one)
    return list(by_wording.values())


def _form(document: Mapping[str, Any]) -> BankForm:
    form = document["form"]
    return BankForm(
        code=form,
        titles=document["titles"],
        parts=tuple(_part(form, part) for part in document["parts"]),
        identities=tuple(
            BankIdentity(each["row"], tuple(each["provenance"]), each["reference"], each["identity"])
            for each in document.get("identities", ())
        ),
    )


def _part(form: str, part: Mapping[str, Any]) -> BankPart:
    return BankPart(
        form=form,
        code=part["code"],
        titles=part["titles"],
        help=part.get("help", {}),
        rapid=part.get("rapid", False),
        questions=tuple(
            BankQuestion(
                form,
                part["code"],
                each["row"],
                tuple(each["provenance"]),
                each["reference"],
                each["question"],
            )
            for each in part["questions"]
        ),
    )
