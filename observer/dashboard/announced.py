"""Official figures in words, for the page of the election: who told what when, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import time_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from observer.analysis import wording
from observer.analysis.charts import Chart
from observer.analysis.charts.announced import LOOKS, AnnouncedBar, announced_bars
from observer.analysis.figures import round_half_up
from observer.elections.models import OfficialFigure
from observer.elections.official import (
    Announcement,
    Conflict,
    PlaceTurnout,
    Results,
    Turnout,
    implied_by,
    share_of,
)

NOTHING = "–"


# --- Single numbers ----------------------------------------------------------------------------------


def percent_text(figure: OfficialFigure) -> str:
    """The share with the decimals it was told with: "80 %", "80.7 %"."""
    share = share_of(figure)
    if share is None:
        return NOTHING
    number = wording.number(Decimal(f"{share.percent:.{share.decimals}f}"))
    return _percent(number)


def share_text(part: int, whole: int, digits: int = 2) -> str:
    """ "80.99 % (5,621,436 of 6,941,220)"."""
    percent = wording.number(round_half_up(Fraction(part * 100, whole), digits))
    counts = _("%(part)s of %(whole)s") % {"part": wording.number(part), "whole": wording.number(whole)}
    return f"{_percent(percent)} ({counts})"


def _percent(number: str) -> str:
    return f"{number}\N{NO-BREAK SPACE}%"


def time_text(at: time | None) -> str:
    return time_format(at, "H:i") if at else _("in the end")


def told_text(figure: OfficialFigure) -> str:
    """Everything a figure tells: "81.95 %", or "35.3 % (3,185,546 voters)"."""
    parts = [percent_text(figure)] if figure.percent is not None else []
    for name, words in (
        ("votes", _("%(n)s votes")),
        ("voters", _("%(n)s voters")),
        ("seats", _("%(n)s seats")),
        ("number", "%(n)s"),
    ):
        if (number := getattr(figure, name)) is not None:
            parts.append(words % {"n": wording.number(number)})
    return " · ".join(parts)


# --- Results ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """What one announcement told of one choice."""

    share: str
    votes: str
    seats: str
    note: str


@dataclass(frozen=True, slots=True)
class ResultsTable:
    """`columns`: the announcements; `rows`: a choice's name with one cell a column; `totals`: their sums."""

    columns: Sequence[Announcement]
    rows: Sequence[tuple[str, Sequence[Cell | None]]]
    totals: Sequence[Cell | None]


def results_table(told: Results) -> ResultsTable:
    rows = [
        (
            choice.name,
            [_cell(announcement, announcement.figures.get(choice.pk)) for announcement in told.announcements],
        )
        for choice in told.choices
    ]
    return ResultsTable(told.announcements, rows, [_total(each) for each in told.announcements])


def _cell(announcement: Announcement, figure: OfficialFigure | None) -> Cell | None:
    if figure is None:
        return None
    valid = announcement.valid
    share = percent_text(figure) if figure.percent is not None else ""
    if figure.votes is not None and valid:
        share = share_text(figure.votes, valid)
    return Cell(
        share,
        wording.number(figure.votes) if figure.votes is not None else "",
        wording.number(figure.seats) if figure.seats is not None else "",
        figure.note_text(),
    )


def _total(announcement: Announcement) -> Cell | None:
    """The sum of an announcement that tells more than one choice: the check every reader makes first."""
    figures = announcement.figures.values()
    if len(figures) < 2:
        return None
    shares = [figure.percent for figure in figures if figure.percent is not None]
    seats = announcement.seats
    share = _percent(wording.number(sum(shares, Decimal(0)).quantize(Decimal("0.01")))) if shares else ""
    votes = wording.number(announcement.valid) if announcement.valid else ""
    return Cell(share, votes, wording.number(sum(seats.values())) if seats else "", "")


@dataclass(frozen=True, slots=True)
class NumberLine:
    """Another number of the whole contest, such as the registered voters."""

    name: str
    number: str
    source: str
    note: str


def number_lines(told: Results) -> list[NumberLine]:
    """Fields without a name of their own go by their letter in the protocol."""
    names = {"R": _("Registered voters"), "X": _("Ballots in the boxes"), "N": _("Invalid ballots")}
    return [
        NumberLine(
            names.get(figure.field, figure.field) or _("Seats announced"),
            wording.number((figure.number if figure.field else figure.seats) or 0),
            figure.source,
            figure.note_text(),
        )
        for figure in told.numbers
    ]


# --- Conflicts ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """`what`: the place, thing and time; `told`: (what, source, note) of each source; `apart`: how far."""

    what: str
    told: Sequence[tuple[str, str]]
    apart: str
    note: str
    synthetic: bool


def conflict_lines(found: Sequence[Conflict], whole: str) -> list[ConflictLine]:
    """`whole` names the country, where a figure is of no single region."""
    return [
        ConflictLine(
            _subject(conflict.figures[0], whole),
            [(told_text(figure), figure.source) for figure in conflict.figures],
            _apart(conflict),
            next((note for figure in conflict.figures if (note := figure.note_text())), ""),
            any(figure.synthetic for figure in conflict.figures),
        )
        for conflict in found
    ]


def _subject(figure: OfficialFigure, whole: str) -> str:
    place = figure.region.name if figure.region else whole
    thing = figure.choice.name if figure.choice else figure.field or _("turnout")
    at = time_text(figure.local_time) if figure.local_time else str(OfficialFigure.Stage(figure.stage).label)
    return wording.joined((place, thing, at))


def _apart(conflict: Conflict) -> str:
    values = [getattr(figure, conflict.measure) for figure in conflict.figures]
    apart = max(values) - min(values)
    if conflict.measure == "percent":
        return _("%(n)s points apart") % {"n": wording.number(apart.quantize(Decimal("0.01")))}
    return _("%(n)s apart") % {"n": wording.number(apart)}


# --- Turnout ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TurnoutCell:
    """What was told first, and what other sources told: (what, source, whether both cannot be right)."""

    text: str
    source: str
    others: Sequence[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class TurnoutTable:
    """`usual_source` is the one most cells come from. `chart` is None where no region has a reading."""

    times: Sequence[str]
    rows: Sequence[tuple[str, Sequence[TurnoutCell | None]]]
    whole: Sequence[TurnoutCell | None]
    usual_source: str
    chart: Chart | None


def turnout_table(told: Turnout) -> TurnoutTable:
    rows = [(_name(place), _cells(place, told.times)) for place in told.regions]
    whole = _cells(told.whole, told.times)
    sources = Counter(
        cell.source for cells in (*(cells for _, cells in rows), whole) for cell in cells if cell
    )
    usual = sources.most_common(1)[0][0] if sources else ""
    times = [time_text(at) for at in told.times]
    return TurnoutTable(times, rows, whole, usual, _turnout_chart(told))


def _name(place: PlaceTurnout) -> str:
    return place.region.name if place.region else ""


def _cells(place: PlaceTurnout, times: Sequence[time | None]) -> list[TurnoutCell | None]:
    return [_turnout_cell(place.told.get(at, ())) for at in times]


def _turnout_cell(figures: Sequence[OfficialFigure]) -> TurnoutCell | None:
    if not figures:
        return None
    first, *others = figures
    # What another source tells alike needs no second line.
    more = [
        (told_text(each), each.source, _contradicts(first, each))
        for each in others
        if told_text(each) != told_text(first)
    ]
    return TurnoutCell(told_text(first), first.source, more)


def _contradicts(one: OfficialFigure, other: OfficialFigure) -> bool:
    shares = share_of(one), share_of(other)
    return shares[0] is not None and shares[1] is not None and not shares[0].agrees(shares[1])


def _turnout_chart(told: Turnout) -> Chart | None:
    """The regions' readings; of many times the last ones, as far as the looks go."""
    times = [at for at in told.times if any(at in place.told for place in told.regions)][-len(LOOKS) :]
    if not times:
        return None
    bars = [
        AnnouncedBar(
            _name(place),
            [_first_percent(place, at) for at in times],
            [percent_text(figures[0]) if (figures := place.told.get(at)) else NOTHING for at in times],
        )
        for place in told.regions
    ]
    return announced_bars(
        bars,
        [time_text(at) for at in times],
        title=_("Turnout by region and hour, as announced"),
        of=_("Region"),
        right_to_left=get_language_bidi(),
        synthetic=told.synthetic,
    )


def _first_percent(place: PlaceTurnout, at: time | None) -> Decimal | None:
    return next((figure.percent for figure in place.told.get(at, ()) if figure.percent is not None), None)


# --- What it was a share of -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DenominatorLine:
    """A reading that tells voters and their share: what it implies, and the share of those registered."""

    place: str
    at: str
    voters: str
    percent: str
    implied: str
    between: str
    of_registered: str
    source: str


@dataclass(frozen=True, slots=True)
class Denominators:
    """`fits`: whether one number of registered voters can stand behind all readings of the whole."""

    lines: Sequence[DenominatorLine]
    registered: str
    fits: bool


def denominators(told: Turnout, registered: int | None, whole: str) -> Denominators:
    figures = [
        figure for place in (told.whole, *told.regions) for those in place.told.values() for figure in those
    ]
    telling = [(figure, implied) for figure in figures if (implied := implied_by(figure))]
    ranges = [implied for figure, implied in telling if figure.region_id is None]
    fits = all(one.overlaps(other) for one in ranges for other in ranges)
    lines = [
        DenominatorLine(
            figure.region.name if figure.region else whole,
            time_text(figure.local_time),
            wording.number(figure.voters or 0),
            percent_text(figure),
            wording.number(implied.exact),
            _("%(low)s to %(high)s")
            % {"low": wording.number(implied.low), "high": wording.number(implied.high)},
            share_text(figure.voters or 0, registered) if registered and not figure.region_id else NOTHING,
            figure.source,
        )
        for figure, implied in telling
    ]
    return Denominators(lines, wording.number(registered) if registered else "", fits)
