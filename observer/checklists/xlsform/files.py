"""CSV files beside a workbook: rows to choose from, or to look into with pulldata() and instance()."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from observer.checklists.definition.shapes import ChoiceList, Definition
from observer.checklists.xlsform.languages import code_of
from observer.checklists.xlsform.reading import Reading, kept
from observer.checklists.xlsform.rewriting import sources
from observer.checklists.xlsform.workbook import Place, Table, csv_file_rows, letter_of
from observer.registers.sheets import UnreadableSheet

_LOOKED_UP = re.compile(r"pulldata\s*\(\s*\\?['\"]([^'\"\\]+)")


@dataclass(slots=True)
class FileRows:
    """`rows`: the number in the file of each choice's line; `table` knows the letters of its columns."""

    choices: list[dict[str, Any]]
    columns: list[str]
    rows: list[int]
    table: Table


def read_file(reading: Reading, name: str, content: bytes, renamed: Mapping[str, str]) -> FileRows:
    """The rows of a CSV as choices. `renamed`: {"value": column of the code, "label": column of the label}.

    A file to look into may have no `name`: its rows are then numbered.
    """
    table = Table(name)
    try:
        rows = csv_file_rows(content)
    except UnreadableSheet as unreadable:
        reading.findings.wrong(name, 0, "", f"unreadable-{unreadable.code}", limit="10")
        return FileRows([], [], [], table)
    headers = _headers(table, rows[0] if rows else [], renamed)
    columns = [place.name for place in headers if place and place.number == 0]
    choices = [_choice(reading, headers, row, at) for at, row in enumerate(rows[1:], start=1)]
    return FileRows(choices, columns, list(range(2, len(rows) + 1)), table)


def _headers(table: Table, headers: list[str], renamed: Mapping[str, str]) -> list[Place | None]:
    """What each column is: the code, a label, or (number 0) a column of the file's own."""
    value, label = renamed.get("value", "name"), renamed.get("label", "label")
    places: list[Place | None] = []
    for index, header in enumerate(headers):
        base, _, language = header.strip().partition("::")
        if base == value:
            place = Place("name", 1, "")
        elif base == label:
            place = Place("label", 1, code_of(language) or "" if language else "")
        else:
            place = Place(header.strip(), 0, "")
        usable = bool(place.name) and place not in table.letters
        if usable:
            table.letters[place] = letter_of(index)
        places.append(place if usable else None)
    return places


def _choice(reading: Reading, headers: list[Place | None], row: list[str], number: int) -> dict[str, Any]:
    cells = {place: cell.strip() for place, cell in zip(headers, row, strict=False) if place and cell.strip()}
    code = cells.get(Place("name", 1, ""), str(number))
    everywhere = cells.get(Place("label", 1, ""), code)
    labels = {code: cells.get(Place("label", 1, code), everywhere) for code in reading.languages}
    values = {place.name: cell for place, cell in cells.items() if place.number == 0}
    return {"code": code, "labels": labels, **kept(values=values)}


def media_files(definition: Definition) -> list[str]:
    """The files a client must fetch beside the form: pictures and sounds of labels, CSVs of lists."""
    names: dict[str, None] = {}
    for question in definition.all_questions():
        for media in (question.media, *(choice.media for choice in question.choices)):
            names.update((name, None) for by_language in media.values() for name in by_language.values())
    return [*names, *external_lists(definition).values()]


def external_lists(definition: Definition) -> dict[str, str]:
    """The lists that Collect reads from a CSV beside the form, with its name; all others stand in the form.

    A CSV has one label for all languages: a list that says more stands in the form, where nothing looks up
    its rows in the file.
    """
    looked_up = {name for source in sources(definition) for name in _LOOKED_UP.findall(source)}
    return {
        name: listed.source
        for name, listed in definition.lists.items()
        if listed.source == f"{name}.csv" and (name in looked_up or not _is_translated(listed))
    }


def _is_translated(listed: ChoiceList) -> bool:
    return any(choice.media or len(set(choice.labels.values())) > 1 for choice in listed.choices)


def list_file(definition: Definition, name: str) -> bytes | None:
    """The CSV of the list that came from the file of this name, or None when no list did. UTF-8."""
    listed = next((one for one in definition.lists.values() if one.source == name), None)
    return None if listed is None else _csv(listed, definition)


def _csv(listed: ChoiceList, definition: Definition) -> bytes:
    """`name`, `label` in the default language, `label::xx` in the others, then the list's own columns."""
    others = [code for code in definition.languages if code != definition.default_language]
    different = [
        code
        for code in others
        if any(one.labels[code] != one.labels[definition.default_language] for one in listed.choices)
    ]
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["name", "label", *(f"label::{code}" for code in different), *listed.columns])
    for choice in listed.choices:
        rows.writerow(
            [
                choice.code,
                choice.labels[definition.default_language],
                *(choice.labels[code] for code in different),
                *(choice.values.get(column, "") for column in listed.columns),
            ]
        )
    return out.getvalue().encode()
