"""What may stand in a sentence or a cell: a reading of a figure, a number, a word, a gap."""

import pytest
from django.utils import translation

from observer.analysis.figures import Measure, Unit
from observer.findings.values import Cited, Missing, Number, Proposed, Read, Reading, Term, Withheld, cited_in
from tests.findings.sample_numbers import figure

LARGE = Cited("large", figure(1279, 1306, not_observed=12, not_applicable=3, blank=4), "N1")
SMALL = Cited("small", figure(2, 12), "N1")
NOBODY = Cited("nobody", figure(0, 0), "N1")
EVENTS = Cited("events", figure(1, unit=Unit.EVENTS, measure=Measure.COUNT, stations=1), "N2")


@pytest.mark.parametrize(
    ("cited", "reading", "text"),
    [
        (LARGE, Reading.COUNTS, "1,279 of 1,306"),
        (LARGE, Reading.SHARE, "97.9 % (1,279 of 1,306)"),
        (LARGE, Reading.OBSERVED, "1,279 of 1,306 polling stations observed"),
        (LARGE, Reading.IN_OBSERVED, "in 1,279 of 1,306 polling stations observed"),
        (LARGE, Reading.PERCENT, "97.9 %"),
        (LARGE, Reading.NUMERATOR, "1,279"),
        (LARGE, Reading.ANSWERED, "1,306"),
        (LARGE, Reading.NOT_OBSERVED, "12"),
        (LARGE, Reading.NOT_APPLICABLE, "3"),
        (LARGE, Reading.BLANK, "4"),
        (LARGE, Reading.STATIONS, "1,306"),
        (SMALL, Reading.SHARE, "2 of 12 (16.7 %)"),
        (NOBODY, Reading.SHARE, "no answers"),
        (NOBODY, Reading.PERCENT, "–"),
        (EVENTS, Reading.THINGS, "1 event"),
        (EVENTS, Reading.AMOUNT, "1"),
    ],
)
def test_a_figure_is_read_out_with_its_counts(cited: Cited, reading: Reading, text: str) -> None:
    told = cited.read(reading).as_json()
    assert told["text"].replace("\N{NO-BREAK SPACE}", " ") == text
    assert (told["figure"], told["reading"]) == (cited.key, reading.value)


def test_a_bar_says_how_long_it_is_and_shares_of_few_are_marked() -> None:
    assert Read(LARGE, Reading.BAR).as_json()["bar"] == "0.9793"
    assert "few" not in Read(LARGE, Reading.BAR).as_json()
    assert Read(SMALL, Reading.BAR).as_json()["few"] is True
    assert "bar" not in Read(NOBODY, Reading.BAR).as_json()


def test_numbers_follow_the_language_of_the_document() -> None:
    with translation.override("ru"):
        assert LARGE.read(Reading.NUMERATOR).as_json()["text"] == "1\N{NO-BREAK SPACE}279"
        assert LARGE.read(Reading.PERCENT).as_json()["text"] == "97,9\N{NO-BREAK SPACE}%"
        assert Number(9764).as_json() == {"text": "9\N{NO-BREAK SPACE}764", "number": 9764}


def test_a_proposed_word_comes_from_the_share_and_the_severity() -> None:
    rare = Cited("rare", figure(1, 400), "N1")
    text = Proposed(rare, "critical").as_json()["text"].replace("\N{NO-BREAK SPACE}", " ")
    assert text == "in isolated cases: 0.3 % (1 of 400) of what was observed"


def test_a_withheld_cell_takes_no_figure_along() -> None:
    assert Withheld().as_json() == {"text": "withheld", "withheld": True}
    assert cited_in(Withheld()) is None


def test_words_carry_their_language_where_it_is_another() -> None:
    assert Term("Қостанай", "kk").as_json() == {"text": "Қостанай", "language": "kk"}
    assert Term("Kostanay").as_json() == {"text": "Kostanay"}
    assert Missing().as_json() == {"text": "–", "missing": True}
