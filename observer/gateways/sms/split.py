"""A piece of a message without blanks, taken apart into tags and values: "AA1AB2AC123". Pure.

All ways of taking it apart are looked at. One way is an answer, two are a question to the observer.
"""

from __future__ import annotations

from dataclasses import dataclass

from observer.gateways.sms.book import Asked, Page
from observer.gateways.sms.letters import PUNCTUATION, spelled
from observer.gateways.sms.values import Answer

# No value within a piece is longer; what is longer stands behind a blank.
LONGEST_VALUE = 64
# Nor does anybody write more than two messages without a single blank.
LONGEST_PIECE = 320
_BETWEEN = frozenset(PUNCTUATION + " ")
_BEHIND_TAG = frozenset("=:")
# What sets a free text apart from its tag.
_BEFORE_TEXT = _BETWEEN | _BEHIND_TAG | {"-"}


@dataclass(frozen=True, slots=True)
class Pair:
    """A tag with what was written for it. `written` is None where the piece ends with the tag.

    `text_from`: where in the piece a free text begins, which goes on to the end of the message.
    """

    asked: Asked
    written: str | None
    answer: Answer | None = None
    text_from: int | None = None


def ways(piece: str, page: Page) -> list[tuple[Pair, ...]]:
    """The ways to take `piece` apart that mean different things: none, one, or two of several."""
    if len(piece) > LONGEST_PIECE:
        return []
    found = _Splitting(piece, page).from_place(0)
    complete = [way for way in found if not _ends_open(way) or len(way) == 1]
    return (complete or found)[:2]


class _Splitting:
    def __init__(self, piece: str, page: Page) -> None:
        self.piece, self.page = piece, page
        self.spelled = spelled(piece)
        self.found: dict[int, list[tuple[Pair, ...]]] = {}

    def from_place(self, place: int) -> list[tuple[Pair, ...]]:
        """Right to left, so that a long piece is not a deep recursion."""
        for start in range(len(self.piece), place - 1, -1):
            self.found[start] = self._ways(start)
        return [way for way in self.found[place] if way]

    def _ways(self, place: int) -> list[tuple[Pair, ...]]:
        start = self._past(place, _BETWEEN)
        if start == len(self.piece):
            return [()]
        if start > place:
            return self.found[start]
        found: list[tuple[Pair, ...]] = []
        for tag in self.page.tags:
            if self.spelled.startswith(tag, start):
                self._with_tag(self.page.by_tag[tag], start + len(tag), found)
        return found

    def _with_tag(self, asked: Asked, behind: int, found: list[tuple[Pair, ...]]) -> None:
        if asked.is_text:
            if behind == len(self.piece) or self.piece[behind] in _BEFORE_TEXT:
                _add(found, (Pair(asked, None, text_from=behind),))
            return
        start = self._past(behind, _BEHIND_TAG)
        if start == len(self.piece):
            _add(found, (Pair(asked, None),))
        for end in range(start + 1, min(len(self.piece), start + LONGEST_VALUE) + 1):
            rest, written = self.found[end], self.piece[start:end]
            if rest and _stands_glued(written, asked) and (answer := asked.read(written)) is not None:
                pair = Pair(asked, written, answer)
                for way in rest:
                    _add(found, (pair, *way))

    def _past(self, place: int, signs: frozenset[str]) -> int:
        while place < len(self.piece) and self.piece[place] in signs:
            place += 1
        return place


def _stands_glued(written: str, asked: Asked) -> bool:
    """A code such as "c3" would read as a tag with a figure: it stands behind a blank."""
    return asked.is_number or not written[0].isalpha() or not any(map(str.isdecimal, written))


def _add(found: list[tuple[Pair, ...]], way: tuple[Pair, ...]) -> None:
    """ "AA1," and "AA1" with a comma behind are one way: only the meaning counts."""
    meaning = [(pair.asked.code, pair.answer, pair.text_from) for pair in way]
    alike = [other for other in found if _ends_open(other) == _ends_open(way)]
    if len(alike) < 2 and all(
        [(pair.asked.code, pair.answer, pair.text_from) for pair in other] != meaning for other in alike
    ):
        found.append(way)


def _ends_open(way: tuple[Pair, ...]) -> bool:
    """Whether the last tag still waits for its value, or begins a free text."""
    return bool(way) and way[-1].written is None


def trimmed(piece: str) -> str:
    """A piece without the punctuation behind it; a minus stays, it takes an answer back."""
    return piece.rstrip(PUNCTUATION)
