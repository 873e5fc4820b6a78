"""Opens exports as their readers do: the rows of a packed CSV or of a workbook."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

from python_calamine import CalamineWorkbook


def unpacked(content: bytes) -> dict[str, list[list[str]]]:
    """The lines of each CSV in the zip, by its name."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        return {
            name: list(csv.reader(io.StringIO(packed.read(name).decode("utf-8"), newline="")))
            for name in packed.namelist()
        }


def opened(content: bytes) -> dict[str, list[list[Any]]]:
    """The cells of each sheet of a workbook, by its name."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
