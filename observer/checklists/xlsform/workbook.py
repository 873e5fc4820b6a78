"""A file becomes the sheets of an XLSForm: rows of cells by the column they stand in. Knows no Django."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from observer.checklists.xlsform.columns import (
    PASSED_OVER_SETTINGS,
    REFUSED_COLUMNS,
    REFUSED_SHEETS,
    SHEETS,
    Header,
    read_header,
)
from observer.checklists.xlsform.languages import code_of
from observer.checklists.xlsform.problems import Findings
from observer.registers.sheets import UnreadableSheet, csv_rows, decoded, in_worker, is_spreadsheet

# A form with twenty thousand choices in four languages has two.
MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 60_000
MOST_COLUMNS = 200
# Where the column named none, and what a column of a list's own is filed under.
NO_LANGUAGE = ""
# A text that a spreadsheet would calculate if it were typed there; a minus may begin a text of its own.
_FORMULA = re.compile(r"[=@+]|-\s*[\w(]+\(")


@dataclass(frozen=True, slots=True)
class Place:
    """A column of a sheet: its letter, as a spreadsheet shows it."""

    name: str
    number: int
    language: str


@dataclass(slots=True)
class Line:
    """One row with anything in it. `number` counts from 1; cells are stripped, empty ones absent."""

    number: int
    cells: dict[Place, str]

    def get(self, name: str, number: int = 1) -> str:
        return self.cells.get(Place(name, number, NO_LANGUAGE), "")

    def words(self, name: str, plain: str) -> dict[str, str]:
        """A text by language; what stands in the column without a language is in `plain`."""
        found: dict[str, str] = {}
        for place, text in self.cells.items():
            if place.name == name:
                found.setdefault(place.language or plain, text)
        return found


@dataclass(slots=True)
class Table:
    """One sheet. `letters`: where each column stands. `extra`: columns of the form's own (choices only)."""

    sheet: str
    letters: dict[Place, str] = field(default_factory=dict)
    extra: tuple[str, ...] = ()
    lines: list[Line] = field(default_factory=list)

    def letter(self, name: str, number: int = 1, language: str = NO_LANGUAGE) -> str:
        """The column's letter; for a text, of the language's own column or the one without. "" for none."""
        for wanted in (Place(name, number, language), Place(name, number, NO_LANGUAGE)):
            if wanted in self.letters:
                return self.letters[wanted]
        return next((letter for place, letter in self.letters.items() if place.name == name), "")

    def languages(self) -> Iterator[str]:
        """Codes of the languages its headers name, in their order."""
        yield from dict.fromkeys(place.language for place in self.letters if place.language)


def read_tables(content: bytes, findings: Findings) -> dict[str, Table]:
    """The sheets of a file by their names. What cannot be read is a problem, and its sheet is empty."""
    try:
        sheets = _sheets(content)
    except UnreadableSheet as unreadable:
        limit = str(MOST_BYTES // (1024 * 1024))
        findings.wrong("", 0, "", f"unreadable-{unreadable.code}", limit=limit)
        return {}
    tables = {name: Table(name) for name in SHEETS}
    for sheet in sheets:
        name = sheet["name"].strip().lower()
        if name in tables:
            tables[name] = _table(name, sheet, findings)
        elif name in REFUSED_SHEETS and any(any(row) for row in sheet["rows"]):
            findings.wrong(name, 0, "", f"refused-{REFUSED_SHEETS[name]}")
    names = [sheet["name"].strip() for sheet in sheets]
    if not tables["survey"].lines and not findings.problems:
        findings.wrong("survey", 0, "", "no-survey", found=", ".join(names)[:200] or "–")
    return tables


def _sheets(content: bytes) -> list[dict[str, Any]]:
    if len(content) > MOST_BYTES:
        raise UnreadableSheet("too-large")
    if not content.strip(b" \t\r\n\x00"):
        raise UnreadableSheet("empty")
    if is_spreadsheet(content):
        sheets: list[dict[str, Any]] = in_worker(content, *SHEETS, *REFUSED_SHEETS)
        return sheets
    return _csv_sheets(decoded(content))


def _csv_sheets(text: str) -> list[dict[str, Any]]:
    """A CSV of several sheets has their names in its first column; one that begins with headers is a survey.

    Rows keep the numbers they have in the file; each sheet's letters count from the second column.
    """
    # The longest of the first lines shows what separates cells: one that only names a sheet has none.
    head = max(text.splitlines()[:50], key=lambda line: max(line.count(mark) for mark in ",;\t"), default="")
    rows = csv_rows(text, head)
    first = next((row for row in rows if any(cell.strip() for cell in row)), [])
    if "type" in {cell.strip().lower() for cell in first}:
        return [{"name": "survey", "rows": rows, "merged": []}]
    sheets: dict[str, list[list[str]]] = {}
    current = ""
    for number, row in enumerate(rows):
        if row and row[0].strip():
            current = row[0].strip().lower()
            sheets[current] = []
        if current:
            found = sheets[current]
            found.extend([[] for _ in range(number - len(found))])
            found.append(["", *row[1:]])
    return [{"name": name, "rows": found, "merged": []} for name, found in sheets.items()]


def _table(name: str, sheet: Mapping[str, Any], findings: Findings) -> Table:
    rows = sheet["rows"]
    at = next((number for number, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    table = Table(name)
    if at is None:
        return table
    if len(rows) - at > MOST_ROWS or len(rows[at]) > MOST_COLUMNS:
        findings.wrong(name, 0, "", "too-many-cells", rows=str(MOST_ROWS), columns=str(MOST_COLUMNS))
        return table
    columns = _headers(table, rows[at], at + 1, rows[at + 1 :], findings)
    for number, row in enumerate(rows[at + 1 :], start=at + 2):
        cells = {
            columns[index]: cell.strip()
            for index, cell in enumerate(row)
            if index in columns and cell.strip()
        }
        if cells:
            table.lines.append(Line(number, cells))
    _look_for_merged(table, rows, sheet["merged"], findings)
    _look_for_formulas(table, findings)
    return table


def _headers(
    table: Table, headers: Sequence[str], number: int, rows: Sequence[Sequence[str]], findings: Findings
) -> dict[int, Place]:
    """The columns by their position, noted in `table`; those that mean nothing are told of and left out."""
    columns: dict[int, Place] = {}
    extra: list[str] = []
    for index, text in enumerate(headers):
        if not text.strip():
            continue
        header = read_header(table.sheet, text)
        place = _place(table.sheet, header, index, number, findings)
        if header.column is None:
            if table.sheet == "choices" and _is_extra(header.name):
                place = Place(header.name, 0, NO_LANGUAGE)
                extra.append(header.name)
            else:
                _unknown(table.sheet, header.name, index, number, rows, findings)
        if place is None:
            continue
        if place in table.letters:
            findings.wrong(table.sheet, number, letter_of(index), "column-twice", found=text.strip())
            continue
        table.letters[place] = letter_of(index)
        columns[index] = place
    table.extra = tuple(extra)
    return columns


def _place(sheet: str, header: Header, index: int, number: int, findings: Findings) -> Place | None:
    if header.column is None:
        return None
    language = code_of(header.language) if header.language else NO_LANGUAGE
    if language is None:
        findings.wrong(sheet, number, letter_of(index), "unknown-language", found=header.language[:60])
        return None
    return Place(header.name, header.number, language)


def _is_extra(name: str) -> bool:
    """Whether a header of the choices sheet names a column for choice filters."""
    return "::" not in name and not name.startswith("#")


def _unknown(
    sheet: str, name: str, index: int, number: int, rows: Sequence[Sequence[str]], findings: Findings
) -> None:
    """A column nobody knows: refused where it would change the form or looks misspelt, else left out."""
    used = next((at for at, row in enumerate(rows) if index < len(row) and row[index].strip()), None)
    small = name.lower()
    if used is None or small.startswith("#") or (sheet == "settings" and small in PASSED_OVER_SETTINGS):
        return
    where = (sheet, number + 1 + used, letter_of(index))
    reason = REFUSED_COLUMNS.get(sheet, {}).get(small)
    known = [one for column in SHEETS[sheet] for one in (column.name, *column.aliases)]
    near = get_close_matches(small.partition("::")[0], known, n=1, cutoff=0.85)
    if reason:
        findings.wrong(*where, f"refused-{reason}")
    elif near:
        findings.wrong(sheet, number, letter_of(index), "column-misspelt", found=name[:60], known=near[0])
    elif small.startswith(("bind::", "body::", "control::", "instance::")):
        findings.wrong(sheet, number, letter_of(index), "refused-attribute", found=name[:60])
    else:
        findings.warn(sheet, number, letter_of(index), "column-left-out", found=name[:60])


def _look_for_merged(
    table: Table, rows: Sequence[Sequence[str]], merged: Sequence[Sequence[int]], findings: Findings
) -> None:
    """Only the first of merged cells has a value: the others would be read as empty."""
    for top, left, bottom, right in merged:
        if top < len(rows) and left < len(rows[top]) and rows[top][left].strip():
            area = f"{letter_of(left)}{top + 1}:{letter_of(right)}{bottom + 1}"
            findings.wrong(table.sheet, top + 1, letter_of(left), "merged-cells", found=area)


def _look_for_formulas(table: Table, findings: Findings) -> None:
    """Texts that are shown to people and begin like a formula: kept as texts, and told of."""
    for line in table.lines:
        for place, text in line.cells.items():
            if place.name in {"label", "hint", "form_title", "titles"} and _FORMULA.match(text):
                letter = table.letters[place]
                findings.warn(table.sheet, line.number, letter, "like-a-formula", found=text[:60])


def letter_of(index: int) -> str:
    """The name a spreadsheet gives the column at this position (from 0): A … Z, AA …"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def csv_file_rows(content: bytes) -> list[list[str]]:
    """The rows of a CSV handed over beside a workbook. Raises UnreadableSheet."""
    if len(content) > MOST_BYTES:
        raise UnreadableSheet("too-large")
    try:
        return [row for row in csv_rows(decoded(content)) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise UnreadableSheet("format") from error
