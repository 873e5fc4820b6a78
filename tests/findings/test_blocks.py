"""Sentences, tables and charts: no number in them is a literal, no percentage stands alone."""

import pytest

from observer.findings.blocks import (
    Chart,
    Column,
    Heading,
    KeyFigure,
    KeyFigures,
    Line,
    MissionFacts,
    Notice,
    Paragraph,
    Row,
    Table,
    terms,
)
from observer.findings.values import Cited, Number, Reading, Term
from tests.findings.sample_numbers import figure

FOUND = Cited("found", figure(120, 400), "N1")
SMALL = Cited("small", figure(30, 80), "N2")


def test_a_sentence_is_made_of_its_words_and_its_figures() -> None:
    told = Paragraph(
        "Boxes were shown empty in {found} and sealed in {small}.",
        {"found": FOUND.read(Reading.SHARE), "small": SMALL.read(Reading.COUNTS)},
    ).as_json()
    assert "".join(run["text"] for run in told["runs"]).replace("\N{NO-BREAK SPACE}", " ") == (
        "Boxes were shown empty in 30.0 % (120 of 400) and sealed in 30 of 80."
    )
    assert told["notes"] == ["N1", "N2"]
    assert [run.get("figure") for run in told["runs"]] == [None, "found", None, "small", None]


@pytest.mark.parametrize(
    "template",
    ["It was seen in 12 stations.", "It was seen in ٣ stations.", "½ of them", "CO₂", "Ⅻ stations"],
)
def test_a_number_in_a_sentence_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="never from the sentence itself"):
        Paragraph(template)


def test_a_digit_may_come_in_with_a_value() -> None:
    told = Paragraph(
        "In {covered} regions, on {day}.", {"covered": Number(15), "day": Term("15 January 2012")}
    )
    assert "".join(run["text"] for run in told.as_json()["runs"]) == "In 15 regions, on 15 January 2012."


@pytest.mark.parametrize(
    "template", ["{found} and {other}", "nothing", "{found} {found.key}", "{}", "{found!r}"]
)
def test_the_names_of_sentence_and_values_must_agree(template: str) -> None:
    with pytest.raises(ValueError):
        Paragraph(template, {"found": FOUND.read(Reading.SHARE)})


def test_braces_in_a_value_are_text() -> None:
    told = Paragraph("Said: {said}", {"said": Term("{found} {0}")}).as_json()
    assert told["runs"][1]["text"] == "{found} {0}"


@pytest.mark.parametrize("reading", [Reading.PERCENT, Reading.BAR])
def test_a_percentage_never_stands_without_its_counts(reading: Reading) -> None:
    with pytest.raises(ValueError, match="without its counts"):
        Paragraph("In {found}.", {"found": FOUND.read(reading)})
    with pytest.raises(ValueError, match="without its counts"):
        Row((Term("Akmola"), FOUND.read(reading), SMALL.read(Reading.COUNTS)))
    with pytest.raises(ValueError, match="without its counts"):
        KeyFigure(FOUND.read(reading), "of something")
    assert Row((Term("Akmola"), FOUND.read(reading), FOUND.read(Reading.COUNTS))).line is Line.ROW


def test_a_row_fits_its_columns() -> None:
    columns = (Column("Place", numeric=False, width=1), Column("Found"))
    with pytest.raises(ValueError, match="does not fit"):
        Table("t", "A table", columns, (Row(terms("Akmola")),))
    with pytest.raises(ValueError, match="does not fit"):
        Table("t", "A table", columns, (Row(terms("All", "of", "them"), Line.GROUP),))
    assert Table("t", "A table", columns, (Row(terms("Group"), Line.GROUP), Row(terms("a", "b")))).rows


def test_bars_of_one_table_share_one_scale() -> None:
    columns = (Column("Found"), Column("Share"))

    def table(*shares: tuple[int, int]) -> Table:
        cited = [Cited(f"f{place}", figure(*share), "N1") for place, share in enumerate(shares)]
        rows = tuple(Row((each.read(Reading.COUNTS), each.read(Reading.BAR))) for each in cited)
        return Table("t", "A table", columns, rows)

    assert table((1, 100), (10, 100)).as_json()["bar_end"] == "0.1"
    told = table((1, 100), (11, 100)).as_json()
    assert (told["bar_end"], told["bar_end_text"]) == ("0.25", "25\N{NO-BREAK SPACE}%")
    assert table((1, 100), (51, 100)).as_json()["bar_end"] == "1.0"
    assert table((0, 0)).as_json()["bar_end"] == "0.1"
    assert Table("t", "A table", columns, (Row(terms("a", "b")),)).as_json()["bar_end"] is None


def test_every_block_says_what_it_is_and_which_figures_it_cites() -> None:
    sentence = Paragraph("In {found}.", {"found": FOUND.read(Reading.SHARE)})
    table = Table("t", "A table", (Column("Found"),), (Row((SMALL.read(Reading.COUNTS),)),), ("A remark.",))
    blocks = (
        sentence,
        Notice("Mind", sentence),
        KeyFigures((KeyFigure(FOUND.read(Reading.COUNTS), "found"),)),
        table,
        Heading("A heading"),
        MissionFacts(),
        Chart("c", "A chart", "<svg/>", "Words", "t"),
    )
    assert [block.as_json()["kind"] for block in blocks] == [
        "paragraph",
        "notice",
        "key_figures",
        "table",
        "heading",
        "mission_facts",
        "chart",
    ]
    assert [[each.key for each in block.cited()] for block in blocks] == [
        ["found"],
        ["found"],
        ["found"],
        ["small"],
        [],
        [],
        [],
    ]
    assert table.as_json()["remarks"] == ["A remark."]
    assert table.as_json()["notes"] == ["N2"]
