"""What may be written behind a tag, and which answer it is. Pure.

Nothing is guessed: what has two meanings has none. A value that breaks a bound of the form is taken all the
same, as from every door; the check tells of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import TypeAlias

from observer.checklists.answers import canonical_number
from observer.checklists.definition.shapes import (
    ACKNOWLEDGED,
    ANSWER_LABELS,
    NOT_OBSERVED,
    Definition,
    Question,
)
from observer.gateways.sms.letters import PUNCTUATION, bare, digits, spelled

Answer: TypeAlias = str | list[str]
# None: this is no answer to the question.
Read: TypeAlias = Callable[[str], Answer | None]

TAKE_BACK = "-"
UNSEEN = "X"
# Beyond these a list is told by its codes alone: nobody counts to the 117th choice.
MOST_NUMBERED = 50
MOST_WORD = 20
_TIME = re.compile(r"([01]?\d|2[0-3])[:.H-]?([0-5]\d)", re.ASCII)
_DATES = (
    re.compile(r"(?P<year>\d{4})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})[-./](?P<month>\d{1,2})[-./](?P<year>\d{4})", re.ASCII),
)
_LIST = re.compile(r"[\s,;+/&.]+")
_POINT = re.compile(r"[\s,;]+")
# First letters of yes and no in the languages of the built-in words, and of English.
_SHORT: Mapping[str, tuple[str, ...]] = {"yes": ("y", "д", "и"), "no": ("n", "н", "ж")}
ONE_WORD = frozenset({"barcode"})
# These go on behind a blank: "AB 1 3 4", "AD 24.11.2026 14:30".
GOES_ON = frozenset({"many_of", "rank", "datetime", "geopoint"})
NUMBERS = frozenset({"integer", "decimal", "range"})


@dataclass(frozen=True, slots=True)
class Option:
    """A choice as the code card prints it: `written` is what to write for `code`."""

    written: str
    code: str
    labels: Mapping[str, str]


def options(question: Question, definition: Definition) -> list[Option]:
    """The choices of a question with what to write for each, "not observed" last; empty without choices."""
    codes = question.choice_codes
    numbers = _numbers(codes)
    labels = {choice.code: choice.labels for choice in question.choices}
    found = [
        Option(numbers.get(code, code), code, labels.get(code) or _words(code, definition)) for code in codes
    ]
    if _may_be_unseen(question):
        written = str(len(codes) + 1) if question.type == "yes_no_not_observed" else UNSEEN
        found.append(Option(written, NOT_OBSERVED, _words("not_observed", definition)))
    return found


def reader(question: Question, definition: Definition, zone: tzinfo = UTC) -> Read:
    """The reader of one value; a text is not read here, it goes on to the end of the message.

    `zone`: whose clocks a moment is told by.
    """
    words = _dictionary(question, definition)
    match question.type:
        case "many_of":
            plain = _many(words, question)
        case "rank":
            plain = _ranked(words, question)
        case kind if kind in NUMBERS:
            plain = _number(whole=kind == "integer")
        case "time":
            plain = _time
        case "date":
            plain = _date
        case "datetime":
            plain = _moment(zone)
        case "geopoint":
            plain = _point
        case "acknowledge":
            plain = _acknowledged
        case "barcode":
            plain = _word
        case _:
            plain = words.get_word
    return _with_absence(plain, words, question)


def _with_absence(plain: Read, words: _Words, question: Question) -> Read:
    """Every question can be taken back; one nobody could watch is "not observed"."""
    unseen = _may_be_unseen(question)

    def read(written: str) -> Answer | None:
        text = written.strip()
        if text == TAKE_BACK:
            return ""
        if unseen and words.get_word(text) == NOT_OBSERVED:
            return NOT_OBSERVED
        return plain(text) if text else None

    return read


class _Words:
    """What may be written for each choice. A spelling of two choices stands for neither."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self.torn: set[str] = set()

    def add(self, written: str, code: str) -> None:
        key = bare(written)
        if key and self.known.setdefault(key, code) != code:
            self.torn.add(key)

    def get_word(self, written: str) -> str | None:
        """ "very good" is one word; "1,2" are two numbers and not the twelfth choice."""
        key = bare(written)
        if key.isdecimal() and not written.strip(PUNCTUATION + " ").isalnum():
            return None
        return None if key in self.torn else self.known.get(key)


def _dictionary(question: Question, definition: Definition) -> _Words:
    """Numbers and codes come first: a label that looks like the number of another choice gives way."""
    words = _Words()
    shown = options(question, definition)
    for option in shown:
        words.add(option.written, option.code)
    if UNSEEN not in words.known and _may_be_unseen(question):
        words.add(UNSEEN, NOT_OBSERVED)
    taken = frozenset(words.known)
    for key, code in _further(shown[:MOST_NUMBERED], question):
        if bare(key) not in taken:
            words.add(key, code)
    return words


def _further(shown: list[Option], question: Question) -> Iterator[tuple[str, str]]:
    for option in shown:
        if option.code != NOT_OBSERVED:
            yield option.code, option.code
        if question.type.startswith("yes_no"):
            for short in _SHORT.get(option.code, ()):
                yield short, option.code
        for label in option.labels.values():
            if len(label) <= MOST_WORD:
                yield label, option.code


def _numbers(codes: tuple[str, ...]) -> Mapping[str, str]:
    """1, 2, 3 … for the choices; codes that are numbers themselves are written as they are."""
    if len(codes) > MOST_NUMBERED or any(code.isdecimal() for code in codes):
        return {}
    return {code: str(place) for place, code in enumerate(codes, start=1)}


def _words(code: str, definition: Definition) -> Mapping[str, str]:
    built_in = {
        language: text
        for language, text in ANSWER_LABELS.get(code, {}).items()
        if language in definition.languages
    }
    return {**built_in, **definition.answer_labels.get(code, {})}


def _may_be_unseen(question: Question) -> bool:
    return question.type == "yes_no_not_observed" or question.allow_not_observed


def _many(words: _Words, question: Question) -> Read:
    """ "1,3,4", "1 3 4", and "134" where every choice has a number of one digit."""
    one_digit = len(question.choice_codes) <= 9 and bool(_numbers(question.choice_codes))

    def read(written: str) -> Answer | None:
        parts = [part for part in _LIST.split(written) if part]
        if len(parts) == 1 and one_digit and digits(parts[0]).isdecimal():
            parts = list(digits(parts[0]))
        codes = [words.get_word(part) for part in parts]
        if not codes or None in codes or NOT_OBSERVED in codes:
            return None
        places = {code: place for place, code in enumerate(question.choice_codes)}
        return sorted({code for code in codes if code}, key=places.__getitem__)

    return read


def _ranked(words: _Words, question: Question) -> Read:
    """The numbers of all choices in the order they are put: "312" or "3,1,2"."""
    one_digit = len(question.choice_codes) <= 9 and bool(_numbers(question.choice_codes))

    def read(written: str) -> Answer | None:
        parts = [part for part in _LIST.split(written) if part]
        if len(parts) == 1 and one_digit and digits(parts[0]).isdecimal():
            parts = list(digits(parts[0]))
        codes = [code for part in parts if (code := words.get_word(part)) is not None]
        whole = len(codes) == len(parts) and len(set(codes)) == len(codes) == len(question.choice_codes)
        return codes if whole else None

    return read


def _number(*, whole: bool) -> Read:
    def read(written: str) -> Answer | None:
        number = canonical_number(digits(written))
        return None if number is None or (whole and "." in number) else number

    return read


def _time(written: str) -> str | None:
    match = _TIME.fullmatch(digits(written))
    return f"{int(match[1]):02}:{match[2]}" if match else None


def _date(written: str) -> str | None:
    for form in _DATES:
        if match := form.fullmatch(digits(written)):
            try:
                return date(int(match["year"]), int(match["month"]), int(match["day"])).isoformat()
            except ValueError:
                return None
    return None


def _moment(zone: tzinfo) -> Read:
    """A day and a time: "24.11.2026 14:30"."""

    def read(written: str) -> Answer | None:
        parts = written.split()
        if len(parts) != 2:
            return None
        day, clock = _date(parts[0]), _time(parts[1])
        if day is None or clock is None:
            return None
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), zone).isoformat()

    return read


def _point(written: str) -> Answer | None:
    parts = [canonical_number(part) for part in _POINT.split(written.strip()) if part]
    if len(parts) != 2 or parts[0] is None or parts[1] is None:
        return None
    return f"{parts[0]} {parts[1]} 0 0"


def _acknowledged(written: str) -> Answer | None:
    return ACKNOWLEDGED if spelled(written).strip() in {"1", "OK", "Y", "YES"} else None


def _word(written: str) -> Answer | None:
    return written if written and not any(sign.isspace() for sign in written) else None
