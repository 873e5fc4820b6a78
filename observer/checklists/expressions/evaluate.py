"""Tree to closure: each node becomes one small function of the Scope, chosen when the version is compiled."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import TypeAlias

from observer.checklists.expressions import patterns
from observer.checklists.expressions.functions import FUNCTIONS
from observer.checklists.expressions.scope import (
    NOT_A_NUMBER,
    Scope,
    Value,
    equal,
    to_number,
    to_text,
    to_truth,
)
from observer.checklists.expressions.tree import Tree

GetValue: TypeAlias = Callable[[Scope], Value]
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
        return _ordering(_ORDER[kind], compile_number(tree[1]), compile_number(tree[2]))
    if kind == "call" and tree[1] == "not":
        inner = compile_truth(tree[2])
        return lambda scope: not inner(scope)
    if kind == "call" and tree[1] == "regex":
        value, matches = compile_value(tree[2]), patterns.matcher(tree[3][1])
        return lambda scope: matches(to_text(value(scope)))
    if kind == "call" and tree[1] in _TRUTHFUL:
        return _call(tree)  # type: ignore[return-value]  # these functions answer with a bool
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


def _equality(tree: Tree) -> GetTruth:
    """`!=` is the opposite of `=`: beside a blank it is true, as in every ODK client."""
    wanted = tree[0] == "="
    left, right = compile_value(tree[1]), compile_value(tree[2])
    if tree[2][0] == "text":
        text: str = tree[2][1]

        def against_text(scope: Scope) -> bool:
            value = left(scope)
            return (value == text if value.__class__ is str else equal(value, text)) is wanted

        return against_text
    return lambda scope: equal(left(scope), right(scope)) is wanted


def _ordering(compare: Callable[[float, float], bool], left: GetNumber, right: GetNumber) -> GetTruth:
    return lambda scope: compare(left(scope), right(scope))


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
    name, arguments = tree[1], [compile_value(argument) for argument in tree[2:]]
    if name == "if":
        condition = compile_truth(tree[2])
        return lambda scope: arguments[1](scope) if condition(scope) else arguments[2](scope)
    if name == "coalesce":
        return _coalesce(*arguments)
    if name == "today":
        return lambda scope: scope.now.date().isoformat()
    if name == "now":
        return lambda scope: scope.now.isoformat(timespec="seconds")
    run = FUNCTIONS[name].run
    if run is None:
        return compile_truth(tree)
    if len(arguments) == 2:
        first, second = arguments
        return lambda scope: run(first(scope), second(scope))
    return lambda scope: run(*[argument(scope) for argument in arguments])


def _coalesce(first: GetValue, second: GetValue) -> GetValue:
    def either(scope: Scope) -> Value:
        value = first(scope)
        return second(scope) if value == "" or value != value else value

    return either


_TRUTHFUL = frozenset({"true", "false", "not", "contains", "starts-with", "selected", "regex"})
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
