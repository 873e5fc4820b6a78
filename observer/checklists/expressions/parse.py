"""Source text to tree: the grammar of XPath 1.0 expressions, as XLSForm columns use it.

or  <  and  <  = !=  <  < <= > >=  <  + -  <  * div mod  <  unary -      (all group from the left)
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from observer.checklists.expressions import patterns
from observer.checklists.expressions.errors import ExpressionError
from observer.checklists.expressions.functions import FUNCTIONS
from observer.checklists.expressions.tokens import Token, tokenize
from observer.checklists.expressions.tree import Tree

MAX_NESTING = 30

_LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)


@dataclass(frozen=True, slots=True)
class Expression:
    """An accepted expression: what its author wrote and the tree it means."""

    source: str
    tree: Tree


def parse(source: str, *, names: Collection[str] | None = None, has_self: bool = True) -> Expression:
    """Read `source`; refuse it, with the position, if it means nothing.

    `names` are the names that `${…}` may ask for (None: any); `has_self` says whether `.` has a meaning.
    Raises ExpressionError.
    """
    parser = _Parser(tokenize(source), names, has_self)
    return Expression(source, parser.whole())


class _Parser:
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

    def level(self, number: int) -> Tree:
        if number == len(_LEVELS):
            return self.unary()
        left = self.level(number + 1)
        while self.current.kind in {"sign", "operator"} and self.current.text in _LEVELS[number]:
            operator = self.take().text
            left = [operator, left, self.level(number + 1)]
        return left

    def unary(self) -> Tree:
        if self.current.kind == "sign" and self.current.text == "-":
            self.deeper(self.take())
            tree = ["negative", self.unary()]
            self.nesting -= 1
            return tree
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
            case "name" if self.current.text == "(" and self.current.kind == "sign":
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
        while not (self.current.kind == "sign" and self.current.text == ")"):
            if arguments:
                self.comma(opening)
            positions.append(self.current.position)
            arguments.append(self.level(0))
        self.close(opening)
        _check_call(name, arguments, positions)
        return ["call", name.text, *arguments]

    def comma(self, opening: Token) -> None:
        if self.current.kind == "sign" and self.current.text == ",":
            self.take()
        elif self.current.kind == "end":
            raise ExpressionError("unclosed", opening.position)
        else:
            raise self.unexpected()

    def deeper(self, token: Token) -> None:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise ExpressionError("too-deep", token.position)

    def close(self, opening: Token) -> None:
        if self.current.kind == "end":
            raise ExpressionError("unclosed", opening.position)
        if not (self.current.kind == "sign" and self.current.text == ")"):
            raise self.unexpected()
        self.take()
        self.nesting -= 1

    def unexpected(self) -> ExpressionError:
        token = self.current
        if token.kind == "end":
            return ExpressionError("unfinished", token.position)
        return ExpressionError("unexpected", token.position, found=token.text)


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
