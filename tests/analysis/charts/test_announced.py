"""Bars of what the authorities announced: every share as told, on one axis from nought to all."""

from decimal import Decimal
from xml.etree.ElementTree import fromstring

import pytest

from observer.analysis.charts.announced import LOOKS, AnnouncedBar, announced_bars

SVG = "{http://www.w3.org/2000/svg}"
ROWS = [
    AnnouncedBar("Akmola", [Decimal("44.7"), Decimal("78.0")], ["44.7 %", "78.0 %"]),
    AnnouncedBar("Almaty", [Decimal("6.4"), None], ["6.4 %", "–"]),
]


def widths(svg: str) -> list[str]:
    return [box.attrib["width"] for box in fromstring(svg).iter(f"{SVG}rect") if box.get("stroke") == "none"]


def test_bars_are_as_long_as_their_shares_and_nothing_told_is_no_bar() -> None:
    chart = announced_bars(ROWS, ["12:00", "20:00"], title="Turnout", of="Region")
    assert widths(chart.svg) == ["44.7%", "78%", "6.4%"]


def test_the_table_says_what_was_told() -> None:
    chart = announced_bars(ROWS, ["12:00", "20:00"], title="Turnout", of="Region")
    assert chart.table.header == ("Region", "12:00", "20:00")
    assert chart.table.texts() == (("Akmola", "44.7 %", "78.0 %"), ("Almaty", "6.4 %", "–"))


def test_the_description_names_the_ends() -> None:
    chart = announced_bars(ROWS, ["12:00", "20:00"], title="Turnout", of="Region")
    assert "12:00: from Almaty (6.4 %) to Akmola (44.7 %)." in chart.description


def test_the_second_series_has_a_texture_too() -> None:
    chart = announced_bars(ROWS, ["12:00", "20:00"], title="Turnout", of="Region")
    assert [pattern.tag for pattern in fromstring(chart.svg).iter(f"{SVG}pattern")] == [f"{SVG}pattern"]


def test_invented_figures_are_marked() -> None:
    charts = [announced_bars(ROWS, ["a", "b"], title="t", of="o", synthetic=said) for said in (True, False)]
    marks = ["SYNTHETIC" in chart.svg for chart in charts]
    assert marks == [True, False]


@pytest.mark.parametrize("series", [["12:00"], [str(n) for n in range(len(LOOKS) + 1)]])
def test_a_row_has_one_share_a_series(series: list[str]) -> None:
    with pytest.raises(ValueError, match="one share a series"):
        announced_bars(ROWS, series, title="Turnout", of="Region")
