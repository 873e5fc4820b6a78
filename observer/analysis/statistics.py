"""Estimates and margins, and what a histogram of numbers says. Standard library only.

A margin of error belongs to a probability sample of polling stations and to nothing else: every function
that gives one takes figures, looks at their regime and raises `NotASample` (house law 8b).

Sources: Wilson (1927), J. Am. Stat. Assoc. 22:209; Clopper & Pearson (1934), Biometrika 26:404; Korn &
Graubard (1998), Survey Methodology 24:193; Cochran (1977), Sampling Techniques, 3rd ed., chapters 3, 5, 6;
NIST Digital Library of Mathematical Functions, section 8.17 (incomplete beta).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import NormalDist

from observer.analysis.figures import Figure, Measure, Regime, Unit, exact_sum


class NotASample(ValueError):
    """A margin was asked of figures that no probability sample stands behind."""


class TooFewUnits(ValueError):
    """A variance needs two units in every stratum: collapse strata, and say so."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Both ends as shares 0..1, at `confidence` 0..1."""

    low: float
    high: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """`value` ± `margin` at `confidence`; `degrees` of freedom where Student's t was used, else None."""

    value: float
    variance: float
    margin: float
    confidence: float
    degrees: int | None


@dataclass(frozen=True, slots=True)
class Stratum:
    """The share found in one stratum, and how many stations the stratum has."""

    figure: Figure
    population: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """One sampled station: `amount` (votes for a list, voters) of `size` (valid votes, registered voters)."""

    amount: int
    size: int


@dataclass(frozen=True, slots=True)
class ClusterStratum:
    """The sampled stations of one stratum, and how many stations the stratum has."""

    clusters: Sequence[Cluster]
    population: int


# --- Intervals for one share ----------------------------------------------------------------------------


def wilson(figure: Figure, *, confidence: float = 0.95) -> Interval:
    """Wilson's score interval for a share of sampled stations: good for small n and p near 0 or 1."""
    k, n = _sampled(figure)
    z = _normal_quantile(confidence)
    p = k / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    # The ends at k = 0 and k = n are exactly 0 and 1; only rounding says otherwise.
    return Interval(0.0 if k == 0 else middle - half, 1.0 if k == n else middle + half, confidence)


def clopper_pearson(figure: Figure, *, confidence: float = 0.95, design_effect: float = 1.0) -> Interval:
    """The exact interval (Clopper & Pearson 1934): never too narrow, often wide.

    For weighted or clustered data give the design effect: the effective size n / deff stands for n
    (Korn & Graubard 1998).
    """
    observed, size = _sampled(figure)
    n = size / design_effect
    k = observed / design_effect
    tail = (1 - confidence) / 2
    low = 0.0 if observed == 0 else _beta_quantile(tail, k, n - k + 1)
    high = 1.0 if observed == size else _beta_quantile(1 - tail, k + 1, n - k)
    return Interval(low, high, confidence)


# --- Estimates over a known number of stations ------------------------------------------------------------


def simple_estimate(figure: Figure, *, population: int, confidence: float = 0.95) -> Estimate:
    """Share of stations from a simple random sample of n out of N = `population`.

    margin = z sqrt((1 - n/N) p (1 - p) / (n - 1))   (Cochran 1977, eq. 3.8)
    """
    k, n = _sampled(figure)
    variance = _share_variance(k, n, population)
    margin = _normal_quantile(confidence) * math.sqrt(variance)
    return Estimate(k / n, variance, margin, confidence, None)


def stratified_estimate(strata: Sequence[Stratum], *, confidence: float = 0.95) -> Estimate:
    """Share of stations from a stratified random sample: p = sum W_h p_h with W_h = N_h / N.

    Var = sum W_h² (1 - n_h/N_h) p_h (1 - p_h) / (n_h - 1)   (Cochran 1977, eq. 5.53); Student's t with
    n - L degrees of freedom. Raises TooFewUnits where a stratum has fewer than two stations.
    """
    total = sum(stratum.population for stratum in strata)
    value = variance = 0.0
    degrees = -len(strata)
    for stratum in strata:
        k, n = _sampled(stratum.figure)
        weight = stratum.population / total
        value += weight * k / n
        variance += weight**2 * _share_variance(k, n, stratum.population)
        degrees += n
    margin = student_quantile(confidence, degrees) * math.sqrt(variance)
    return Estimate(value, variance, margin, confidence, degrees)


def ratio_estimate(strata: Sequence[ClusterStratum], *, regime: Regime, confidence: float = 0.95) -> Estimate:
    """Votes or turnout where the station is the cluster: r = sum a_i / sum m_i, combined over strata.

    One stratum: Var = (1 - f) / (k m̄²) sum (a_i - r m_i)² / (k - 1) with f = stations sampled / stations
    (Cochran 1977, eq. 6.13). Several: each stratum's residuals around their own mean are added with weight
    N_h² / k_h (eq. 6.51). Student's t with k - L degrees of freedom: clusters are few.
    """
    _demand_sample(regime)
    amount = _expanded_total(strata, lambda cluster: cluster.amount)
    size = _expanded_total(strata, lambda cluster: cluster.size)
    ratio = amount / size
    variance = sum(_residual_variance(stratum, ratio) for stratum in strata) / size**2
    degrees = sum(len(stratum.clusters) for stratum in strata) - len(strata)
    margin = student_quantile(confidence, degrees) * math.sqrt(variance)
    return Estimate(ratio, variance, margin, confidence, degrees)


def design_effect(clustered: Estimate, simple: Estimate) -> float:
    """How much wider the variance is than a simple random sample of the same size would have."""
    return clustered.variance / simple.variance


def _sampled(figure: Figure) -> tuple[int, int]:
    """k and n of a share of sampled stations."""
    _demand_sample(figure.regime)
    if figure.measure is not Measure.SHARE or figure.unit is not Unit.STATIONS:
        raise NotASample("the unit of a sample is the polling station, and its figure a share")
    if not figure.answered:
        raise TooFewUnits("nobody answered: there is nothing to estimate from")
    return int(figure.numerator), figure.answered


def _demand_sample(regime: Regime) -> None:
    if regime is not Regime.SAMPLE:
        raise NotASample("stations that teams chose or were sent to have no margin of error")


def _share_variance(k: int, n: int, population: int) -> float:
    if n < 2:
        raise TooFewUnits("a variance needs two stations")
    if population < n:
        raise ValueError("more stations were sampled than there are")
    p = k / n
    return (1 - n / population) * p * (1 - p) / (n - 1)


def _expanded_total(strata: Sequence[ClusterStratum], part: Callable[[Cluster], int]) -> float:
    """The sample's total blown up to all stations of each stratum."""
    return math.fsum(
        stratum.population / len(stratum.clusters) * sum(map(part, stratum.clusters)) for stratum in strata
    )


def _residual_variance(stratum: ClusterStratum, ratio: float) -> float:
    k = len(stratum.clusters)
    if k < 2:
        raise TooFewUnits("a variance needs two stations in every stratum")
    if stratum.population < k:
        raise ValueError("more stations were sampled than there are")
    residuals = [cluster.amount - ratio * cluster.size for cluster in stratum.clusters]
    mean = math.fsum(residuals) / k
    spread = math.fsum((residual - mean) ** 2 for residual in residuals) / (k - 1)
    return stratum.population**2 * (1 - k / stratum.population) / k * spread


# --- Quantiles the standard library lacks -----------------------------------------------------------------


def _normal_quantile(confidence: float) -> float:
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def student_quantile(confidence: float, degrees: int) -> float:
    """Two-sided t for `confidence` 0..1. P(|T| > t) = I_x(degrees/2, 1/2), x = degrees/(degrees + t²)."""
    if degrees < 1:
        raise TooFewUnits("no degree of freedom is left")
    x = _beta_quantile(1 - confidence, degrees / 2, 0.5)
    return math.sqrt(degrees * (1 - x) / x)


def _beta_quantile(probability: float, a: float, b: float) -> float:
    """x with I_x(a, b) = probability, by halving 0..1 until two doubles are neighbours: I grows with x."""
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if incomplete_beta(middle, a, b) < probability else (low, middle)
    return (low + high) / 2


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), 0 < x < 1 (DLMF 8.17.22, Lentz's method)."""
    # The fraction converges quickly on one side of the mean only; 8.17.4 reflects the other.
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(1 - x, b, a)
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(scale + a * math.log(x) + b * math.log1p(-x)) / a
    return front / _continued_fraction(x, a, b)


def _continued_fraction(x: float, a: float, b: float) -> float:
    """1 + d_1/(1 + d_2/(1 + ...)) with the d of DLMF 8.17.23, evaluated forwards (modified Lentz)."""
    value, forwards, backwards = 1.0, 1.0, 0.0
    for step in range(1, 10_000):
        m, odd = divmod(step, 2)
        if odd:
            d = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            d = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        forwards = _not_nought(1 + d / forwards)
        backwards = 1 / _not_nought(1 + d * backwards)
        value *= forwards * backwards
        if abs(forwards * backwards - 1) < 1e-16:
            break
    return value


def _not_nought(number: float) -> float:
    return number or 1e-300


# --- What a histogram says --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NumberSummary:
    """Of `count` numeric answers, exact. `mean` is a fraction; the rest keep the decimals they came with."""

    count: int
    total: Decimal
    mean: Fraction
    median: Decimal
    zeros: int
    minimum: Decimal
    maximum: Decimal


def summarise(histogram: Mapping[Decimal, int] | Mapping[int, int]) -> NumberSummary | None:
    """Sum, mean, median and the rest from value → how often it was given; None for no answers.

    Raises ValueError for a negative count.
    """
    if min(histogram.values(), default=0) < 0:
        raise ValueError("no answer was given fewer than nought times")
    counts = sorted((Decimal(value), count) for value, count in histogram.items() if count)
    if not counts:
        return None
    count = sum(times for _, times in counts)
    # The products are made while they are summed, so they too are exact.
    total = Decimal(exact_sum(times * value for value, times in counts))
    return NumberSummary(
        count=count,
        total=total,
        mean=Fraction(total) / count,
        median=_median(counts, count),
        zeros=sum(times for value, times in counts if not value),
        minimum=counts[0][0],
        maximum=counts[-1][0],
    )


def _median(counts: Iterable[tuple[Decimal, int]], count: int) -> Decimal:
    """The middle answer, or half the sum of the two in the middle: half a decimal is a decimal."""
    lower, upper = (count - 1) // 2, count // 2
    middle: list[Decimal] = []
    passed = 0
    for value, times in counts:
        passed += times
        middle += [value for place in (lower, upper)[len(middle) :] if place < passed]
    return Decimal(exact_sum(Decimal("0.5") * value for value in middle))
