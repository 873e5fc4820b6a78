"""Every table of a document as a sheet: one CSV a table, all of them in one archive."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from observer.cells import safe_cell

Lines = Iterator[list[str]]


def archive(document: Mapping[str, Any]) -> bytes:
    """A ZIP of the tables in their order; the same document gives the same bytes.

    Each sheet begins with its caption and says whether its figures are synthetic.
    """
    moment = datetime.fromisoformat(document["basis"]["cut_off"])
    stamp = (max(1980, moment.year), *moment.timetuple()[1:6])
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as files:
        for number, block in enumerate(_tables(document), 1):
            name = zipfile.ZipInfo(f"{number:03}-{block['key']}.csv", date_time=stamp)
            name.compress_type = zipfile.ZIP_DEFLATED
            files.writestr(name, sheet(block, document))
    return written.getvalue()


def sheet(block: Mapping[str, Any], document: Mapping[str, Any]) -> bytes:
    """One table: RFC 4180 in UTF-8 with a mark of order, which spreadsheets look for."""
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\r\n")
    for line in (*_about(block, document), *_lines(block)):
        lines.writerow(map(safe_cell, line))
    return text.getvalue().encode("utf-8-sig")


def _tables(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for section in document["sections"]:
        yield from (block for block in section["blocks"] if block["kind"] in ("table", "distribution"))


def _about(block: Mapping[str, Any], document: Mapping[str, Any]) -> Lines:
    labels = document["labels"]
    yield [block["caption"]]
    yield [labels["cut_off"], document["basis"]["cut_off_text"]]
    if document["synthetic"]:
        yield [labels["synthetic_title"]]


def _lines(block: Mapping[str, Any]) -> Lines:
    if block["kind"] == "distribution":
        yield ["", *block["heads"]]
        yield from block["rows"]
        yield from block["legend"]
    else:
        yield [column["title"] for column in block["columns"]]
        yield from (_texts(row["cells"]) for row in block["rows"])


def _texts(cells: Iterable[Mapping[str, Any]]) -> list[str]:
    return [cell["text"] for cell in cells]
