"""Tables as Markdown: what a run prints can stand in the documentation as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; numbers to the right where a whole column is numbers."""
    written = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in (heads, *written)) for column in range(len(heads))]
    lines = [
        "| " + " | ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (list(heads), *written)
    ]
    rule = "|" + "|".join("-" * (width + 1) + ":" for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]]) + "\n"
