"""What people say: passages where they belong, findings with what they rest on, recommendations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from observer.analysis import wording
from observer.checklists.models import Phase
from observer.findings.blocks import Block, Column, Facts, Heading, Paragraph, Row, Table
from observer.findings.document import Section
from observer.findings.material import Material
from observer.findings.models import Draft, Statement
from observer.findings.said import Known, Said, text_blocks
from observer.findings.values import Term

Kind, Place = Statement.Kind, Statement.Place


def with_passages(sections: Iterable[Section], material: Material, known: Known) -> Iterator[Section]:
    """The sections, each with the passage of its place first; and the incidents retold, with the others."""
    passages = {said.place: said for said in material.said if said.kind == Kind.PASSAGE}
    for section in sections:
        blocks = [*_passage(passages.get(section.key), known), *section.blocks]
        if section.key == Place.INCIDENTS:
            blocks += _retold(material, known)
        yield replace(section, blocks=tuple(blocks))


def executive_summary(material: Material, known: Known) -> Section | None:
    """None until people have written one: software adds up, and concludes nothing."""
    said = next((each for each in material.said if each.place == Place.EXECUTIVE_SUMMARY), None)
    if said is None:
        return None
    return Section("executive_summary", _("Executive summary"), tuple(_passage(said, known)))


def _passage(said: Said | None, known: Known) -> list[Block]:
    return list(text_blocks(said.part("text"), known, said.foreign)) if said else []


def _retold(material: Material, known: Known) -> Iterator[Block]:
    retold = [said for said in material.said if said.kind == Kind.INCIDENT]
    if not retold:
        return
    yield Heading(_("Incidents retold"))
    yield Paragraph(_("Chosen one by one. No team and no time of day is told."))
    for said in retold:
        yield from text_blocks(said.part("text"), known.naming(said.station), said.foreign)


def finding_section(material: Material, known: Known) -> Section | None:
    found = findings_of(material)
    if not found:
        return None
    blocks = [
        block for number, said in enumerate(found, 1) for block in _finding(number, said, material, known)
    ]
    return Section("findings", _("Findings"), tuple(blocks))


def findings_of(material: Material) -> list[Said]:
    """In the order of the day; those of no phase at the end."""
    order = [*Phase.values, ""]
    found = [said for said in material.said if said.kind == Kind.FINDING]
    return sorted(found, key=lambda said: (order.index(said.chapter), said.statement))


def _finding(number: int, said: Said, material: Material, known: Known) -> Iterator[Block]:
    chapter = f" ({capfirst(str(Phase(said.chapter).label))})" if said.chapter else ""
    yield Heading(f"{finding_code(number)}. {said.part('title')}{chapter}")
    yield from text_blocks(said.part("text"), known, said.foreign)
    if rows := _standards(said, material):
        yield Table(f"finding-{said.statement}", _("What this rests on"), _standard_columns(), tuple(rows))


def finding_code(number: int) -> str:
    return f"F{wording.number(number)}"


def _standard_columns() -> tuple[Column, ...]:
    return (
        Column(_("Obligation"), numeric=False, width=5),
        Column(_("Standard"), numeric=False, width=4),
        Column(_("What it asks, in our words"), numeric=False, width=5),
        Column(_("Force, since"), numeric=False, width=3),
    )


def _standards(said: Said, material: Material) -> list[Row]:
    """Only what is offered on the day it is printed: a check may have been taken back since."""
    offered = [material.offers[code] for code in said.standards if material.offers[code].offered]
    return [
        Row(
            (
                Term("; ".join(offer.obligations)),
                Term(offer.name),
                Term(offer.words),
                Term(", ".join(filter(None, (offer.force_name, offer.since)))),
            )
        )
        for offer in offered
    ]


def recommendation_section(material: Material, known: Known) -> Section | None:
    """Those with priority first."""
    found = [said for said in material.said if said.kind == Kind.RECOMMENDATION]
    if not found:
        return None
    codes = {said.statement: finding_code(number) for number, said in enumerate(findings_of(material), 1)}
    first = sorted(found, key=lambda said: (said.priority != Draft.Priority.PRIORITY, said.statement))
    blocks = [
        block
        for number, said in enumerate(first, 1)
        for block in _recommendation(number, said, material, known, codes)
    ]
    return Section("recommendations", _("Recommendations"), tuple(blocks))


def _recommendation(
    number: int, said: Said, material: Material, known: Known, codes: dict[int, str]
) -> Iterator[Block]:
    yield Heading(_("Recommendation %(number)s") % {"number": wording.number(number)})
    yield from text_blocks(said.part("text"), known, said.foreign)
    yield Facts(tuple((label, text) for label, text in _told_of(said, material, codes) if text))


def _told_of(said: Said, material: Material, codes: dict[int, str]) -> Sequence[tuple[str, str]]:
    offered = [material.offers[code] for code in said.standards if material.offers[code].offered]
    return (
        (_("Addressed to"), said.part("addressee")),
        (_("Priority"), str(Draft.Priority(said.priority).label) if said.priority else ""),
        (_("Follows from"), wording.joined(codes[each] for each in said.findings if each in codes)),
        (_("Standards"), "; ".join(f"{offer.name} ({offer.force_name})" for offer in offered)),
    )
