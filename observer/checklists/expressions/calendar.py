"""Dates and moments as texts and as days since 1970-01-01.

A moment is what the clock on the wall said: an offset that stands behind it is kept out of the arithmetic,
so that phone and server agree whatever their zones.
"""

from __future__ import annotations

import math
import re
from datetime import date, timedelta

MILLISECONDS_OF_A_DAY = 86_400_000
_EPOCH = date(1970, 1, 1).toordinal()
_MOMENT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:T([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,9}))?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_CLOCK = re.compile(
    r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}T)?([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,9}))?)?"
)

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905


def moment_of(text: str) -> tuple[int, int] | None:
    """(whole days since 1970-01-01, milliseconds of the day) of an ISO 8601 date or moment."""
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, *clock = match.groups()
    try:
        days = date(int(year), int(month), int(day)).toordinal() - _EPOCH
    except ValueError:
        return None
    return days, _milliseconds(*clock)


def _milliseconds(hours: str | None, minutes: str | None, seconds: str | None, fraction: str | None) -> int:
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return whole * 1000 + int(f"{fraction or ''}000"[:3])


def days_of(text: str) -> float:
    """Days since 1970-01-01, with the share of the day that has passed; NaN if it is no date."""
    found = moment_of(text)
    if found is None:
        return math.nan
    return (found[0] * MILLISECONDS_OF_A_DAY + found[1]) / MILLISECONDS_OF_A_DAY


def share_of_day(text: str) -> float:
    """0.5 for 12:00, of a time or a moment; NaN if it is neither."""
    match = _CLOCK.match(text)
    return _milliseconds(*match.groups()) / MILLISECONDS_OF_A_DAY if match else math.nan


def moment_at(number: float) -> tuple[int, int] | None:
    """The moment so many days after 1970-01-01T00:00, to the millisecond; None beyond the years 1 to 9999."""
    if not abs(number) < 3_700_000:
        return None
    days, milliseconds = divmod(math.floor(number * MILLISECONDS_OF_A_DAY + 0.5), MILLISECONDS_OF_A_DAY)
    return (days, milliseconds) if 1 <= days + _EPOCH <= date.max.toordinal() else None


def written_date(moment: tuple[int, int]) -> str:
    return _date(moment).isoformat()


def written_moment(moment: tuple[int, int]) -> str:
    """`2012-01-15T06:45:00`, with three decimals of a second where there are any."""
    return f"{_date(moment).isoformat()}T{_clock(moment[1])}"


def formatted(moment: tuple[int, int], pattern: str) -> str:
    """The pattern with its `%` signs filled in (format-date-time() of the ODK XForms specification).

    `%Y %y %m %n %b %B %d %e %H %h %M %S %3 %a %A`, and `%%`; any other stays as it stands. Names of months
    and days are English, as in ODK Web Forms.
    """
    day, clock = _date(moment), _clock(moment[1])
    month, name = _MONTHS[day.month - 1], _DAYS[day.weekday()]
    known = {
        "Y": f"{day.year:04}",
        "y": f"{day.year:04}"[2:],
        "m": f"{day.month:02}",
        "n": str(day.month),
        "b": month[:3],
        "B": month,
        "d": f"{day.day:02}",
        "e": str(day.day),
        "H": clock[:2],
        "h": str(int(clock[:2])),
        "M": clock[3:5],
        "S": clock[6:8],
        "3": f"{moment[1] % 1000:03}",
        "a": name[:3],
        "A": name,
        "%": "%",
    }
    return re.sub("(?s)%(.)", lambda sign: known.get(sign[1], sign[0]), pattern)


def _date(moment: tuple[int, int]) -> date:
    return date.fromordinal(_EPOCH) + timedelta(days=moment[0])


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{clock}.{rest:03}" if rest else clock
