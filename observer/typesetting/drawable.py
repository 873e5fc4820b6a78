"""Text as the edition's own fonts can draw it.

PDF/A forbids a glyph that is missing, and Typst then refuses the whole document: one emoji in a station's
name would keep a mission from its summary. What no font here draws is shown as U+FFFD, the sign for it.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
# Ranges of code points, in hex, drawn by both weights of the fonts; a test reads them from the fonts.
COVERAGE = FONTS / "coverage.txt"
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
# Joiners, marks of direction and isolates shape text and draw nothing.
SILENT = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069\ufe0e\ufe0f")
# An override turns all that follows in its paragraph around: a name could make a figure read backwards.
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")


def drawable(value: Any) -> Any:
    """The same JSON value with every text in it made drawable; keys are left as they are."""
    if isinstance(value, str):
        return drawable_text(value)
    if isinstance(value, dict):
        return {key: drawable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [drawable(inner) for inner in value]
    return value


def drawable_text(text: str) -> str:
    """Composed (NFC), on one line, without overrides; what cannot be drawn becomes U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_drawn, unicodedata.normalize("NFC", text)))


def _drawn(character: str) -> str:
    if character in OVERRIDES:
        return ""
    if character in "\t\n\r\v\f\x85\u2028\u2029":
        return " "
    if character in SILENT or ord(character) in coverage():
        return character
    # Combining marks without a glyph would turn one letter into two signs.
    return "" if unicodedata.combining(character) else UNKNOWN


@cache
def coverage() -> frozenset[int]:
    """Every code point the fonts draw."""
    points: set[int] = set()
    for line in COVERAGE.read_text(encoding="ascii").split():
        first, _, last = line.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)
