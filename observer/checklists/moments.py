"""Readers of times, dates, moments and places: from whatever was sent to one way of writing each."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TypeAlias

from observer.checklists.storable import storable_text

# As in `answers`: (canonical text, "" when blank, None when not recognised; a fault code or "").
Read: TypeAlias = tuple[str | None, str]

_TIME = re.compile(
    r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?:[:.][0-5][0-9](?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.ASCII,
)
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", re.ASCII)
_MOMENT = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})[T ](?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)"
    r"(?P<zone>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?",
    re.ASCII,
)
_POINT = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,12})?", re.ASCII)
_DIGITS_OF_A_DEGREE = 7


def read_time(text: str) -> Read:
    """As HH:MM; seconds and a zone are dropped: nobody reads a watch more exactly."""
    match = _TIME.fullmatch(text)
    return (f"{int(match[1]):02}:{match[2]}", "") if match else (None, "not-a-time")


def read_date(text: str) -> Read:
    """As YYYY-MM-DD; of a moment its date."""
    match = _DATE.fullmatch(text.partition("T")[0])
    try:
        return (date(*map(int, match.groups())).isoformat(), "") if match else (None, "not-a-date")
    except ValueError:
        return None, "not-a-date"


def read_moment(text: str) -> Read:
    """As YYYY-MM-DDTHH:MM:SS with the offset it was sent with, if it was sent with one."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None, "not-a-moment"
    day, fault = read_date(match["date"])
    if fault:
        return None, "not-a-moment"
    hours, _, rest = match["time"].partition(":")
    zone = match["zone"] or ""
    zone = f"{zone}:00" if len(zone) == 3 else zone
    try:
        moment = datetime.fromisoformat(f"{day}T{int(hours):02}:{rest}{zone}")
    except ValueError:
        return None, "not-a-moment"
    return moment.replace(microsecond=0).isoformat(), ""


def read_point(text: str) -> Read:
    """Latitude, longitude, altitude, accuracy in degrees and metres; what is not known is 0."""
    parts = storable_text(text).replace(",", " ").split()
    if not 2 <= len(parts) <= 4 or not all(_POINT.fullmatch(part) for part in parts):
        return None, "not-a-place"
    numbers = [float(part) for part in parts] + [0.0] * (4 - len(parts))
    if abs(numbers[0]) > 90 or abs(numbers[1]) > 180 or numbers[3] < 0:
        return None, "not-a-place"
    return " ".join(_short(number) for number in numbers), ""


def _short(number: float) -> str:
    """To a centimetre: more digits are noise of the receiver."""
    text = f"{number:.{_DIGITS_OF_A_DEGREE}f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
