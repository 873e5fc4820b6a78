"""Tree to closure: each node becomes one small function of the Scope, chosen when the version is compiled."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import TypeAlias

from observer.checklists.expressions import calls, nodesets, patterns
from observer.checklists.expressions.calls import GetNodes, GetValue
from observer.checklists.expressions.functions import FUNCTIONS
from observer.checklists.expressions.scope import (
    NOT_A_NUMBER,
    Scope,
    Value,
    column_of,
    equal,
    to_number,
    to_text,
    to_truth,
    value_of,
)
from observer.checklists.expressions.tree import ONE_ROW, ROWS, Tree, is_nodes

GetTruth: TypeAlias = Callable[[Scope], bool]
GetNumber: TypeAlias = Callable[[Scope], float]


def compile_value(tree: Tree) -> GetValue:
    """A function from Scope to the expression's value. Never raises when it is called."""
    kind = tree[0]
    if kind == "text":
        text: str = tree[1]
        return lambda scope: text
    if kind == "answer":
        name: str = tree[1]
        return lambda scope: scope.answers.get(name, "")
    if kind == "self":
        return lambda scope: scope.own
    if kind == "column":
        return _column(tree[1])
    if is_nodes(tree):
        return _first(tree)
    if kind == "call" and tree[1] not in _TRUTHFUL:
        return _call(tree)
    if kind == "number" or kind == "negative" or kind in _ARITHMETIC:
        return compile_number(tree)
    return compile_truth(tree)


def compile_truth(tree: Tree) -> GetTruth:
    """The same, when only true or false is asked for: `show_when`, constraints, violations."""
    kind = tree[0]
    if kind in {"and", "or"}:
        return _connective(kind, compile_truth(tree[1]), compile_truth(tree[2]))
    if kind in {"=", "!="}:
        return _equality(tree)
    if kind in _ORDER:
        return _ordering(tree)
    if kind == "call" and tree[1] in _TRUTHFUL:
        return _truthful_call(tree)
    if kind in ROWS:
        rows = nodesets.compile_nodes(tree)
        return lambda scope: bool(rows(scope))
    value = compile_value(tree)
    return lambda scope: to_truth(value(scope))


def compile_number(tree: Tree) -> GetNumber:
    kind = tree[0]
    if kind == "number":
        constant = float(tree[1])
        return lambda scope: constant
    if kind == "negative":
        inner = compile_number(tree[1])
        return lambda scope: -inner(scope)
    if kind in _ARITHMETIC:
        return _arithmetic(_ARITHMETIC[kind], compile_number(tree[1]), compile_number(tree[2]))
    value = compile_value(tree)
    return lambda scope: to_number(value(scope))


def _connective(kind: str, left: GetTruth, right: GetTruth) -> GetTruth:
    if kind == "and":
        return lambda scope: left(scope) and right(scope)
    return lambda scope: left(scope) or right(scope)


def _truthful_call(tree: Tree) -> GetTruth:
    name = tree[1]
    if name == "not":
        inner = compile_truth(tree[2])
        return lambda scope: not inner(scope)
    if name == "boolean":
        return compile_truth(tree[2])
    if name == "regex":
        value, matches = compile_value(tree[2]), patterns.matcher(tree[3][1])
        return lambda scope: matches(to_text(value(scope)))
    return _call(tree)  # type: ignore[return-value]  # these functions answer with a bool


def _equality(tree: Tree) -> GetTruth:
    """`!=` is the opposite of `=`: beside a blank it is true, as in every ODK client."""
    wanted = tree[0] == "="
    if _is_many(tree[1]) or _is_many(tree[2]):
        return _any_pair(tree, lambda left, right: equal(left, right) is wanted)
    left, right = compile_value(tree[1]), compile_value(tree[2])
    if tree[2][0] == "text":
        text: str = tree[2][1]

        def against_text(scope: Scope) -> bool:
            value = left(scope)
            return (value == text if value.__class__ is str else equal(value, text)) is wanted

        return against_text
    return lambda scope: equal(left(scope), right(scope)) is wanted


def _ordering(tree: Tree) -> GetTruth:
    compare = _ORDER[tree[0]]
    if _is_many(tree[1]) or _is_many(tree[2]):
        return _any_pair(tree, lambda left, right: compare(to_number(left), to_number(right)))
    left, right = compile_number(tree[1]), compile_number(tree[2])
    return lambda scope: compare(left(scope), right(scope))


def _is_many(tree: Tree) -> bool:
    """Whether the expression may lead to more than one node."""
    return is_nodes(tree) and not (tree[0] == "cells" and tree[1][0] in ONE_ROW)


def _any_pair(tree: Tree, fits: Callable[[Value, Value], bool]) -> GetTruth:
    """A comparison with nodes holds if it holds for any of them (XPath 1.0 §3.4)."""
    left, right = _values(tree[1]), _values(tree[2])

    def found(scope: Scope) -> bool:
        others = right(scope)
        return any(fits(one, other) for one in left(scope) for other in others)

    return found


def _values(tree: Tree) -> Callable[[Scope], list[Value]]:
    if is_nodes(tree):
        nodes = nodesets.compile_nodes(tree)
        return lambda scope: [value_of(node, scope) for node in nodes(scope)]
    value = compile_value(tree)
    return lambda scope: [value(scope)]


def _first(tree: Tree) -> GetValue:
    """The value of the first node; "" where there is none."""
    if tree[0] == "cells" and tree[1][0] in ONE_ROW and len(tree) == 3:
        return _own_cell(tree[1], tree[2])
    nodes = nodesets.compile_nodes(tree)

    def first(scope: Scope) -> Value:
        for node in nodes(scope):
            return value_of(node, scope)
        return ""

    return first


def _own_cell(rows: Tree, name: str) -> GetValue:
    row_of = nodesets.compile_row(rows)

    def cell(scope: Scope) -> Value:
        row = row_of(scope)
        return "" if row is None else row.values.get(name, "")

    return cell


def _column(name: str) -> GetValue:
    def column(scope: Scope) -> Value:
        item = scope.item
        return "" if item is None else column_of(item, name, scope.language)  # type: ignore[arg-type]  # columns are of choices

    return column


def _arithmetic(combine: Callable[[float, float], float], left: GetNumber, right: GetNumber) -> GetNumber:
    return lambda scope: combine(left(scope), right(scope))


def _div(left: float, right: float) -> float:
    if right:
        return left / right
    if left == 0 or left != left:
        return NOT_A_NUMBER
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _mod(left: float, right: float) -> float:
    """The remainder has the sign of the left side (XPath 1.0 §3.5)."""
    if right == 0 or math.isinf(left):
        return NOT_A_NUMBER
    return math.fmod(left, right)


def _call(tree: Tree) -> GetValue:
    name = tree[1]
    if name in _SPECIAL:
        return _SPECIAL[name](tree)
    if FUNCTIONS[name].spreads and any(map(_is_many, tree[2:])):
        return calls.spreading_call(name, [_values(argument) for argument in tree[2:]])
    return calls.plain_call(name, [compile_value(argument) for argument in tree[2:]])


def _if(tree: Tree) -> GetValue:
    condition, then, otherwise = compile_truth(tree[2]), compile_value(tree[3]), compile_value(tree[4])
    return lambda scope: then(scope) if condition(scope) else otherwise(scope)


def _position(tree: Tree) -> GetValue:
    nodes: GetNodes | None = nodesets.compile_nodes(tree[2]) if len(tree) > 2 else None
    return calls.position(nodes)


_SPECIAL: dict[str, Callable[[Tree], GetValue]] = {
    "if": _if,
    "coalesce": lambda tree: calls.coalesce(compile_value(tree[2]), compile_value(tree[3])),
    "once": lambda tree: calls.once(compile_value(tree[2])),
    "today": lambda tree: calls.today,
    "now": lambda tree: calls.now,
    "random": lambda tree: lambda scope: scope.random(),
    "uuid": lambda tree: calls.uuid(compile_value(tree[2]) if len(tree) > 2 else None),
    "jr:choice-name": lambda tree: calls.choice_name(compile_value(tree[2]), tree[3][1]),
    "pulldata": lambda tree: calls.pulldata(tree[2][1], tree[3][1], tree[4][1], compile_value(tree[5])),
    "count": lambda tree: calls.count(nodesets.compile_nodes(tree[2])),
    "count-non-empty": lambda tree: calls.count_non_empty(nodesets.compile_nodes(tree[2])),
    "position": _position,
    "last": lambda tree: calls.last,
}
_TRUTHFUL = frozenset(
    {
        "true",
        "false",
        "not",
        "boolean",
        "boolean-from-string",
        "contains",
        "starts-with",
        "ends-with",
        "selected",
        "regex",
        "checklist",
        "weighted-checklist",
    }
)
_ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": _div,
    "mod": _mod,
}
