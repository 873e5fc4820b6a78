"""The example's checklists: XLSForms in `checklists/`, read as any form designer's workbook is."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from observer.checklists.xlsform import read_workbook
from observer.operations.example.country import CHECKLISTS

FORMS = ("opening", "voting", "counting", "tabulation", "incident")


def form_document(name: str) -> dict[str, Any]:
    """The document of the definition of one of `FORMS`; each caller has its own. Read once a process."""
    document: dict[str, Any] = json.loads(_read(name))
    return document


@cache
def _read(name: str) -> str:
    file = CHECKLISTS / f"{name}.xlsx"
    found = read_workbook(file.read_bytes(), file.name)
    if found.document is None:
        raise ValueError(f"{file.name} has {len(found.problems)} problems, first {found.problems[0]}")
    return json.dumps(found.document)
