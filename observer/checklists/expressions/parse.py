"""Source text to tree."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from observer.checklists.expressions.grammar import Parser
from observer.checklists.expressions.outline import Place
from observer.checklists.expressions.path_grammar import PathParser
from observer.checklists.expressions.paths import Walker
from observer.checklists.expressions.tokens import tokenize
from observer.checklists.expressions.tree import Tree


@dataclass(frozen=True, slots=True)
class Expression:
    """An accepted expression: what its author wrote and the tree it means."""

    source: str
    tree: Tree


def parse(
    source: str,
    *,
    names: Collection[str] | None = None,
    has_self: bool = True,
    place: Place | None = None,
    columns: Collection[str] | None = None,
) -> Expression:
    """Read `source`; refuse it, with the position, if it means nothing.

    `has_self` says whether `.` has a meaning. At a `place` of an outline, paths are followed and names
    looked up from there; `columns` are those of the list that a choice filter goes through, where they stand
    bare. Without a place, `names` are those that `${…}` may ask for (None: any), and paths are refused.
    Raises ExpressionError.
    """
    if place is None:
        return Expression(source, Parser(tokenize(source), names, has_self).whole())
    parser = PathParser(tokenize(source, paths=True), Walker(place), has_self, columns)
    return Expression(source, parser.whole())
