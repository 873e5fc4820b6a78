"""Which column of a file is which of ours, guessed from its headers. Knows no Django.

A guess is only a proposal: a person sees it beside the first rows and may change it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from observer.registers.columns import Column

# Of ours to the position in the file, from 0.
Matching = Mapping[str, int]


def plain(text: str) -> str:
    """Words in small letters without punctuation: "Station-Code:" and "station_code" are one header."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return " ".join(re.findall(r"[^\W_]+|%", folded))


def guess(headers: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Each of our columns with the first header that means it; no header serves two.

    Our own header wins over the words people use, and earlier words over later ones.
    """
    free = {index: plain(header) for index, header in enumerate(headers) if plain(header)}
    found: dict[str, int] = {}
    for words_of in (lambda column: (column.code,), lambda column: column.headers):
        for column in columns:
            if column.code in found:
                continue
            index = _first(free, [plain(word) for word in words_of(column)])
            if index is not None:
                found[column.code] = index
                del free[index]
    return found


def _first(free: Mapping[int, str], words: Sequence[str]) -> int | None:
    for word in words:
        for index, header in free.items():
            if header == word:
                return index
    return None


def faults_of(matching: Matching, headers: Sequence[str], columns: Sequence[Column]) -> list[tuple[str, str]]:
    """What is wrong with a matching as (column, code): `unmatched`, `beyond` the file, matched `twice`."""
    found = [(one.code, "unmatched") for one in columns if one.key and one.code not in matching]
    seen: dict[int, str] = {}
    for code, index in matching.items():
        if not 0 <= index < len(headers):
            found.append((code, "beyond"))
        elif index in seen:
            found.append((code, "header-twice"))
        seen.setdefault(index, code)
    return found
