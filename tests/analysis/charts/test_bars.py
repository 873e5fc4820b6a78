"""Bars print their counts, begin at nought and fit the narrowest phone."""

from __future__ import annotations

import pytest

from observer.analysis.charts import Bar, Chart, bars
from observer.analysis.charts.drawing import NARROWEST
from observer.analysis.figures import Figure, Measure, Unit
from tests.analysis.charts.reading import elements, extents, words
from tests.analysis.sample import events, share


def drawn(**figures: Figure) -> Chart:
    return bars([Bar(label, figure) for label, figure in figures.items()], title="Opening", of="Region")


def widths(chart: Chart) -> list[str]:
    """How long the bars are; tracks run from side to side."""
    return [rect.get("width", "") for rect in elements(chart, "rect") if rect.get("stroke") == "none"]


@pytest.mark.parametrize(
    ("numerator", "answered", "axis", "width"),
    [
        (40, 400, ["0 %", "5 %", "10 %"], "100%"),
        (41, 400, ["0 %", "12.5 %", "25 %"], "41%"),
        (100, 400, ["0 %", "12.5 %", "25 %"], "100%"),
        (150, 400, ["0 %", "25 %", "50 %"], "75%"),
        (300, 400, ["0 %", "50 %", "100 %"], "75%"),
    ],
)
def test_the_axis_begins_at_nought_and_holds_the_longest_bar(
    numerator: int, answered: int, axis: list[str], width: str
) -> None:
    chart = drawn(Akmola=share(numerator, answered))
    assert words(chart)[-3:] == axis
    assert widths(chart) == [width]


def test_bars_are_as_long_as_their_shares() -> None:
    chart = drawn(Akmola=share(10, 40), Astana=share(40, 80), Aktobe=share(0, 60))
    assert widths(chart) == ["50%", "100%"]


def test_counts_stand_first_only_where_they_are_few() -> None:
    chart = drawn(Akmola=share(10, 40), Astana=share(40, 80))
    assert words(chart)[1::2][:2] == ["10 of 40 (25.0\xa0%)", "50.0\xa0% (40 of 80)"]


def test_fewer_than_five_observations_are_hatched() -> None:
    chart = drawn(Akmola=share(1, 4), Astana=share(2, 5))
    fills = [rect.get("fill", "") for rect in elements(chart, "rect") if rect.get("stroke") == "none"]
    assert [fill.startswith("url(#") for fill in fills] == [True, False]


def test_no_answers_are_no_bar() -> None:
    chart = drawn(Akmola=share(0, 0, not_observed=9))
    assert widths(chart) == []
    assert "no answers" in words(chart)
    assert chart.table.texts() == (("Akmola", "no answers", "9", "0", "0"),)
    assert chart.description == "Chart with 1 bar. No answers: Akmola."


def test_the_description_names_the_longest_and_the_shortest() -> None:
    chart = drawn(Akmola=share(10, 40), Astana=share(40, 80), Aktobe=share(0, 60))
    assert chart.description == (
        "Chart with 3 bars. Longest: Astana, 50.0\xa0% (40 of 80). Shortest: Aktobe, 0.0\xa0% (0 of 60)."
    )


def test_events_are_bars_of_counts() -> None:
    chart = drawn(Akmola=events(7), Astana=events(1_204))
    assert words(chart)[-3:] == ["0", "602", "1,204"]
    assert chart.table.texts()[1][:2] == ("Astana", "1,204")


@pytest.mark.parametrize(
    "other", [events(1), share(1, 40, unit=Unit.VISITS), share(1, 40, measure=Measure.MEAN)]
)
def test_different_things_share_no_axis(other: Figure) -> None:
    with pytest.raises(ValueError):
        drawn(Akmola=share(1, 40), Astana=other)


def test_means_are_no_bars() -> None:
    with pytest.raises(ValueError):
        drawn(Akmola=share(1, 40, measure=Measure.MEAN))


def test_an_empty_chart_says_so() -> None:
    assert bars([], title="Opening", of="Region").description == "Chart with 0 bars."


@pytest.mark.parametrize("right_to_left", [False, True])
@pytest.mark.parametrize(
    "label",
    [
        "Ақмола",
        "Восточно-Казахстанская область",
        "Карасайский район Алматинской области, округ Жандосов",
        "Ж" * 60,
    ],
)
def test_no_word_is_cut_off_on_a_phone(label: str, right_to_left: bool) -> None:
    rows = [Bar(label, share(9_764, 19_528)), Bar("b", share(1, 3))]
    chart = bars(rows, title="Opening", of="Region", right_to_left=right_to_left)
    outside = [one for one in extents(chart, NARROWEST) if one.left < -0.5 or one.right > NARROWEST + 0.5]
    assert outside == []
