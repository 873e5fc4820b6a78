"""A timeline adds up, keeps the night in its place, and tells severities apart without colour."""

from __future__ import annotations

from collections import Counter

import pytest

from observer.analysis.charts import Chart, Series, timeline
from observer.analysis.charts.drawing import NARROWEST
from observer.analysis.figures import Figure, Unit
from tests.analysis.charts.reading import elements, extents, words
from tests.analysis.sample import events, share

DAY = [
    Series("critical", "critical", {14: 1, 26: 2}),
    Series("serious", "serious", {14: 3}),
    Series("procedural", "procedural", {5: 1, 35: 1}),
    Series("note", "note", {}),
]


def drawn(series: list[Series], total: int, **fields: object) -> Chart:
    return timeline(series, events(total, **fields), title="Events by hour")


def test_a_column_is_as_high_as_its_events() -> None:
    columns: Counter[float] = Counter()
    for rect in elements(drawn(DAY, 8), "rect"):
        if rect.get("x", "").endswith("%"):
            columns[float(rect.get("x", "").rstrip("%"))] += float(rect.get("height", "0"))
    # Of 160 pixels for the four of the fullest hour: 05:00, 14:00, 02:00 and 11:00 next day.
    assert [columns[x] for x in sorted(columns)] == [40, 160, 80, 40]


def test_severities_differ_in_more_than_colour() -> None:
    swatches = [rect.get("fill", "") for rect in elements(drawn(DAY, 8), "rect") if rect.get("width") == "14"]
    kinds = [fill.rsplit("-", 2)[-2] if fill.startswith("url") else "plain" for fill in swatches]
    assert kinds == ["plain", "slant", "level", "dots"]


def test_the_legend_counts_each_severity() -> None:
    assert words(drawn(DAY, 8))[-4:] == ["critical: 3", "serious: 3", "procedural: 2", "note: 0"]


def test_the_night_stands_after_the_day() -> None:
    hours = [word for word in words(drawn(DAY, 8)) if len(word) == 2]
    assert hours == ["05", "08", "11", "14", "17", "20", "23", "02", "05", "08", "11"]
    assert "next day" in words(drawn(DAY, 8))


def test_a_cell_of_the_table_leads_to_its_reports() -> None:
    table = drawn(DAY, 8, source={"region": "akmola"}).table
    assert table.header == ("Hour from", "critical", "serious", "procedural", "note")
    assert [row[0] for row in table.rows] == ["05:00", "14:00", "02:00 next day", "11:00 next day"]
    cell = table.rows[1][2]
    assert isinstance(cell, Figure)
    assert (cell.numerator, dict(cell.source)) == (
        3,
        {"region": "akmola", "from_hour": "14", "to_hour": "14", "severity": "serious"},
    )


def test_the_description_names_the_fullest_hour() -> None:
    assert drawn(DAY, 8).description == (
        "8 events by hour, from 05:00 to the hour from 11:00 next day. Most in the hour from 14:00: 4. "
        "critical: 3, serious: 3, procedural: 2, note: 0."
    )
    assert drawn([Series("note", "note", {})], 0).description == "No events in any hour."


@pytest.mark.parametrize("basis", [events(7), events(9), share(8, 40, unit=Unit.EVENTS)])
def test_hours_that_do_not_add_up_are_not_drawn(basis: Figure) -> None:
    with pytest.raises(ValueError):
        timeline(DAY, basis, title="Events by hour")


@pytest.mark.parametrize("hour", [4, 36])
def test_an_hour_outside_the_day_is_not_drawn(hour: int) -> None:
    with pytest.raises(ValueError):
        drawn([Series("note", "note", {hour: 1})], 1)


@pytest.mark.parametrize("right_to_left", [False, True])
def test_no_word_is_cut_off_on_a_phone(right_to_left: bool) -> None:
    crowd = [Series("critical", "критические нарушения", dict.fromkeys(range(5, 36), 480))]
    chart = timeline(crowd, events(480 * 31), title="Events by hour", right_to_left=right_to_left)
    outside = [one for one in extents(chart, NARROWEST) if one.left < -0.5 or one.right > NARROWEST + 0.5]
    assert outside == []
