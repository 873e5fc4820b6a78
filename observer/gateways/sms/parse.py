"""A text message read: `STN4711 B AA1 AB2 AC123`. Pure, and never a guess.

    message  station form answers        form: its letter or code, then a number where it is sent several
                                         times a day (`B2`)
    answers  tag value tag value …       blanks and punctuation between them are optional
    text     tag blank words …           of a question that asks for words: it goes on to the end

Source of the shape: the coded text messages of domestic observer networks (a station's code, a form, then
letters with figures), as Observer's own domain notes describe them.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from observer.gateways.sms.answering import Unclear, read_answers
from observer.gateways.sms.book import Book, Page
from observer.gateways.sms.letters import PUNCTUATION, bare, spelled
from observer.gateways.sms.split import ways
from observer.gateways.sms.values import Answer

# How many pieces the code of a place may be torn into: "KZ 01 0027".
PLACE_PIECES = 3
MOST_OF_A_DAY = 99
NO_PLACE = "0"
_HELP = frozenset(map(bare, ("", "help", "info", "how", "помощь", "справка", "көмек", "aide")))
# Words by which people leave the list of a gateway: the gateway answers them, we do not.
_STOP = frozenset(map(bare, ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "start", "стоп")))
# No place has a longer code.
_LONGEST_PLACE = 64

# The register's spelling of a place, or None where it is on no list.
FindPlace = Callable[[str, Page], str | None]


class Kind(enum.StrEnum):
    REPORT = "report"
    HELP = "help"
    STOP = "stop"
    NO_FORM = "no_form"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a message says. `place` as the register spells it, else as typed; `place_known` says which.

    `answers` by question code, ready for the check; "" takes an answer back. `number`: which of the day's
    reports of this form, None where none was written.
    """

    kind: Kind
    page: Page | None = None
    place: str = ""
    place_known: bool = False
    number: int | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    unclear: tuple[Unclear, ...] = ()
    # What follows place and form, as it was written: the end of the message.
    body: str = ""


@dataclass(frozen=True, slots=True)
class _Head:
    page: Page
    place: str
    known: bool
    number: int | None
    body: str


def parse(text: str, book: Book, find_place: FindPlace) -> Parsed:
    """Read a message. Whatever is written, it answers; nothing raises."""
    words = text.split()
    first = bare(words[0]) if words else ""
    if len(words) <= 1 and (first in _HELP or set(text.strip()) <= {"?", "!", "."}):
        return Parsed(Kind.HELP)
    if len(words) == 1 and first in _STOP:
        return Parsed(Kind.STOP)
    head = _head(text, book, find_place)
    if head is None:
        return Parsed(Kind.NO_FORM, unclear=(Unclear(text.strip(), "no-form"),))
    found = read_answers(head.body, head.page)
    kind = Kind.REPORT if found.answers else Kind.NO_ANSWER
    told = (head.page, head.place, head.known, head.number)
    return Parsed(kind, *told, found.answers, found.unclear, head.body)


def _head(text: str, book: Book, find_place: FindPlace) -> _Head | None:
    """The place and the form: as written apart, else as written in one, else a place that is on no list.

    Written in one, only a known place says where it ends and the form begins, and only if it is the only one.
    """
    apart = list(_apart(text, book))
    for typed, (page, number, body) in apart:
        if typed == NO_PLACE and page.phase in {"incident", "long_term"}:
            return _Head(page, "", True, number, body)
        if (place := find_place(typed, page)) is not None:
            return _Head(page, place, True, number, body)
    in_one = [
        _Head(page, place, True, number, body)
        for typed, (page, number, body) in _in_one(text, book)
        if (place := find_place(typed, page)) is not None
    ]
    if in_one:
        return in_one[0] if len(in_one) == 1 else None
    unknown = (one for one in apart if any(map(str.isdecimal, one[0])) and not _is_glued(text, one[1]))
    return next((_Head(page, typed, False, number, body) for typed, (page, number, body) in unknown), None)


_Form = tuple[Page, int | None, str]


def _apart(text: str, book: Book) -> Iterator[tuple[str, _Form]]:
    """A place of one to three pieces, then a blank and the form."""
    pieces = list(_pieces(text))
    for count in range(1, min(PLACE_PIECES, len(pieces) - 1) + 1):
        typed = " ".join(text[start:end] for start, end in pieces[:count]).strip(PUNCTUATION + ":= ")
        if len(typed) <= _LONGEST_PLACE and (form := _form(text[pieces[count][0] :], book)):
            yield typed, form


def _in_one(text: str, book: Book) -> Iterator[tuple[str, _Form]]:
    """A place whose last piece goes on with the form: "STN4711B AA1"."""
    pieces = list(_pieces(text))[:PLACE_PIECES]
    for start, end in pieces:
        for cut in range(start + 1, min(end, start + _LONGEST_PLACE)):
            if form := _form(text[cut:], book):
                yield text[pieces[0][0] : cut].strip(PUNCTUATION + ":= "), form


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The first few pieces between blanks, by their places in the text."""
    end = 0
    for word in text.split()[: PLACE_PIECES + 1]:
        start = text.index(word, end)
        end = start + len(word)
        yield start, end


def _form(text: str, book: Book) -> _Form | None:
    """The form a text begins with: its code or its tag, a number, and then answers or nothing."""
    piece = text.split(maxsplit=1)[0]
    word = spelled(piece).strip(PUNCTUATION + ":=")
    rest = text[len(piece) :]
    if word in book.by_code:
        return book.by_code[word], None, rest
    letters = word.rstrip("0123456789")
    if letters in book.by_tag and (number := _number(word[len(letters) :])) != 0:
        return book.by_tag[letters], number, rest
    # Where the form was left out, the first answer must not become one.
    if any(ways(piece, page) for page in book.pages):
        return None
    found = [form for page in book.pages if (form := _glued(piece, page)) is not None]
    return (found[0][0], None, found[0][1] + rest) if len(found) == 1 else None


def _glued(piece: str, page: Page) -> tuple[Page, str] | None:
    """ "BAA1AB2": the form's tag with the first answers behind it, without a blank."""
    tag = page.tag
    if not spelled(piece).startswith(tag) or len(piece) == len(tag):
        return None
    behind = piece[len(tag) :]
    return (page, behind) if ways(behind, page) else None


def _is_glued(text: str, form: _Form) -> bool:
    """Whether the first answer stands at the form without a blank."""
    before = text[: len(text) - len(form[2])]
    return bool(form[2]) and not form[2][0].isspace() and not before.endswith(tuple(PUNCTUATION))


def _number(figures: str) -> int | None:
    """Which of the day's reports; None where none is written, 0 where it is out of reason."""
    if not figures:
        return None
    number = int(figures) if len(figures) < 3 else 0
    return number if 0 < number <= MOST_OF_A_DAY else 0
