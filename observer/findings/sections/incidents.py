"""Violations seen, added up by region and phase. What observers wrote is not printed, and nothing finer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from observer.analysis import wording
from observer.analysis.figures import Figure
from observer.checklists.models import Basis, Phase
from observer.findings.blocks import Block, Paragraph
from observer.findings.claims import compares_regions
from observer.findings.document import Section
from observer.findings.grouping import joined_groups, public_groups, too_few
from observer.findings.incidents import IncidentRow, by_region_and_phase
from observer.findings.material import Material
from observer.findings.sections.citing import events
from observer.findings.sections.violations import together_remark, withheld
from observer.findings.values import Cited, Reading


def incident_section(material: Material) -> Section:
    title = _("What was reported, by phase")
    if compares_regions(material.mission):
        title = _("What was reported, by region and phase")
    return Section("incidents", title, tuple(_blocks(material)))


def seen_events(material: Material) -> Figure:
    """All violations seen, wherever and whenever."""
    seen = material.events(lambda cell: cell.basis == Basis.SEEN)
    return material.board.total.events.seen.narrowed(seen)


def _blocks(material: Material) -> Iterator[Block]:
    if too_few(material.board):
        yield withheld()
        return
    yield Paragraph(
        _("Observers reported {events} that they saw themselves."),
        {"events": events("seen.total", seen_events(material)).read(Reading.THINGS)},
    )
    parts = _parts(material)
    if not parts:
        yield withheld()
        return
    apart = compares_regions(material.mission)
    yield by_region_and_phase(
        key="incidents",
        caption=_("Violations seen, by region and phase") if apart else _("Violations seen, by phase"),
        phases={phase: _phase_name(phase) for phase in material.phases},
        rows=[_row(material, codes) for codes in parts] if apart else [],
        total=_row(material, None),
    )
    if apart and any(len(codes) > 1 for codes in parts):
        yield Paragraph(together_remark())


def _phase_name(phase: str) -> str:
    if phase == Phase.INCIDENT:
        return pgettext("a column beside the phases of the day", "Incident reports")
    return str(Phase(phase).label).capitalize()


def _parts(material: Material) -> Sequence[tuple[str, ...]]:
    """Which regions share a row; what is tied to no one region has its own, and points at no station."""
    board = material.board
    codes = [row.code for row in board.regions]
    total = seen_events(material)
    counts = {code: _seen_in(material, (code,)) for code in codes}
    bases = {code: _smallest_base(material, code) for code in codes}
    joined = joined_groups(codes, public_groups(board), bases, counts, total)
    elsewhere = tuple(sorted({cell.region for cell in material.cells if cell.basis == Basis.SEEN} - {*codes}))
    return [*joined, elsewhere] if joined and elsewhere else joined


def _smallest_base(material: Material, code: str) -> int:
    """Stations observed in the phase in which fewest were; an incident may come from any station observed."""
    whole = next(int(row.observed.numerator) for row in material.board.regions if row.code == code)
    in_phases = [
        material.observed.get((code, phase), 0) for phase in material.phases if phase != Phase.INCIDENT
    ]
    met = [stations for stations in in_phases if stations]
    return min([whole, *met]) if met else whole


def _seen_in(material: Material, codes: Sequence[str] | None, phase: str = "") -> int:
    return material.events(
        lambda cell: (
            cell.basis == Basis.SEEN and (codes is None or cell.region in codes) and phase in ("", cell.phase)
        )
    )


def _row(material: Material, codes: tuple[str, ...] | None) -> IncidentRow:
    """The row of some regions; of all for None."""
    where = {} if codes is None else {"region": ",".join(code or "-" for code in codes)}
    key = "total" if codes is None else codes[0] or "elsewhere"
    total = seen_events(material)
    by_phase: dict[str, Cited | None] = {
        phase: events(
            f"seen.{key}.{phase}", total.narrowed(_seen_in(material, codes, phase), phase=phase, **where)
        )
        for phase in material.phases
    }
    whole = events(f"seen.{key}", total.narrowed(_seen_in(material, codes), **where))
    return IncidentRow(_name(material, codes), by_phase, whole)


def _name(material: Material, codes: tuple[str, ...] | None) -> str:
    if codes is None:
        return _("All regions")
    names = {row.code: row.name for row in material.board.regions}
    return wording.joined(names[code] for code in codes if code in names) or _("Tied to no region")
