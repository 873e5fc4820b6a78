"""How it was observed and where: the regimes, the map and the table of coverage, what was left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from observer.analysis import wording
from observer.analysis.board import Judging, RegionRow
from observer.analysis.charts import StationShare, Subject, share_map
from observer.analysis.figures import Regime
from observer.findings.blocks import Block, Chart, Column, Line, Paragraph, Row, Table
from observer.findings.claims import bounds
from observer.findings.document import Section
from observer.findings.material import OUTLINE_WIDTH, Material
from observer.findings.sections.citing import covered, reports
from observer.findings.values import Missing, Number, Reading, Term


def coverage_section(material: Material) -> Section:
    return Section("method", _("Method and coverage"), tuple(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    total = material.board.total
    told = (replace(total.observed, regime=Regime(regime)) for regime in regimes(material))
    yield Paragraph(" ".join(map(wording.regime, told)))
    yield Paragraph(
        _(
            "Polling stations observed, of those on the register: {stations}. Counted here: {reports}. A "
            "station that was visited more than once is one station, and each report from it is a report: "
            "stations and reports are counted apart."
        ),
        {"stations": covered(total).read(Reading.COUNTS), "reports": reports(total).read(Reading.THINGS)},
    )
    yield _regions(material)
    if material.waiting:
        yield Paragraph(
            _(
                "Reports that had come in and were not yet added up at the cut-off, and are in no "
                "figure: {waiting}."
            ),
            {"waiting": Number(material.waiting)},
        )
    yield from _rules(material)
    yield bounds(material, covered(total))
    yield from _map(material)
    yield _table(material)


def _rules(material: Material) -> Iterator[Paragraph]:
    """Under which rules the forms were judged, where these are not the rules they were published with."""
    for one in material.board.rules:
        yield Paragraph(
            _(
                "Violations in the answers to {form}, version {version}, are told by its rules {number}, in "
                "force since {since}; reports that came before were judged again."
            )
            if one.judging is Judging.DONE
            else _(
                "Violations in the answers to {form}, version {version}, are told by its rules {number}, in "
                "force since {since}. At the cut-off not all earlier reports were judged again: figures rest "
                "partly on the earlier rules."
            ),
            {
                "form": Term(one.name),
                "version": Number(one.version),
                "number": Number(one.number),
                "since": Term(date_format(one.since.astimezone(material.zone), "DATETIME_FORMAT")),
            },
        )


def regimes(material: Material) -> tuple[str, ...]:
    """How the places were chosen; where no deployment says it, as the figures say it."""
    return material.regimes or (material.board.total.observed.regime.value,)


def _regions(material: Material) -> Paragraph:
    regions = material.board.regions
    missing = [row.name for row in regions if not row.observed.numerator]
    numbers = {"covered": Number(len(regions) - len(missing)), "all": Number(len(regions))}
    if not missing:
        return Paragraph(_("Observers were in {covered} of {all} regions."), numbers)
    return Paragraph(
        _(
            "Observers were in {covered} of {all} regions. Nobody was in: {missing}. Nothing is said of "
            "these here."
        ),
        {**numbers, "missing": Term(wording.joined(missing))},
    )


def _map(material: Material) -> Iterator[Chart]:
    if material.map_height is None or not material.outlines:
        return
    outlined = {outline.key for outline in material.outlines}
    drawn = share_map(
        material.outlines,
        (OUTLINE_WIDTH, material.map_height),
        [
            StationShare((row.code,), row.observed)
            for row in material.board.regions
            if row.code in outlined and row.observed.numerator
        ],
        title=_("Share of the registered polling stations that were observed"),
        subject=Subject.COVERED,
        right_to_left=get_language_bidi(),
        synthetic=material.board.synthetic,
    )
    yield Chart("coverage", _("Where observers were"), drawn.svg, drawn.description, "coverage")


def _table(material: Material) -> Table:
    columns = (
        Column(_("Region"), numeric=False, width=1),
        Column(_("Reports counted")),
        Column(_("Stations observed, of the register")),
        Column(_("Share of the register"), numeric=False),
    )
    board = material.board
    lines = (
        _row(board.total, _("All regions"), Line.TOTAL),
        *(_row(row, row.name, Line.ROW) for row in board.regions),
    )
    return Table("coverage", _("Stations observed, by region"), columns, lines, _remarks(material))


def _remarks(material: Material) -> tuple[str, ...]:
    """Why the regions do not come to the total, where they do not."""
    board = material.board
    if board.total.reports.numerator == sum(row.reports.numerator for row in board.regions):
        return ()
    return (_("Reports tied to no region are in the total alone."),)


def _row(row: RegionRow, name: str, line: Line) -> Row:
    stations = covered(row)
    share = stations.read(Reading.BAR) if row.observed.answered else Missing()
    return Row((Term(name), reports(row).read(Reading.NUMERATOR), stations.read(Reading.COUNTS), share), line)
