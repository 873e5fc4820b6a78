"""Stations with at least one violation: by region on a map, in bars and in numbers, and by category."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from observer.analysis.board import CategoryRow as CategoryFigures
from observer.analysis.charts import StationShare, share_map
from observer.checklists.models import Basis, Severity
from observer.findings import notes
from observer.findings.blocks import Block, Chart, Column, Heading, Line, Paragraph, Row, Table
from observer.findings.claims import compares_regions
from observer.findings.document import Section
from observer.findings.grouping import Group, public_groups, too_few
from observer.findings.incidents import CategoryRow, by_category
from observer.findings.material import OUTLINE_WIDTH, Material
from observer.findings.sections.citing import events, seen, seen_in, told, told_in
from observer.findings.sections.seen import events_in, key_of, name_of, parts_of, source_of
from observer.findings.values import Cited, Reading, Shaded, Term

# A table wider than this would have columns too narrow for their codes.
MOST_CATEGORIES = 14


def violation_section(material: Material) -> Section:
    return Section("violations", _("Stations with at least one violation"), tuple(_blocks(material)))


def withheld() -> Paragraph:
    return Paragraph(
        _(
            "So few polling stations were observed that a reader could tell which. The figures of this "
            "section are withheld."
        )
    )


def together_remark() -> str:
    return _(
        "Regions where fewer than five stations were observed are shown together with others, so that no "
        "station can be told apart."
    )


def _blocks(material: Material) -> Iterator[Block]:
    if too_few(material.board):
        yield withheld()
        return
    board = material.board
    yield Paragraph(
        _(
            "At least one violation was seen {seen}. One event is counted once, however many reports tell of "
            "it. At least one was told to observers {told}: that stands beside what was seen and is never "
            "added to it."
        ),
        {
            "seen": seen(board).read(Reading.IN_OBSERVED),
            "told": told(board).read(Reading.IN_OBSERVED),
        },
    )
    if compares_regions(material.mission):
        groups = public_groups(board)
        # A table may go on over the page, a map may not: the other way round a page would stay half empty.
        yield _by_region(material, groups)
        yield from _map(material, groups)
        yield from _heat(material)
    yield Heading(_("By category"))
    yield Paragraph(
        _(
            "What was seen, what was told to observers and what is not confirmed stand in columns of their "
            "own. A violation that is tied to no region is counted here and in no region."
        )
    )
    yield by_category(
        key="categories",
        caption=_("Violations by category"),
        rows=[_category(material, row) for row in _met(material)],
    )


def _map(material: Material, groups: Sequence[Group]) -> Iterator[Chart]:
    """No map where a group reaches beyond it: drawn, it would look like one region's own share."""
    outlined = {outline.key for outline in material.outlines}
    shown = [group for group in groups if outlined & set(group.codes)]
    if material.map_height is None or any(set(group.codes) - outlined for group in shown):
        return
    drawn = share_map(
        material.outlines,
        (OUTLINE_WIDTH, material.map_height),
        [StationShare(group.codes, group.affected.seen) for group in shown],
        title=_("Share of observed stations with at least one violation seen"),
        right_to_left=get_language_bidi(),
        synthetic=material.board.synthetic,
    )
    yield Chart("violations", _("Where violations were seen"), drawn.svg, drawn.description, "violations")


def _by_region(material: Material, groups: Sequence[Group]) -> Table:
    columns = (
        Column(_("Region"), numeric=False, width=1),
        Column(_("Seen, of stations observed")),
        Column(_("Share"), numeric=False),
        Column(_("Told of, of stations observed")),
    )
    board = material.board
    lines = (
        _line(_("All regions"), seen(board), told(board), Line.TOTAL),
        *(_line(group.name, seen_in(group), told_in(group), Line.ROW) for group in groups),
    )
    merged = any(len(group.codes) > 1 for group in groups)
    return Table(
        "violations",
        _("Stations with at least one violation, by region"),
        columns,
        lines,
        (together_remark(),) if merged else (),
    )


def _heat(material: Material) -> Iterator[Block]:
    """Where which category was seen, as counts that are shaded; so many columns at a time as a page holds.

    The categories' totals are printed too: an unobserved region that had no row would be what is missing.
    """
    met = [row for row in _met(material) if row.events.seen.numerator]
    parts = parts_of(material)
    most = max((events_in(material, part, category=row.code) for part in parts for row in met), default=0)
    if not most:
        return
    yield Heading(_("By region and category"))
    for first in range(0, len(met), MOST_CATEGORIES):
        columns = met[first : first + MOST_CATEGORIES]
        rows = tuple(
            Row((Term(name_of(material, part)), *(_shaded(material, part, row, most) for row in columns)))
            for part in parts
        )
        yield Table(
            f"heat-{first // MOST_CATEGORIES + 1}",
            _("Violations seen, by region and category"),
            (Column(_("Region"), numeric=False, width=1), *(Column(row.code) for row in columns)),
            rows,
            (_("What the codes stand for is in the table by category. The darker, the more were seen."),),
        )


def _shaded(material: Material, part: Sequence[str], row: CategoryFigures, most: int) -> Shaded:
    """Level 0 for none, else 1 to 4 by quarters of the most."""
    count = events_in(material, part, category=row.code)
    figure = row.events.seen.narrowed(count, region=source_of(part))
    cited = events(f"seen.{key_of(part)}.{row.code}", figure)
    return Shaded(cited.read(Reading.NUMERATOR), -(-4 * count // most))


def _line(name: str, seen_there: Cited, told_there: Cited, line: Line) -> Row:
    return Row(
        (
            Term(name),
            seen_there.read(Reading.COUNTS),
            seen_there.read(Reading.BAR),
            told_there.read(Reading.COUNTS),
        ),
        line,
    )


def _met(material: Material) -> list[CategoryFigures]:
    """The categories in which anything was seen, told or not confirmed."""
    met = {cell.category for cell in material.cells}
    return [row for row in material.board.categories if row.code in met]


def _category(material: Material, row: CategoryFigures) -> CategoryRow:
    unconfirmed = material.events(lambda cell: cell.category == row.code and cell.basis == Basis.UNCONFIRMED)
    doubted = row.events.told.narrowed(unconfirmed, basis=Basis.UNCONFIRMED.value)
    return CategoryRow(
        category=f"{row.code} {row.name}",
        severity=str(Severity(material.severities[row.code]).label),
        seen=events(f"seen.{row.code}", row.events.seen),
        told=Cited(f"events.told.{row.code}", row.events.told, notes.EVENTS_TOLD),
        unconfirmed=Cited(f"events.unconfirmed.{row.code}", doubted, notes.EVENTS_TOLD),
        stations=Cited(f"stations.seen.{row.code}", row.affected.seen, notes.STATIONS_SEEN),
    )
