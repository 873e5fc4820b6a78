"""Words carry counts with every percentage, and propose how often without concluding."""

from __future__ import annotations

import inspect
import re
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from observer.analysis import figures, wording
from observer.analysis.figures import Figure, Inclusion, Measure, Regime, Unit
from observer.analysis.wording import LADDERS, Frequency, Ladder, frequency, propose
from tests.analysis.sample import EVENING, events, share

LADDER = Ladder(2, Decimal("0.02"), Decimal("0.05"), Decimal("0.10"), Decimal("0.30"))
K_OF_N = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
RANK = {word: place for place, word in enumerate(Frequency)}


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (share(12, 40), "12 of 40 (30.0\xa0%)"),
        (share(15, 49), "15 of 49 (30.6\xa0%)"),
        (share(15, 50), "30.0\xa0% (15 of 50)"),
        (share(1_204, 9_764), "12.3\xa0% (1,204 of 9,764)"),
        (share(0, 0), "no answers"),
        (events(1_204), "1,204"),
    ],
)
def test_a_share_is_told_with_its_counts(figure: Figure, text: str) -> None:
    assert wording.share(figure) == text


@given(K_OF_N)
def test_no_percentage_stands_alone(k_of_n: tuple[int, int]) -> None:
    k, n = k_of_n
    figure = share(k, n)
    for tell in (wording.share, wording.amount, lambda one: propose(one, "serious")):
        text = tell(figure)
        if "%" in text:
            assert f"{wording.number(k)} of {wording.number(n)}" in text


def test_only_the_words_for_a_share_write_the_sign() -> None:
    """What makes text of a percentage is one function, and it takes a figure."""
    writers = [
        name
        for module in (figures, wording)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and re.search(r"\(percent\)s|%%", inspect.getsource(function))
    ]
    assert writers == ["share"]


@pytest.mark.parametrize(
    ("figure", "text", "inside"),
    [
        (share(12, 40), "12 of 40 polling stations observed", "in 12 of 40 polling stations observed"),
        (share(1, 1), "1 of 1 polling station observed", "in 1 of 1 polling station observed"),
        (share(12, 40, unit=Unit.VISITS), "12 of 40 visits", "in 12 of 40 visits"),
        (share(12, 40, unit=Unit.REPORTS), "12 of 40 reports", "in 12 of 40 reports"),
        (share(12, 40, unit=Unit.EVENTS), "12 of 40 events", "in 12 of 40 events"),
    ],
)
def test_a_share_says_of_what(figure: Figure, text: str, inside: str) -> None:
    assert (wording.observed(figure), wording.in_observed(figure)) == (text, inside)


@pytest.mark.parametrize(
    ("unit", "one", "many"),
    [
        (Unit.STATIONS, "1 polling station", "1,204 polling stations"),
        (Unit.VISITS, "1 visit", "1,204 visits"),
        (Unit.EVENTS, "1 event", "1,204 events"),
        (Unit.REPORTS, "1 report", "1,204 reports"),
    ],
)
def test_a_number_of_things(unit: Unit, one: str, many: str) -> None:
    assert (wording.things(unit, 1), wording.things(unit, 1204)) == (one, many)


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    with translation.override("ru"):
        assert wording.of_all(share(1_204, 9_764)) == "1\xa0204/9\xa0764"
        assert wording.number(Decimal("12.3")) == "12,3"


def test_a_numeric_answer_is_told_with_its_answers() -> None:
    mean = share(2_000, 3, unit=Unit.REPORTS, measure=Measure.MEAN)
    assert wording.amount(mean) == "666.7 (of 3 answers)"
    assert wording.amount(share(7, 1, measure=Measure.MEDIAN)) == "7 (of 1 answer)"
    assert wording.amount(share(0, 0, measure=Measure.MEAN)) == "no answers"


@pytest.mark.parametrize(
    ("how_many", "text"),
    [
        (0, "0 избирательных участков"),
        (1, "1 избирательный участок"),
        (3, "3 избирательных участка"),
        (11, "11 избирательных участков"),
        (21, "21 избирательный участок"),
        (9_764, "9\xa0764 избирательных участка"),
    ],
)
def test_russian_counts_in_three_forms(how_many: int, text: str) -> None:
    with translation.override("ru"):
        assert wording.things(Unit.STATIONS, how_many) == text


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (share(1_204, 9_764), "12,3\xa0% (1\xa0204 из 9\xa0764)"),
        (share(12, 40), "12 из 40 (30,0\xa0%)"),
    ],
)
def test_russian_writes_a_decimal_comma_and_spaces_that_do_not_break(figure: Figure, text: str) -> None:
    with translation.override("ru"):
        assert wording.share(figure) == text


def test_russian_declines_by_the_number_it_is_a_part_of() -> None:
    with translation.override("ru"):
        assert wording.in_observed(share(12, 21)) == "на 12 из 21 охваченного участка"
        assert wording.in_observed(share(1, 40)) == "на 1 из 40 охваченных участков"


def test_the_basis_names_all_four_numbers() -> None:
    figure = share(12, 40, not_observed=3, not_applicable=1, blank=2)
    assert wording.basis(figure) == "Answered 40, not observed 3, not applicable 1, blank 2."


def test_the_inclusion_rule_shows_its_sum() -> None:
    rule = Inclusion(received=1_250, held=1, quarantined=2, withdrawn=3, doubles=4)
    assert wording.inclusion(share(12, 40, rule=rule)) == (
        "Reports received 1,250, less held 1, in quarantine 2, withdrawn 3 and duplicates 4: 1,240 counted."
    )


def test_only_a_sample_speaks_of_a_margin() -> None:
    said = {regime: wording.regime(share(1, 2, regime=regime)) for regime in Regime}
    assert ["have no margin of error" in said[regime] for regime in Regime] == [True, True, False]
    assert said[Regime.SAMPLE].endswith("Estimates have a margin of error.")


def test_a_time_says_whose_clocks() -> None:
    assert EVENING.hour == 12
    said = wording.as_of(share(1, 2), ZoneInfo("Asia/Almaty"))
    assert said == "As of 15 January 2012, 18:30 (UTC+06:00)."


# --- How often ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("k", "n", "word"),
    [
        (0, 1000, Frequency.NONE),
        (1, 1000, Frequency.ISOLATED),
        (2, 1000, Frequency.ISOLATED),
        (3, 1000, Frequency.FEW),
        (20, 1000, Frequency.FEW),
        (50, 1000, Frequency.A_NUMBER),
        (100, 1000, Frequency.SHARE),
        (299, 1000, Frequency.SHARE),
        (300, 1000, Frequency.WIDESPREAD),
        (2, 60, Frequency.FEW),
        (30, 49, Frequency.COUNTS),
        (0, 49, Frequency.NONE),
    ],
)
def test_each_word_begins_at_its_step(k: int, n: int, word: Frequency) -> None:
    assert frequency(share(k, n), "serious", {"serious": LADDER}) == word


@given(K_OF_N, st.sampled_from(sorted(LADDERS)))
def test_one_case_more_is_never_a_weaker_word(k_of_n: tuple[int, int], severity: str) -> None:
    k, n = k_of_n
    if k < n:
        words = [RANK[frequency(share(cases, n), severity)] for cases in (k, k + 1)]
        assert words == sorted(words)


@given(K_OF_N)
def test_the_heavier_the_sooner(k_of_n: tuple[int, int]) -> None:
    words = [RANK[frequency(share(*k_of_n), severity)] for severity in LADDERS]
    assert list(LADDERS) == ["critical", "serious", "procedural", "note"]
    assert words == sorted(words, reverse=True)


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (share(0, 400), "not seen: 0 of 400 polling stations observed"),
        (share(3, 40), "in 3 of 40 polling stations observed"),
        (share(2, 400), "in isolated cases: 0.5\xa0% (2 of 400) of what was observed"),
        (share(5, 400), "in a few cases: 1.3\xa0% (5 of 400) of what was observed"),
        (share(20, 400), "in a number of cases: 5.0\xa0% (20 of 400) of what was observed"),
        (share(40, 400), "in 10.0\xa0% (40 of 400) of what was observed"),
        (share(100, 400), "widespread: 25.0\xa0% (100 of 400) of what was observed"),
        (share(0, 0), "no answers"),
    ],
)
def test_a_proposal_is_a_word_with_its_counts(figure: Figure, text: str) -> None:
    assert propose(figure, "serious") == text


def test_events_say_nothing_about_how_often() -> None:
    with pytest.raises(ValueError):
        frequency(events(7), "serious")


def test_the_agreed_steps_can_be_stored_and_printed() -> None:
    for ladder in LADDERS.values():
        assert Ladder.from_json(ladder.as_json()) == ladder
    assert LADDER.as_json() == {
        "isolated_up_to": 2,
        "few_from": "0.02",
        "a_number_from": "0.05",
        "share_from": "0.10",
        "widespread_from": "0.30",
    }


@pytest.mark.parametrize(
    "steps", [("0.05", "0.02", "0.1", "0.3"), ("0", "0.1", "0.2", "0.3"), ("0.1", "0.2", "0.3", "1.1")]
)
def test_a_ladder_rises(steps: tuple[str, ...]) -> None:
    with pytest.raises(ValueError):
        Ladder(2, *map(Decimal, steps))
