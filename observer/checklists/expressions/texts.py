"""What functions do with texts. Characters are counted as Unicode code points, not as UTF-16 units."""

from __future__ import annotations

import math
import re

from observer.checklists.expressions.scope import Value, to_number, to_text

_SPACES = re.compile("[ \t\r\n]+")


def substr(value: Value, start: Value, end: Value | None = None) -> str:
    """From `start` up to but without `end`, counted from 0; negative ones count from the end."""
    text = to_text(value)
    first = _place(to_number(start), len(text))
    last = len(text) if end is None else _place(to_number(end), len(text))
    return text[first:last] if first < last else ""


def _place(number: float, length: int) -> int:
    if number != number:
        return 0
    if abs(number) > length:
        return length if number > 0 else 0
    place = math.trunc(number)
    return place + length if place < 0 else place


def substring(value: Value, start: Value, length: Value | None = None) -> str:
    """XPath 1.0 §4.2: `length` characters from `start`, counted from 1, both rounded."""
    text = to_text(value)
    first = math_round(to_number(start))
    last = math.inf if length is None else first + math_round(to_number(length))
    return "".join(
        character for place, character in enumerate(text, start=1) if place >= first and place < last
    )


def math_round(number: float) -> float:
    return float(math.floor(number + 0.5)) if math.isfinite(number) else number


def substring_before(value: Value, part: Value) -> str:
    before, found, _ = _cut(value, part)
    return before if found else ""


def substring_after(value: Value, part: Value) -> str:
    return _cut(value, part)[2]


def _cut(value: Value, part: Value) -> tuple[str, bool, str]:
    text, sign = to_text(value), to_text(part)
    at = text.find(sign)
    return (text[:at], True, text[at + len(sign) :]) if at >= 0 else (text, False, "")


def translate(value: Value, old: Value, new: Value) -> str:
    """Each character of `old` becomes the one at its place in `new`, or goes where `new` is shorter."""
    replacements = to_text(new)
    table: dict[str, str] = {}
    for place, character in enumerate(to_text(old)):
        table.setdefault(character, replacements[place : place + 1])
    return "".join(table.get(character, character) for character in to_text(value))


def normalize_space(value: Value) -> str:
    return _SPACES.sub(" ", to_text(value)).strip(" ")
