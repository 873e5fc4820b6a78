"""Text that people write for a document: words, with places for figures and facts. No Django.

`{{figure:stations.seen.total}}` is a figure by its key, `{{figure:stations.seen.total:share}}` one
way of reading it, `{{fact:election_day}}` a fact of the mission. Numbers are never typed: what a person
types cannot be traced, and would stay when the figure moves.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

TOKEN = re.compile(r"\{\{\s*(figure|fact):([^{}:]+?)(?::([^{}:]+?))?\s*\}\}")


@dataclass(frozen=True, slots=True)
class Token:
    """A place in a text. `kind`: figure or fact; `reading`: how a figure is read, "" for the usual way."""

    kind: str
    key: str
    reading: str = ""

    def __str__(self) -> str:
        parts = [self.kind, self.key, *([self.reading] if self.reading else [])]
        return "{{" + ":".join(parts) + "}}"


Piece = str | Token


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: codes `figure`, `reading`, `fact`, `number`, `braces`; `near`: keys perhaps meant."""

    code: str
    told: str
    near: tuple[str, ...] = ()


def pieces(text: str) -> Iterator[Piece]:
    """The text as words and places, in order; nothing empty."""
    end = 0
    for found in TOKEN.finditer(text):
        if found.start() > end:
            yield text[end : found.start()]
        yield Token(found[1], found[2].strip(), (found[3] or "").strip())
        end = found.end()
    if end < len(text):
        yield text[end:]


def paragraphs(text: str) -> list[str]:
    """Parts between empty lines; a single line break is a space."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return [" ".join(part.split()) for part in parts if part.strip()]


def faults(text: str, *, figures: Mapping[str, Collection[str]], facts: Collection[str]) -> list[Fault]:
    """Everything that keeps a text out of a document. `figures` are keys with the readings they allow."""
    return [fault for piece in pieces(text) for fault in _faults(piece, figures, facts)]


def _faults(piece: Piece, figures: Mapping[str, Collection[str]], facts: Collection[str]) -> Iterator[Fault]:
    if isinstance(piece, str):
        for word in piece.split():
            if any(character.isnumeric() for character in word):
                yield Fault("number", word)
        if "{" in piece or "}" in piece:
            yield Fault("braces", piece.strip()[:80])
    elif piece.kind == "fact":
        if piece.key not in facts:
            yield Fault("fact", piece.key, tuple(get_close_matches(piece.key, facts, 3, 0.5)))
    elif piece.key not in figures:
        yield Fault("figure", piece.key, tuple(get_close_matches(piece.key, figures, 3, 0.5)))
    elif piece.reading and piece.reading not in figures[piece.key]:
        yield Fault("reading", f"{piece.key}:{piece.reading}", tuple(sorted(figures[piece.key])))
