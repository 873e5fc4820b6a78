"""One answer, from whatever was sent to its canonical form.

A reader takes any value and gives `(answer, fault)`. The answer is "" when blank and None when what was
sent cannot be recognised; a fault may stand beside a recognised answer (out of range: kept, and told).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

from observer.checklists.definition.canonical import decimal_text
from observer.checklists.definition.shapes import NOT_OBSERVED, Question
from observer.checklists.storable import MAX_TEXT_CHARACTERS, storable_text

Answer: TypeAlias = str | list[str]
# A code and what fills its sentence.
Fault: TypeAlias = tuple[str, Mapping[str, str]]
Reading: TypeAlias = tuple[Answer | None, Fault | None]
Reader: TypeAlias = Callable[[object], Reading]

DEFAULT_MAX_LENGTH = 2_000
MAX_DIGITS = 15
MAX_PHOTOS = 10

_BLANK: Reading = ("", None)
_WRONG_TYPE: Reading = (None, ("wrong-type", {}))
_NUMBER = re.compile(r"([+-]?)0*([0-9]*)(?:[.,]([0-9]*))?", re.ASCII)
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?:[:.][0-5][0-9](?:\.[0-9]+)?)?", re.ASCII)


def reader_for(question: Question) -> Reader:
    match question.type:
        case "integer":
            return _number_reader(question, whole=True)
        case "decimal":
            return _number_reader(question, whole=False)
        case "text":
            return _text_reader(question.max_length or DEFAULT_MAX_LENGTH)
        case "time":
            return _read_time
        case "photo":
            return _read_photos
        case "many_of":
            return _many_reader(question)
    return _choice_reader(frozenset(question.choice_codes))


def is_not_observed(raw: object) -> bool:
    return raw == NOT_OBSERVED or raw == [NOT_OBSERVED]


def _choice_reader(codes: frozenset[str]) -> Reader:
    def read(raw: object) -> Reading:
        if raw.__class__ is not str:
            return _BLANK if raw is None or raw == [] else _WRONG_TYPE
        if raw in codes:
            return raw, None
        text = storable_text(str(raw)).strip()
        if text in codes or not text:
            return text, None
        return None, ("unknown-choice", {"found": text[:60]})

    return read


def _many_reader(question: Question) -> Reader:
    places = {code: place for place, code in enumerate(question.choice_codes)}
    exclusive = frozenset(choice.code for choice in question.choices if choice.exclusive)

    def read(raw: object) -> Reading:
        items = [raw] if isinstance(raw, str) else raw
        if not isinstance(items, (list, tuple)):
            return _BLANK if raw is None else _WRONG_TYPE
        if not all(isinstance(item, str) for item in items):
            return _WRONG_TYPE
        sent = {storable_text(item, 60).strip() for item in items} - {""}
        if NOT_OBSERVED in sent:
            return sorted(sent & places.keys(), key=places.__getitem__), ("both", {})
        known = sorted(sent & places.keys(), key=places.__getitem__)
        unknown = sorted(sent - places.keys())[:10]
        if unknown:
            return known or None, ("unknown-choice", {"found": ", ".join(unknown)[:60]})
        if len(known) > 1 and not exclusive.isdisjoint(known):
            return known, ("exclusive", {"choice": min(exclusive.intersection(known))})
        return known or "", None

    return read


def _text_reader(limit: int) -> Reader:
    def read(raw: object) -> Reading:
        if not isinstance(raw, str):
            return _BLANK if raw is None else _WRONG_TYPE
        text = storable_text(raw).strip()
        if len(text) > limit or len(raw) > MAX_TEXT_CHARACTERS:
            return text, ("too-long", {"limit": str(limit)})
        return text, None

    return read


def _number_reader(question: Question, *, whole: bool) -> Reader:
    minimum, maximum = question.minimum, question.maximum
    bounds = {
        name: decimal_text(bound)
        for name, bound in (("minimum", minimum), ("maximum", maximum))
        if bound is not None
    }
    kind = "not-whole" if whole else "not-a-number"

    def read(raw: object) -> Reading:
        written = _written(raw)
        if not written:
            return _BLANK if written == "" else _WRONG_TYPE
        text = canonical_number(written)
        if text is None:
            return None, (kind, {"found": storable_text(written, 30)})
        if len(text) > MAX_DIGITS and sum(map(str.isdigit, text)) > MAX_DIGITS:
            return None, ("too-large", {"digits": str(MAX_DIGITS)})
        if whole and "." in text:
            return None, (kind, {"found": text})
        number = int(text) if whole else Decimal(text)
        if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
            return text, ("out-of-range", bounds)
        return text, None

    return read


def _written(raw: object) -> str | None:
    """What was sent for a number, as text; "" when blank, None when it is of a kind that cannot be one."""
    if isinstance(raw, str):
        return raw.strip()[:100]
    if raw is None:
        return ""
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        return None
    if isinstance(raw, float):
        return format(Decimal(repr(raw)), "f") if math.isfinite(raw) else str(raw)
    return str(raw) if raw.bit_length() <= 256 else "∞"


def canonical_number(text: str) -> str | None:
    """The one way to write a number: "007" is "7", "12.0" is "12", "0,5" is "0.5"; None if it is no number.

    Digits of any script count. A comma before exactly three digits is refused: "1,000" may mean a thousand.
    """
    if not text.isascii():
        text = "".join(_ascii_sign(character) for character in text)
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    sign, whole, fraction = match.groups()
    if not whole and not fraction and "0" not in text:
        return None
    if fraction and len(fraction) == 3 and "," in text:
        return None
    fraction = (fraction or "").rstrip("0")
    number = f"{whole or '0'}.{fraction}" if fraction else whole or "0"
    return f"-{number}" if sign == "-" and number != "0" else number


def _ascii_sign(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return {"\u2212": "-", "\u066b": "."}.get(character, character)


def _read_time(raw: object) -> Reading:
    if not isinstance(raw, str):
        return _BLANK if raw is None else _WRONG_TYPE
    text = raw.strip()[:100]
    if not text:
        return _BLANK
    match = _TIME.fullmatch(text)
    if match is None:
        return None, ("not-a-time", {"found": storable_text(text, 30)})
    return f"{int(match[1]):02}:{match[2]}", None


def _read_photos(raw: object) -> Reading:
    """The ids (UUID) that the phone or the form gave to its pictures."""
    items = [raw] if isinstance(raw, str) and raw.strip() else raw
    if not isinstance(items, (list, tuple)):
        return _BLANK if raw is None or isinstance(raw, str) else _WRONG_TYPE
    found: dict[str, None] = {}
    for item in items[: 4 * MAX_PHOTOS]:
        try:
            found[str(UUID(item))] = None
        except (ValueError, AttributeError, TypeError):
            return list(found) or None, ("bad-photo", {})
    if len(items) > MAX_PHOTOS:
        return list(found), ("too-many-photos", {"limit": str(MAX_PHOTOS)})
    return list(found) or "", None
