"""Estimates agree with their sources, with independent programs, and with every sample there could be."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from math import comb, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special
from scipy import stats as scipy_stats
from statsmodels.stats.proportion import proportion_confint

from observer.analysis.figures import Figure, Measure, Regime, Unit
from observer.analysis.statistics import (
    Cluster,
    ClusterStratum,
    NotASample,
    Stratum,
    TooFewUnits,
    clopper_pearson,
    design_effect,
    incomplete_beta,
    ratio_estimate,
    simple_estimate,
    stratified_estimate,
    student_quantile,
    summarise,
    wilson,
)
from tests.analysis.sample import sampled, share

K_OF_N = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
CONFIDENCES = st.sampled_from([0.8, 0.9, 0.95, 0.99])


def percent(end: float, digits: int) -> float:
    return round(100 * end, digits)


@pytest.mark.parametrize(
    ("k", "n", "digits", "by_wilson", "by_clopper_pearson"),
    [
        (60, 1000, 2, (4.69, 7.65), (4.61, 7.66)),
        (3, 40, 1, (2.6, 19.9), (1.6, 20.4)),
        (0, 40, 1, (0, 8.8), (0, 8.8)),
    ],
)
def test_intervals_are_the_ones_in_the_domain_brief(
    k: int, n: int, digits: int, by_wilson: tuple[float, float], by_clopper_pearson: tuple[float, float]
) -> None:
    for interval, ends in ((wilson, by_wilson), (clopper_pearson, by_clopper_pearson)):
        found = interval(sampled(k, n))
        assert (percent(found.low, digits), percent(found.high, digits)) == ends


def test_ten_stations_without_a_case_still_allow_three_in_ten() -> None:
    assert percent(clopper_pearson(sampled(0, 10)).high, 1) == 30.8


@given(K_OF_N, CONFIDENCES)
def test_wilson_is_that_of_statsmodels(k_of_n: tuple[int, int], confidence: float) -> None:
    k, n = k_of_n
    low, high = proportion_confint(k, n, 1 - confidence, "wilson")
    found = wilson(sampled(k, n), confidence=confidence)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-14)


@given(K_OF_N, CONFIDENCES)
def test_clopper_pearson_is_that_of_statsmodels(k_of_n: tuple[int, int], confidence: float) -> None:
    k, n = k_of_n
    low, high = proportion_confint(k, n, 1 - confidence, "beta")
    found = clopper_pearson(sampled(k, n), confidence=confidence)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-11)


@given(K_OF_N)
def test_an_interval_holds_its_share(k_of_n: tuple[int, int]) -> None:
    k, n = k_of_n
    for interval in (wilson, clopper_pearson):
        found = interval(sampled(k, n))
        assert 0 <= found.low <= k / n <= found.high <= 1


def test_a_design_effect_widens_the_exact_interval() -> None:
    # 60 of 1,000 with an effect of 2 know as much as 30 of 500.
    assert clopper_pearson(sampled(60, 1000), design_effect=2) == clopper_pearson(sampled(30, 500))


@given(st.floats(0.001, 0.999), st.floats(0.5, 2000), st.floats(0.5, 2000))
def test_the_incomplete_beta_function_is_that_of_scipy(x: float, a: float, b: float) -> None:
    assert incomplete_beta(x, a, b) == pytest.approx(special.betainc(a, b, x), abs=1e-11)


@given(st.integers(1, 5000), CONFIDENCES)
def test_students_t_is_that_of_scipy(degrees: int, confidence: float) -> None:
    expected = scipy_stats.t.ppf(0.5 + confidence / 2, degrees)
    assert student_quantile(confidence, degrees) == pytest.approx(expected, rel=1e-9)


# --- Estimates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("k", "points"), [(500, 2.9), (60, 1.4)])
def test_the_margin_of_a_thousand_stations_of_kazakhstan(k: int, points: float) -> None:
    assert percent(simple_estimate(sampled(k, 1000), population=9764).margin, 1) == points


def test_the_variance_of_a_simple_sample_is_right_on_average() -> None:
    """Over every sample of 3 of 7 stations the estimated variance is the true one (Cochran, theorem 2.4)."""
    stations = (1, 1, 0, 0, 0, 1, 0)
    estimates = [simple_estimate(sampled(sum(drawn), 3), population=7) for drawn in combinations(stations, 3)]
    true = statistics.pvariance([estimate.value for estimate in estimates])
    assert statistics.fmean(estimate.variance for estimate in estimates) == pytest.approx(true, rel=1e-12)


def test_the_variance_of_a_stratified_sample_is_right_on_average() -> None:
    urban, rural = (1, 0, 0, 1, 1), (0, 0, 1, 0)
    estimates = [
        stratified_estimate([Stratum(sampled(sum(one), 3), 5), Stratum(sampled(sum(other), 2), 4)])
        for one, other in product(combinations(urban, 3), combinations(rural, 2))
    ]
    values = [estimate.value for estimate in estimates]
    assert len(values) == comb(5, 3) * comb(4, 2)
    assert statistics.fmean(values) == pytest.approx(4 / 9, rel=1e-12)
    true = statistics.pvariance(values)
    assert statistics.fmean(estimate.variance for estimate in estimates) == pytest.approx(true, rel=1e-12)
    assert {estimate.degrees for estimate in estimates} == {3}


def test_one_stratum_is_a_simple_sample() -> None:
    stratified = stratified_estimate([Stratum(sampled(60, 1000), 9764)])
    simple = simple_estimate(sampled(60, 1000), population=9764)
    assert (stratified.value, stratified.variance) == pytest.approx((simple.value, simple.variance))


def test_a_census_has_no_margin() -> None:
    assert simple_estimate(sampled(3, 40), population=40).margin == 0


CLUSTERS = st.lists(
    st.integers(1, 3000).flatmap(lambda size: st.builds(Cluster, st.integers(0, size), st.just(size))),
    min_size=2,
    max_size=40,
)


@given(CLUSTERS)
def test_a_ratio_has_the_variance_of_the_domain_brief(clusters: list[Cluster]) -> None:
    k, population = len(clusters), len(clusters) * 10
    ratio = sum(one.amount for one in clusters) / sum(one.size for one in clusters)
    mean_size = sum(one.size for one in clusters) / k
    spread = sum((one.amount - ratio * one.size) ** 2 for one in clusters) / (k - 1)
    found = ratio_estimate([ClusterStratum(clusters, population)], regime=Regime.SAMPLE)
    assert found.value == pytest.approx(ratio, rel=1e-12)
    assert found.variance == pytest.approx((1 - 0.1) / (k * mean_size**2) * spread, rel=1e-9, abs=1e-18)
    assert found.degrees == k - 1


@given(CLUSTERS, CLUSTERS)
def test_a_combined_ratio_is_the_linearised_one(urban: list[Cluster], rural: list[Cluster]) -> None:
    """Taylor's method by another road: the covariance matrix of amounts and sizes, turned by the gradient."""
    strata = [ClusterStratum(urban, len(urban) * 4), ClusterStratum(rural, len(rural) + 5)]
    totals, covariance = np.zeros(2), np.zeros((2, 2))
    for stratum in strata:
        k, population = len(stratum.clusters), stratum.population
        table = np.array([(one.amount, one.size) for one in stratum.clusters], float)
        totals += population * table.mean(axis=0)
        covariance += population**2 * (1 - k / population) / k * np.cov(table.T)
    ratio = totals[0] / totals[1]
    gradient = np.array([1, -ratio]) / totals[1]
    found = ratio_estimate(strata, regime=Regime.SAMPLE)
    assert found.value == pytest.approx(ratio, rel=1e-12)
    assert found.variance == pytest.approx(gradient @ covariance @ gradient, rel=1e-6, abs=1e-15)


def test_few_clusters_take_students_t() -> None:
    found = ratio_estimate(
        [ClusterStratum([Cluster(40, 100), Cluster(60, 100), Cluster(50, 100)], 30)], regime=Regime.SAMPLE
    )
    assert found.value == 0.5
    assert found.margin == pytest.approx(4.302652729911275 * sqrt(0.9 / 3 * 0.01), rel=1e-9)


def test_alike_neighbours_have_a_design_effect() -> None:
    half = [Cluster(100, 100)] * 5 + [Cluster(0, 100)] * 5
    clustered = ratio_estimate([ClusterStratum(half, 1000)], regime=Regime.SAMPLE)
    simple = simple_estimate(sampled(500, 1000), population=100_000)
    assert design_effect(clustered, simple) == pytest.approx(111, rel=1e-3)


# --- What has no margin -----------------------------------------------------------------------------------

MARGINS: list[Callable[[Figure], object]] = [
    wilson,
    clopper_pearson,
    lambda figure: simple_estimate(figure, population=9764),
    lambda figure: stratified_estimate([Stratum(sampled(3, 40), 400), Stratum(figure, 9364)]),
]


@pytest.mark.parametrize("margin", MARGINS)
@pytest.mark.parametrize(
    "figure",
    [
        share(3, 40),
        share(3, 40, regime=Regime.ASSIGNED),
        share(3, 40, regime=Regime.SAMPLE, unit=Unit.VISITS),
        share(3, 40, regime=Regime.SAMPLE, measure=Measure.COUNT),
    ],
    ids=["route", "assigned", "visits", "count"],
)
def test_only_a_sample_of_stations_has_a_margin(margin: Callable[[Figure], object], figure: Figure) -> None:
    with pytest.raises(NotASample):
        margin(figure)


@pytest.mark.parametrize("regime", [Regime.ROUTE, Regime.ASSIGNED])
def test_votes_are_shared_out_only_from_a_sample(regime: Regime) -> None:
    with pytest.raises(NotASample):
        ratio_estimate([ClusterStratum([Cluster(1, 2), Cluster(1, 2)], 10)], regime=regime)


def test_one_station_in_a_stratum_has_no_variance() -> None:
    with pytest.raises(TooFewUnits):
        stratified_estimate([Stratum(sampled(3, 40), 400), Stratum(sampled(1, 1), 20)])
    with pytest.raises(TooFewUnits):
        ratio_estimate([ClusterStratum([Cluster(1, 2)], 10)], regime=Regime.SAMPLE)
    with pytest.raises(TooFewUnits):
        wilson(sampled(0, 0))


def test_a_sample_is_not_larger_than_its_population() -> None:
    with pytest.raises(ValueError):
        simple_estimate(sampled(3, 40), population=39)
    with pytest.raises(ValueError):
        ratio_estimate([ClusterStratum([Cluster(1, 2), Cluster(1, 2)], 1)], regime=Regime.SAMPLE)


# --- Histograms -------------------------------------------------------------------------------------------


@given(st.lists(st.decimals(-10_000, 10_000, places=2), min_size=1))
def test_a_histogram_says_what_the_list_of_answers_says(answers: list[Decimal]) -> None:
    found = summarise(Counter(answers))
    assert found is not None
    assert found.count == len(answers)
    assert found.total == sum(answers)
    assert found.mean == statistics.mean(map(Fraction, answers))
    assert found.median == statistics.median(answers)
    assert found.zeros == sum(answer == 0 for answer in answers)
    assert (found.minimum, found.maximum) == (min(answers), max(answers))


def test_no_answers_have_no_mean() -> None:
    assert summarise({}) is None
    assert summarise({7: 0}) is None


def test_huge_and_tiny_answers_lose_no_digit() -> None:
    found = summarise({Decimal("1e40"): 3, Decimal("0.001"): 1})
    assert found is not None
    assert str(found.total) == "30000000000000000000000000000000000000000.001"
    assert found.mean == (3 * Fraction(10) ** 40 + Fraction(1, 1000)) / 4


def test_answers_are_not_taken_back_below_nought() -> None:
    with pytest.raises(ValueError):
        summarise({7: -1})
