"""Texts as phones write them: small letters, Cyrillic ones for Latin ones, digits of any script. Pure."""

from __future__ import annotations

import unicodedata

# Letters that look the same, and "З", which stands where a Russian keyboard has no "Z".
_CYRILLIC = "АВЕЁЗКҚМНОРСТУҮХІЅЈ"
_LATIN = "ABEEZKKMHOPCTYYXISJ"
_LOOK_ALIKE = str.maketrans(_CYRILLIC, _LATIN)
_AS_DIGITS = str.maketrans("OIL", "011")
# What people write between and after the pieces of a message; it says nothing.
PUNCTUATION = ",;.!|/\\()[]{}<>\"'«»“”„_*#&"


def spelled(text: str) -> str:
    """`text` in capitals of one alphabet and plain digits, letter for letter: places stay what they are."""
    return "".join(map(_sign, text)).translate(_LOOK_ALIKE)


def digits(text: str) -> str:
    """A number with its zeros and ones put right where a letter was typed for them: "1O5" is "105".

    Only where a digit stands beside them: a word is not made a number.
    """
    plain = spelled(text)
    if not any(sign.isdecimal() for sign in plain):
        return plain
    return plain.translate(_AS_DIGITS)


def bare(text: str) -> str:
    """`spelled` without blanks and punctuation: how two spellings of a word are compared."""
    return "".join(sign for sign in spelled(text) if sign.isalnum())


def _sign(sign: str) -> str:
    if sign.isascii():
        return sign.upper()
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    capital = unicodedata.normalize("NFKC", sign).upper()
    return capital if len(capital) == 1 else sign
