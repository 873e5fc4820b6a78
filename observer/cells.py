"""What goes into a cell of a sheet: text stays text, whatever a spreadsheet would make of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

# What a spreadsheet takes for the beginning of a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def safe_text(text: str) -> str:
    """An apostrophe before what would be a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def safe_cell(value: Any) -> Any:
    """Text made safe; numbers stay numbers, and nothing is an empty cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return value
    return safe_text("" if value is None else str(value))
