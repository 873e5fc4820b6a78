"""Patterns for `regex()`: RE2, so that no pattern and no answer can take more than linear time.

ODK matches the whole answer, and so do we. Constructions that a browser's patterns lack or understand
otherwise are refused, so that phone and server agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import re2  # type: ignore[import-untyped]  # RE2 ships no types

MAX_PATTERN_CHARACTERS = 300

# Flags and named groups, POSIX classes, and escapes that only RE2 knows.
_NOT_PORTABLE = re.compile(r"\(\?(?!:)|\[\[:|\\[AzQECaZGpPkK]")


def fault(pattern: str) -> str:
    """Why the pattern cannot be used, in RE2's words; "" when it can."""
    if len(pattern) > MAX_PATTERN_CHARACTERS:
        return "pattern too long"
    found = _NOT_PORTABLE.search(pattern)
    if found:
        return f"not available: {found[0]}"
    try:
        re2.compile(pattern, _options())
    except re2.error as error:
        return str(error.args[0].decode() if isinstance(error.args[0], bytes) else error.args[0])
    return ""


def matcher(pattern: str) -> Callable[[str], bool]:
    """A function that says whether the whole of a text matches."""
    compiled = re2.compile(pattern, _options())
    return lambda text: compiled.fullmatch(text) is not None


def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    return options
