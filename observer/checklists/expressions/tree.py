"""The tree an expression is parsed to: JSON lists, frozen in the checklist version.

A node is a list whose first item names its kind:

    ["number", "12.5"]            a number as it was written
    ["text", "yes"]               a string
    ["answer", "A1"]              ${A1}: the answer to a question; in an identity, a protocol field
    ["self"]                      . : the answer to the question that carries the expression
    ["negative", x]               -x
    [operator, left, right]       or and = != < <= > >= + - * div mod
    ["call", "selected", x, …]    a function and its arguments

Kept for paths, which this version of the language refuses; a reader that meets them refuses too:

    ["path", start, [axis, name, predicate, …], …]
                                  start: ["root"], ["self"], ["answer", …] or ["call", "instance", …]
    ["union", left, right]

`indexed-repeat()`, `instance()` and `jr:choice-name()` need no new kind: they are calls.
LANGUAGE_VERSION grows when a tree of the same shape would give another value; versions frozen under
an older one are read, never rewritten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

LANGUAGE_VERSION = 1

Tree: TypeAlias = list[Any]

OPERATORS = frozenset({"or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod"})
# A chain of 400 tokens is at most 200 operators deep; parentheses and calls add up to 30.
MAX_DEPTH = 256

_NAMED = frozenset({"number", "text", "answer"})


def is_tree(node: object, depth: int = 0) -> bool:
    """Whether `node` has the shape of a tree; whether its names and functions exist is not asked here."""
    if not isinstance(node, list) or not node or depth > MAX_DEPTH:
        return False
    kind, *rest = node
    if not isinstance(kind, str):
        return False
    if kind in _NAMED:
        return len(rest) == 1 and isinstance(rest[0], str)
    if kind == "call":
        return (
            bool(rest) and isinstance(rest[0], str) and all(is_tree(child, depth + 1) for child in rest[1:])
        )
    arity = {"self": 0, "negative": 1}.get(kind, 2 if kind in OPERATORS else -1)
    return len(rest) == arity and all(is_tree(child, depth + 1) for child in rest)


def children(node: Tree) -> list[Tree]:
    if node[0] in _NAMED:
        return []
    return node[2:] if node[0] == "call" else node[1:]


def walk(node: Tree) -> Iterator[Tree]:
    """The node and everything below it, left to right."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def references(node: Tree) -> list[str]:
    """The names the expression asks for (`${…}`), each once, in the order they appear."""
    return list(dict.fromkeys(found[1] for found in walk(node) if found[0] == "answer"))


def uses_self(node: Tree) -> bool:
    return any(found[0] == "self" for found in walk(node))
