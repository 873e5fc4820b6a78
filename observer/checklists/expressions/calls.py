"""Functions that need more than the values of their arguments: nodes, the scope, or not to be evaluated."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar

from observer.checklists.expressions.functions import FUNCTIONS
from observer.checklists.expressions.scope import (
    Node,
    Row,
    Scope,
    Value,
    column_of,
    to_number,
    to_text,
    value_of,
)

GetValue: TypeAlias = Callable[[Scope], Value]
GetNodes: TypeAlias = Callable[[Scope], list[Node]]
Item = TypeVar("Item")

_HEXADECIMAL = "0123456789abcdef"
_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LARGEST_SEED = 2_147_483_647
_MAX_RANDOM_CHARACTERS = 255


def plain_call(name: str, arguments: Sequence[GetValue]) -> GetValue:
    """A function of values."""
    run = FUNCTIONS[name].run
    if run is None:
        raise ValueError(f"{name} has its own place in the compiler")
    if len(arguments) == 2:
        first, second = arguments
        return lambda scope: run(first(scope), second(scope))
    if len(arguments) == 1:
        (only,) = arguments
        return lambda scope: run(only(scope))
    return lambda scope: run(*[argument(scope) for argument in arguments])


def spreading_call(name: str, arguments: Sequence[Callable[[Scope], list[Value]]]) -> GetValue:
    """A function of any number of values, to which an argument that leads to nodes adds each of them."""
    run = FUNCTIONS[name].run
    if run is None:
        raise ValueError(f"{name} has its own place in the compiler")
    return lambda scope: run(*[value for argument in arguments for value in argument(scope)])


def coalesce(first: GetValue, second: GetValue) -> GetValue:
    def either(scope: Scope) -> Value:
        value = first(scope)
        return second(scope) if value == "" or value != value else value

    return either


def once(value: GetValue) -> GetValue:
    """What the answer is already, or the value where there is none yet."""
    return lambda scope: value(scope) if scope.own == "" else scope.own


def today(scope: Scope) -> Value:
    return scope.now.date().isoformat()


def now(scope: Scope) -> Value:
    return scope.now.isoformat(timespec="seconds")


def uuid(length: GetValue | None) -> GetValue:
    """A random UUID (RFC 9562, version 4), or so many letters and digits."""

    def call(scope: Scope) -> Value:
        if length is None:
            return _uuid4(scope)
        wanted = to_number(length(scope))
        count = math.trunc(wanted) if 0 < wanted <= _MAX_RANDOM_CHARACTERS else 0
        return "".join(_drawn(scope, _ALPHANUMERIC) for _ in range(count))

    return call


def _uuid4(scope: Scope) -> str:
    digits = [_drawn(scope, _HEXADECIMAL) for _ in range(32)]
    digits[12] = "4"
    digits[16] = "89ab"[_HEXADECIMAL.index(digits[16]) % 4]
    text = "".join(digits)
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _drawn(scope: Scope, characters: str) -> str:
    return characters[math.floor(scope.random() * len(characters))]


def count(nodes: GetNodes) -> GetValue:
    return lambda scope: float(len(nodes(scope)))


def count_non_empty(nodes: GetNodes) -> GetValue:
    return lambda scope: float(sum(to_text(value_of(node, scope)) != "" for node in nodes(scope)))


def position(nodes: GetNodes | None) -> GetValue:
    """The number of the first row, from 1; without an argument, that of the node a predicate asks about."""
    if nodes is None:
        return lambda scope: float(scope.position)

    def call(scope: Scope) -> Value:
        for holder, name in nodes(scope):
            return float(holder.index or 1) if isinstance(holder, Row) and not name else 1.0
        return math.nan

    return call


def last(scope: Scope) -> Value:
    return float(scope.last)


def choice_name(value: GetValue, question: str) -> GetValue:
    """The words of a choice, in the language the form is filled in; the code where there are none."""

    def call(scope: Scope) -> Value:
        code = to_text(value(scope))
        if scope.labels is None or not code:
            return ""
        return scope.labels(question, code)

    return call


def pulldata(table: str, column: str, key_column: str, key: GetValue) -> GetValue:
    """What stands in a column of the first row of a list whose key is this; "" where there is none."""

    def call(scope: Scope) -> Value:
        wanted, found = to_text(key(scope)), scope.lists.get(table)
        if found is None:
            return ""
        if key_column == "label":
            for choice in found.choices:
                if column_of(choice, "label", scope.language) == wanted:
                    return column_of(choice, column, scope.language)
            return ""
        choices = found.with_value(key_column, wanted)
        return column_of(choices[0], column, scope.language) if choices else ""

    return call


def randomize(nodes: GetNodes, seed: GetValue | None) -> GetNodes:
    def call(scope: Scope) -> list[Node]:
        found = nodes(scope)
        number = to_number(seed(scope)) if seed else math.floor(scope.random() * _LARGEST_SEED)
        return shuffled(found, number)

    return call


def shuffled(items: Sequence[Item], seed: float) -> list[Item]:
    """In the order ODK gives them for this seed.

    Fisher and Yates's shuffle over Park and Miller's generator, as the ODK XForms specification names them
    for randomize().
    """
    found = list(items)
    state = math.trunc(math.fmod(seed, _LARGEST_SEED)) if math.isfinite(seed) else 0
    if state <= 0:
        state += _LARGEST_SEED - 1
    for place in range(len(found) - 1, 0, -1):
        state = state * 16_807 % _LARGEST_SEED
        other = math.floor((state - 1) / (_LARGEST_SEED - 1) * (place + 1))
        found[place], found[other] = found[other], found[place]
    return found
