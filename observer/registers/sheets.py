"""A file becomes rows of text: CSV in the encodings offices use, spreadsheets, and GeoJSON. Knows no Django.

Nothing in a file is trusted: sizes are bounded before it is read, spreadsheets are opened by a process with
limits of its own (`sheet_worker`), and what looks like a formula is text like any other.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 60
# Longer than any name or code, shorter than what somebody pastes by mistake.
LONGEST_CELL = 2_000

WORKER = Path(__file__).with_name("sheet_worker.py")
_MEMORY_BYTES = 2 << 30
_SECONDS = 60
# How spreadsheets of every kind begin: a zip archive (XLSX, ODS) and the older compound file (XLS).
_SPREADSHEET = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CYRILLIC = re.compile(r"[А-яЁёІіЎўЇїЄє]+")
_DELIMITERS = "\t;,"


class UnreadableSheet(ValueError):
    """The file cannot be read; `code` says why (`wording.UNREADABLE` tells it to people)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sheet:
    """Headers and rows of text. Each row carries its number in the file, as a spreadsheet shows it.

    `shapes` holds the geometry of each row of a GeoJSON file, by row number.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    shapes: Mapping[int, Any] = field(default_factory=dict)


def read_sheet(content: bytes) -> Sheet:
    """The rows of a file, told by what is in it and not by its name. Raises UnreadableSheet."""
    if len(content) > MOST_BYTES:
        raise UnreadableSheet("too-large")
    if not content.strip(b" \t\r\n\x00"):
        raise UnreadableSheet("empty")
    if is_spreadsheet(content):
        return _sheet(in_worker(content))
    text = decoded(content)
    if text.lstrip().startswith("{"):
        return _features(text)
    return _sheet(csv_rows(text))


def decoded(content: bytes) -> str:
    """The text of a CSV file: UTF-8, UTF-16 or Windows-1251. Raises UnreadableSheet for anything else."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return _strictly(content, encoding)
    if b"\x00" in content[:200]:
        # The zero half of letters, digits and commas comes first where the byte order is "big end first".
        big_end_first = content[:200:2].count(0) > content[1:200:2].count(0)
        return _strictly(content, "utf-16-be" if big_end_first else "utf-16-le")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = _strictly(content, "cp1251")
    if not _is_cyrillic(text):
        raise UnreadableSheet("encoding")
    return text


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableSheet("encoding") from error


def _is_cyrillic(text: str) -> bool:
    """Whether words beyond ASCII are wholly Cyrillic: any bytes at all decode as Windows-1251.

    In "Zьrich" a Latin word was written in another encoding.
    """
    words = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()]
    cyrillic = sum(bool(_CYRILLIC.fullmatch(word)) for word in words)
    return bool(words) and cyrillic >= 0.9 * len(words)


def is_spreadsheet(content: bytes) -> bool:
    """Whether a file begins like a workbook: anything else is taken for text."""
    return content.startswith(_SPREADSHEET)


def csv_rows(text: str, head: str = "") -> list[list[str]]:
    """The rows of a CSV text. `head` is the line that shows what separates cells: the first, if not given.

    Raises UnreadableSheet.
    """
    if "\x00" in text:
        raise UnreadableSheet("encoding")
    head = head or next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=lambda mark: len(next(csv.reader([head], delimiter=mark), [])))
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableSheet("format") from error


def in_worker(content: bytes, *names: str) -> Any:
    """The rows of a spreadsheet's first sheet; with `names`, all its sheets (`sheet_worker.whole_book`).

    Raises UnreadableSheet when the process that opens it finds no spreadsheet or comes to its limits.
    """
    # Isolated (-I), without our environment: no secret of ours is in the process that opens the file.
    command = [sys.executable, "-I", str(WORKER), str(_MEMORY_BYTES), str(_SECONDS), *names]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, env={}, cwd="/", timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise UnreadableSheet("too-much") from None
    if done.returncode == 0:
        return json.loads(done.stdout)
    refused = done.stderr.decode(errors="replace")
    raise UnreadableSheet(refused if refused in {"password", "format"} else "too-much")


def _sheet(rows: Sequence[Sequence[str]]) -> Sheet:
    """Headers from the first row with anything in it; empty rows are passed over, numbers stay."""
    filled = [
        (number, [cell.strip() for cell in row])
        for number, row in enumerate(rows, start=1)
        if any(cell.strip() for cell in row)
    ]
    if len(filled) < 2:
        raise UnreadableSheet("empty")
    width = max((index for _number, row in filled for index, cell in enumerate(row, 1) if cell), default=0)
    _bounded(len(filled) - 1, width, (cell for _number, row in filled for cell in row))
    padded = [(number, tuple([*row, *[""] * width][:width])) for number, row in filled]
    return Sheet(headers=padded[0][1], rows=tuple(padded[1:]))


def _bounded(rows: int, width: int, cells: Any) -> None:
    if rows > MOST_ROWS:
        raise UnreadableSheet("too-many-rows")
    if width > MOST_COLUMNS:
        raise UnreadableSheet("too-many-columns")
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise UnreadableSheet("long-cell")


def _features(text: str) -> Sheet:
    """A GeoJSON collection: properties are the columns, the first feature is row 1."""
    try:
        features = json.loads(text)["features"]
        properties = [{str(k): _plain(v) for k, v in (one["properties"] or {}).items()} for one in features]
        shapes = {number: one.get("geometry") for number, one in enumerate(features, start=1)}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableSheet("geojson") from error
    headers = tuple(dict.fromkeys(name for one in properties for name in one))
    if not headers:
        raise UnreadableSheet("geojson")
    rows = [
        (number, tuple(one.get(name, "") for name in headers)) for number, one in enumerate(properties, 1)
    ]
    _bounded(len(rows), len(headers), (cell for _number, row in rows for cell in row))
    return Sheet(headers, tuple(rows), shapes)


def _plain(value: Any) -> str:
    return "" if value is None else value.strip() if isinstance(value, str) else json.dumps(value)
