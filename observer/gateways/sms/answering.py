"""The answers of a message, from its first tag to its end. Pure.

A tag takes what is written behind it, up to the next tag. What is left over, contradicts itself or can be
read in two ways is named, and the answer it stood by is not taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from observer.gateways.sms.book import Asked, Page
from observer.gateways.sms.letters import PUNCTUATION, bare, spelled
from observer.gateways.sms.split import Pair, trimmed, ways
from observer.gateways.sms.values import TAKE_BACK, Answer

_BEFORE_TEXT = PUNCTUATION + ":=- \t\r\n"


@dataclass(frozen=True, slots=True)
class Unclear:
    """A piece of the message that was not understood, as it was written, and why.

    `why`: no-form, no-tag (nothing is asked by this tag), retired (it was, by an earlier version), value (no
    answer to its question), two-ways, twice (two answers to one question).
    """

    written: str
    why: str


@dataclass(frozen=True, slots=True)
class Answers:
    answers: Mapping[str, Answer]
    unclear: tuple[Unclear, ...]


def read_answers(text: str, page: Page) -> Answers:
    """All answers in `text`. Never raises; the order of `unclear` is that of the message."""
    return _Reading(text, page).result()


@dataclass(slots=True)
class _Open:
    """The tag that values are being added to; `spoilt` once something behind it was not understood."""

    asked: Asked
    tag: str
    values: list[str]
    spoilt: bool = False


class _Reading:
    def __init__(self, text: str, page: Page) -> None:
        self.text, self.page = text, page
        self.answers: dict[str, Answer] = {}
        self.written: dict[str, str] = {}
        self.unclear: list[Unclear] = []
        self.torn: set[str] = set()
        self.open: _Open | None = None

    def result(self) -> Answers:
        place = 0
        for piece in self.text.split():
            place = self.text.index(piece, place)
            if self._take_piece(piece, place):
                break
            place += len(piece)
        self._close()
        kept = {code: answer for code, answer in self.answers.items() if code not in self.torn}
        return Answers(kept, tuple(self.unclear))

    def _take_piece(self, piece: str, place: int) -> bool:
        """Whether a free text took all the rest."""
        bare_piece = trimmed(piece)
        if not bare_piece.strip(PUNCTUATION + ":="):
            return False
        if self.open and not self.open.values and self._fits(bare_piece):
            self.open.values.append(bare_piece)
            return False
        found = ways(piece, self.page)
        if len(found) == 1:
            return self._take_pairs(found[0], piece, place)
        if self.open and self.open.asked.goes_on and not found and self._fits(bare_piece):
            self.open.values.append(bare_piece)
            return False
        self._leave(bare_piece, "two-ways" if found else self._why(piece))
        return False

    def _fits(self, piece: str) -> bool:
        """Whether the open tag can take this too; a moment is only whole with its second piece."""
        assert self.open is not None
        value = piece.lstrip(":=")
        together = " ".join((*self.open.values, value))
        read = self.open.asked.read
        return read(together) is not None or (self.open.asked.goes_on and _may_begin(self.open, value))

    def _take_pairs(self, pairs: tuple[Pair, ...], piece: str, place: int) -> bool:
        for pair in pairs:
            self._close()
            self.open = _Open(pair.asked, pair.asked.tag, [])
            if pair.asked.is_text:
                self._take_text(pair.asked, place + (pair.text_from or 0))
                return True
            if pair.written is not None:
                self.open.values.append(trimmed(pair.written))
        return False

    def _take_text(self, asked: Asked, start: int) -> None:
        self.open = None
        text = self.text[start:].lstrip(_BEFORE_TEXT).rstrip()
        if self.text[start:].strip() == TAKE_BACK:
            self._put(asked, "", TAKE_BACK)
        elif text:
            self._put(asked, text, text)
        else:
            self.unclear.append(Unclear(asked.tag, "value"))

    def _leave(self, piece: str, why: str) -> None:
        """A figure that stands by itself behind a number may belong to it: then neither is taken."""
        opened = self.open
        if opened is not None and (not opened.values or _looks_like_figures(piece, opened.asked)):
            opened.values.append(piece)
            opened.spoilt = True
        else:
            self.unclear.append(Unclear(piece, why))

    def _why(self, piece: str) -> str:
        word = spelled(piece)
        letters = word[: len(word) - len(word.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
        if letters in self.page.retired:
            return "retired"
        return "value" if letters in self.page.by_tag else "no-tag"

    def _close(self) -> None:
        """The open tag is complete: its value is read, or named as not understood."""
        opened, self.open = self.open, None
        if opened is None:
            return
        written = " ".join(opened.values).strip()
        answer = None if opened.spoilt or not written else opened.asked.read(written.lstrip(":="))
        if answer is None:
            glue = " " if opened.spoilt else ""
            self.unclear.append(Unclear(f"{opened.tag}{glue}{written}".strip(), "value"))
            return
        self._put(opened.asked, answer, written)

    def _put(self, asked: Asked, answer: Answer, written: str) -> None:
        """The same answer twice is one; two answers to one question are none."""
        code = asked.code
        if code in self.answers and self.answers[code] != answer:
            both = f"{asked.tag}{self.written[code]} {asked.tag}{written}"
            self.unclear.append(Unclear(both, "twice"))
            self.torn.add(code)
            return
        self.answers[code], self.written[code] = answer, written


def _may_begin(opened: _Open, value: str) -> bool:
    """The first piece of a moment or a place, of which the second is still to come."""
    return (
        opened.asked.question.type in {"datetime", "geopoint"}
        and not opened.values
        and any(sign.isdecimal() for sign in value)
        and not any(sign.isalpha() for sign in value)
    )


def _looks_like_figures(piece: str, asked: Asked) -> bool:
    return bool(bare(piece)) and bare(piece).isdecimal() and not asked.is_text
