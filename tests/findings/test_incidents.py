"""Incidents by region and phase, and by category: nothing finer can be told."""

import dataclasses

from observer.analysis.figures import Measure, Unit
from observer.findings.incidents import CategoryRow, IncidentRow, by_category, by_region_and_phase
from observer.findings.values import Cited
from tests.findings.sample_numbers import figure


def events(key: str, count: int) -> Cited:
    return Cited(key, figure(count, unit=Unit.EVENTS, measure=Measure.COUNT), "N5")


def texts(table: dict[str, object]) -> list[list[str]]:
    rows = table["rows"]
    assert isinstance(rows, list)
    return [[cell["text"].replace("\N{NO-BREAK SPACE}", " ") for cell in row["cells"]] for row in rows]


def test_the_finest_grain_is_region_and_phase() -> None:
    """A field for a team, a station or a minute would be the way for one to get into a document."""
    assert {field.name for field in dataclasses.fields(IncidentRow)} == {"region", "by_phase", "total"}


def test_regions_stand_down_phases_across_and_the_total_first() -> None:
    rows = [
        IncidentRow("Akmola", {"opening": events("a.o", 2), "voting": events("a.v", 3)}, events("a", 5)),
        IncidentRow("Atyrau", {"opening": None, "voting": None}, None),
    ]
    total = IncidentRow("All", {"opening": events("t.o", 4), "voting": events("t.v", 3)}, events("t", 7))
    table = by_region_and_phase(
        key="i",
        caption="Incidents",
        phases={"opening": "Opening", "voting": "Voting"},
        rows=rows,
        total=total,
    ).as_json()
    assert [column["title"] for column in table["columns"]] == ["Region", "Opening", "Voting", "Total"]
    assert texts(table) == [
        ["All", "4", "3", "7"],
        ["Akmola", "2", "3", "5"],
        ["Atyrau", "withheld", "withheld", "withheld"],
    ]
    assert [row["line"] for row in table["rows"]] == ["total", "row", "row"]


def test_seen_told_and_not_confirmed_are_never_added_together() -> None:
    row = CategoryRow(
        "V01 Ballot-box stuffing",
        "critical",
        events("s", 3),
        events("t", 8),
        events("u", 6),
        Cited("stations", figure(3, 400), "N4"),
    )
    nobody = dataclasses.replace(row, stations=Cited("none", figure(0, 0), "N4"))
    table = by_category(key="c", caption="By category", rows=[row, nobody]).as_json()
    assert texts(table) == [
        ["V01 Ballot-box stuffing", "critical", "3", "8", "6", "3 of 400", "0.8 %"],
        ["V01 Ballot-box stuffing", "critical", "3", "8", "6", "0 of 0", "–"],
    ]
