"""What every drawing promises: safe in a strict page, coloured by it, marked where figures are invented."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from observer.analysis.charts import Bar, Chart, MapRegion, Series, StationShare, bars, share_map, timeline
from observer.analysis.charts.drawing import COLOURS, clean, text_width, wrap
from tests.analysis.charts.reading import FONTS, content, elements, marks, parsed, words
from tests.analysis.sample import events, share

STATIC = Path(__file__).resolve().parents[3] / "static"
LONG_NAMES = [
    "Восточно-Казахстанская область",
    "Солтүстік Қазақстан облысы",
    "Карасайский район Алматинской области, сельский округ Жандосов",
    "East Kazakhstan",
]


def every_chart(name: str = "Akmola", *, synthetic: bool = False, right_to_left: bool = False) -> list[Chart]:
    figure = share(12, 40, synthetic=synthetic)
    region = MapRegion("akmola", name, "M0,0l300,0 0,200 -300,0z", 150, 100, 100)
    counted = events(3, synthetic=synthetic)
    turn = {"right_to_left": right_to_left}
    return [
        bars([Bar(name, figure)], title=name, of=name, **turn),
        timeline(
            [Series("critical", name, {14: 1}), Series("note", name, {26: 2})], counted, title=name, **turn
        ),
        share_map([region], (300, 200), [StationShare(("akmola",), figure)], title=name, **turn),
    ]


@pytest.mark.parametrize("chart", every_chart(), ids=["bars", "timeline", "map"])
def test_a_strict_page_lets_every_part_through(chart: Chart) -> None:
    parts = list(parsed(chart).iter())
    assert not [
        part for part in parts if re.sub(r"\{.*\}", "", part.tag) in {"style", "script", "image", "a"}
    ]
    assert not [part for part in parts if {"style", "href", "onload", "onclick"} & set(part.attrib)]


@pytest.mark.parametrize("chart", every_chart(), ids=["bars", "timeline", "map"])
def test_a_drawing_says_what_it_shows(chart: Chart) -> None:
    root = parsed(chart)
    named = {part.get("id"): part.text for part in root if part.get("id")}
    assert root.get("role") == "img"
    told = [named[name] for name in root.get("aria-labelledby", "").split()]
    assert told == [chart.title, chart.description]
    assert chart.description


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "a & b", '"quoted"', "]]>", "&lt;"])
def test_names_are_words_and_never_markup(name: str) -> None:
    for chart in every_chart(name):
        assert "<script" not in chart.svg
        assert name in "\n".join(content(part) for part in parsed(chart).iter())


@given(st.text(min_size=1))
def test_no_name_can_break_a_drawing(name: str) -> None:
    for chart in every_chart(name):
        words = "\n".join(content(part) for part in parsed(chart).iter())
        assert " ".join(clean(name).split()) in " ".join(words.split())


def test_what_xml_cannot_hold_is_shown_as_missing() -> None:
    assert clean("a\x00b\x1fc\ud800d\ufffe") == "a\ufffdb\ufffdc\ufffdd\ufffd"
    assert clean("tab\tline\nend 😀") == "tab\tline\nend 😀"


def test_invented_figures_are_marked_across_and_true_ones_are_not() -> None:
    assert [marks(chart) for chart in every_chart(synthetic=True)] == [["SYNTHETIC"]] * 3
    assert [marks(chart) for chart in every_chart()] == [[]] * 3
    assert [chart.synthetic for chart in every_chart(synthetic=True)] == [True] * 3


def test_a_long_drawing_is_marked_again_and_again() -> None:
    chart = bars(
        [Bar(f"row {place}", share(1, 40, synthetic=True)) for place in range(30)], title="t", of="r"
    )
    assert len(marks(chart)) == 6


def test_paper_has_the_colours_of_the_light_page() -> None:
    tokens = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8").split("@media", 1)[0]
    assert dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", tokens)).items() >= COLOURS.items()


def test_every_colour_of_a_drawing_follows_the_page() -> None:
    sheet = (STATIC / "analysis" / "charts.css").read_text(encoding="utf-8")
    bound = set(re.findall(r"\.((?:fill|stroke)-[a-z0-9-]+) \{", sheet))
    used: set[str] = set()
    for chart in every_chart(synthetic=True):
        used |= {name for part in parsed(chart).iter() for name in part.get("class", "").split()}
    assert {name for name in used if name.startswith(("fill-", "stroke-"))} <= bound
    assert {f"fill-share-{step}" for step in range(1, 7)} <= bound


def test_two_drawings_in_one_page_share_no_names() -> None:
    ids = [part.get("id") for chart in every_chart() for part in parsed(chart).iter() if part.get("id")]
    assert len(ids) == len(set(ids))


def test_the_same_figures_give_the_same_drawing() -> None:
    assert [chart.svg for chart in every_chart()] == [chart.svg for chart in every_chart()]


def test_from_right_to_left_bars_grow_from_the_right() -> None:
    def bar(chart: Chart) -> Element:
        return elements(chart, "rect")[-1]

    forwards, backwards = (every_chart(right_to_left=turned)[0] for turned in (False, True))
    assert (bar(forwards).get("x"), bar(forwards).get("width")) == ("0%", "60%")
    assert (bar(backwards).get("x"), bar(backwards).get("width")) == ("40%", "60%")
    assert {part.get("direction") for part in (parsed(forwards), parsed(backwards))} == {"ltr"}


def test_words_of_a_right_to_left_script_keep_their_order() -> None:
    chart = every_chart("منطقة 12 (A)", right_to_left=True)[0]
    drawn = [part.text for part in elements(chart, "text")]
    assert "\N{FIRST STRONG ISOLATE}منطقة 12 (A)\N{POP DIRECTIONAL ISOLATE}" in drawn
    assert "12 of 40 (30.0\xa0%)" in drawn


@pytest.mark.parametrize("name", LONG_NAMES)
def test_the_guess_of_a_width_is_cautious(name: str) -> None:
    font = ImageFont.truetype(str(FONTS / "NotoSans-Bold.ttf"), 14)
    assert text_width(name) >= font.getlength(name)


def test_a_word_that_does_not_fit_is_broken_and_not_cut_off() -> None:
    lines = wrap("Нанабурунгузгандазаандабукемиртебенуштешкендекигердин", 320)
    assert "".join(lines) == "Нанабурунгузгандазаандабукемиртебенуштешкендекигердин"
    assert max(map(text_width, lines)) <= 320


def test_the_table_says_every_figure_with_its_counts() -> None:
    texts = [chart.table.texts() for chart in every_chart()]
    assert texts[0] == (("Akmola", "12 of 40 (30.0\xa0%)", "0", "0", "0"),)
    assert texts[1] == (("14:00", "1", "0"), ("02:00 next day", "0", "2"))
    assert texts[2] == texts[0]


def test_the_counts_are_on_the_drawing_too() -> None:
    assert "12 of 40 (30.0\xa0%)" in words(every_chart()[0])
    assert "12/40" in words(every_chart()[2])
