"""What an expression can see while it is evaluated, and how its values turn into each other.

A value is a `str`, a `float` or a `bool`. A blank answer is `""`. Several choices are one string, separated
by spaces, as in ODK. Numbers are IEEE doubles, as in a browser: whole numbers below 2^53 are exact.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeAlias

Value: TypeAlias = str | float | bool

NOT_A_NUMBER = math.nan
_NUMERIC_CHARACTERS = frozenset("0123456789.-")


def _midnight() -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Scope:
    """`answers`: value by name; `own`: the value of `.`; `now`: the moment, with its zone."""

    answers: Mapping[str, Value]
    own: Value = ""
    now: datetime = field(default_factory=_midnight)


def to_text(value: Value) -> str:
    if value.__class__ is str:
        return value
    if value is True or value is False:
        return "true" if value else "false"
    return _number_text(float(value))


def _number_text(number: float) -> str:
    """Without an exponent, and without a point when whole, as XPath 1.0 §4.2 asks."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number.is_integer():
        return str(int(number))
    return format(Decimal(repr(number)), "f")


def to_number(value: Value) -> float:
    """A blank or anything that is not a plain decimal number is NaN. `,` counts as `.`, as in ODK."""
    if value.__class__ is float:
        return value
    if isinstance(value, str):
        return _text_number(value)
    return float(value)


def _text_number(text: str) -> float:
    text = text.strip().replace(",", ".")
    if not text or not _NUMERIC_CHARACTERS.issuperset(text):
        return NOT_A_NUMBER
    try:
        return float(text)
    except ValueError:
        return NOT_A_NUMBER


def to_truth(value: Value) -> bool:
    """Any text but a blank is true ("false" too); 0 and NaN are false."""
    if isinstance(value, float):
        return value == value and value != 0
    return bool(value)


def equal(left: Value, right: Value) -> bool:
    """As truths if either is one, else as numbers if either is one, else as texts.

    NaN equals nothing. Numbers closer than 1e-12 are equal, as in JavaRosa, so 0.1 + 0.2 = 0.3.
    """
    if left.__class__ is str and right.__class__ is str:
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return to_truth(left) == to_truth(right)
    first, second = to_number(left), to_number(right)
    return first == second or abs(first - second) < 1e-12
