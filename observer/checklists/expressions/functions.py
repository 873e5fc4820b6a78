"""The functions of the language, by ODK's names and with ODK's meaning.

Functions whose `run` is None have their own place in the compiler (`calls`): they do not evaluate every
argument, look at nodes rather than values, or need the scope. All others take values already evaluated.
The table in docs/expressions.md lists these; a test holds it to them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from observer.checklists.expressions import calendar, elementary, geometry, texts
from observer.checklists.expressions.scope import NOT_A_NUMBER, Value, to_number, to_text, to_truth

_MANY = 100


@dataclass(frozen=True, slots=True)
class Function:
    """`least` to `most` arguments.

    `spreads`: where an argument leads to many nodes, each is an argument of its own. `needs_form`: has a
    meaning only in a form's questions, not in an identity.
    """

    least: int
    most: int
    run: Callable[..., Value] | None
    spreads: bool = False
    needs_form: bool = False

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


def _floor(value: Value) -> float:
    number = to_number(value)
    return float(math.floor(number)) if math.isfinite(number) else number


def _ceiling(value: Value) -> float:
    number = to_number(value)
    return float(math.ceil(number)) if math.isfinite(number) else number


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


def _of_number(function: Callable[[float], float]) -> Callable[[Value], float]:
    return lambda value: function(to_number(value))


def _of_numbers(function: Callable[[float, float], float]) -> Callable[[Value, Value], float]:
    return lambda first, second: function(to_number(first), to_number(second))


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
    total = 0.0
    for number in _numbers(values):
        total += number
    return total


def _min(*values: Value) -> float:
    return min(_numbers(values), default=NOT_A_NUMBER)


def _max(*values: Value) -> float:
    return max(_numbers(values), default=NOT_A_NUMBER)


def _join(separator: Value, *values: Value) -> str:
    return to_text(separator).join(map(to_text, values))


def _checklist(least: Value, most: Value, *values: Value) -> bool:
    """Whether between `least` and `most` of the values are true; -1 is no limit."""
    return _between(least, most, float(sum(map(to_truth, values))))


def _weighted_checklist(least: Value, most: Value, *values: Value) -> bool:
    """The same with a weight behind each value."""
    total = 0.0
    for value, weight in zip(values[::2], values[1::2], strict=False):
        if to_truth(value):
            total += to_number(weight)
    return _between(least, most, total)


def _between(least: Value, most: Value, found: float) -> bool:
    low, high = to_number(least), to_number(most)
    return (low < 0 or found >= low) and (high < 0 or found <= high)


def _decimal_time(value: Value) -> float:
    """The share of the day that has passed at a clock time: 0.5 at 12:00. NaN if it is no time."""
    return calendar.share_of_day(to_text(value))


def _decimal_date_time(value: Value) -> float:
    """Days since 1970-01-01 on the local clock (an offset is not applied). NaN if it is no date."""
    return value if isinstance(value, float) else calendar.days_of(to_text(value))


def _moment(value: Value) -> tuple[int, int] | None:
    if isinstance(value, float):
        return calendar.moment_at(value)
    text = to_text(value)
    return calendar.moment_of(text) or calendar.moment_at(to_number(text))


def _date(value: Value) -> str:
    """The day of a moment or of a number of days since 1970; "" if it is neither."""
    moment = _moment(value)
    return calendar.written_date(moment) if moment else ""


def _date_time(value: Value) -> str:
    moment = _moment(value)
    return calendar.written_moment(moment) if moment else ""


def _format_date(value: Value, pattern: Value) -> str:
    moment = _moment(value)
    return calendar.formatted(moment, to_text(pattern)) if moment else ""


FUNCTIONS: dict[str, Function] = {
    # Truth
    "true": Function(0, 0, lambda: True),
    "false": Function(0, 0, lambda: False),
    "not": Function(1, 1, lambda value: not to_truth(value)),
    "boolean": Function(1, 1, None),
    "boolean-from-string": Function(1, 1, lambda value: to_text(value).strip() in {"true", "1"}),
    "if": Function(3, 3, None),
    "coalesce": Function(2, 2, None),
    "once": Function(1, 1, None, needs_form=True),
    "checklist": Function(3, _MANY, _checklist, spreads=True),
    "weighted-checklist": Function(4, _MANY, _weighted_checklist, spreads=True),
    # Numbers
    "number": Function(1, 1, to_number),
    "int": Function(1, 1, _int),
    "round": Function(1, 2, _round),
    "floor": Function(1, 1, _floor),
    "ceiling": Function(1, 1, _ceiling),
    "abs": Function(1, 1, lambda value: abs(to_number(value))),
    "min": Function(1, _MANY, _min, spreads=True),
    "max": Function(1, _MANY, _max, spreads=True),
    "sum": Function(1, _MANY, _sum, spreads=True),
    "pow": Function(2, 2, _of_numbers(elementary.power)),
    "exp": Function(1, 1, _of_number(elementary.exp)),
    "exp10": Function(1, 1, lambda value: elementary.power(10.0, to_number(value))),
    "log": Function(1, 1, _of_number(elementary.log)),
    "log10": Function(1, 1, _of_number(elementary.log10)),
    "sqrt": Function(1, 1, _of_number(elementary.root)),
    "sin": Function(1, 1, _of_number(elementary.sin)),
    "cos": Function(1, 1, _of_number(elementary.cos)),
    "tan": Function(1, 1, _of_number(elementary.tan)),
    "asin": Function(1, 1, _of_number(elementary.asin)),
    "acos": Function(1, 1, _of_number(elementary.acos)),
    "atan": Function(1, 1, _of_number(elementary.atan)),
    "atan2": Function(2, 2, _of_numbers(elementary.atan2)),
    "pi": Function(0, 0, lambda: math.pi),
    "random": Function(0, 0, None, needs_form=True),
    # Texts
    "string": Function(1, 1, to_text),
    "concat": Function(1, _MANY, lambda *values: "".join(map(to_text, values)), spreads=True),
    "join": Function(1, _MANY, _join, spreads=True),
    "string-length": Function(1, 1, _string_length),
    "substr": Function(2, 3, texts.substr),
    "substring": Function(2, 3, texts.substring),
    "substring-before": Function(2, 2, texts.substring_before),
    "substring-after": Function(2, 2, texts.substring_after),
    "contains": Function(2, 2, lambda value, part: to_text(part) in to_text(value)),
    "starts-with": Function(2, 2, lambda value, part: to_text(value).startswith(to_text(part))),
    "ends-with": Function(2, 2, lambda value, part: to_text(value).endswith(to_text(part))),
    "translate": Function(3, 3, texts.translate),
    "normalize-space": Function(1, 1, texts.normalize_space),
    "regex": Function(2, 2, None),
    "uuid": Function(0, 1, None, needs_form=True),
    # Choices
    "selected": Function(2, 2, _selected),
    "count-selected": Function(1, 1, _count_selected),
    "selected-at": Function(2, 2, _selected_at),
    "jr:choice-name": Function(2, 2, None, needs_form=True),
    "pulldata": Function(4, 4, None, needs_form=True),
    # Time
    "today": Function(0, 0, None),
    "now": Function(0, 0, None),
    "date": Function(1, 1, _date),
    "date-time": Function(1, 1, _date_time),
    "decimal-time": Function(1, 1, _decimal_time),
    "decimal-date-time": Function(1, 1, _decimal_date_time),
    "format-date": Function(2, 2, _format_date),
    "format-date-time": Function(2, 2, _format_date),
    # Places on the ground
    "area": Function(1, _MANY, lambda *values: geometry.area(values), spreads=True),
    "distance": Function(1, _MANY, lambda *values: geometry.distance(values), spreads=True),
    # Rows and lists
    "count": Function(1, 1, None, needs_form=True),
    "count-non-empty": Function(1, 1, None, needs_form=True),
    "position": Function(0, 1, None, needs_form=True),
    "last": Function(0, 0, None, needs_form=True),
    "indexed-repeat": Function(3, 9, None, needs_form=True),
    "randomize": Function(1, 2, None, needs_form=True),
}
# Read by the parser as the beginnings of paths: they are places, not values.
PLACES = frozenset({"current", "instance"})
