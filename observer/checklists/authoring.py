"""The document people write: a frozen definition with its expressions as text again, or an empty one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from observer.checklists.definition import Words
from observer.checklists.storable import storable_text

# What freezing adds: the software knows it without being told.
_FROZEN_ALONE = ("format", "expressions")
# Sections, questions, repeats in repeats and their choices' labels stand no deeper.
MAX_DEPTH = 24


class Unstorable(ValueError):
    """The document holds something JSON has no word for, or lies too deep."""


def authored(document: Mapping[str, Any]) -> dict[str, Any]:
    """A frozen document as its authors write it: `read` gives the same definition of both."""
    return {name: _as_text(value) for name, value in document.items() if name not in _FROZEN_ALONE}


def empty_document(*, code: str, phase: str, names: Words, languages: Sequence[str]) -> dict[str, Any]:
    """A checklist nobody has written a question for."""
    return {
        "code": code,
        "phase": phase,
        "languages": list(languages),
        "default_language": languages[0],
        "titles": {language: names[language] for language in languages if names.get(language)},
        "sections": [],
    }


def storable_document(value: Any, depth: int = 0) -> Any:
    """The same with every text as the database can keep it. Raises Unstorable."""
    if depth > MAX_DEPTH:
        raise Unstorable
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, Mapping):
        return {storable_text(str(name)): storable_document(one, depth + 1) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable_document(one, depth + 1) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise Unstorable
    if value is None or isinstance(value, (bool, int, float)):
        return value
    raise Unstorable


def _as_text(value: Any) -> Any:
    if isinstance(value, Mapping):
        if set(value) == {"source", "tree"} and not isinstance(value["tree"], str):
            return value["source"]
        return {name: _as_text(one) for name, one in value.items()}
    return [_as_text(one) for one in value] if isinstance(value, list) else value
