"""Roots, powers and angles worked out step by step, against those of the mathematical library."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.checklists.expressions import elementary

ordinary = st.floats(-1e6, 1e6)
positive = st.floats(min_value=5e-324, allow_infinity=False, allow_nan=False)


def close(found: float, expected: float) -> bool:
    return math.isclose(found, expected, rel_tol=1e-13, abs_tol=1e-14)


@given(positive)
def test_logarithms_are_those_of_the_library(x: float) -> None:
    assert close(elementary.log(x), math.log(x))
    assert close(elementary.log10(x), math.log10(x))


@given(st.floats(-700, 700))
def test_the_exponential_function_undoes_the_logarithm(x: float) -> None:
    assert math.isclose(elementary.exp(x), math.exp(x), rel_tol=1e-13)
    assert math.isclose(elementary.log(elementary.exp(x)), x, rel_tol=1e-12, abs_tol=1e-12)


@given(ordinary)
def test_angles_are_those_of_the_library(x: float) -> None:
    assert math.isclose(elementary.sin(x), math.sin(x), abs_tol=1e-10 if abs(x) > 1e3 else 1e-13)
    assert math.isclose(elementary.cos(x), math.cos(x), abs_tol=1e-10 if abs(x) > 1e3 else 1e-13)
    assert close(elementary.atan(x), math.atan(x))


@given(st.floats(-1, 1))
def test_and_so_are_their_inverses(x: float) -> None:
    assert math.isclose(elementary.asin(x), math.asin(x), abs_tol=1e-13)
    assert math.isclose(elementary.acos(x), math.acos(x), abs_tol=1e-13)


@given(ordinary, ordinary.filter(bool))
def test_a_direction_is_that_of_the_library(y: float, x: float) -> None:
    assert math.isclose(elementary.atan2(y, x), math.atan2(y, x), abs_tol=1e-13)


@given(st.floats(0.01, 100), st.floats(-20, 20))
def test_powers_are_those_of_the_library(x: float, y: float) -> None:
    assert math.isclose(elementary.power(x, y), math.pow(x, y), rel_tol=1e-12)


@pytest.mark.parametrize(
    ("function", "arguments", "expected"),
    [
        (elementary.power, (2.0, 10.0), 1024.0),
        (elementary.power, (-2.0, 3.0), -8.0),
        (elementary.power, (0.0, -1.0), math.inf),
        (elementary.power, (10.0, 400.0), math.inf),
        (elementary.power, (math.nan, 0.0), 1.0),
        (elementary.exp, (1000.0,), math.inf),
        (elementary.exp, (-1000.0,), 0.0),
        (elementary.exp, (-745.0,), 5e-324),
        (elementary.log, (0.0,), -math.inf),
        (elementary.log, (math.inf,), math.inf),
        (elementary.log10, (1e22,), 22.0),
        (elementary.atan, (-math.inf,), -math.pi / 2),
        (elementary.atan2, (0.0, -1.0), math.pi),
        (elementary.atan2, (1.0, 0.0), math.pi / 2),
    ],
)
def test_at_the_edges(function: Callable[..., float], arguments: tuple[float, ...], expected: float) -> None:
    assert function(*arguments) == expected


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (elementary.power, (-8.0, 1 / 3)),
        (elementary.power, (1.0, math.nan)),
        (elementary.log, (-1.0,)),
        (elementary.root, (-1.0,)),
        (elementary.sin, (math.inf,)),
        (elementary.sin, (1e9,)),
        (elementary.asin, (1.01,)),
        (elementary.atan2, (math.inf, math.inf)),
    ],
)
def test_what_has_no_value_is_no_number(function: Callable[..., float], arguments: tuple[float, ...]) -> None:
    assert math.isnan(function(*arguments))
