"""What an expression can see while it is evaluated, and how its values turn into each other.

A value is a `str`, a `float` or a `bool`. A blank answer is `""`. Several choices are one string, separated
by spaces, as in ODK; dates are `2012-01-15`, moments `2012-01-15T06:45:00+06:00`. Numbers are IEEE doubles,
as in a browser: whole numbers below 2^53 are exact.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Protocol, TypeAlias, TypeVar

from observer.checklists.expressions.calendar import days_of

Value: TypeAlias = str | float | bool

NOT_A_NUMBER = math.nan
_NUMERIC_CHARACTERS = frozenset("0123456789.-")


class ListItem(Protocol):
    """A choice of a list, as `observer.checklists.definition.shapes` has it. `labels` by language."""

    @property
    def code(self) -> str: ...
    @property
    def labels(self) -> Mapping[str, str]: ...
    @property
    def values(self) -> Mapping[str, str]: ...


class Table:
    """The choices of a list, found fast by what stands in a column. Immutable; shared between threads."""

    __slots__ = ("_by_column", "choices")

    def __init__(self, choices: Sequence[ListItem]) -> None:
        self.choices = choices
        self._by_column: dict[str, dict[str, list[ListItem]]] = {}

    def with_value(self, column: str, value: str) -> Sequence[ListItem]:
        """The choices that have exactly `value` in `column` (any but `label`), in the order of the list."""
        index = self._by_column.get(column)
        if index is None:
            index = {}
            for choice in self.choices:
                index.setdefault(column_of(choice, column), []).append(choice)
            self._by_column[column] = index
        return index.get(value, ())


def column_of(choice: ListItem, column: str, language: str = "") -> str:
    """What stands in a column of a choice: `name` is its code, `label` its words in the language."""
    if column == "name":
        return choice.code
    if column == "label":
        return words_in(choice.labels, language)
    return choice.values.get(column, "")


def words_in(labels: Mapping[str, str], language: str) -> str:
    """In the language, or its base ("ru" for "ru-kz"), or whichever language comes first."""
    for wanted in (language, language.partition("-")[0]):
        if wanted in labels:
            return labels[wanted]
    return next(iter(labels.values()), "")


@dataclass(slots=True, eq=False)
class Row:
    """The answers of one row of a repeat (the root: those outside repeats), and the rows of repeats in it.

    `index` counts from 1. `hidden`: codes of questions and repeats that are not relevant in this row.
    """

    values: MutableMapping[str, Value] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    repeat: str = ""
    index: int = 0
    parent: Row | None = None
    hidden: set[str] = field(default_factory=set)


# Where a node is kept, and its name there; "" is the row or choice itself.
Holder: TypeAlias = Row | ListItem
Node: TypeAlias = tuple[Holder, str]
Kept = TypeVar("Kept", bound=Holder)


def _midnight() -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC)


# A second or two of work. No form that people fill in comes near: a hundred searches of 20,000 choices do.
MOST_WORK = 2_000_000


@dataclass(slots=True)
class Scope:
    """`answers`: value by name outside repeats; `own`: the value of `.`; `now`: the moment, with its zone.

    `row`: where the expression stands, when that is inside a repeat. `root`: the same answers with the
    repeats in them. `lists`: by name. `labels`: the words of a choice, by question and choice code, in
    `language`. `random` gives numbers from 0 up to, but not including, 1. `work`: how many rows and choices
    may still be looked at; once it is below 0 paths lead nowhere. The rest belongs to predicates.
    """

    answers: Mapping[str, Value]
    own: Value = ""
    now: datetime = field(default_factory=_midnight)
    row: Row | None = None
    root: Row | None = None
    lists: Mapping[str, Table] = field(default_factory=dict)
    labels: Callable[[str, str], str] | None = None
    language: str = ""
    random: Callable[[], float] = random.random
    work: int = MOST_WORK
    item: Row | ListItem | None = None
    position: int = 0
    last: int = 0


def afforded(scope: Scope, holders: Sequence[Kept]) -> Sequence[Kept]:
    """The rows or choices, counted as looked at; none once too many were."""
    scope.work -= len(holders)
    return holders if scope.work >= 0 else ()


def value_of(node: Node, scope: Scope) -> Value:
    holder, name = node
    if not name:
        return ""
    if isinstance(holder, Row):
        return holder.values.get(name, "")
    return column_of(holder, name, scope.language)


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
    """A date is the days since 1970. A blank or anything else that is not a plain decimal number is NaN.

    `,` counts as `.`, as in ODK.
    """
    if value.__class__ is float:
        return value
    if isinstance(value, str):
        return _text_number(value)
    return float(value)


def _text_number(text: str) -> float:
    text = text.strip()
    if not text:
        return NOT_A_NUMBER
    if text[4:5] == "-" and text[0] != "-":
        return days_of(text)
    plain = text.replace(",", ".")
    if not _NUMERIC_CHARACTERS.issuperset(plain):
        return NOT_A_NUMBER
    try:
        return float(plain)
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
