"""The functions of the language, by ODK's names and with ODK's meaning.

`if`, `coalesce`, `and`, `or` and `regex` have their own place in the compiler: they do not evaluate every
argument, or compile one beforehand. All others take values already evaluated.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from observer.checklists.expressions.scope import NOT_A_NUMBER, Value, to_number, to_text, to_truth

_MANY = 100


@dataclass(frozen=True, slots=True)
class Function:
    """`least` to `most` arguments. `run` is None where the compiler treats the function itself."""

    least: int
    most: int
    run: Callable[..., Value] | None

    def accepts(self, count: int) -> bool:
        return self.least <= count <= self.most

    def expects(self) -> str:
        if self.least == self.most:
            return str(self.least)
        return f"{self.least}+" if self.most == _MANY else f"{self.least}–{self.most}"


def _int(value: Value) -> float:
    """Towards zero."""
    number = to_number(value)
    return float(math.trunc(number)) if math.isfinite(number) else number


def _round(value: Value, places: Value = 0.0) -> float:
    """Halves go up, towards +∞ (`round(-1.5)` is -1), in the decimal digits the number is written with."""
    number, digits = to_number(value), to_number(places)
    if not math.isfinite(number):
        return number
    if not math.isfinite(digits) or abs(digits) > 30:
        return NOT_A_NUMBER
    exponent = Decimal(1).scaleb(-math.trunc(digits))
    scaled = Decimal(repr(number)) / exponent
    whole = scaled.to_integral_value(ROUND_HALF_DOWN if number < 0 else ROUND_HALF_UP)
    return float(whole * exponent)


def _string_length(value: Value) -> float:
    """In characters; ODK counts UTF-16 units, which differs for emoji only."""
    return float(len(to_text(value)))


def _selected(value: Value, choice: Value) -> bool:
    return to_text(choice).strip() in to_text(value).split()


def _count_selected(value: Value) -> float:
    return float(len(to_text(value).split()))


def _selected_at(value: Value, index: Value) -> str:
    """Counted from 0; "" outside."""
    number = to_number(index)
    chosen = to_text(value).split()
    if not math.isfinite(number) or not 0 <= math.trunc(number) < len(chosen):
        return ""
    return chosen[math.trunc(number)]


def _numbers(values: Iterable[Value]) -> list[float]:
    """Blanks and texts are left out, as in JavaRosa."""
    return [number for number in map(to_number, values) if number == number]


def _sum(*values: Value) -> float:
    return float(sum(_numbers(values)))


def _min(*values: Value) -> float:
    return min(_numbers(values), default=NOT_A_NUMBER)


def _max(*values: Value) -> float:
    return max(_numbers(values), default=NOT_A_NUMBER)


_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # compared with local clock readings only
_CLOCK = re.compile(r"(?:\d{4}-\d{2}-\d{2}T)?([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?", re.ASCII)


def _decimal_time(value: Value) -> float:
    """The share of the day that has passed at a clock time: 0.5 at 12:00. NaN if it is no time."""
    match = _CLOCK.match(to_text(value))
    if match is None:
        return NOT_A_NUMBER
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return (hours * 3600 + minutes * 60 + seconds) / 86_400


def _decimal_date_time(value: Value) -> float:
    """Days since 1970-01-01 on the local clock (an offset is not applied). NaN if it is no date."""
    if isinstance(value, float):
        return value
    try:
        moment = datetime.fromisoformat(to_text(value)).replace(tzinfo=None)
    except ValueError:
        return NOT_A_NUMBER
    return (moment - _EPOCH).total_seconds() / 86_400


FUNCTIONS: dict[str, Function] = {
    "true": Function(0, 0, lambda: True),
    "false": Function(0, 0, lambda: False),
    "not": Function(1, 1, lambda value: not to_truth(value)),
    "if": Function(3, 3, None),
    "coalesce": Function(2, 2, None),
    "number": Function(1, 1, to_number),
    "string": Function(1, 1, to_text),
    "int": Function(1, 1, _int),
    "round": Function(1, 2, _round),
    "min": Function(1, _MANY, _min),
    "max": Function(1, _MANY, _max),
    "sum": Function(1, _MANY, _sum),
    "concat": Function(1, _MANY, lambda *values: "".join(map(to_text, values))),
    "string-length": Function(1, 1, _string_length),
    "contains": Function(2, 2, lambda value, part: to_text(part) in to_text(value)),
    "starts-with": Function(2, 2, lambda value, part: to_text(value).startswith(to_text(part))),
    "selected": Function(2, 2, _selected),
    "count-selected": Function(1, 1, _count_selected),
    "selected-at": Function(2, 2, _selected_at),
    "regex": Function(2, 2, None),
    "today": Function(0, 0, None),
    "now": Function(0, 0, None),
    "decimal-time": Function(1, 1, _decimal_time),
    "decimal-date-time": Function(1, 1, _decimal_date_time),
}
