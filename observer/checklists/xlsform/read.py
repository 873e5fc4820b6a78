"""A workbook becomes the document of a definition, or the list of everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from observer.checklists.definition import DefinitionInvalid, DefinitionProblem, read, reserved_codes
from observer.checklists.xlsform.conversion import refusals
from observer.checklists.xlsform.form import (
    answer_labels,
    find_languages,
    form_fields,
    identities,
    settings_line,
)
from observer.checklists.xlsform.lists import ListReader
from observer.checklists.xlsform.places import Places
from observer.checklists.xlsform.problems import Findings, Imported
from observer.checklists.xlsform.reading import Reading
from observer.checklists.xlsform.survey import SurveyReader
from observer.checklists.xlsform.workbook import read_tables

# A value that an earlier report left behind: what another observer saw may not be put into this one.
_LAST_SAVED = re.compile(r"\$\{\s*last-saved#")


def read_workbook(
    data: bytes,
    name: str,
    *,
    files: Mapping[str, bytes] | None = None,
    code: str = "",
    phase: str = "",
    language: str = "",
) -> Imported:
    """The XLSForm in `data` (XLSX, XLS, ODS or CSV), whose file is called `name`.

    `files`: CSV files handed over beside it, by name. `code`, `phase` and `language` stand where the settings
    sheet says none. Raises nothing: whatever is wrong is in the `problems` of the outcome, all at once.
    """
    findings = Findings()
    tables = read_tables(data, findings)
    if not tables or not tables["survey"].lines:
        return findings.imported(None)
    reading = Reading(tables, findings, Places(tables))
    find_languages(reading, language)
    document = _document(reading, name, files or {}, code, phase)
    if settings_line(tables).number == 0:
        findings.warn("settings", 0, "", "no-settings", code=document["code"])
    _refuse_last_saved(reading)
    for problem in _faults(document):
        findings.problems.append(reading.places.locate(problem))
    told = {(problem.sheet, problem.row) for problem in findings.problems}
    findings.problems += [one for one in refusals(tables, reading.plain) if (one.sheet, one.row) not in told]
    return findings.imported(document)


def _document(
    reading: Reading, name: str, files: Mapping[str, bytes], code: str, phase: str
) -> dict[str, Any]:
    fields = form_fields(reading, name, code, phase)
    reading.titles = fields.get("titles", {})
    survey = SurveyReader(reading)
    survey.read()
    lists = ListReader(reading, survey, files).read()
    questions = [question for section in survey.sections for question in section["questions"]]
    document = {
        **fields,
        "answer_labels": answer_labels(reading, questions),
        "sections": survey.sections,
    }
    found = identities(reading)
    return {**document, **({"identities": found} if found else {}), **({"lists": lists} if lists else {})}


def _faults(document: dict[str, Any]) -> list[DefinitionProblem]:
    try:
        return reserved_codes(read(document))
    except DefinitionInvalid as invalid:
        return invalid.problems


def _refuse_last_saved(reading: Reading) -> None:
    for table in reading.tables.values():
        for line in table.lines:
            for place, text in line.cells.items():
                if _LAST_SAVED.search(text):
                    letter = table.letters[place]
                    reading.findings.wrong(table.sheet, line.number, letter, "refused-last-saved")
