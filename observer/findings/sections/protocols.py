"""Results protocols that observers copied: whether they reconcile, and whether they became official."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from observer.analysis.figures import Figure
from observer.analysis.protocols import ContestProtocols
from observer.analysis.suppression import SMALLEST_BASE
from observer.checklists.models import Phase
from observer.findings import notes
from observer.findings.answers import Form
from observer.findings.blocks import Block, Column, Heading, Line, Paragraph, Row, Table
from observer.findings.claims import compares_regions
from observer.findings.document import Section
from observer.findings.grouping import places_of, together
from observer.findings.material import Material
from observer.findings.values import Cited, Missing, Reading, Term, Value


def protocol_section(material: Material) -> Section | None:
    """None for a mission that copied no protocols."""
    contests = [each for each in material.protocols if each.failing.asked or each.compared.answered]
    if not contests:
        return None
    blocks = [block for each in contests for block in _contest(material, each, named=len(contests) > 1)]
    return Section("protocols", _("Results protocols"), tuple(blocks))


def _contest(material: Material, contest: ContestProtocols, *, named: bool) -> Iterator[Block]:
    if named:
        yield Heading(contest.name)
    if _too_few(material, contest):
        yield Paragraph(
            _("So few protocols were copied that a reader could tell of which stations. Withheld.")
        )
        return
    yield Paragraph(
        _(
            "Protocols whose numbers do not reconcile, of those that could be judged: {failing}. Tired "
            "commissions add up wrongly everywhere: it is no proof of anything, and a person has to look."
        ),
        {"failing": _failing(contest, "whole", contest.failing).read(Reading.COUNTS)},
    )
    yield _identities(contest)
    yield from _regions(material, contest)
    yield from _compared(contest)


def _too_few(material: Material, contest: ContestProtocols) -> bool:
    """Protocols, or stations where counts were observed: two teams may copy one protocol."""
    form = _copying(material)
    return min(contest.failing.asked, form.stations if form else 0) < SMALLEST_BASE


def _copying(material: Material) -> Form | None:
    """The form of the night on which most protocols were copied; another may have been used nowhere."""
    copying = [
        form
        for form in material.forms
        if form.phase == Phase.COUNTING and any(question.protocol for question in form.asked.values())
    ]
    return max(copying, key=lambda form: form.stations, default=None)


def _failing(contest: ContestProtocols, key: str, figure: Figure) -> Cited:
    return Cited(f"protocols.{contest.contest or 'all'}.{key}", figure, notes.PROTOCOLS)


def _columns(first: str) -> tuple[Column, ...]:
    return (
        Column(first, numeric=False, width=1),
        Column(_("Do not reconcile, of those judged")),
        Column(_("Share"), numeric=False),
        Column(_("Could not be judged")),
    )


def _row(name: str, cited: Cited, line: Line = Line.ROW) -> Row:
    share: Value = cited.read(Reading.BAR) if cited.figure.answered else Missing()
    return Row((Term(name), cited.read(Reading.COUNTS), share, cited.read(Reading.BLANK)), line)


def _identities(contest: ContestProtocols) -> Table:
    whole = _row(_("Any of them"), _failing(contest, "whole", contest.failing), Line.TOTAL)
    rows = [_row(row.name, _failing(contest, row.code, row.failing)) for row in contest.identities]
    caption = _("Sums a protocol has to satisfy")
    columns = _columns(_("Sum"))
    return Table(f"identities-{contest.contest or 'all'}", caption, columns, (whole, *rows))


def _regions(material: Material, contest: ContestProtocols) -> Iterator[Table]:
    form = _copying(material)
    if form is None or not compares_regions(material.mission):
        return
    rows = list(_region_rows(material, contest, form))
    if rows:
        caption = _("Protocols that do not reconcile, by region")
        yield Table(f"protocols-{contest.contest or 'all'}", caption, _columns(_("Region")), tuple(rows))


def _region_rows(material: Material, contest: ContestProtocols, form: Form) -> Iterator[Row]:
    failing = {row.code: row.failing for row in contest.regions}
    for place in places_of(material.board, form):
        parts = [failing[code] for code in place.codes if code in failing]
        if parts:
            figure = together(parts, material.board.inclusion)
            yield _row(place.name, _failing(contest, f"in.{place.key}", figure))


def _compared(contest: ContestProtocols) -> Iterator[Block]:
    """Observed and official figures meet at one station, number by number, and nowhere else."""
    if contest.compared.answered < SMALLEST_BASE:
        return
    yield Paragraph(
        _(
            "Stations where a number observers copied is not the official one, of those where both are "
            "known: {stations}. Observed and official numbers are held against each other at the same "
            "station only. They are never added up, for the stations observed are no sample of all."
        ),
        {"stations": _differing(contest, "any", contest.compared).read(Reading.COUNTS)},
    )
    columns = (
        Column(_("Number of the protocol"), numeric=False, width=1),
        Column(_("Differs, of stations")),
        Column(_("Share"), numeric=False),
    )
    rows = tuple(_number_rows(contest))
    if rows:
        caption = _("Observed and official numbers at the same stations")
        yield Table(f"compared-{contest.contest or 'all'}", caption, columns, rows, _left_out(contest))


def _number_rows(contest: ContestProtocols) -> Iterator[Row]:
    """A number known from few stations only would tell of each of them."""
    for number in contest.numbers:
        if number.differing.answered >= SMALLEST_BASE:
            cited = _differing(contest, number.letter, number.differing)
            yield Row((Term(number.name), cited.read(Reading.COUNTS), cited.read(Reading.BAR)))


def _left_out(contest: ContestProtocols) -> tuple[str, ...]:
    if any(0 < number.differing.answered < SMALLEST_BASE for number in contest.numbers):
        return (_("Numbers that are known from fewer than five stations are left out."),)
    return ()


def _differing(contest: ContestProtocols, key: str, figure: Figure) -> Cited:
    return Cited(f"compared.{contest.contest or 'all'}.{key}", figure, notes.COMPARED)
