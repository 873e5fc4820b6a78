"""Bars of percentages that somebody else announced: official figures, which no observer gathered.

They are no figures of the mission (`analysis.figures.Figure`): how many stand behind each is mostly not
told, so the chart says whose numbers they are and never stands beside observed ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observer.analysis import wording
from observer.analysis.charts.drawing import LINE, NARROWEST, Canvas, Chart, Table, pattern, text_width, wrap

BAR = 9
GAP = 10
AXIS = 28
# The first series plain, the others with a texture too: colour alone tells nothing.
LOOKS = (("share-6", ""), ("share-4", "slant"), ("share-5", "dots"), ("share-3", "level"))


@dataclass(frozen=True, slots=True)
class AnnouncedBar:
    """A place and what was announced of it, one share (0..100) a series; None where nothing was."""

    label: str
    shares: Sequence[Decimal | None]
    texts: Sequence[str]


def announced_bars(
    rows: Sequence[AnnouncedBar],
    series: Sequence[str],
    *,
    title: str,
    of: str,
    right_to_left: bool = False,
    synthetic: bool = False,
) -> Chart:
    """For each row one bar a series, on an axis from 0 to 100 percent; `of` heads the table's first column.

    Raises ValueError for more series than there are looks, or a row without a share for each.
    """
    if len(series) > len(LOOKS) or any(len(row.shares) != len(series) for row in rows):
        raise ValueError("a row has one share a series, and there are at most four series")
    description = _description(rows, series)
    heights = [LINE * len(wrap(row.label, NARROWEST)) + BAR * len(series) + GAP for row in rows]
    height = sum(heights) + AXIS + LINE * len(series)
    canvas = Canvas(title=title, description=description, height=height, right_to_left=right_to_left)
    fills = [
        pattern(canvas.root, canvas.key, kind, ground=colour, ink="surface") if kind else ""
        for colour, kind in LOOKS[: len(series)]
    ]
    y = 0.0
    for row, row_height in zip(rows, heights, strict=True):
        _draw_row(canvas, row, y, fills)
        y += row_height
    for place, anchor in ((0, "start"), (50, "middle"), (100, "end")):
        canvas.text(place, y + 14, f"{place} %", anchor=anchor)
    _draw_legend(canvas, series, fills, y + AXIS)
    cells = tuple((row.label, *row.texts) for row in rows)
    svg = canvas.finish(synthetic=synthetic)
    return Chart(svg, title, description, Table((of, *series), cells), synthetic)


def _draw_row(canvas: Canvas, row: AnnouncedBar, y: float, fills: Sequence[str]) -> None:
    for line in wrap(row.label, NARROWEST):
        y += LINE
        canvas.text(0, y - 4, line)
    told = " · ".join(row.texts)
    # What does not fit beside the label stands in the table twin alone.
    if text_width(row.label) + text_width(told) <= NARROWEST:
        canvas.text(100, y - 4, told, anchor="end", bold=True)
    for share, (colour, _kind), fill in zip(row.shares, LOOKS, fills, strict=False):
        canvas.box(0, y, 100, BAR - 1, "surface-sunk")
        if share:
            canvas.box(0, y, float(share), BAR - 1, colour, fill=fill).set("stroke", "none")
        y += BAR


def _draw_legend(canvas: Canvas, series: Sequence[str], fills: Sequence[str], y: float) -> None:
    for name, (colour, _kind), fill in zip(series, LOOKS, fills, strict=False):
        canvas.swatch(y, colour, fill=fill)
        canvas.text(0, y + 12, name, shift=22)
        y += LINE


def _description(rows: Sequence[AnnouncedBar], series: Sequence[str]) -> str:
    """What was announced in words: how many places, and the largest and smallest of each series."""
    sentences = [ngettext("%(n)s place.", "%(n)s places.", len(rows)) % {"n": wording.number(len(rows))}]
    for number, name in enumerate(series):
        known = [(share, row) for row in rows if (share := row.shares[number]) is not None]
        if known:
            most = max(known, key=lambda pair: pair[0])[1]
            least = min(known, key=lambda pair: pair[0])[1]
            sentences.append(
                _("%(series)s: from %(least)s (%(smallest)s) to %(most)s (%(largest)s).")
                % {
                    "series": name,
                    "least": least.label,
                    "smallest": least.texts[number],
                    "most": most.label,
                    "largest": most.texts[number],
                }
            )
    return " ".join(sentences)
