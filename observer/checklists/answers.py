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
from observer.checklists.definition.shapes import ACKNOWLEDGED, NOT_OBSERVED, Question
from observer.checklists.moments import Read, read_date, read_moment, read_point, read_time
from observer.checklists.storable import MAX_TEXT_CHARACTERS, storable_text

# A text; several choices or files; the rows of a repeat.
Answer: TypeAlias = "str | list[str] | list[dict[str, Answer]]"
# A code and what fills its sentence.
Fault: TypeAlias = tuple[str, Mapping[str, str]]
Reading: TypeAlias = "tuple[Answer | None, Fault | None]"
Reader: TypeAlias = "Callable[[object], Reading]"

DEFAULT_MAX_LENGTH = 2_000
MAX_DIGITS = 15
MAX_PHOTOS = 10
MAX_FILES = 5

_BLANK: Reading = ("", None)
_WRONG_TYPE: Reading = (None, ("wrong-type", {}))
_NUMBER = re.compile(r"([+-]?)0*([0-9]*)(?:[.,]([0-9]*))?", re.ASCII)


def reader_for(question: Question) -> Reader:
    """The reader of a question's type. A repeat has none: its rows are read question by question."""
    match question.type:
        case "integer":
            return _number_reader(question, whole=True)
        case "decimal" | "range":
            return _number_reader(question, whole=False)
        case "text" | "barcode" | "calculated" | "hidden":
            return _text_reader(question.max_length or DEFAULT_MAX_LENGTH)
        case "time" | "date" | "datetime" | "geopoint":
            return _written_reader(_WRITTEN[question.type])
        case "photo" | "audio" | "video" | "file":
            return _files_reader(question.type)
        case "many_of":
            return _many_reader(question)
        case "rank":
            return _rank_reader(question)
        case "acknowledge":
            return _read_acknowledged
        case "note":
            return _read_nothing
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
    minimum, maximum, step = question.minimum, question.maximum, question.step
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
        if step and (number - (minimum or 0)) % step:
            return text, ("off-step", {"step": decimal_text(step)})
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


def _written_reader(recognise: Callable[[str], Read]) -> Reader:
    def read(raw: object) -> Reading:
        if not isinstance(raw, str):
            return _BLANK if raw is None else _WRONG_TYPE
        text = raw.strip()[:100]
        if not text:
            return _BLANK
        answer, fault = recognise(text)
        return answer, (fault, {"found": storable_text(text, 30)}) if fault else None

    return read


def _rank_reader(question: Question) -> Reader:
    """All choices in the order given, as a list or as text separated by blanks."""
    codes = question.choice_codes

    def read(raw: object) -> Reading:
        items = raw.split() if isinstance(raw, str) else raw
        if not isinstance(items, (list, tuple)):
            return _BLANK if raw is None else _WRONG_TYPE
        if not all(isinstance(item, str) for item in items):
            return _WRONG_TYPE
        sent = list(dict.fromkeys(storable_text(item, 80).strip() for item in items))
        known = [code for code in sent if code in codes]
        if unknown := sorted(set(sent) - set(codes))[:10]:
            return known or None, ("unknown-choice", {"found": ", ".join(unknown)[:60]})
        if known and len(known) < len(codes):
            return known, ("not-all-ranked", {"count": str(len(codes) - len(known))})
        return known or "", None

    return read


def _read_acknowledged(raw: object) -> Reading:
    if raw is None or raw == "" or raw is False:
        return _BLANK
    if raw is True or (isinstance(raw, str) and raw.strip().lower() in {"ok", "yes", "true", "1", "on"}):
        return ACKNOWLEDGED, None
    return _WRONG_TYPE


def _read_nothing(raw: object) -> Reading:
    """Nobody answers a note; forms sent by other clients carry it empty."""
    return _BLANK if raw is None or (isinstance(raw, str) and not raw.strip()) else _WRONG_TYPE


def _files_reader(kind: str) -> Reader:
    """The ids (UUID) that the phone or the form gave to its pictures and other files."""
    photos = kind == "photo"
    limit = MAX_PHOTOS if photos else MAX_FILES
    bad, too_many = ("bad-photo", "too-many-photos") if photos else ("bad-file", "too-many-files")

    def read(raw: object) -> Reading:
        items = [raw] if isinstance(raw, str) and raw.strip() else raw
        if not isinstance(items, (list, tuple)):
            return _BLANK if raw is None or isinstance(raw, str) else _WRONG_TYPE
        found: dict[str, None] = {}
        for item in items[: 4 * limit]:
            try:
                found[str(UUID(item))] = None
            except (ValueError, AttributeError, TypeError):
                return list(found) or None, (bad, {})
        if len(items) > limit:
            return list(found), (too_many, {"limit": str(limit)})
        return list(found) or "", None

    return read


_WRITTEN: Mapping[str, Callable[[str], Read]] = {
    "time": read_time,
    "date": read_date,
    "datetime": read_moment,
    "geopoint": read_point,
}
