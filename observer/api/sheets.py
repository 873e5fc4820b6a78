"""Figures as a sheet: RFC 4180 CSV in UTF-8, one figure a line, nothing in it that a program would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from rest_framework.renderers import BaseRenderer

from observer.cells import safe_cell

FIGURE_COLUMNS = (
    "unit",
    "measure",
    "numerator",
    "denominator",
    "not_observed",
    "not_applicable",
    "blank",
    "regime",
    "as_of",
    "synthetic",
)


def sheet(rows: Iterable[Mapping[str, Any]]) -> str:
    """The lines of a sheet: the labels of each row, then its `figure`, column by column."""
    written = io.StringIO(newline="")
    lines = csv.writer(written, lineterminator="\r\n")
    header: list[str] = []
    for row in rows:
        labels = {name: value for name, value in row.items() if name != "figure"}
        if not header:
            header = [*labels, *FIGURE_COLUMNS]
            lines.writerow(header)
        lines.writerow(map(safe_cell, [*labels.values(), *_figure_cells(row["figure"])]))
    return written.getvalue()


def _figure_cells(figure: Mapping[str, Any]) -> list[Any]:
    """A figure as it was written. A sum or a mean is a decimal, which JSON carries as text."""
    numerator = figure["numerator"]
    cells = dict(figure) | {"numerator": Decimal(numerator) if isinstance(numerator, str) else numerator}
    return [cells[name] for name in FIGURE_COLUMNS]


class CsvRenderer(BaseRenderer):
    """`?format=csv`, or `Accept: text/csv`, for answers that have `rows` of figures."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return sheet(data["rows"]).encode()
