"""Turnout and results as the authorities announced them: every source beside the others, nothing settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import time
from decimal import Decimal

from django.utils.translation import gettext as _

from observer.analysis import wording
from observer.elections.models import OfficialFigure, in_language
from observer.elections.official import (
    Announcement,
    Conflict,
    PlaceTurnout,
    Results,
    Turnout,
    implied_by,
)
from observer.findings.blocks import Block, Column, Heading, Line, Paragraph, Row, Table
from observer.findings.document import Section
from observer.findings.material import Announcements, Material
from observer.findings.values import Announced, Missing, Term, Value


def turnout_section(material: Material) -> Section | None:
    """None where nothing was announced."""
    blocks = [block for told in material.announced for block in _contest(told, len(material.announced) > 1)]
    if not blocks:
        return None
    first = Paragraph(
        _(
            "These numbers are the authorities’, as their sources gave them. None of them is added to what "
            "observers saw, and where sources differ they stand beside each other."
        )
    )
    return Section("turnout", _("Turnout and results, as announced"), (first, *blocks))


def _contest(told: Announcements, named: bool) -> Iterator[Block]:
    if named and (told.turnout.times or told.results.announcements):
        yield Heading(in_language(told.contest.names))
    if told.turnout.times:
        yield _turnout_table(told)
        yield from _implied(told)
    if told.results.announcements:
        yield _results_table(told)
    if told.conflicts:
        yield _conflicts(told)


def _turnout_table(told: Announcements) -> Table:
    turnout = told.turnout
    columns = (Column(_("Region"), numeric=False, width=1), *(Column(_at(at)) for at in turnout.times))
    places = [(_("All regions"), turnout.whole, Line.TOTAL)]
    places += [(place.region.name, place, Line.ROW) for place in turnout.regions if place.region]
    rows = tuple(
        Row((Term(name), *(_told_at(place, at) for at in turnout.times)), line)
        for name, place, line in places
    )
    caption = _("Turnout announced, by region and time")
    return Table(f"turnout-{told.contest.code}", caption, columns, rows, _sources(_figures(turnout)))


def _figures(turnout: Turnout) -> list[OfficialFigure]:
    places = (turnout.whole, *turnout.regions)
    return [figure for place in places for figures in place.told.values() for figure in figures]


def _at(at: time | None) -> str:
    return _("In the end") if at is None else f"{at:%H:%M}"


def _told_at(place: PlaceTurnout, at: time | None) -> Value:
    """Each different number, in the order it was announced."""
    texts = dict.fromkeys(map(_percent, place.told.get(at, ())))
    return Announced(" / ".join(filter(None, texts))) if any(texts) else Missing()


def _percent(figure: OfficialFigure) -> str:
    """With the decimals it was announced with: 80 and 80.0 are not the same claim."""
    if figure.percent is None:
        return wording.number(figure.voters) if figure.voters is not None else ""
    decimals = figure.percent_decimals or 0
    return f"{wording.number(figure.percent.quantize(Decimal(1).scaleb(-decimals)))}\N{NO-BREAK SPACE}%"


def _implied(told: Announcements) -> Iterator[Table]:
    """What each reading that tells voters and their share says of the register: it should be one number."""
    figures = [figure for figures in told.turnout.whole.told.values() for figure in figures]
    rows = [
        Row(
            (
                Term(_at(figure.local_time)),
                Announced(wording.number(figure.voters or 0)),
                Announced(_percent(figure)),
                Announced(wording.number(implied.exact)),
            )
        )
        for figure in figures
        if (implied := implied_by(figure))
    ]
    if len(rows) > 1:
        columns = (
            Column(_("Time"), numeric=False, width=1),
            Column(_("Had voted")),
            Column(_("Said to be")),
            Column(_("So many would be registered")),
        )
        caption = _("What each reading implies for the number of registered voters")
        yield Table(f"implied-{told.contest.code}", caption, columns, tuple(rows))


def _results_table(told: Announcements) -> Table:
    results: Results = told.results
    columns = [Column(_("List or candidate"), numeric=False, width=1)]
    for announcement in results.announcements:
        columns.append(Column(announcement.stage_name.capitalize()))
        columns += [Column(_("Seats"))] if announcement.seats else []
    rows = tuple(
        Row((Term(choice.name), *_cells(results.announcements, choice.pk))) for choice in results.choices
    )
    figures = [figure for each in results.announcements for figure in each.figures.values()]
    caption = _("Results announced, stage by stage")
    return Table(f"results-{told.contest.code}", caption, tuple(columns), rows, _sources(figures))


def _cells(announcements: Sequence[Announcement], choice: int) -> Iterator[Value]:
    for announcement in announcements:
        figure = announcement.figures.get(choice)
        votes = wording.number(figure.votes) if figure and figure.votes is not None else ""
        share = _percent(figure) if figure and figure.percent is not None else ""
        text = f"{votes} ({share})" if votes and share else votes or share
        yield Announced(text) if text else Missing()
        if announcement.seats:
            seats = figure.seats if figure else None
            yield Missing() if seats is None else Announced(wording.number(seats))


def _conflicts(told: Announcements) -> Table:
    columns = (
        Column(_("Of what"), numeric=False, width=1),
        Column(_("Sources that contradict each other"), numeric=False, width=2),
    )
    rows = tuple(Row((Term(_subject(each)), Term(_versions(each)))) for each in told.conflicts)
    return Table(f"conflicts-{told.contest.code}", _("Where sources contradict each other"), columns, rows)


def _subject(conflict: Conflict) -> str:
    figure = conflict.figures[0]
    parts = [
        figure.choice.name if figure.choice else "",
        figure.region.name if figure.region else _("All regions"),
        f"{figure.local_time:%H:%M}" if figure.local_time else "",
    ]
    return ", ".join(filter(None, parts))


def _versions(conflict: Conflict) -> str:
    return "; ".join(f"{_measured(conflict.measure, each)} ({each.source})" for each in conflict.figures)


def _measured(measure: str, figure: OfficialFigure) -> str:
    return _percent(figure) if measure == "percent" else wording.number(getattr(figure, measure))


def _sources(figures: Sequence[OfficialFigure]) -> tuple[str, ...]:
    names = dict.fromkeys(figure.source for figure in figures)
    made_up = any(figure.synthetic for figure in figures)
    said = _("Sources: %(names)s.") % {"names": "; ".join(names)}
    return (said, _("Some of these numbers are synthetic.")) if made_up else (said,)
