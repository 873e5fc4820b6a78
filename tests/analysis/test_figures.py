"""A figure keeps its basis wherever it goes, and its arithmetic is exact."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from datetime import UTC, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.analysis.figures import (
    Figure,
    Inclusion,
    Measure,
    Regime,
    Unit,
    combine,
    exact_sum,
    round_half_up,
)
from tests.analysis.sample import EVENING, events, figures, share


@given(figures())
def test_a_figure_comes_back_from_json_as_it_was(figure: Figure) -> None:
    written = json.dumps(figure.as_json())
    again = Figure.from_json(json.loads(written))
    assert again == figure
    assert json.dumps(again.as_json()) == written


@given(figures())
def test_a_figure_can_be_copied_and_pickled(figure: Figure) -> None:
    assert pickle.loads(pickle.dumps(figure)) == figure
    assert copy.deepcopy(figure) == figure
    assert hash(copy.deepcopy(figure)) == hash(figure)


def test_json_names_every_part_of_the_basis() -> None:
    figure = share(
        12,
        40,
        not_observed=3,
        not_applicable=2,
        blank=1,
        source={"region": "akmola"},
        stations=46,
        rule=Inclusion(received=50, held=1, quarantined=1, withdrawn=1, doubles=1),
    )
    assert figure.as_json() == {
        "numerator": 12,
        "answered": 40,
        "denominator": 40,
        "not_observed": 3,
        "not_applicable": 2,
        "blank": 1,
        "unit": "stations",
        "measure": "share",
        "regime": "route",
        "rule": {"received": 50, "held": 1, "quarantined": 1, "withdrawn": 1, "doubles": 1, "counted": 46},
        "as_of": "2012-01-15T12:30:00+00:00",
        "synthetic": False,
        "stations": 46,
        "source": {"region": "akmola"},
    }


@pytest.mark.parametrize(
    "change",
    [{"denominator": 41}, {"rule": {**Inclusion(received=40).as_json(), "counted": 41}}, {"numerator": 41}],
)
def test_json_that_contradicts_itself_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Figure.from_json(share(12, 40).as_json() | change)


@pytest.mark.parametrize(
    "fields",
    [
        {"numerator": 41},
        {"numerator": -1},
        {"numerator": Decimal("1.5")},
        {"blank": -1},
        {"stations": -1},
        {"as_of": EVENING.replace(tzinfo=None)},
        {"numerator": Decimal("NaN"), "measure": Measure.TOTAL},
    ],
)
def test_a_figure_that_cannot_be_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        dataclasses.replace(share(12, 40), **fields)


def test_one_instant_is_one_time_in_any_zone() -> None:
    almaty = EVENING.astimezone(timezone(timedelta(hours=6)))
    assert share(1, 2, as_of=almaty) == share(1, 2, as_of=EVENING)
    assert share(1, 2, as_of=almaty).as_of.tzinfo is UTC


def test_the_way_back_cannot_be_changed() -> None:
    filters = {"region": "akmola"}
    figure = share(1, 2, source=filters)
    filters["region"] = "astana"
    assert figure.source == {"region": "akmola"}
    with pytest.raises(TypeError):
        figure.source["region"] = "astana"  # type: ignore[index]


def test_a_share_is_of_what_was_answered() -> None:
    figure = share(12, 40, not_observed=3, not_applicable=2, blank=1)
    assert (figure.share, figure.denominator, figure.asked) == (Fraction(3, 10), 40, 46)


def test_nobody_answering_is_no_share() -> None:
    figure = share(0, 0, not_observed=7)
    assert (figure.share, figure.percent(), figure.value) == (None, None, None)


@pytest.mark.parametrize(
    ("numerator", "answered", "digits", "percent"),
    [
        (1, 8, 1, "12.5"),
        (1, 8, 0, "13"),
        (5, 1000, 0, "1"),
        (1, 16, 1, "6.3"),
        (3, 40, 2, "7.50"),
        (1, 3, 1, "33.3"),
        (2, 3, 1, "66.7"),
        (0, 9, 1, "0.0"),
        (9, 9, 1, "100.0"),
    ],
)
def test_percentages_are_rounded_half_up(numerator: int, answered: int, digits: int, percent: str) -> None:
    assert str(share(numerator, answered).percent(digits)) == percent


@given(st.decimals(min_value=-1000, max_value=1000, places=6), st.integers(0, 5))
def test_rounding_is_that_of_decimal(number: Decimal, digits: int) -> None:
    expected = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert round_half_up(Fraction(number), digits) == expected


def test_under_fifty_observations_counts_come_first() -> None:
    assert [share(1, n).counts_first for n in (49, 50)] == [True, False]


def test_the_value_of_each_measure() -> None:
    number = {"unit": Unit.REPORTS, "numerator": Decimal("7.5")}
    mean = dataclasses.replace(share(0, 3), measure=Measure.MEAN, **number)
    assert mean.value == Fraction(5, 2)
    assert dataclasses.replace(mean, measure=Measure.MEDIAN).value == Fraction(15, 2)
    assert dataclasses.replace(mean, answered=0).value is None
    assert events(7).value == 7


def test_a_figure_knows_how_many_stations_it_rests_on() -> None:
    assert share(1, 40).base == 40
    assert share(1, 40, unit=Unit.VISITS, stations=31).base == 31
    with pytest.raises(ValueError):
        share(1, 40, unit=Unit.VISITS).base  # noqa: B018 - asking is the test


def test_a_part_keeps_the_basis_and_narrows_the_way_back() -> None:
    part = events(9, source={"region": "akmola"}, synthetic=True).narrowed(4, hour="14")
    assert part == events(4, source={"region": "akmola", "hour": "14"}, synthetic=True)


def test_reports_left_out_are_not_counted() -> None:
    rule = Inclusion(received=50, held=1, quarantined=2, withdrawn=3, doubles=4)
    assert rule.counted == 40
    with pytest.raises(ValueError):
        Inclusion(received=3, held=4)
    with pytest.raises(ValueError):
        Inclusion(received=3, held=-1)


def test_parts_are_added_and_never_averaged() -> None:
    akmola = share(
        1, 10, blank=1, source={"region": "akmola", "question": "A1"}, rule=Inclusion(11, 0, 0, 0, 0)
    )
    astana = share(
        3, 30, not_observed=2, source={"region": "astana"}, rule=Inclusion(40, 8, 0, 0, 0), synthetic=True
    )
    assert combine([akmola, astana]) == share(
        4,
        40,
        blank=1,
        not_observed=2,
        source={"region": "akmola,astana"},
        rule=Inclusion(51, 8, 0, 0, 0),
        synthetic=True,
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"unit": Unit.VISITS},
        {"regime": Regime.SAMPLE},
        {"measure": Measure.COUNT},
        {"as_of": EVENING + timedelta(minutes=1)},
    ],
)
def test_different_things_are_not_added(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        combine([share(1, 10), share(1, 10, **fields)])


@pytest.mark.parametrize("measure", [Measure.MEDIAN, Measure.MINIMUM, Measure.MAXIMUM])
def test_medians_and_extremes_are_not_added(measure: Measure) -> None:
    with pytest.raises(ValueError):
        combine([share(1, 10, measure=measure)])


def test_nothing_cannot_be_added_up() -> None:
    with pytest.raises(ValueError):
        combine([])


@given(
    st.lists(st.integers(0, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1)
)
def test_the_order_of_parts_does_not_matter(parts: list[tuple[int, int]]) -> None:
    forwards = combine(share(k, n) for k, n in parts)
    backwards = combine(share(k, n) for k, n in reversed(parts))
    assert forwards == backwards
    assert (forwards.numerator, forwards.answered) == (sum(k for k, _ in parts), sum(n for _, n in parts))


@given(
    st.lists(
        st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**20), max_value=10**20)
    )
)
def test_sums_lose_no_digit(numbers: list[Decimal]) -> None:
    assert Fraction(exact_sum(numbers)) == sum((Fraction(number) for number in numbers), Fraction())
