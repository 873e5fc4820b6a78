"""A definition as a workbook: any spreadsheet opens it, `read_workbook` reads the same definition back."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from observer.checklists.definition import Definition
from observer.checklists.xlsform.columns import SHEETS, Column
from observer.checklists.xlsform.languages import named
from observer.checklists.xlsform.rows import Row, sheets
from observer.checklists.xlsform.workbook import Place

# The same definition makes the same file, whenever it is written.
_WRITTEN = datetime(2000, 1, 1)  # noqa: DTZ001  # a property of the file, without a zone
_ALWAYS = ("survey", "choices", "settings")
_MEDIA = frozenset({"image", "audio", "video", "big-image"})
_WIDE = frozenset(
    {"label", "hint", "relevant", "constraint", "violation", "formula", "titles", "constraint_message"}
)


def write_workbook(definition: Definition) -> bytes:
    """The XLSForm (XLSX) of a definition. Every cell is text: nothing in it is a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": definition.titles[definition.default_language], "created": _WRITTEN})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#E8EDF3", "border": 1, "text_wrap": True}),
        "cell": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
    }
    for name, rows in sheets(definition).items():
        if rows or name in _ALWAYS:
            _write(book.add_worksheet(name), _places(name, rows, definition.languages), rows, formats)
    book.close()
    return out.getvalue()


def _write(sheet: Any, places: Sequence[Place], rows: Iterable[Row], formats: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 2)
    for index, place in enumerate(places):
        sheet.set_column(index, index, 36 if place.name in _WIDE else 16)
        sheet.write_string(0, index, header(place), formats["head"])
    index_of = {place: index for index, place in enumerate(places)}
    for number, row in enumerate(rows, start=1):
        for place, text in row.items():
            if sheet.write_string(number, index_of[place], text, formats["cell"]):
                raise ValueError(f"A cell of {sheet.name} cannot hold {place.name} of row {number + 1}")


def _places(sheet: str, rows: Sequence[Row], languages: Sequence[str]) -> list[Place]:
    """The columns that have anything in them, in the order of the tables, languages and numbers."""
    used = {place for row in rows for place in row}
    columns = {column.name: at for at, column in enumerate(SHEETS[sheet])}
    extra = list(dict.fromkeys(place for row in rows for place in row if place.number == 0))
    known = [place for place in used if place.number]
    known += [place for place in _expected(SHEETS[sheet][:3], languages) if place not in used]

    def order(place: Place) -> tuple[int, int, int]:
        language = languages.index(place.language) + 1 if place.language else 0
        # Further rules stand in one run behind the first: violation_2, violation_code_2 …
        return (columns[place.name] + 100 * (place.number - 1), language, place.number)

    return [*sorted(known, key=order), *extra]


def _expected(columns: Sequence[Column], languages: Sequence[str]) -> list[Place]:
    """The first columns stand in every sheet, so that an empty one shows how it is filled in."""
    return [
        Place(column.name, 1, language)
        for column in columns
        for language in (languages if column.spoken else [""])
    ]


def header(place: Place) -> str:
    """A column's header as XLSForm writes it."""
    name = f"media::{place.name}" if place.name in _MEDIA else place.name
    if place.number > 1:
        name = f"{name}_{place.number}"
    return f"{name}::{named(place.language)}" if place.language else name
