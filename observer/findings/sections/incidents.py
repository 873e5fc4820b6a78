"""Violations seen, added up by region and phase. What observers wrote is not printed, and nothing finer."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from observer.checklists.models import Phase
from observer.findings.blocks import Block, Paragraph
from observer.findings.claims import compares_regions
from observer.findings.document import Section
from observer.findings.grouping import too_few
from observer.findings.incidents import IncidentRow, by_region_and_phase
from observer.findings.material import Material
from observer.findings.sections.citing import events
from observer.findings.sections.seen import events_in, key_of, name_of, parts_of, seen_events, source_of
from observer.findings.sections.violations import together_remark, withheld
from observer.findings.values import Cited, Reading


def incident_section(material: Material) -> Section:
    title = _("What was reported, by phase")
    if compares_regions(material.mission):
        title = _("What was reported, by region and phase")
    return Section("incidents", title, tuple(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    if too_few(material.board):
        yield withheld()
        return
    yield Paragraph(
        _("Observers reported {events} that they saw themselves."),
        {"events": events("seen.total", seen_events(material)).read(Reading.THINGS)},
    )
    parts = parts_of(material)
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


def _row(material: Material, codes: tuple[str, ...] | None) -> IncidentRow:
    """The row of some regions; of all for None."""
    where = {} if codes is None else {"region": source_of(codes)}
    key = "total" if codes is None else key_of(codes)
    total = seen_events(material)
    by_phase: dict[str, Cited | None] = {
        phase: events(
            f"seen.{key}.{phase}",
            total.narrowed(events_in(material, codes, phase=phase), phase=phase, **where),
        )
        for phase in material.phases
    }
    whole = events(f"seen.{key}", total.narrowed(events_in(material, codes), **where))
    name = _("All regions") if codes is None else name_of(material, codes)
    return IncidentRow(name, by_phase, whole)
