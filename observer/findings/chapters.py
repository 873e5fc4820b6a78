"""The chapters that software writes from figures; what people say is put in between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from observer.findings.blocks import MissionFacts
from observer.findings.claims import gives_statistics
from observer.findings.document import Section
from observer.findings.known import known_in
from observer.findings.material import Material, read
from observer.findings.said import Known
from observer.findings.sections.annex import annex_sections
from observer.findings.sections.brief import brief_section
from observer.findings.sections.coverage import coverage_section
from observer.findings.sections.hours import hour_section
from observer.findings.sections.incidents import incident_section
from observer.findings.sections.late import late_section
from observer.findings.sections.official import turnout_section
from observer.findings.sections.people import (
    executive_summary,
    finding_section,
    recommendation_section,
    with_passages,
)
from observer.findings.sections.phase import phase_sections
from observer.findings.sections.protocols import protocol_section
from observer.findings.sections.violations import violation_section
from observer.missions.models import Membership


def chapters(material: Material) -> tuple[Section, ...]:
    """Everything but the annex; the figures in it are those that texts may name."""
    sections = (
        brief_section(material),
        coverage_section(material),
        *phase_sections(material),
        violation_section(material),
        turnout_section(material),
        protocol_section(material),
        incident_section(material),
        hour_section(material),
    )
    return tuple(_bounded(section, material) for section in sections if section is not None)


# Where observers were, and what the authorities announced: no statistics of election day.
_ALWAYS = frozenset({"brief", "method", "turnout"})


def _bounded(section: Section, material: Material) -> Section:
    """What the mission's format lets it print of a chapter. Its place stays, for what people say there."""
    if gives_statistics(material.mission) or section.key in _ALWAYS:
        return section
    return replace(section, blocks=())


def whole(material: Material) -> tuple[Section, ...]:
    """All sections, in order. Raises Problem where a text names a figure that is not there."""
    return tuple(section for section in _in_order(material) if section is not None)


def _in_order(material: Material) -> Iterator[Section | None]:
    told = chapters(material)
    known = known_in(material, told)
    first, *others = (section for section in with_passages(told, material, known) if section.blocks)
    yield Section("mission", _("Who observed"), (MissionFacts(),))
    yield executive_summary(material, known)
    yield first
    yield from others
    yield finding_section(material, known)
    yield recommendation_section(material, known)
    yield from annex_sections(material)
    yield late_section(material)


def known(membership: Membership) -> Known:
    """As the figures stand now, in the active language: what a page offers, and checks texts against."""
    material = read(membership, timezone.now())
    return known_in(material, chapters(material))
