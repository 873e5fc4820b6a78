"""Events by hour of the election day, stacked by severity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from observer.analysis import wording
from observer.analysis.charts.drawing import LINE, Canvas, Cell, Chart, Table, pattern
from observer.analysis.figures import Figure, Measure
from observer.analysis.hours import HOURS, clock_hour, is_next_day

TOP = 20
PLOT = 160
AXIS = 26
TICK_EVERY = 3
# Percent of the width: the scale stands before the first hour, half a clock time after the last.
SCALE = 12
END = 2
STEP = (100 - SCALE - END) / len(HOURS)

# The heaviest is one plain colour at the foot of the column, where it is compared most easily.
TEXTURES: Mapping[str, str] = {"serious": "slant", "procedural": "level", "note": "dots"}


@dataclass(frozen=True, slots=True)
class Series:
    """Events of one severity (critical, serious, procedural or note): hour 5..35 → how many."""

    severity: str
    label: str
    counts: Mapping[int, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def timeline(series: Sequence[Series], basis: Figure, *, title: str, right_to_left: bool = False) -> Chart:
    """Columns from 05:00 to 12:00 of the next day, heaviest severity at the foot.

    `basis` is the count of all events shown; what the table carries is cut from it. Raises ValueError
    where the hours of the day do not add up to it.
    """
    columns = {hour: sum(one.counts.get(hour, 0) for one in series) for hour in HOURS}
    if basis.measure is not Measure.COUNT or sum(columns.values()) != basis.numerator:
        raise ValueError("the hours of the day do not add up to the events counted")
    description = _description(columns, series, basis)
    height = TOP + PLOT + AXIS + (len(series) + 1) * LINE
    canvas = Canvas(title=title, description=description, height=height, right_to_left=right_to_left)
    top = _even_top(max(columns.values()))
    fills = {one.severity: _texture(canvas, one.severity) for one in series}
    _draw_scale(canvas, top)
    for hour in HOURS:
        _draw_column(canvas, hour, series, fills, top)
    _draw_hours(canvas)
    _draw_legend(canvas, series, fills)
    svg = canvas.finish(synthetic=basis.synthetic)
    return Chart(svg, title, description, _table(series, basis), basis.synthetic)


def _even_top(highest: int) -> int:
    """The top of the scale: even, so that half of it is a whole event too, and never 0."""
    return max(2, highest + highest % 2)


def _texture(canvas: Canvas, severity: str) -> str:
    kind = TEXTURES.get(severity)
    return pattern(canvas.root, canvas.key, kind, ground=severity, ink="surface") if kind else ""


def _draw_scale(canvas: Canvas, top: int) -> None:
    for part in (0, 1, 2):
        y = TOP + PLOT - PLOT * part / 2
        canvas.rule(y, "line-strong" if part == 0 else "line")
        if part:
            canvas.text(0, y + 14, wording.number(top * part // 2))
    midnight = SCALE + (24 - HOURS.start) * STEP
    canvas.upright(midnight, 4, TOP + PLOT - 4, "line-strong")
    canvas.text(midnight, 14, pgettext("on a time axis", "next day"), shift=5)


def _draw_column(
    canvas: Canvas, hour: int, series: Sequence[Series], fills: Mapping[str, str], top: int
) -> None:
    y = float(TOP + PLOT)
    for one in series:
        height = PLOT * one.counts.get(hour, 0) / top
        if height:
            y -= height
            x = SCALE + (hour - HOURS.start) * STEP
            canvas.box(x + STEP * 0.1, y, STEP * 0.8, height, one.severity, fill=fills[one.severity])


def _draw_hours(canvas: Canvas) -> None:
    for hour in HOURS[::TICK_EVERY]:
        middle = SCALE + (hour - HOURS.start + 0.5) * STEP
        canvas.text(middle, TOP + PLOT + 16, f"{clock_hour(hour):02}", anchor="middle")


def _draw_legend(canvas: Canvas, series: Sequence[Series], fills: Mapping[str, str]) -> None:
    y = TOP + PLOT + AXIS + LINE / 2
    for one in series:
        canvas.swatch(y, one.severity, fill=fills[one.severity])
        text = _("%(label)s: %(n)s") % {"label": one.label, "n": wording.number(one.total)}
        canvas.text(0, y + 12, text, shift=22)
        y += LINE


def hour_label(hour: int) -> str:
    """ "14:00", and after midnight "02:00 next day"."""
    clock = f"{clock_hour(hour):02}:00"
    return _("%(clock)s next day") % {"clock": clock} if is_next_day(hour) else clock


def _table(series: Sequence[Series], basis: Figure) -> Table:
    """Hours with events only; a cell leads to the reports of that hour and severity."""
    rows: list[tuple[Cell, ...]] = []
    for hour in HOURS:
        if any(one.counts.get(hour) for one in series):
            place = {"from_hour": str(hour), "to_hour": str(hour)}
            cells = (
                basis.narrowed(one.counts.get(hour, 0), severity=one.severity, **place) for one in series
            )
            rows.append((hour_label(hour), *cells))
    return Table((_("Hour from"), *(one.label for one in series)), tuple(rows))


def _description(columns: Mapping[int, int], series: Sequence[Series], basis: Figure) -> str:
    events = wording.things(basis.unit, int(basis.numerator))
    if not basis.numerator:
        return _("No events in any hour.")
    full = [hour for hour, count in columns.items() if count]
    busiest = max(full, key=lambda hour: columns[hour])
    parts = [_("%(label)s: %(n)s") % {"label": one.label, "n": wording.number(one.total)} for one in series]
    return _(
        "%(events)s by hour, from %(first)s to the hour from %(last)s. "
        "Most in the hour from %(busiest)s: %(most)s. %(parts)s."
    ) % {
        "events": events,
        "first": hour_label(full[0]),
        "last": hour_label(full[-1]),
        "busiest": hour_label(busiest),
        "most": wording.number(columns[busiest]),
        "parts": wording.joined(parts),
    }
