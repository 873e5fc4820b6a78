"""Text and JSON as PostgreSQL can keep them, whatever was sent.

Nothing here refuses: what cannot be stored is replaced by a visible mark (U+FFFD) or cut, and the caller
is told that something was cut.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, TypeAlias

Json: TypeAlias = "str | bool | list[Json] | dict[str, Json] | None"

MAX_TEXT_CHARACTERS = 10_000
MAX_DEPTH = 6
MAX_ITEMS = 200

# NUL (which jsonb refuses), other control characters, lone surrogates, and what XML cannot carry.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CUT = "…"


def storable_text(text: str, limit: int = MAX_TEXT_CHARACTERS) -> str:
    """NFC, line ends as `\\n`, no character the database refuses, at most `limit` characters."""
    if text.isascii() and text.isprintable():
        return text[:limit]
    # Cut first: normalising is not linear in the length of a run of combining marks.
    text = text[: limit + 1].replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNSTORABLE.sub("\ufffd", text))[:limit]


def storable(value: object, depth: int = 0) -> Json:
    """Any value as JSON that can be stored: numbers as text, long and deep things cut with `…`."""
    if isinstance(value, str):
        return storable_text(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _whole(value)
    if isinstance(value, float):
        return repr(value)
    if depth >= MAX_DEPTH:
        return _CUT
    if isinstance(value, dict):
        return _mapping(value, depth)
    if isinstance(value, (list, tuple)):
        kept: list[Json] = [storable(item, depth + 1) for item in value[:MAX_ITEMS]]
        return [*kept, _CUT] if len(value) > MAX_ITEMS else kept
    return storable_text(str(value))


def _mapping(value: dict[Any, Any], depth: int) -> dict[str, Json]:
    kept: dict[str, Json] = {}
    for number, (key, item) in enumerate(value.items()):
        if number == MAX_ITEMS:
            kept[_CUT] = _CUT
            break
        kept[storable_text(str(key), 200)] = storable(item, depth + 1)
    return kept


def _whole(number: int) -> str:
    # Python refuses to write out integers of thousands of digits.
    return str(number) if number.bit_length() <= 256 else f"2^{number.bit_length() - 1}"
