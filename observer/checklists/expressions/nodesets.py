"""Rows of repeats, choices of lists, and the cells in them: what a path leads to once there are answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from observer.checklists.expressions import calls, evaluate
from observer.checklists.expressions.calls import GetNodes
from observer.checklists.expressions.scope import (
    Holder,
    Kept,
    ListItem,
    Node,
    Row,
    Scope,
    Table,
    afforded,
    to_truth,
)
from observer.checklists.expressions.tree import Tree, is_nodes, walk

GetHolders: TypeAlias = Callable[[Scope], Sequence[Holder]]
GetRow: TypeAlias = Callable[[Scope], Row | None]
# Whether a predicate keeps the node that the scope's item, position and last tell of.
Test: TypeAlias = Callable[[Scope], bool]


def compile_nodes(tree: Tree) -> GetNodes:
    """A function from Scope to the nodes an expression leads to. Never raises when it is called."""
    if tree[0] == "cells":
        return _cells(tree)
    if tree[0] == "union":
        return _union(compile_nodes(tree[1]), compile_nodes(tree[2]))
    if tree[0] == "answer":
        name = tree[1]
        return lambda scope: [(root_of(scope), name)]
    if tree[0] == "self":
        return lambda scope: [(Row({".": scope.own}), ".")]
    if tree[0] == "call":
        seed = evaluate.compile_value(tree[3]) if len(tree) > 3 else None
        return calls.randomize(compile_nodes(tree[2]), seed)
    holders = compile_holders(tree)
    return lambda scope: [(holder, "") for holder in holders(scope)]


def _cells(tree: Tree) -> GetNodes:
    """["cells", rows, name, predicate, …], without those that are not relevant."""
    holders, name = compile_holders(tree[1]), tree[2]
    tests = [_test(predicate) for predicate in tree[3:]]

    def cells(scope: Scope) -> list[Node]:
        found = afforded(scope, holders(scope))
        kept = [holder for holder in found if not (isinstance(holder, Row) and name in holder.hidden)]
        for test in tests:
            # Each row has one cell of a name, so each is the first and the last of its row.
            kept = [holder for holder in kept if _passes(test, scope, holder, 1, 1)]
        return [(holder, name) for holder in kept]

    return cells


def compile_holders(tree: Tree) -> GetHolders:
    kind = tree[0]
    if kind == "rows":
        return _rows(compile_holders(tree[1]), tree[2], [_test(predicate) for predicate in tree[3:]])
    if kind == "items":
        return _items(tree[1], tree[2:])
    single = compile_row(tree)

    def alone(scope: Scope) -> Sequence[Holder]:
        row = single(scope)
        return () if row is None else (row,)

    return alone


def compile_row(tree: Tree) -> GetRow:
    """["root"], ["row", repeat], ["item"] or ["above", repeat]."""
    if tree[0] == "root":
        return root_of
    if tree[0] == "item":
        return lambda scope: scope.item  # type: ignore[return-value]  # a choice has no rows to go on to
    repeat = tree[1]
    if tree[0] == "row":
        return lambda scope: row_around(scope.row, repeat)
    return lambda scope: row_around(scope.item, repeat)


def root_of(scope: Scope) -> Row:
    return scope.root or Row(dict(scope.answers))


def row_around(row: Holder | None, repeat: str) -> Row | None:
    """The row itself or the one around it that belongs to the repeat."""
    while isinstance(row, Row) and row.repeat != repeat:
        row = row.parent
    return row if isinstance(row, Row) else None


def _union(left: GetNodes, right: GetNodes) -> GetNodes:
    """Each node once, in the order in which they are named."""

    def both(scope: Scope) -> list[Node]:
        found: dict[tuple[int, str], Node] = {}
        for node in (*left(scope), *right(scope)):
            found.setdefault((id(node[0]), node[1]), node)
        return list(found.values())

    return both


def _rows(around: GetHolders, repeat: str, tests: Sequence[Test]) -> GetHolders:
    def rows(scope: Scope) -> Sequence[Holder]:
        found: list[Holder] = []
        for holder in around(scope):
            if isinstance(holder, Row) and repeat not in holder.hidden:
                kept: Sequence[Holder] = afforded(scope, holder.rows.get(repeat, ()))
                for test in tests:
                    kept = _kept(test, scope, kept)
                found += kept
        return found

    return rows


def _items(name: str, predicates: Sequence[Tree]) -> GetHolders:
    selections = [compile_filter(predicate) for predicate in predicates[:1]]
    tests = [_test(predicate) for predicate in predicates[1:]]

    def items(scope: Scope) -> Sequence[Holder]:
        table = scope.lists.get(name)
        if table is None:
            return ()
        kept: Sequence[Holder] = selections[0](scope, table) if selections else table.choices
        for test in tests:
            kept = _kept(test, scope, kept)
        return kept

    return items


def compile_filter(tree: Tree) -> Callable[[Scope, Table], Sequence[ListItem]]:
    """A function that gives the choices of a list for which the expression is true.

    Where it asks for a column to equal a text, only the choices with that text are looked at: a district's
    stations among 20,000 are found in microseconds.
    """
    test = _test(tree)
    looked_up = [] if _asks_for_positions(tree) else list(_lookups(tree))
    keys = [(column, evaluate.compile_value(other)) for column, other in looked_up]
    is_whole = len(keys) == 1 and tree[0] == "="

    def matching(scope: Scope, table: Table) -> Sequence[ListItem]:
        choices: Sequence[ListItem] = table.choices
        for column, key in keys:
            value = key(scope)
            if value.__class__ is str:
                choices = table.with_value(column, value)
                if is_whole:
                    return choices
                break
        return _kept(test, scope, choices)

    return matching


def _lookups(tree: Tree) -> Iterable[tuple[str, Tree]]:
    """The columns that must equal something for the whole to be true, and what they must equal."""
    if tree[0] == "and":
        yield from _lookups(tree[1])
        yield from _lookups(tree[2])
    elif tree[0] == "=":
        for column, other in ((tree[1], tree[2]), (tree[2], tree[1])):
            if column[0] == "column" and column[1] != "label" and not _asks_for_items(other):
                yield column[1], other
                break


def _asks_for_items(tree: Tree) -> bool:
    return any(found[0] in {"column", "item", "above", "cells", "rows", "items"} for found in walk(tree))


def _asks_for_positions(tree: Tree) -> bool:
    return any(found[0] == "call" and found[1] in {"position", "last"} for found in walk(tree))


def _kept(test: Test, scope: Scope, holders: Sequence[Kept]) -> list[Kept]:
    """The rows or choices that pass. What an outer predicate was asking about is put back afterwards."""
    outer = scope.item, scope.position, scope.last
    holders = afforded(scope, holders)
    scope.last = len(holders)
    kept: list[Kept] = []
    for place, holder in enumerate(holders, start=1):
        scope.item, scope.position = holder, place
        if test(scope):
            kept.append(holder)
    scope.item, scope.position, scope.last = outer
    return kept


def _passes(test: Test, scope: Scope, holder: Holder, position: int, last: int) -> bool:
    outer = scope.item, scope.position, scope.last
    scope.item, scope.position, scope.last = holder, position, last
    passes = test(scope)
    scope.item, scope.position, scope.last = outer
    return passes


def _test(predicate: Tree) -> Test:
    """A number in brackets is a position (XPath 1.0 §2.4); anything else is true or false."""
    if predicate[0] in _TRUTHS or is_nodes(predicate):
        return evaluate.compile_truth(predicate)
    value = evaluate.compile_value(predicate)

    def test(scope: Scope) -> bool:
        found = value(scope)
        return found == scope.position if found.__class__ is float else to_truth(found)

    return test


_TRUTHS = frozenset({"and", "or", "=", "!=", "<", "<=", ">", ">="})
