"""Violations seen, by region: which regions share a row in every table of events.

One parting serves all tables of events. Two that joined small regions differently could be taken from each
other, and would give back what each of them hides (house law 8d).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from observer.analysis import wording
from observer.analysis.figures import Figure
from observer.checklists.models import Basis, Phase
from observer.findings.grouping import joined_groups, public_groups
from observer.findings.material import Material


def seen_events(material: Material) -> Figure:
    """All violations seen, wherever and whenever."""
    seen = material.events(lambda cell: cell.basis == Basis.SEEN)
    return material.board.total.events.seen.narrowed(seen)


def events_in(material: Material, codes: Sequence[str] | None, *, phase: str = "", category: str = "") -> int:
    """How many were seen in these regions, everywhere for None; "" is every phase or category."""
    return material.events(
        lambda cell: (
            cell.basis == Basis.SEEN
            and (codes is None or cell.region in codes)
            and phase in ("", cell.phase)
            and category in ("", cell.category)
        )
    )


def parts_of(material: Material) -> Sequence[tuple[str, ...]]:
    """Which regions share a row; what is tied to no one region has its own, and points at no station."""
    board = material.board
    codes = [row.code for row in board.regions]
    total = seen_events(material)
    counts = {code: events_in(material, (code,)) for code in codes}
    bases = {code: _smallest_base(material, code) for code in codes}
    joined = joined_groups(codes, public_groups(board), bases, counts, total)
    elsewhere = tuple(sorted({cell.region for cell in material.cells if cell.basis == Basis.SEEN} - {*codes}))
    return [*joined, elsewhere] if joined and elsewhere else joined


def key_of(part: Sequence[str]) -> str:
    """For the keys of figures: a part is named by its first region."""
    return part[0] or "elsewhere"


def source_of(part: Sequence[str]) -> str:
    """The regions of a part as the source of a figure names them; "-" is tied to none."""
    return ",".join(code or "-" for code in part)


def name_of(material: Material, part: Sequence[str]) -> str:
    names = {row.code: row.name for row in material.board.regions}
    return wording.joined(names[code] for code in part if code in names) or _("Tied to no region")


def _smallest_base(material: Material, code: str) -> int:
    """Stations observed in the phase in which fewest were; an incident may come from any station observed."""
    whole = next(int(row.observed.numerator) for row in material.board.regions if row.code == code)
    in_phases = [
        material.observed.get((code, phase), 0) for phase in material.phases if phase != Phase.INCIDENT
    ]
    met = [stations for stations in in_phases if stations]
    return min([whole, *met]) if met else whole
