"""What the edition's fonts can draw, read from the fonts themselves.

`python -m tests.typesetting.font_coverage > observer/typesetting/fonts/coverage.txt` after a font changes.
"""

from collections.abc import Iterable
from itertools import pairwise

from fontTools.ttLib import TTFont

from observer.typesetting.drawable import FONTS

# A family with one weight, used only for signs the others lack.
REGULAR_ONLY = "NotoSansMath-Regular.ttf"


def drawn_by_the_fonts() -> set[int]:
    """Code points every weight of a family draws: what is drawn in regular must be drawn in bold too."""
    points = _points(REGULAR_ONLY)
    for regular in sorted(FONTS.glob("*-Regular.ttf")):
        if regular.name != REGULAR_ONLY:
            points |= _points(regular.name) & _points(regular.name.replace("Regular", "Bold"))
    return {point for point in points if _may_stand_in_a_pdf(point)}


def as_ranges(points: Iterable[int]) -> str:
    """One range a line: "0020-007E"."""
    ordered = sorted(points)
    starts = [ordered[0]] + [after for before, after in pairwise(ordered) if after != before + 1]
    ends = [before for before, after in pairwise(ordered) if after != before + 1] + [ordered[-1]]
    lines = [
        f"{first:04X}" if first == last else f"{first:04X}-{last:04X}"
        for first, last in zip(starts, ends, strict=True)
    ]
    return "\n".join(lines) + "\n"


def _points(name: str) -> set[int]:
    with TTFont(FONTS / name, lazy=True) as font:
        return set(font.getBestCmap())


def _may_stand_in_a_pdf(point: int) -> bool:
    """PDF/A-2 forbids private code points; control characters draw nothing; U+FEFF and U+FFFE are no text."""
    private = 0xE000 <= point <= 0xF8FF or point >= 0xF0000
    return (
        point >= 0x20 and not 0x7F <= point < 0xA0 and not private and point not in {0xFEFF, 0xFFFE, 0xFFFF}
    )


if __name__ == "__main__":
    print(as_ranges(drawn_by_the_fonts()), end="")
