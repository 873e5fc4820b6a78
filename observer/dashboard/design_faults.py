"""What keeps a draft from being published, each fault with the place where the designer shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from observer.checklists.definition import (
    Definition,
    DefinitionInvalid,
    DefinitionProblem,
    read,
    reserved_codes,
)
from observer.checklists.unfinished import with_all_texts
from observer.checklists.wording import describe_definition


def faults_of(document: dict[str, Any], categories: frozenset[str]) -> list[dict[str, Any]]:
    """Every fault of an authored document; `categories` are the codes the mission has."""
    found: list[dict[str, Any]] = []
    try:
        read(document)
    except DefinitionInvalid as invalid:
        found = [_told(problem) for problem in invalid.problems]
    try:
        definition = read(with_all_texts(document))
    except DefinitionInvalid:
        return found
    return [
        *found,
        *(_told(problem) for problem in reserved_codes(definition)),
        *_unknown_categories(definition, categories),
    ]


def _told(problem: DefinitionProblem) -> dict[str, Any]:
    """The place in parts, and the sentence without it: it stands beside the field."""
    sentence = describe_definition(
        replace(problem, section="", question="", field="", position=None), get_language() or "en"
    )
    return {
        "section": problem.section,
        "question": problem.question,
        "field": problem.field,
        "code": problem.code,
        "text": sentence,
        "found": problem.arguments.get("found", ""),
        "language": problem.arguments.get("language", ""),
        "source": _marked(problem),
    }


def _marked(problem: DefinitionProblem) -> str:
    """The expression up to where it goes wrong, with a mark there."""
    source = problem.arguments.get("source", "")
    if problem.position is None or not source:
        return ""
    return f"{source[: problem.position]}⟨?⟩{source[problem.position :]}"


def _unknown_categories(definition: Definition, known: frozenset[str]) -> Iterator[dict[str, Any]]:
    for section in definition.sections:
        for question in (one for each in section.questions for one in each.within()):
            for number, rule in enumerate(question.violation_when, start=1):
                if rule.category not in known:
                    place = f"violation_when.{number}.category"
                    yield _unknown(section.code, question.code, place, rule.category)
            for number, choice in enumerate(
                question.choices if question.fills == "category" else (), start=1
            ):
                if choice.code not in known:
                    yield _unknown(section.code, question.code, f"choices.{number}", choice.code)
    for number, identity in enumerate(definition.identities, start=1):
        if identity.category not in known:
            yield _unknown("", "", f"identities.{number}.category", identity.category)


def _unknown(section: str, question: str, field: str, category: str) -> dict[str, Any]:
    return {
        "section": section,
        "question": question,
        "field": field,
        "code": "unknown-category",
        "text": _("There is no category %s.") % category,
        "found": category,
        "language": "",
        "source": "",
    }
