"""Patterns for `regex()`: RE2, so that no pattern and no answer can take more than linear time.

ODK matches the whole answer, and so do we. Constructions that a browser's patterns lack or understand
otherwise are refused: static/checklists/pattern.js matches the rest as RE2 does, and in linear time too.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import re2  # type: ignore[import-untyped]  # RE2 ships no types

MAX_PATTERN_CHARACTERS = 300
# Of RE2's program, in which a repetition is written out; the page's machine has no more states than that.
MAX_PROGRAM = 10_000

CATEGORIES = frozenset(
    "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp".split()  # noqa: SIM905
)
SCRIPTS = frozenset(
    "Arabic Armenian Bengali Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Han Hangul Hebrew "  # noqa: SIM905
    "Hiragana Kannada Katakana Khmer Lao Latin Malayalam Mongolian Myanmar Sinhala Tamil Telugu Thai "
    "Tibetan".split()
)

_PROPERTY = r"\\[pP](?:\{(?P<property>[A-Za-z]+)\}|(?P<letter>[LMNPSZ]))"
_PIECE = re.compile(
    _PROPERTY + r"|\\[dDwWsSbBtnrfv]|\\x(?:[0-9A-Fa-f]{2}|\{[0-9A-Fa-f]{1,6}\})|\\[!-/:-@\[-`{-~]"
    r"|(?P<strange>\\.?|\(\?(?!:)|\[\^?\]?\[?:)|.",
    re.ASCII | re.DOTALL,
)


def fault(pattern: str) -> str:
    """Why the pattern cannot be used, in RE2's words; "" when it can."""
    if len(pattern) > MAX_PATTERN_CHARACTERS:
        return "pattern too long"
    for piece in _PIECE.finditer(pattern):
        name = piece["property"]
        if piece["strange"] or (name and name not in CATEGORIES and name not in SCRIPTS):
            return f"not available: {piece[0]}"
    try:
        # A class of Unicode is one state on the page and hundreds in RE2.
        size = re2.compile(re.sub(_PROPERTY, "x", pattern), _options()).programsize
        re2.compile(pattern, _options())
    except re2.error as error:
        return str(error.args[0].decode() if isinstance(error.args[0], bytes) else error.args[0])
    return "pattern too large" if size > MAX_PROGRAM else ""


def matcher(pattern: str) -> Callable[[str], bool]:
    """A function that says whether the whole of a text matches."""
    compiled = re2.compile(pattern, _options())
    return lambda text: compiled.fullmatch(text) is not None


def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 8 << 20
    return options
