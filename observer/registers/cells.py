"""A cell's text becomes a value that JSON can hold, or the code of what is wrong with it. Knows no Django."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from observer.registers.columns import Column, Sort
from observer.registers.matching import plain

# Written in a cell to empty what is there; a cell left blank changes nothing.
NOTHING = frozenset({"-", "–", "—"})
_LARGEST = 2_147_483_647
_SLUG = re.compile(r"[A-Za-z0-9_-]+")
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y")


class WrongCell(ValueError):
    """What is wrong with a cell; `more` are the words of the message."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more


def value_of(text: str, column: Column) -> Any:
    """The value of a cell that is not blank. Raises WrongCell."""
    if any(unicodedata.category(character) in {"Cc", "Cs", "Cf"} for character in text):
        raise WrongCell("unprintable")
    clean = unicodedata.normalize("NFC", text)
    if clean in NOTHING and not (column.key or column.needed):
        return [] if column.sort is Sort.CODES else None
    if len(clean) > column.longest:
        raise WrongCell("too-long", most=column.longest)
    return _READERS[column.sort](clean, column)


def _text(text: str, _column: Column) -> str:
    return text


def _slug(text: str, _column: Column) -> str:
    if not _SLUG.fullmatch(text):
        raise WrongCell("not-a-code")
    return text


def _whole(text: str, _column: Column) -> int:
    digits = re.sub(r"[\s\u00a0\u202f']", "", text)
    # Thousands are set apart by a comma in English; a comma before fewer digits is a decimal one.
    if re.fullmatch(r"\d{1,3}(,\d{3})+", digits):
        digits = digits.replace(",", "")
    if not re.fullmatch(r"[0-9]{1,12}", digits):
        raise WrongCell("not-whole")
    if int(digits) > _LARGEST:
        raise WrongCell("too-large-number")
    return int(digits)


def _percent(text: str, _column: Column) -> str:
    figures = text.replace("%", "").replace(",", ".").strip()
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3})?", figures) or float(figures) > 100:
        raise WrongCell("not-percent")
    return figures


def _choice(text: str, column: Column) -> str:
    found = _words(tuple(column.choices.items())).get(plain(text))
    if found is None:
        raise WrongCell("not-a-choice", choices=", ".join(column.choices))
    return found


@lru_cache(maxsize=64)
def _words(choices: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, str]:
    """Everything people write for our values, to the value."""
    return {plain(word): value for value, words in choices for word in (value, *words)}


def _day(text: str, _column: Column) -> str:
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise WrongCell("not-a-day")


def _clock(text: str, _column: Column) -> str:
    try:
        return time.fromisoformat(text.zfill(5)).isoformat(timespec="minutes")
    except ValueError as error:
        raise WrongCell("not-a-clock") from error


def _moment(text: str, _column: Column) -> str:
    """A day and a time in the clocks of the place: the zone is the station's, not the cell's."""
    day, _space, clock = text.replace("T", " ").partition(" ")
    when = date.fromisoformat(_day(day, _column)), time.fromisoformat(_clock(clock or "23:59", _column))
    return datetime.combine(*when).isoformat(timespec="minutes")


def _zone(text: str, _column: Column) -> str:
    if text not in _zones():
        raise WrongCell("not-a-zone")
    return text


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _telephone(text: str, _column: Column) -> str:
    if sum(character.isdecimal() for character in text) < 9:
        raise WrongCell("not-a-telephone")
    return text


def _email(text: str, _column: Column) -> str:
    if not _EMAIL.fullmatch(text):
        raise WrongCell("not-an-email")
    return text.lower()


def _codes(text: str, column: Column) -> list[str]:
    return sorted({_slug(part, column) for part in re.split(r"[\s,;]+", text) if part})


_READERS: Mapping[Sort, Callable[[str, Column], Any]] = {
    Sort.CODE: _text,
    Sort.SLUG: _slug,
    Sort.TEXT: _text,
    Sort.WHOLE: _whole,
    Sort.PERCENT: _percent,
    Sort.CHOICE: _choice,
    Sort.DAY: _day,
    Sort.CLOCK: _clock,
    Sort.MOMENT: _moment,
    Sort.ZONE: _zone,
    Sort.TELEPHONE: _telephone,
    Sort.EMAIL: _email,
    Sort.CODES: _codes,
}
