"""A whole summary of a fictional mission with synthetic figures, as large as a real one.

It shows everything an edition can hold; its numbers are in `sample_numbers`, its sections in
`sample_sections`.
"""

from typing import Any

from django.utils import translation

from observer.analysis.figures import Measure, Unit
from observer.findings.blocks import MissionFacts, Paragraph
from observer.findings.card import MissionCard
from observer.findings.document import Approval, Basis, Document, Note, Seal, Section
from tests.findings.sample_numbers import CUT_OFF, NOT_COVERED, RULE, Sheet, figure, region_map, sheet
from tests.findings.sample_sections import (
    brief_section,
    coverage_section,
    day_section,
    incident_section,
    opening_section,
    violation_section,
)


def notes(numbers: Sheet) -> tuple[Note, ...]:
    stations = figure(1, sum(numbers.observed.values()))
    visits = figure(sum(numbers.visits.values()), unit=Unit.VISITS, measure=Measure.COUNT)
    openings = figure(1, 311, unit=Unit.VISITS, stations=311)
    seen = figure(1, unit=Unit.EVENTS, measure=Measure.COUNT)
    none = "none: a count"
    return (
        Note(
            code="N1",
            title="Coverage",
            numerator="Different stations with at least one counted visit",
            denominator="Stations on the register of the election",
            filters="every phase",
            figure=stations,
        ),
        Note(
            code="N2",
            title="Answers at openings",
            numerator="Visits where the answer was the one the question names",
            denominator="Visits where the question was answered",
            filters="phase: opening; newest revision of each report",
            figure=openings,
        ),
        Note("N3", "Visits", "Visits with at least one counted report", none, "every phase", visits),
        Note(
            code="N4",
            title="Stations with a violation",
            numerator="Different stations with at least one violation seen",
            denominator="Different stations observed",
            filters="every phase; violations seen; categories V01 to V28",
            figure=stations,
        ),
        Note(
            code="N5",
            title="Incidents seen",
            numerator="Events seen by an observer; evidence of one event counts once",
            denominator=none,
            filters="every phase; seen",
            figure=seen,
        ),
        Note(
            code="N6",
            title="Told and not confirmed",
            numerator="Events told to an observer, or not confirmed by a call back",
            denominator=none,
            filters="every phase; told or unconfirmed",
            figure=seen,
        ),
        Note(
            code="N7",
            title="Hours of the day",
            numerator="Events seen, by the hour at their station",
            denominator=none,
            filters="every phase; seen; hour of the station's election day",
            figure=seen,
        ),
    )


def limits() -> tuple[Paragraph, ...]:
    return (
        Paragraph(
            "It is no estimate for all polling stations. The stations were not drawn by chance, so no "
            "margin of error can be given and none is."
        ),
        Paragraph(
            "It is not the final word: tabulation, announcement of results and complaints were not over "
            "at the cut-off."
        ),
        Paragraph("It says nothing about votes for any list, and nothing about regions where nobody was."),
        Paragraph(
            "It names no observer, no commission member and no voter, and no station at a moment of the day."
        ),
    )


def card() -> MissionCard:
    return MissionCard(
        name="Steppe Observation Network",
        code="steppe-2012",
        format="Full observation mission",
        election="Early parliamentary election, Kazakhstan",
        election_days="15 January 2012",
        inviting_body="Central Election Commission",
        accreditation="Central Election Commission, 21 December 2011",
        funders=("Members' own contributions", "Fund for Open Counting (fictional)"),
        observers=212,
        countries=19,
        days=9,
        regimes=("Teams chose their own routes, in every region where they were.",),
        regions_covered=tuple(name for code, name, _r in region_map() if code not in NOT_COVERED),
        regions_not_covered=tuple(name for code, name, _r in region_map() if code in NOT_COVERED),
        synthetic=True,
        fictional=True,
    )


def sample(**changes: Any) -> Document:
    """The document; `changes` replace its fields."""
    numbers = sheet()
    parts: dict[str, Any] = {
        "language": "en",
        "title": "Early parliamentary election in Kazakhstan: what observers saw",
        "subtitle": "15 January 2012. From opening to count, as reported by the evening of election day",
        "mission": card(),
        "basis": Basis(
            CUT_OFF,
            "15 January 2012, 23:30 (UTC+06:00)",
            4182,
            Seal(317, "9f2c41d07be85a6634e1" * 3 + "c0de"),
            RULE,
        ),
        "sections": (
            brief_section(numbers),
            Section("mission", "Who observed", (MissionFacts(),)),
            coverage_section(numbers),
            opening_section(),
            violation_section(numbers),
            incident_section(numbers),
            day_section(),
        ),
        "notes": notes(numbers),
        "limits": limits(),
        "approval": Approval("Head of mission", "16 January 2012"),
    }
    return Document(**parts | changes)


def sample_json(**changes: Any) -> dict[str, Any]:
    with translation.override("en"):
        return sample(**changes).as_json()
