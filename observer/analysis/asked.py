"""What a version of a checklist asks, as the tallies see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from observer.checklists.models import RuleSet, Version
from observer.checklists.protocol import identity_key, terms_of

# Answers that are not the observer's own words (`AnswerTally.answer`).
NOT_OBSERVED = "__not_observed"
NOT_APPLICABLE = "__not_applicable"
BLANK = "__blank"
ANSWERED = "__answered"
RESERVED = (NOT_OBSERVED, NOT_APPLICABLE, BLANK, ANSWERED)

# One answer of a few; each of several choices; nothing but that an answer was given; the number where it is
# one, and else that there is something.
ONE, MANY, GIVEN, COMPUTED = "one", "many", "given", "computed"
_KINDS: Mapping[str, str] = {
    "many_of": MANY,
    "calculated": COMPUTED,
    "hidden": COMPUTED,
    **dict.fromkeys(("text", "barcode", "time", "date", "datetime", "geopoint", "rank"), GIVEN),
    **dict.fromkeys(("photo", "audio", "video", "file", "repeat"), GIVEN),
}
# A number as the tallies keep it: shorter than any text that only looks like one.
NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a version. `results`: a number of the protocol, left out with quarantined results."""

    version: int
    question: str
    kind: str
    results: bool


@dataclass(frozen=True, slots=True)
class Term:
    """A question without whose number an identity of a rule set is not evaluated; `identity` is its key."""

    rule_set: int
    identity: str
    question: str


def kind_of(question_type: str) -> str:
    """How the tallies keep the answers to a type of question: ONE, MANY, GIVEN or COMPUTED."""
    return _KINDS.get(question_type, ONE)


def questions(definition: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What a frozen definition asks, in order, as the JSON it is stored in; a note asks nothing.

    Of a repeat there is the one question that it is: what stands in its rows is not added up.
    """
    for section in definition["sections"]:
        yield from (question for question in section["questions"] if question["type"] != "note")


def asked(version_ids: Iterable[int]) -> list[Asked]:
    """Every question of these versions. One query."""
    found = Version.objects.filter(pk__in=list(version_ids)).values_list("pk", "definition")
    return [
        Asked(version, question["code"], kind_of(question["type"]), "protocol" in question)
        for version, definition in found
        for question in questions(definition)
    ]


def terms(rule_set_ids: Iterable[int]) -> list[Term]:
    """What the protocol identities of these rule sets stand on; nothing for forms without. One query."""
    found = RuleSet.objects.filter(pk__in=list(rule_set_ids)).exclude(rules__identities=[])
    return [
        Term(rule_set, identity_key(identity["code"], contest), question)
        for rule_set, rules, definition in found.values_list("pk", "rules", "version__definition")
        for contest, filled in _filled(definition).items()
        for identity in rules["identities"]
        for question in sorted(_questions_of(identity, filled))
    ]


def contests(definition: Mapping[str, Any]) -> list[str]:
    """The contests that a frozen definition has protocols of; [""] where it knows only one."""
    return list(_filled(definition))


def _filled(definition: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """By contest, the question that asks for each number of its protocol."""
    found: dict[str, dict[str, str]] = {}
    for question in questions(definition):
        if "protocol" in question:
            found.setdefault(question.get("contest", ""), {})[question["protocol"]] = question["code"]
    return found


def _questions_of(identity: Mapping[str, Any], filled: Mapping[str, str]) -> set[str]:
    """The questions whose numbers the identity needs; "" stands for a number the form does not ask."""
    return {filled.get(term, "") for term in terms_of(identity["formula"]["tree"], filled)}
