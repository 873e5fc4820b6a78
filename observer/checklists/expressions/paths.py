"""Where a path leads: each step is followed through the outline while the source is read.

What is left in the tree is only what the answers decide: which rows there are, and which of them fit.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from observer.checklists.expressions.errors import ExpressionError
from observer.checklists.expressions.outline import Outline, Place
from observer.checklists.expressions.tokens import Token
from observer.checklists.expressions.tree import Tree


@dataclass(frozen=True, slots=True)
class InForm:
    """A place of the form. `rows`: those of a repeat, or the ones the place stands in.

    `absolute`: the path began at the root or with `${…}`. Where it passes through a repeat that the
    expression itself stands in, it means the expression's own row, as in ODK Collect; `loose` marks that
    repeat while it is still the end of the path and means all its rows.
    """

    place: Place
    rows: Tree
    predicates: tuple[Tree, ...] = ()
    absolute: bool = False
    loose: bool = False


@dataclass(frozen=True, slots=True)
class InList:
    """Within a list: `instance('districts')`, then its `root`, its `item`s, and one of their columns.

    `depth`: how many of these steps have been made.
    """

    name: str
    columns: Collection[str]
    rows: Tree
    depth: int = 0
    column: str = ""


Spot = InForm | InList


class Walker:
    """Follows steps for an expression that stands at `place`."""

    def __init__(self, place: Place) -> None:
        self.outline: Outline = place.outline
        self.place = place
        self.around = place.repeats()

    def own(self) -> InForm:
        """Where the expression stands: `.` and `current()`."""
        return InForm(self.place, ["row", self.around[-1].code] if self.around else ["root"])

    def root(self) -> InForm:
        return InForm(self.outline.root, ["root"], absolute=True)

    def named(self, token: Token) -> InForm:
        """What `${…}` means here: beside the expression its own row, elsewhere all rows."""
        place = self.outline.named(token.text)
        if place is None:
            raise ExpressionError("unknown-name", token.position, name=token.text)
        spot = self.root()
        for step in [*place.around()][-2::-1] if place.parent else []:
            spot = self.into(spot, step)
        return self.into(spot, place)

    def list_named(self, name: str, position: int) -> InList:
        if name not in self.outline.lists:
            raise ExpressionError("unknown-list", position, name=name)
        return InList(name, self.outline.lists[name], ["items", name])

    def into(self, spot: InForm, place: Place) -> InForm:
        """One step down."""
        rows = spot.rows
        if spot.loose and spot.place.kind == "repeat":
            rows = ["row", spot.place.code]
        if place.kind != "repeat":
            return InForm(place, rows, (), spot.absolute)
        return InForm(
            place, ["rows", rows, place.code], (), spot.absolute, spot.absolute and place in self.around
        )

    def down(self, spot: Spot, token: Token) -> Spot:
        """The step `name`."""
        if isinstance(spot, InList):
            return self._down_list(spot, token)
        place = spot.place.children.get(token.text)
        if place is None:
            raise ExpressionError("unknown-path", token.position, name=token.text)
        return self.into(spot, place)

    def _down_list(self, spot: InList, token: Token) -> InList:
        if spot.depth < 2:
            if token.text != ("root", "item")[spot.depth]:
                raise ExpressionError("unknown-path", token.position, name=token.text)
            return replace(spot, depth=spot.depth + 1)
        if spot.depth == 3:
            raise ExpressionError("unknown-path", token.position, name=token.text)
        if token.text not in spot.columns:
            raise ExpressionError("unknown-column", token.position, name=token.text, list=spot.name)
        return replace(spot, depth=3, column=token.text)

    def up(self, spot: Spot, token: Token) -> Spot:
        """The step `..`."""
        if isinstance(spot, InList) or spot.place.parent is None:
            raise ExpressionError("unknown-path", token.position, name="..")
        is_own = spot.place is self.place and spot.rows[0] != "rows"
        rows = spot.rows if spot.place.kind != "repeat" or is_own else _above(spot)
        return InForm(spot.place.parent, rows)

    def with_predicate(self, spot: Spot, predicate: Tree, position: int) -> Spot:
        if isinstance(spot, InList):
            if spot.depth != 2:
                raise ExpressionError("no-predicate", position)
            return replace(spot, rows=[*spot.rows, predicate])
        if spot.place.kind == "question":
            return replace(spot, predicates=(*spot.predicates, predicate))
        if spot.place.kind != "repeat" or spot.rows[0] != "rows":
            raise ExpressionError("no-predicate", position)
        return replace(spot, rows=[*spot.rows, predicate], loose=False)

    def within_predicate(self, spot: Spot) -> Spot:
        """Where `.` and names lead inside the brackets behind `spot`: to one of the nodes asked about."""
        if isinstance(spot, InList):
            return replace(spot, rows=["item"])
        return InForm(spot.place, ["item"])

    def tree(self, spot: Spot, position: int) -> Tree:
        """What the whole path means."""
        if isinstance(spot, InList):
            return _list_tree(spot, position)
        if spot.place.kind == "repeat":
            return spot.rows
        if spot.place.kind == "group":
            raise ExpressionError("path-to-group", position, name=spot.place.code or "/")
        if spot.rows == ["root"] and not spot.predicates:
            return ["answer", spot.place.code]
        return ["cells", spot.rows, spot.place.code, *spot.predicates]


def _list_tree(spot: InList, position: int) -> Tree:
    if spot.depth == 3:
        return ["column", spot.column] if spot.rows == ["item"] else ["cells", spot.rows, spot.column]
    if spot.depth < 2 or spot.rows == ["item"]:
        raise ExpressionError("path-to-list", position)
    return spot.rows


def _above(spot: InForm) -> Tree:
    """The rows around those of a repeat."""
    if spot.rows[0] == "rows":
        return list(spot.rows[1])
    outer = spot.place.repeats()
    if not outer:
        return ["root"]
    return ["row", outer[-1].code] if spot.rows[0] == "row" else ["above", outer[-1].code]
