"""Which questions of a form tell votes: those that ask for them, and whatever carries their answer on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from observer.checklists.expressions import references

# What is worked out here becomes an answer, or tells one by how many rows there are.
_WORKED_OUT = ("calculate", "initial", "count")
# Votes worked out of a choice (was it counted at all?) do not make that choice one of them.
_HOLD_FIGURES = frozenset({"integer", "decimal", "range", "text", "barcode", "calculated", "hidden"})


def vote_codes(document: Mapping[str, Any]) -> frozenset[str]:
    """Codes of the questions of a frozen definition that hold, picture or copy votes.

    Also a repeat with such a question in its rows, and all that they ask: rows are shown or hidden whole.
    """
    questions = list(_all_questions(document))
    found = {one["code"] for one, _around in questions if _asks_for_votes(one)}
    if not found:
        return frozenset()
    found = _carried_on(found, [one for one, _around in questions])
    found.update(*(around[:1] for one, around in questions if one["code"] in found))
    return frozenset(found).union(one["code"] for one, around in questions if found.intersection(around))


def _all_questions(document: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], tuple[str, ...]]]:
    """Each question with the codes of the repeats around it."""
    for section in document["sections"]:
        yield from _within(section["questions"], ())


def _within(
    questions: list[Mapping[str, Any]], around: tuple[str, ...]
) -> Iterator[tuple[Mapping[str, Any], tuple[str, ...]]]:
    for question in questions:
        yield question, around
        yield from _within(question.get("questions") or [], (*around, question["code"]))


def _asks_for_votes(question: Mapping[str, Any]) -> bool:
    return (question.get("protocol") or "").startswith("c:") or question.get("fills") == "protocol_photo"


def _carried_on(votes: set[str], questions: list[Mapping[str, Any]]) -> set[str]:
    """With the figures that votes are worked out of, and all that is worked out of any of these."""
    types = {question["code"]: question["type"] for question in questions}
    sources = {question["code"]: _sources(question) for question in questions}
    found = set(votes)
    waiting = list(votes)
    while waiting:
        figures = {code for code in sources[waiting.pop()] if types.get(code) in _HOLD_FIGURES} - found
        found |= figures
        waiting += figures
    while copies := {code for code, of in sources.items() if code not in found and of & found}:
        found |= copies
    return found


def _sources(question: Mapping[str, Any]) -> frozenset[str]:
    """The questions whose answers its own is worked out of."""
    expressions = (question.get(name) for name in _WORKED_OUT)
    return frozenset(code for one in expressions if one for code in references(one["tree"]))
