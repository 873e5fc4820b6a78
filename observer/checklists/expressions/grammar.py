"""The grammar of XPath 1.0 expressions, as XLSForm columns use it: operators, calls and literals.

or  <  and  <  = !=  <  < <= > >=  <  + -  <  * div mod  <  unary -  <  |      (all group from the left)
"""

from __future__ import annotations

from collections.abc import Collection

from observer.checklists.expressions import patterns
from observer.checklists.expressions.errors import ExpressionError
from observer.checklists.expressions.functions import FUNCTIONS
from observer.checklists.expressions.tokens import Token
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
