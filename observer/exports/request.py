"""What somebody asks for, as it stands in a form and in a job: one checklist, its rows, its words.

rows    reports: one a row, a column for each question; answers: one a row; violations: one event a row
words   codes, or labels in the reader's language
reach   counted: what is in the figures; received: everything that came, with what became of it
texts   free texts too: they may name people
teams   codes of teams and exact times too: a team and a minute tell who was where
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from observer.analysis.filters import Filters
from observer.problems import INVALID, Problem

ROWS = ("reports", "answers", "violations")
FORMATS = ("csv", "xlsx")
WORDS = ("codes", "labels")
REACHES = ("counted", "received")
_CLOSED: Mapping[str, tuple[str, ...]] = {
    "rows": ROWS,
    "format": FORMATS,
    "words": WORDS,
    "reach": REACHES,
}


@dataclass(frozen=True, slots=True)
class Request:
    """`checklist` is a code; violations are of all checklists, and name none."""

    checklist: str
    rows: str
    format: str
    words: str
    reach: str
    texts: bool
    teams: bool
    language: str
    filters: Filters

    @classmethod
    def read(cls, query: Mapping[str, str], *, language: str) -> Request:
        """What a form sent. Raises Problem naming each field that cannot be used."""
        errors = [
            {"field": name, "code": "unknown", "detail": _("Please choose one of the answers.")}
            for name, known in _CLOSED.items()
            if query.get(name, known[0]) not in known
        ]
        chosen = {name: query.get(name, known[0]) for name, known in _CLOSED.items()}
        filters = Filters.read(query)
        errors += _clashes(chosen, query.get("checklist", ""), filters)
        if errors:
            raise Problem(INVALID, _("This cannot be exported as it stands."), errors=errors)
        return cls(
            checklist="" if chosen["rows"] == "violations" else query.get("checklist", ""),
            texts="texts" in query,
            teams="teams" in query,
            language=language,
            filters=filters,
            **chosen,
        )

    def as_parameters(self) -> dict[str, Any]:
        """The same as a job keeps it; `from_parameters` reads it back."""
        return {**asdict(self), "filters": self.filters.as_query()}

    @classmethod
    def from_parameters(cls, kept: Mapping[str, Any]) -> Request:
        return cls(**{**kept, "filters": Filters.read(kept["filters"])})


def _clashes(chosen: Mapping[str, str], checklist: str, filters: Filters) -> list[dict[str, str]]:
    errors = []
    if chosen["rows"] != "violations" and not checklist:
        errors.append({"field": "checklist", "code": "required", "detail": _("Please choose a checklist.")})
    if chosen["reach"] == "received" and (
        chosen["rows"] == "violations" or filters.category or filters.severity or filters.basis
    ):
        detail = _("Violations are counted in reports that count. Choose what is in the figures.")
        errors.append({"field": "reach", "code": "clash", "detail": detail})
    return errors
