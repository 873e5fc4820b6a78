"""The figures and facts that texts of people may name: those the document itself is made of."""

from __future__ import annotations

from collections.abc import Iterable

from observer.elections.models import in_language
from observer.findings.claims import compares_regions
from observer.findings.document import Section
from observer.findings.material import Material
from observer.findings.mission_card import voting_days
from observer.findings.said import Known
from observer.findings.values import Number, Term, Value


def known_in(material: Material, sections: Iterable[Section]) -> Known:
    """What the blocks of these sections cite: public figures, small regions already put together."""
    cited = {each.key: each for section in sections for block in section.blocks for each in block.cited()}
    return Known(cited, facts(material), material.severities, proposes=compares_regions(material.mission))


def facts(material: Material) -> dict[str, Value]:
    """Words and numbers of the mission's own record."""
    regions = material.board.regions
    return {
        "election": Term(in_language(material.mission.election.names)),
        "election_day": Term(voting_days(material)),
        "mission": Term(material.mission.name),
        "observers": Number(material.observers),
        "regions": Number(len(regions)),
        "regions_observed": Number(sum(1 for row in regions if row.observed.numerator)),
    }
