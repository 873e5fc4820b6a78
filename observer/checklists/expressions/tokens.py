"""Source text to tokens, by XPath 1.0's own rules for telling `*`, `div` and `and` from names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from observer.checklists.expressions.errors import ExpressionError

MAX_SOURCE_CHARACTERS = 4_000
MAX_TOKENS = 400

_OPERANDS = frozenset({"number", "text", "answer", "self", "name"})
_CLOSING = frozenset({("sign", ")"), ("path", "]"), ("path", "..")})
_WORD_OPERATORS = frozenset({"and", "or", "div", "mod"})

_TOKEN = re.compile(
    r"""
      (?P<space>[ \t\r\n\u00a0]+)
    | \$\{[ ]*(?P<answer>[A-Za-z_][A-Za-z0-9_.:-]*)[ ]*\}
    | (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    | "(?P<double>[^"]*)" | '(?P<single>[^']*)'
    | (?P<path>\.\.|::|[/\[\]@|])
    | (?P<self>\.)
    | (?P<sign><=|>=|!=|[=<>+\-*(),])
    | (?P<word>[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """`kind`: number, text, answer, self, sign, path, operator (a word such as `and`), name, end."""

    kind: str
    text: str
    position: int


def tokenize(source: str, *, paths: bool = False) -> list[Token]:
    """The tokens of `source`, the last of kind `end`. Signs of paths are refused unless there may be `paths`.

    Raises ExpressionError.
    """
    if len(source) > MAX_SOURCE_CHARACTERS:
        raise ExpressionError("too-long", MAX_SOURCE_CHARACTERS)
    tokens: list[Token] = []
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            raise _unreadable(source, position)
        kind = match.lastgroup or ""
        if kind != "space":
            token = _token(kind, match[kind], position, tokens)
            if token.kind == "path" and not paths:
                raise ExpressionError("path", position, found=token.text)
            tokens.append(token)
        position = match.end()
    if len(tokens) > MAX_TOKENS:
        raise ExpressionError("too-long", tokens[MAX_TOKENS].position)
    return [*tokens, Token("end", "", len(source))]


def _token(kind: str, text: str, position: int, before: list[Token]) -> Token:
    if kind == "sign" and text == "*" and not _after_operand(before):
        return Token("path", text, position)
    if kind in {"double", "single"}:
        return Token("text", text, position)
    if kind == "word":
        # XPath 1.0 §3.7: a name that follows an operand is an operator.
        return Token(
            "operator" if text in _WORD_OPERATORS and _after_operand(before) else "name", text, position
        )
    return Token(kind, text, position)


def _after_operand(before: list[Token]) -> bool:
    if not before:
        return False
    last = before[-1]
    return last.kind in _OPERANDS or (last.kind, last.text) in _CLOSING


def _unreadable(source: str, position: int) -> ExpressionError:
    character = source[position]
    if character in "'\"":
        return ExpressionError("unclosed-text", position)
    if character in "‘’“”«»`":
        return ExpressionError("curly-quote", position, found=character)
    if character == "$":
        return ExpressionError("bad-reference", position)
    return ExpressionError("unexpected", position, found=character)
