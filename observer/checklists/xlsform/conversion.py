"""Through pyxform: what it refuses in a workbook, and the XForm XML that it makes of one. No Java."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

from observer.checklists.xlsform.columns import SHEETS
from observer.checklists.xlsform.languages import named
from observer.checklists.xlsform.problems import WorkbookProblem
from observer.checklists.xlsform.types import FIXED_LISTS
from observer.checklists.xlsform.workbook import Place, Table

# Where its words alone say which sheet the row is of.
_SHEET = re.compile(r"On the '(survey|choices|settings)' sheet")
_ROW = re.compile(r"\[\s*row\s*:\s*(\d+)\s*\]\s*")
# A row of a sheet by its headers.
Rows = list[dict[str, str]]


def refusals(tables: Mapping[str, Table], plain: str) -> list[WorkbookProblem]:
    """What pyxform refuses in the workbook as its author wrote it: the first such thing, or none."""
    workbook = {name: _rows(tables[name], plain) for name in ("survey", "choices", "settings")}
    workbook["choices"] += _fixed_lists(tables["choices"], plain)
    settings = next((row for row in workbook["settings"] if row), None)
    workbook["settings"] = [{**settings, "default_language": named(plain)}] if settings else []
    try:
        convert(workbook)
    except XFormRefused as refused:
        return [_problem(refused, tables)]
    return []


class XFormRefused(ValueError):
    """pyxform will not make a form of a workbook. `row` 0 and `sheet` "" where it does not say where."""

    def __init__(self, message: str, sheet: str, row: int, column: str) -> None:
        super().__init__(message)
        self.message = message
        self.sheet = sheet
        self.row = row
        self.column = column


def convert(workbook: Mapping[str, Rows]) -> bytes:
    """The XForm of the rows of survey, choices and settings, as pyxform makes it. Raises XFormRefused."""
    # Half a second to import: only who converts a form pays for it.
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert as pyxform_convert

    logging.getLogger("pyxform.xls2xform").setLevel(logging.ERROR)
    sheets: dict[str, Any] = {}
    for name, rows in workbook.items():
        if rows:
            sheets[name] = rows
            sheets[f"{name}_header"] = [dict.fromkeys(header for row in rows for header in row)]
    try:
        return str(pyxform_convert(sheets, form_name="data").xform).encode()
    except PyXFormError as error:
        raise _refused(error) from error


def _refused(error: Any) -> XFormRefused:
    context = getattr(error, "context", None) or {}
    message = str(error)
    row = _ROW.search(message)
    sheet = _SHEET.search(message)
    return XFormRefused(
        " ".join(_ROW.sub("", message).split()),
        str(context.get("sheet") or (sheet[1] if sheet else "survey" if row else "")),
        int(context.get("row") or (row[1] if row else 0)),
        str(context.get("column") or ""),
    )


def _problem(refused: XFormRefused, tables: Mapping[str, Table]) -> WorkbookProblem:
    table = tables.get(refused.sheet)
    letter = table.letter(refused.column) if table and refused.column else ""
    return WorkbookProblem(refused.sheet, refused.row, letter, "pyxform", {"message": refused.message[:500]})


def _rows(table: Table, plain: str) -> Rows:
    """The rows with what XLSForm knows, each in the place it has in the sheet, for pyxform counts them."""
    headers = {place: _header(table.sheet, place) for place in table.letters}
    rows: Rows = []
    for line in table.lines:
        rows += [{} for _ in range(line.number - 2 - len(rows))]
        rows.append(
            {
                header: text
                for place, text in line.cells.items()
                if (header := headers[place] and _spoken(table.sheet, headers[place], place, plain))
            }
        )
    return rows


def _header(sheet: str, place: Place) -> str:
    """The standard's name of a column; "" for our own, of which pyxform knows nothing."""
    own = any(column.name == place.name and column.own for column in SHEETS[sheet])
    if own or place.name == "default_language":
        return ""
    return place.name


def _spoken(sheet: str, header: str, place: Place, plain: str) -> str:
    """The header with its language, where the column has one for each."""
    spoken = any(column.name == place.name and column.spoken for column in SHEETS[sheet])
    if place.number == 1 and place.name in {"image", "audio", "video", "big-image"}:
        header = f"media::{header}"
    return f"{header}::{named(place.language or plain)}" if spoken else header


def _fixed_lists(table: Table, plain: str) -> Rows:
    """Lists of fixed answers need not stand in the choices sheet: pyxform must find them all the same."""
    there = {line.get("list_name") for line in table.lines}
    return [
        {"list_name": name, "name": code, f"label::{named(plain)}": code}
        for name, codes in FIXED_LISTS.items()
        if name not in there
        for code in codes
    ]


__all__ = ["Rows", "XFormRefused", "convert", "refusals"]
