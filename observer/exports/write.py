"""Rows into files: a packed CSV with its codebook, or a workbook; flat memory for any number of rows."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import IO, Any

import xlsxwriter

from observer.cells import FORMULA_SIGNS, safe_text
from observer.exports.rows import Row, Sheet, Table

# Rows between two words of progress.
TOLD_EVERY = 5_000
# The last line a sheet of a workbook has; further rows go on on the next sheet.
SHEET_ROWS = 1_048_576
Told = Callable[[int], None]
Lines = Iterable[tuple[str, ...]]


def write_csv(target: IO[bytes], sheet: Sheet, codebook: Lines, about: Lines, told: Told) -> int:
    """A zip of data.csv, rows_<repeat>.csv, codebook.csv and about.csv (RFC 4180, UTF-8).

    Returns the number of rows of data.csv.
    """
    # Level 1: rows of codes shrink tenfold at any level, and the worker has others to serve.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        with packed.open("data.csv", "w", force_zip64=True) as raw, _text(raw) as written:
            lines = csv.writer(written, lineterminator="\r\n")
            lines.writerow(map(safe_text, sheet.header))
            count = 0
            for block in _blocks(sheet.rows()):
                lines.writerows([_plain(row, sheet.numeric) for row in block])
                told(count := count + len(block))
        for table in sheet.tables:
            with packed.open(f"rows_{table.name}.csv", "w", force_zip64=True) as raw, _text(raw) as written:
                lines = csv.writer(written, lineterminator="\r\n")
                lines.writerow(map(safe_text, table.header))
                lines.writerows(_plain(row, table.numeric) for row in table.rows())
        for name, content in (("codebook.csv", codebook), ("about.csv", about)):
            with packed.open(name, "w") as raw, _text(raw) as written:
                csv.writer(written, lineterminator="\r\n").writerows(map(safe_text, line) for line in content)
    return count


def _text(raw: IO[bytes]) -> io.TextIOWrapper:
    return io.TextIOWrapper(raw, encoding="utf-8", newline="", write_through=False)


def _blocks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while block := list(islice(rows, TOLD_EVERY)):
        yield block


def _plain(row: Row, numeric: frozenset[int]) -> list[Any]:
    """Only texts can begin like a formula; a number may begin with a minus and stays a number."""
    return [
        f"'{value}"
        if value.__class__ is str
        and value[:1] in FORMULA_SIGNS
        and not (at in numeric and _number(value) is not None)
        else value
        if value.__class__ is not bool
        else str(value).lower()
        for at, value in enumerate(row)
    ]


def write_xlsx(target: IO[bytes], sheet: Sheet, codebook: Lines, about: Lines, told: Told) -> int:
    """A workbook: the rows, the codebook, and what the file is. Returns the number of data rows."""
    options = {
        # Rows leave memory as they are written; and no text becomes a formula or a link.
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(target, options) as book:
        bold = book.add_format({"bold": True})
        count = _data(book, "data", sheet, bold, told)
        for table in sheet.tables:
            # Sheets have names of at most 31 characters, and two that differ only in case are one.
            _data(book, _sheet_name(book, table.name), table, bold, lambda _rows: None)
        for name, lines in (("codebook", codebook), ("about", about)):
            page = book.add_worksheet(name)
            for number, line in enumerate(lines):
                page.write_row(number, 0, line, bold if name == "codebook" and not number else None)
    return count


def _sheet_name(book: Any, repeat: str) -> str:
    taken = {page.get_name().lower() for page in book.worksheets()} | {"codebook", "about"}
    name, number = f"rows {repeat}"[:28], 1
    while name.lower() in taken:
        number += 1
        name = f"rows {repeat}"[:25] + f"~{number}"
    return name


def _data(book: Any, name: str, sheet: Sheet | Table, bold: Any, told: Told) -> int:
    count, rows, number = 0, sheet.rows(), 0
    while True:
        number += 1
        page = book.add_worksheet(name if number == 1 else f"{name} {number}")
        page.freeze_panes(1, 1)
        page.write_row(0, 0, sheet.header, bold)
        here = 0
        for here, row in enumerate(islice(rows, SHEET_ROWS - 1), start=1):
            page.write_row(here, 0, [_typed(value, at in sheet.numeric) for at, value in enumerate(row)])
            if (count + here) % TOLD_EVERY == 0:
                told(count + here)
        count += here
        if here < SHEET_ROWS - 1:
            told(count)
            return count


def _typed(value: Any, numeric: bool) -> Any:
    """What the workbook stores: numbers as numbers, times as text that keeps its zone."""
    if numeric and value.__class__ is str and (number := _number(value)) is not None:
        return number
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or isinstance(value, int | float | str):
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
