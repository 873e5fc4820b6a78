"""Horizontal bars: one line a row, the counts printed on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observer.analysis import wording
from observer.analysis.charts.drawing import (
    LINE,
    NARROWEST,
    Canvas,
    Cell,
    Chart,
    Table,
    any_synthetic,
    pattern,
    text_width,
    wrap,
)
from observer.analysis.figures import Figure, Measure
from observer.analysis.suppression import SMALLEST_BASE

BAR = 14
GAP = 12
AXIS = 28
# Where an axis of shares may end: the first that holds the longest bar.
ENDS = (Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(1))


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    figure: Figure


def bars(rows: Sequence[Bar], *, title: str, of: str, right_to_left: bool = False) -> Chart:
    """Bars of shares, or of counts; `of` heads the first column of the table ("Region").

    The axis begins at nought. A share of fewer than five observations is hatched. Raises ValueError where
    the figures are not all shares or all counts of one unit.
    """
    kinds = {(row.figure.measure, row.figure.unit) for row in rows}
    if len(kinds) > 1 or not {kind for kind, _unit in kinds} <= {Measure.SHARE, Measure.COUNT}:
        raise ValueError("bars are all shares or all counts of one unit")
    beside = all(_fits_beside(row) for row in rows)
    heights = [_row_height(row, beside) for row in rows]
    description = _description(rows)
    height = sum(heights) + (AXIS if rows else LINE)
    canvas = Canvas(title=title, description=description, height=height, right_to_left=right_to_left)
    few = pattern(canvas.root, canvas.key, "slant", ground="surface-sunk", ink="line-strong")
    end = _end(rows)
    y = 0.0
    for row, row_height in zip(rows, heights, strict=True):
        _draw_row(canvas, row, y, beside=beside, part=_value(row.figure) / end, few=few)
        y += row_height
    _draw_axis(canvas, y, end, shares=all(row.figure.measure is Measure.SHARE for row in rows))
    synthetic = any_synthetic(row.figure for row in rows)
    return Chart(canvas.finish(synthetic=synthetic), title, description, _table(rows, of), synthetic)


def _value(figure: Figure) -> Fraction:
    return figure.value or Fraction(0)


def _end(rows: Sequence[Bar]) -> Fraction:
    """Where the axis ends: never 0."""
    longest = max((_value(row.figure) for row in rows), default=Fraction(0))
    if all(row.figure.measure is Measure.SHARE for row in rows):
        return next(end for end in ENDS if longest <= end)
    return Fraction(max(2, int(longest) + int(longest) % 2))


def _fits_beside(row: Bar) -> bool:
    """Whether label and counts share one line on the narrowest screen."""
    return text_width(row.label) + text_width(wording.share(row.figure)) + 2 * GAP <= NARROWEST


def _row_height(row: Bar, beside: bool) -> float:
    lines = len(wrap(row.label, NARROWEST)) + (0 if beside else 1)
    return lines * LINE + BAR + GAP


def _draw_row(canvas: Canvas, row: Bar, y: float, *, beside: bool, part: Fraction, few: str) -> None:
    for line in wrap(row.label, NARROWEST):
        y += LINE
        canvas.text(0, y - 4, line)
    if beside:
        canvas.text(100, y - 4, wording.share(row.figure), anchor="end", bold=True)
    else:
        y += LINE
        canvas.text(0, y - 4, wording.share(row.figure), bold=True)
    canvas.box(0, y, 100, BAR, "surface-sunk")
    small = row.figure.measure is Measure.SHARE and row.figure.answered < SMALLEST_BASE
    if part:
        bar = canvas.box(0, y, float(part) * 100, BAR, "share-5", fill=few if small else "")
        bar.set("stroke", "none")


def _draw_axis(canvas: Canvas, y: float, end: Fraction, *, shares: bool) -> None:
    """Three ticks under the bars: the scale must be read, not guessed."""
    for place, anchor in ((0, "start"), (50, "middle"), (100, "end")):
        tick = end * place / 100
        text = f"{float(tick * 100):g} %" if shares else wording.number(int(tick))
        canvas.text(place, y + 16, text, anchor=anchor)


def _table(rows: Sequence[Bar], of: str) -> Table:
    header = (of, _("Observed"), _("Not observed"), _("Not applicable"), _("Blank"))
    cells: list[tuple[Cell, ...]] = [
        (
            row.label,
            row.figure,
            row.figure.not_observed,
            row.figure.not_applicable,
            row.figure.blank,
        )
        for row in rows
    ]
    return Table(header, tuple(cells))


def _description(rows: Sequence[Bar]) -> str:
    """The shape of the chart in words: how many bars, the longest and the shortest."""
    known = [row for row in rows if row.figure.value is not None]
    sentences = [ngettext("Chart with %(n)s bar.", "Chart with %(n)s bars.", len(rows)) % {"n": len(rows)}]
    if known:
        longest = max(known, key=lambda row: _value(row.figure))
        shortest = min(known, key=lambda row: _value(row.figure))
        sentences.append(_("Longest: %(bar)s.") % {"bar": _in_words(longest)})
        sentences.append(_("Shortest: %(bar)s.") % {"bar": _in_words(shortest)})
    silent = [row.label for row in rows if row.figure.value is None]
    if silent:
        sentences.append(_("No answers: %(names)s.") % {"names": wording.joined(silent)})
    return " ".join(sentences)


def _in_words(bar: Bar) -> str:
    return f"{bar.label}, {wording.share(bar.figure)}"
