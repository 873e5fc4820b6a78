"""Source text to tree: the grammar of XPath 1.0 expressions, as XLSForm columns use it.

or  <  and  <  = !=  <  < <= > >=  <  + -  <  * div mod  <  unary -  <  |      (all group from the left)
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from observer.checklists.expressions import patterns
from observer.checklists.expressions.errors import ExpressionError
from observer.checklists.expressions.functions import FUNCTIONS, PLACES
from observer.checklists.expressions.outline import Place
from observer.checklists.expressions.paths import InForm, InList, Spot, Walker
from observer.checklists.expressions.tokens import Token, tokenize
from observer.checklists.expressions.tree import Tree, is_nodes

MAX_NESTING = 30

_LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)
# These ask about nodes, not about values.
_OF_NODES = frozenset({"count", "count-non-empty", "position", "randomize"})
_OF_PLACES = frozenset({"count", "position"})


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


class Parser:
    """Operators, calls and literals. `PathParser` adds what leads elsewhere in the form."""

    def __init__(self, tokens: list[Token], names: Collection[str] | None, has_self: bool) -> None:
        self.tokens = tokens
        self.names = names
        self.has_self = has_self
        self.at = 0
        self.nesting = 0

    def whole(self) -> Tree:
        if self.current.kind == "end":
            raise ExpressionError("empty")
        tree = self.level(0)
        if self.current.kind != "end":
            raise self.unexpected()
        return tree

    @property
    def current(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.current
        self.at += 1
        return token

    def next_is(self, kind: str, text: str) -> bool:
        return self.current.kind == kind and self.current.text == text

    def level(self, number: int) -> Tree:
        if number == len(_LEVELS):
            return self.unary()
        left = self.level(number + 1)
        while self.current.kind in {"sign", "operator"} and self.current.text in _LEVELS[number]:
            operator = self.take().text
            left = [operator, left, self.level(number + 1)]
        return left

    def unary(self) -> Tree:
        if self.next_is("sign", "-"):
            self.deeper(self.take())
            tree = ["negative", self.unary()]
            self.nesting -= 1
            return tree
        return self.union()

    def union(self) -> Tree:
        return self.primary()

    def primary(self) -> Tree:
        token = self.take()
        match token.kind:
            case "number" | "text":
                return [token.kind, token.text]
            case "answer":
                return self.answer(token)
            case "self" if self.has_self:
                return ["self"]
            case "self":
                raise ExpressionError("no-self", token.position)
            case "name" if self.next_is("sign", "("):
                return self.call(token)
            case "name":
                raise ExpressionError("bare-name", token.position, name=token.text)
            case "sign" if token.text == "(":
                return self.parenthesis(token)
        self.at -= 1
        raise self.unexpected()

    def answer(self, token: Token) -> Tree:
        if self.names is not None and token.text not in self.names:
            raise ExpressionError("unknown-name", token.position, name=token.text)
        return ["answer", token.text]

    def parenthesis(self, opening: Token) -> Tree:
        self.deeper(opening)
        tree = self.level(0)
        self.close(opening)
        return tree

    def call(self, name: Token) -> Tree:
        opening = self.take()
        self.deeper(opening)
        arguments: list[Tree] = []
        positions: list[int] = []
        while not self.next_is("sign", ")"):
            if arguments:
                self.comma(opening)
            positions.append(self.current.position)
            arguments.append(self.level(0))
        self.close(opening)
        _check_call(name, arguments, positions)
        return self.checked_call(name, arguments, positions)

    def checked_call(self, name: Token, arguments: list[Tree], positions: list[int]) -> Tree:
        if FUNCTIONS[name.text].needs_form:
            raise ExpressionError("unknown-function", name.position, name=name.text)
        return ["call", name.text, *arguments]

    def comma(self, opening: Token) -> None:
        if self.next_is("sign", ","):
            self.take()
        elif self.current.kind == "end":
            raise ExpressionError("unclosed", opening.position)
        else:
            raise self.unexpected()

    def deeper(self, token: Token) -> None:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise ExpressionError("too-deep", token.position)

    def close(self, opening: Token, kind: str = "sign", text: str = ")") -> None:
        if self.current.kind == "end":
            raise ExpressionError("unclosed", opening.position)
        if not self.next_is(kind, text):
            raise self.unexpected()
        self.take()
        self.nesting -= 1

    def unexpected(self) -> ExpressionError:
        token = self.current
        if token.kind == "end":
            return ExpressionError("unfinished", token.position)
        return ExpressionError("unexpected", token.position, found=token.text)


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


def _check_call(name: Token, arguments: list[Tree], positions: list[int]) -> None:
    """Refuse a function that does not exist, a wrong count of arguments, an unusable pattern."""
    function = FUNCTIONS.get(name.text)
    if function is None:
        raise ExpressionError("unknown-function", name.position, name=name.text)
    if not function.accepts(len(arguments)):
        raise ExpressionError("wrong-count", name.position, name=name.text, expected=function.expects())
    if name.text == "regex":
        # Compiled once with the version, so it cannot depend on an answer.
        if arguments[1][0] != "text":
            raise ExpressionError("pattern-not-text", positions[1])
        problem = patterns.fault(arguments[1][1])
        if problem:
            raise ExpressionError("bad-pattern", positions[1], reason=problem)
