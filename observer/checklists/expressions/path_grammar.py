"""The grammar of paths: steps, brackets, `${…}` with more behind it, and functions that ask for places."""

from __future__ import annotations

from collections.abc import Collection

from observer.checklists.expressions.errors import ExpressionError
from observer.checklists.expressions.functions import PLACES
from observer.checklists.expressions.grammar import Parser
from observer.checklists.expressions.paths import InForm, InList, Spot, Walker
from observer.checklists.expressions.tokens import Token, tokenize
from observer.checklists.expressions.tree import Tree, is_nodes

# These ask about nodes, not about values.
_OF_NODES = frozenset({"count", "count-non-empty", "position", "randomize"})
_OF_PLACES = frozenset({"count", "position"})


class PathParser(Parser):
    """Follows paths with a Walker. `item`: what `.` and names mean inside brackets and in a choice filter."""

    def __init__(
        self, tokens: list[Token], walker: Walker, has_self: bool, columns: Collection[str] | None
    ) -> None:
        super().__init__(tokens, None, has_self)
        self.walker = walker
        self.item: Spot | None = None
        self.places_allowed = False
        if columns is not None:
            self.item = InList("", {*columns, "name", "label"}, ["item"], 2)

    def union(self) -> Tree:
        start = self.current.position
        left = self.primary()
        while self.next_is("path", "|"):
            bar = self.take()
            right = self.primary()
            _check_nodes(left, start)
            _check_nodes(right, bar.position)
            left = ["union", left, right]
        return left

    def primary(self) -> Tree:
        token = self.current
        spot = self.start()
        if spot is None:
            return super().primary()
        if spot == self.walker.own() and not self.next_is("path", "/") and not self.next_is("path", "["):
            if not self.has_self and token.kind == "self":
                raise ExpressionError("no-self", token.position)
            return ["self"]
        return self.rest(spot, token)

    def start(self) -> Spot | None:
        """The first step of a path, taken; None where no path begins."""
        token = self.current
        if token.kind == "answer":
            return self.walker.named(self.take())
        if token.kind == "self":
            self.take()
            return self.item or self.walker.own()
        if token.kind == "path":
            return self.start_of_steps(token)
        if token.kind != "name":
            return None
        if self.tokens[self.at + 1].text == "(" and self.tokens[self.at + 1].kind == "sign":
            return self.start_of_call(token)
        if self.item is None and self.tokens[self.at + 1].text != "::":
            return None
        return self.step(self.item or self.walker.own())

    def start_of_steps(self, token: Token) -> Spot:
        if token.text == "..":
            return self.step(self.item or self.walker.own())
        if token.text != "/":
            raise ExpressionError("path-unsupported", token.position, found=token.text)
        self.take()
        root = self.take()
        if root.kind != "name":
            raise ExpressionError("path-unsupported", token.position, found="/")
        if root.text not in self.walker.outline.roots:
            raise ExpressionError("unknown-path", root.position, name=root.text)
        return self.walker.root()

    def start_of_call(self, token: Token) -> Spot | None:
        """`current()` and `instance('…')`, which are places and not values."""
        if token.text not in PLACES:
            return None
        self.take()
        opening = self.take()
        self.nesting += 1
        name = self.take() if token.text == "instance" and self.current.kind == "text" else None
        if token.text == "instance" and name is None:
            raise ExpressionError("name-not-text", self.current.position, name=token.text)
        self.close(opening)
        return self.walker.list_named(name.text, name.position) if name else self.walker.own()

    def rest(self, spot: Spot, start: Token) -> Tree:
        while self.current.kind == "path" and self.current.text in {"/", "["}:
            if self.take().text == "/":
                spot = self.step(spot)
            else:
                spot = self.predicate(spot, self.tokens[self.at - 1])
        if self.places_allowed and isinstance(spot, InForm) and spot.place.kind == "group":
            return ["root"]
        return self.walker.tree(spot, start.position)

    def step(self, spot: Spot) -> Spot:
        token = self.take()
        if token.kind == "path" and token.text == "..":
            return self.walker.up(spot, token)
        if token.kind == "self":
            return spot
        if token.kind != "name" or self.next_is("sign", "("):
            raise ExpressionError("path-unsupported", token.position, found=token.text)
        return self.axis(spot, token) if self.next_is("path", "::") else self.walker.down(spot, token)

    def axis(self, spot: Spot, axis: Token) -> Spot:
        """`child::name`, `parent::node()` and `self::node()`, the axes that forms use."""
        if axis.text not in {"child", "parent", "self"}:
            raise ExpressionError("path-unsupported", axis.position, found=f"{axis.text}::")
        self.take()
        node = self.take()
        if axis.text == "child" and node.kind == "name" and not self.next_is("sign", "("):
            return self.walker.down(spot, node)
        if node.text == "node" and self.next_is("sign", "("):
            self.take()
            self.nesting += 1
            self.close(node)
        elif node.text != "*":
            raise ExpressionError("path-unsupported", node.position, found=node.text)
        if axis.text == "parent":
            return self.walker.up(spot, axis)
        if axis.text == "child":
            raise ExpressionError("path-unsupported", node.position, found=node.text)
        return spot

    def predicate(self, spot: Spot, opening: Token) -> Spot:
        self.deeper(opening)
        outer, self.item = self.item, self.walker.within_predicate(spot)
        outer_places, self.places_allowed = self.places_allowed, False
        tree = self.level(0)
        self.item, self.places_allowed = outer, outer_places
        self.close(opening, "path", "]")
        return self.walker.with_predicate(spot, tree, opening.position)

    def call(self, name: Token) -> Tree:
        outer, self.places_allowed = self.places_allowed, name.text in _OF_PLACES
        tree = super().call(name)
        self.places_allowed = outer
        return tree

    def checked_call(self, name: Token, arguments: list[Tree], positions: list[int]) -> Tree:
        if name.text in _OF_NODES and arguments:
            _check_nodes(arguments[0], positions[0])
        if name.text in {"position", "last"} and not arguments and self.item is None:
            raise ExpressionError("no-position", name.position, name=name.text)
        match name.text:
            case "jr:choice-name":
                arguments[1] = self.question_named(arguments[1], positions[1], name)
            case "pulldata":
                self.check_list(arguments, positions, name)
            case "indexed-repeat":
                return self.indexed(arguments, positions, name)
        return ["call", name.text, *arguments]

    def question_named(self, argument: Tree, position: int, name: Token) -> Tree:
        """`'${A1}'` or a path as text, as jr:choice-name() asks for it, to the question's code."""
        if argument[0] != "text":
            raise ExpressionError("name-not-text", position, name=name.text)
        inner = PathParser(tokenize(argument[1], paths=True), self.walker, True, None)
        try:
            tree = inner.whole()
        except ExpressionError as error:
            raise ExpressionError(error.code, position, **error.arguments) from error
        if tree == ["self"]:
            return ["text", self.walker.place.code]
        if tree[0] not in {"answer", "cells"}:
            raise ExpressionError("name-not-text", position, name=name.text)
        return ["text", tree[1] if tree[0] == "answer" else tree[2]]

    def check_list(self, arguments: list[Tree], positions: list[int], name: Token) -> None:
        """Lists and columns are named as texts, so that they can be looked up now."""
        for argument, position in zip(arguments[:3], positions, strict=False):
            if argument[0] != "text":
                raise ExpressionError("name-not-text", position, name=name.text)
        table = self.walker.list_named(arguments[0][1], positions[0])
        for argument, position in zip(arguments[1:3], positions[1:], strict=False):
            if argument[1] not in table.columns:
                raise ExpressionError("unknown-column", position, name=argument[1], list=table.name)

    def indexed(self, arguments: list[Tree], positions: list[int], name: Token) -> Tree:
        """`indexed-repeat(${x}, ${repeat}, 2)` is the path `/data/repeat[2]/x`."""
        if arguments[0][0] != "cells" or arguments[0][1][0] == "items" or len(arguments) % 2 == 0:
            raise ExpressionError("not-in-repeat", positions[0], name=name.text)
        wanted: dict[str, Tree] = {}
        for number in range(1, len(arguments), 2):
            if arguments[number][0] not in {"rows", "row"}:
                raise ExpressionError("not-in-repeat", positions[number], name=name.text)
            wanted[arguments[number][2 if arguments[number][0] == "rows" else 1]] = arguments[number + 1]
        code = arguments[0][2]
        place = self.walker.outline.named(code)
        around = place.repeats() if place else []
        if not wanted.keys() <= {repeat.code for repeat in around}:
            raise ExpressionError("not-in-repeat", positions[0], name=name.text)
        rows: Tree = ["root"]
        for repeat in around:
            if repeat.code in wanted:
                rows = ["rows", rows, repeat.code, ["call", "number", wanted[repeat.code]]]
            elif repeat in self.walker.around:
                rows = ["row", repeat.code]
            else:
                rows = ["rows", rows, repeat.code]
        return ["cells", rows, code]


def _check_nodes(tree: Tree, position: int) -> None:
    if not is_nodes(tree) and tree[0] not in {"answer", "self"}:
        raise ExpressionError("not-nodes", position)
