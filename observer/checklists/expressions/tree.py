"""The tree an expression is parsed to: JSON lists, frozen in the checklist version.

A node is a list whose first item names its kind:

    ["number", "12.5"]            a number as it was written
    ["text", "yes"]               a string
    ["answer", "A1"]              ${A1}: the answer to a question; in an identity, a protocol field
    ["self"]                      . : the answer to the question that carries the expression
    ["negative", x]               -x
    [operator, left, right]       or and = != < <= > >= + - * div mod
    ["call", "selected", x, …]    a function and its arguments

Paths are resolved when the expression is read, against the questions, repeats and lists of the checklist,
so that a tree needs nothing but the answers. What they lead to:

    ["cells", rows, "x", p, …]    the answers to x in these rows (predicates p)
    ["column", "region"]          a column of the list whose choices are being filtered
    ["union", left, right]        both, each node once

and rows, which are one of

    ["root"]                      what stands outside every repeat
    ["row", "ballots"]            the row of this repeat that the expression stands in
    ["item"]                      the row or choice a predicate is being asked about
    ["above", "teams"]            the row of the repeat around that one; ["root"] where there is none
    ["rows", rows, "ballots", p, …]   the rows of a repeat within those rows
    ["items", "districts", p, …]  the choices of a list

LANGUAGE_VERSION grows when trees get another shape than this. When a function comes to mean something
else, the engine's version grows (`observer.checklists.check`), which every flag carries.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

LANGUAGE_VERSION = 1

Tree: TypeAlias = list[Any]

OPERATORS = frozenset({"or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod"})
# A chain of 400 tokens is at most 200 operators deep; parentheses and calls add up to 30.
MAX_DEPTH = 256

ROWS = frozenset({"root", "row", "item", "above", "rows", "items"})
# Rows of which there is never more than one.
ONE_ROW = frozenset({"root", "row", "item", "above"})
UNREPEATABLE = frozenset({"random", "uuid", "once", "now"})

# How many texts, then how many trees, a node has; a trailing + means any number more.
_SHAPES: dict[str, tuple[str, ...]] = {
    "number": ("text",),
    "text": ("text",),
    "answer": ("text",),
    "self": (),
    "negative": ("tree",),
    "call": ("text", "trees"),
    "cells": ("rows", "text", "trees"),
    "column": ("text",),
    "union": ("tree", "tree"),
    "root": (),
    "row": ("text",),
    "item": (),
    "above": ("text",),
    "rows": ("rows", "text", "trees"),
    "items": ("text", "trees"),
    **dict.fromkeys(OPERATORS, ("tree", "tree")),
}


def is_tree(node: object, depth: int = 0) -> bool:
    """Whether `node` has the shape of a tree; whether its names and functions exist is not asked here."""
    if not isinstance(node, list) or not node or depth > MAX_DEPTH:
        return False
    kind, *rest = node
    shape = _SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is None:
        return False
    if shape[-1:] == ("trees",):
        shape = shape[:-1] + ("tree",) * (len(rest) - len(shape) + 1)
    return len(rest) == len(shape) and all(map(_fits, shape, rest, [depth + 1] * len(rest)))


def _fits(kind: str, part: object, depth: int) -> bool:
    if kind == "text":
        return isinstance(part, str)
    return is_tree(part, depth) and (kind == "tree" or part[0] in ROWS)  # type: ignore[index]  # a tree is a list


def children(node: Tree) -> list[Tree]:
    return [part for part in node[1:] if part.__class__ is list]


def walk(node: Tree) -> Iterator[Tree]:
    """The node and everything below it, left to right."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def is_nodes(node: Tree) -> bool:
    """Whether the expression gives nodes, of which there may be none or many."""
    return node[0] in {"cells", "union"} or node[0] in ROWS or (node[0] == "call" and node[1] == "randomize")


def references(node: Tree) -> list[str]:
    """The codes of the questions and repeats the expression asks for, each once, in the order they appear."""
    return list(dict.fromkeys(name for found in walk(node) if (name := _reference(found))))


def _reference(node: Tree) -> str:
    if node[0] == "answer":
        return str(node[1])
    if node[0] == "rows" or (node[0] == "cells" and node[1][0] != "items"):
        return str(node[2])
    return ""


def uses_self(node: Tree) -> bool:
    return any(found[0] == "self" for found in walk(node))


def is_repeatable(node: Tree) -> bool:
    """Whether the same answers give the same value again, at another moment and on another machine."""
    return not any(
        found[0] == "call" and (found[1] in UNREPEATABLE or (found[1] == "randomize" and len(found) == 3))
        for found in walk(node)
    )
