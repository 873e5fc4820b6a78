"""Codes a question must not have: Django's queries over JSON would read them as something else.

`answers__contains` asks whether the answers contain a value, never for the answer to a question "contains".
Asked when a version is published, not when it is read: a version frozen before the rule stays readable.
"""

from __future__ import annotations

from observer.checklists.definition.fields import DefinitionProblem
from observer.checklists.definition.layout import clashing_names
from observer.checklists.definition.shapes import Definition

# Lookups of a JSON field and of its keys, Django's and the installed libraries' (a test compares them).
RESERVED_CODES = frozenset(
    [
        "contained_by",
        "contains",
        "df",
        "endswith",
        "exact",
        "gt",
        "gte",
        "has_any_keys",
        "has_key",
        "has_keys",
        "icontains",
        "iendswith",
        "iexact",
        "in",
        "iregex",
        "isnull",
        "istartswith",
        "lt",
        "lte",
        "ndf",
        "range",
        "regex",
        "startswith",
    ]
)


def reserved_codes(definition: Definition) -> list[DefinitionProblem]:
    """A fault for each question whose code a query would take for a lookup, or that shares its code."""
    return [
        *clashing_names(definition),
        *_lookups(definition),
    ]


def _lookups(definition: Definition) -> list[DefinitionProblem]:
    return [
        DefinitionProblem(
            section.code, question.code, "code", "reserved-code", None, {"found": question.code}
        )
        for section in definition.sections
        for top in section.questions
        for question in top.within()
        if is_reserved(question.code)
    ]


def is_reserved(code: str) -> bool:
    """Whether a query would take the code for a lookup, or for a path that ends in one."""
    return code.lower() in RESERVED_CODES or "__" in code or code.endswith("_")
