"""Codes as people type them: in small letters, with other dashes, on a Russian keyboard. Pure.

Two spellings are alike when `folded` makes the same of them. `FROM` and `TO` are the same folding as the two
arguments of PostgreSQL's `translate(upper(code), FROM, TO)`, so that a register is searched in the database.
"""

from __future__ import annotations

import unicodedata

# Capitals that look the same in both alphabets; and "З", which stands where a Russian keyboard has no "Z".
_CYRILLIC = "АВЕЁЗКҚМНОРСТУҮХІЅЈ"
_LATIN = "ABEEZKKMHOPCTYYXISJ"
# A zero read as a letter, a one read as a letter.
_LETTERS, _DIGITS = "OI", "01"
# What stands between the parts of a code says nothing.
_BETWEEN = " \N{NO-BREAK SPACE}\t-‐‑‒–—−_./\\,:;№#()"

_SAME = dict(zip(_LETTERS, _DIGITS, strict=True))
FROM = _CYRILLIC + _LETTERS + _BETWEEN
TO = "".join(_SAME.get(letter, letter) for letter in _LATIN) + _DIGITS

# Cyrillic in the order of the Kazakh alphabet, in which every Russian letter has its Russian place.
_ALPHABET = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"
_PLACES = {letter: ord("Ѐ") + place for place, letter in enumerate(_ALPHABET)}

_TABLE = str.maketrans(FROM[: len(TO)], TO, _BETWEEN)


def folded(typed: str) -> str:
    """The bare spelling of a code: capitals and digits of one alphabet, nothing between them."""
    whole = unicodedata.normalize("NFKC", typed.replace("№", "")).upper()
    digits = (
        str(unicodedata.digit(character)) if character.isdecimal() else character for character in whole
    )
    return "".join(digits).translate(_TABLE)


def alphabetical(name: str) -> list[int]:
    """A key that sorts names as their readers expect: by the bare code points Қ and Ә stand behind Я."""
    return [_PLACES.get(letter, ord(letter)) for letter in name.upper()]
