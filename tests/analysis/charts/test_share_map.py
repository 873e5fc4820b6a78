"""A map colours shares of observed stations, prints k of n, and cannot be made to show raw counts."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from observer.analysis.charts import Chart, MapRegion, StationShare, Subject, share_map
from observer.analysis.figures import Figure, Measure, Unit, combine
from observer.analysis.suppression import Row, suppress
from tests.analysis.charts.reading import elements, words
from tests.analysis.sample import share

SQUARE = "M0,0l200,0 0,200 -200,0z"


def region(key: str, place: int, radius: float = 100) -> MapRegion:
    return MapRegion(key, key.title(), SQUARE, 100 + place * 200, 100, radius)


REGIONS = [region("akmola", 0), region("astana", 1), region("aktobe", 2), region("atyrau", 3)]


def drawn(shares: dict[str, Figure], **options: Any) -> Chart:
    listed = [StationShare(tuple(keys.split("+")), figure) for keys, figure in shares.items()]
    return share_map(REGIONS, (1000, 200), listed, title="Unsealed boxes", **options)


def paints(chart: Chart) -> dict[str, str]:
    """Region → class of colour, or kind of pattern."""
    found = {}
    for path in elements(chart, "path"):
        if key := path.get("data-region"):
            fill = path.get("fill", "")
            pattern = fill[5:-1].split("-", 2)[2] if fill.startswith("url") else ""
            found[key] = pattern or path.get("class", "").split()[0]
    return found


@pytest.mark.parametrize("unit", [unit for unit in Unit if unit is not Unit.STATIONS])
def test_no_map_is_made_of_reports_events_or_visits(unit: Unit) -> None:
    with pytest.raises(ValueError):
        StationShare(("akmola",), share(1, 40, unit=unit))


@pytest.mark.parametrize("measure", [measure for measure in Measure if measure is not Measure.SHARE])
def test_no_map_is_made_of_counts_or_means(measure: Measure) -> None:
    with pytest.raises(ValueError):
        StationShare(("akmola",), share(1, 40, measure=measure))


@pytest.mark.parametrize(
    ("numerator", "step"),
    [(0, 1), (1, 2), (50, 2), (51, 3), (100, 3), (101, 4), (250, 4), (251, 5), (500, 5), (501, 6), (1000, 6)],
)
def test_a_class_of_colour_holds_its_upper_end(numerator: int, step: int) -> None:
    assert paints(drawn({"akmola": share(numerator, 1000)}))["akmola"] == f"fill-share-{step}"


def test_each_region_says_what_is_known_of_it() -> None:
    chart = drawn({"akmola": share(12, 40), "astana": share(1, 4), "aktobe": share(0, 0)})
    assert paints(chart) == {
        "akmola": "fill-share-5",
        "astana": "dots-share-few",
        "aktobe": "slant-surface",
        "atyrau": "slant-surface",
    }
    assert {"12/40", "1/4"} <= set(words(chart))
    assert "0/0" not in words(chart)
    assert [title.text for title in elements(chart, "title")[1:]] == [
        "Akmola: 12 of 40 (30.0\xa0%)",
        "Astana: 1 of 4 (25.0\xa0%)",
        "Aktobe: not covered",
        "Atyrau: not covered",
    ]


def test_the_table_and_the_description_leave_no_region_out() -> None:
    chart = drawn({"akmola": share(12, 40), "astana": share(1, 4), "aktobe": share(0, 0)})
    assert [row[:2] for row in chart.table.texts()] == [
        ("Akmola", "12 of 40 (30.0\xa0%)"),
        ("Astana", "1 of 4 (25.0\xa0%)"),
        ("Aktobe", "not covered"),
        ("Atyrau", "not covered"),
    ]
    assert chart.description == (
        "Map of 4 regions; polling stations were observed in 2. "
        "Largest share: Akmola: 12 of 40 (30.0\xa0%). Smallest share: Akmola: 12 of 40 (30.0\xa0%). "
        "Fewer than five polling stations: Astana. Not covered: Aktobe, Atyrau."
    )


def test_nothing_to_see_is_not_the_same_as_not_there() -> None:
    chart = drawn({"akmola": share(0, 0, not_observed=12)})
    assert paints(chart)["akmola"] == "dots-share-few"
    assert chart.table.texts()[0] == ("Akmola", "no answers", "12", "0", "0")


def test_a_public_map_shows_no_small_region_alone() -> None:
    rows = [
        Row((key,), figure)
        for key, figure in (("akmola", share(12, 40)), ("astana", share(1, 4)), ("aktobe", share(2, 20)))
    ]
    table = suppress(rows, combine(row.figure for row in rows))
    chart = share_map(REGIONS, (1000, 200), [StationShare.of(row) for row in table.rows], title="Public")
    assert paints(chart)["astana"] == paints(chart)["aktobe"] == "cross-share-few"
    assert not {"1/4", "2/20", "3/24"} & set(words(chart))
    assert words(chart).count("*") == 2
    assert "Shown together: Astana, Aktobe." in chart.description
    assert ("Astana, Aktobe", "3 of 24 (12.5\xa0%)", "0", "0", "0") in chart.table.texts()


def test_a_map_of_coverage_hatches_where_nobody_was() -> None:
    chart = drawn({"akmola": share(12, 40), "astana": share(0, 300)}, subject=Subject.COVERED)
    assert paints(chart)["astana"] == "slant-surface"
    assert "0/300" not in words(chart)
    assert "in none of those observed" not in words(chart)
    assert chart.table.texts()[1][:2] == ("Astana", "0.0\xa0% (0 of 300)")


def test_a_map_without_a_figure_can_be_marked_as_invented() -> None:
    assert [drawn({}, synthetic=mark).synthetic for mark in (True, False)] == [True, False]


@pytest.mark.parametrize("shares", [{"almaty": share(1, 40)}, {"akmola+akmola": share(1, 40)}])
def test_a_share_has_one_place_on_the_map(shares: dict[str, Figure]) -> None:
    with pytest.raises(ValueError):
        drawn(shares)


def test_a_small_region_is_a_dot_with_its_figure_beside_it() -> None:
    regions = [region("akmola", 0), MapRegion("astana", "Astana", SQUARE, 120, 60, 3)]
    chart = share_map(
        regions, (200, 200), [StationShare((one.key,), share(1, 40)) for one in regions], title="Two"
    )
    assert [dot.get("data-region") for dot in elements(chart, "circle")] == ["astana"]
    assert words(chart).count("1/40") == 2
    assert len(elements(chart, "line")) == 1


def test_a_large_figure_is_broken_where_its_region_is_narrow() -> None:
    regions = [region("akmola", 0, radius=30)]
    chart = share_map(regions, (200, 200), [StationShare(("akmola",), share(120, 1204))], title="One")
    assert words(chart)[:2] == ["120/", "1,204"]


def test_figures_do_not_cover_each_other() -> None:
    regions = [region(f"r{place}", 0, radius=90 - 40 * place) for place in range(2)] + [
        MapRegion(f"s{place}", f"City {place}", SQUARE, 100 + place, 100, 2) for place in range(4)
    ]
    shares = [StationShare((one.key,), share(5, 99)) for one in regions if one.key != "r1"]
    chart = share_map(regions, (1000, 600), shares, title="Crowd")
    spots = [
        (float(text.get("x", "")), float(text.get("y", "")))
        for text in elements(chart, "text")
        if text.text == "5/99"
    ]
    assert len(spots) == 5
    assert all(abs(x - u) >= 60 or abs(y - v) >= 28 for (x, y), (u, v) in combinations(spots, 2))
