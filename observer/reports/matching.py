"""Which place was meant by a code that is on no list. Pure.

A person decides; this only puts likely codes first, each with why it is likely. Distances are those of
optimal string alignment (one for a letter left out, added, changed, or swapped with its neighbour).
"""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

FARTHEST = 2
MOST = 5
# A shorter code is the beginning of too many others.
SHORTEST_BEGINNING = 3

# Letters and digits that look alike on paper or stand in for each other on a keyboard, Cyrillic and Latin.
_ALIKE = str.maketrans(
    "\u0410\u0415\u041a\u041c\u041d\u0420\u0421\u0422\u0423\u0425"  # А Е К М Н Р С Т У Х
    "\u0412B\u041eO\u0406IL\u0417\u0411S",  # В B, О O, І I L, З, Б, S
    "AEKMHPCTYX" + "8800111365",
)


class Why(enum.StrEnum):
    """Why a code is suggested, the likeliest first."""

    ALIKE = "alike"
    CONTAINED = "contained"
    NEAR = "near"
    BEGINS = "begins"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code on the list. `distance` in letters; `planned`: the team was sent there."""

    code: str
    why: Why
    distance: int
    planned: bool


class Codes:
    """The codes of a register, made ready once for any number of questions."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = codes
        self.plain = [plain(code) for code in codes]

    def suggest(self, typed: str, planned: Collection[str] = ()) -> list[Suggestion]:
        """At most `MOST` codes that `typed` may have meant: by likeness, those the team was sent to first."""
        asked = plain(typed)
        if not asked:
            return []
        best: dict[str, Suggestion] = {}
        for index, why, distance in self._alike(asked):
            code = self.codes[index]
            found = Suggestion(code, why, distance, code in planned)
            best[code] = min(best.get(code, found), found, key=_rank)
        return sorted(best.values(), key=_rank)[:MOST]

    def _alike(self, asked: str) -> Iterator[tuple[int, Why, int]]:
        """Positions of codes, why, and how far they are."""
        for _code, distance, index in process.extract(
            asked, self.plain, scorer=OSA.distance, score_cutoff=FARTHEST, limit=50
        ):
            # Of a code of three signs two may not be wrong.
            if distance * 3 <= len(asked):
                yield index, Why.ALIKE if distance == 0 else Why.NEAR, int(distance)
        for index, code in enumerate(self.plain):
            if len(code) >= SHORTEST_BEGINNING and code != asked and code in asked:
                yield index, Why.CONTAINED, len(asked) - len(code)
            elif len(asked) >= SHORTEST_BEGINNING and code != asked and code.startswith(asked):
                yield index, Why.BEGINS, len(code) - len(asked)


def plain(code: str) -> str:
    """The code without what people write differently: case, spaces, signs, look-alike letters, zeros in
    front of a number that stands alone."""
    text = unicodedata.normalize("NFKC", code).upper()
    kept = "".join(sign for sign in text if sign.isalnum()).translate(_ALIKE)
    return kept.lstrip("0") or kept


def _rank(one: Suggestion) -> tuple[bool, int, int, str]:
    return (not one.planned and one.why is not Why.ALIKE, list(Why).index(one.why), one.distance, one.code)
