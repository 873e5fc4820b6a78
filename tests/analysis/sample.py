"""Figures for tests: what is not said is plain."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from observer.analysis.figures import Figure, Inclusion, Measure, Regime, Unit

EVENING = datetime(2012, 1, 15, 12, 30, tzinfo=UTC)


def share(numerator: int, answered: int, **fields: Any) -> Figure:
    """In `numerator` of `answered` stations that teams chose."""
    plain = {
        "unit": Unit.STATIONS,
        "regime": Regime.ROUTE,
        "rule": Inclusion(received=answered),
        "as_of": EVENING,
        "synthetic": False,
    }
    return Figure(numerator=numerator, answered=answered, **plain | fields)


def events(numerator: int, **fields: Any) -> Figure:
    """A count of events."""
    return share(numerator, 0, **{"unit": Unit.EVENTS, "measure": Measure.COUNT} | fields)


def sampled(numerator: int, answered: int) -> Figure:
    """A share of stations drawn by chance."""
    return share(numerator, answered, regime=Regime.SAMPLE)


NUMBERS = st.integers(0, 10_000)
INCLUSIONS = st.builds(
    lambda counted, left_out: Inclusion(counted + sum(left_out), *left_out),
    NUMBERS,
    st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS),
)
TIMES = st.datetimes(
    min_value=EVENING.replace(tzinfo=None, year=2000),
    max_value=EVENING.replace(tzinfo=None, year=2099),
    timezones=st.timezones(),
    allow_imaginary=False,
)
BASES = st.fixed_dictionaries(
    {
        "not_observed": NUMBERS,
        "not_applicable": NUMBERS,
        "blank": NUMBERS,
        "unit": st.sampled_from(Unit),
        "regime": st.sampled_from(Regime),
        "rule": INCLUSIONS,
        "as_of": TIMES,
        "synthetic": st.booleans(),
        "stations": st.none() | NUMBERS,
        "source": st.dictionaries(st.text(min_size=1), st.text(), max_size=4),
    }
)


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    """Any figure that can be."""
    basis = draw(BASES)
    answered = draw(NUMBERS)
    measure = draw(st.sampled_from(Measure))
    numerator: int | Decimal
    if measure is Measure.SHARE:
        numerator = draw(st.integers(0, answered))
    elif measure is Measure.COUNT:
        numerator = draw(NUMBERS)
    else:
        numerator = draw(st.decimals(allow_nan=False, allow_infinity=False, places=3))
    return Figure(numerator=numerator, answered=answered, measure=measure, **basis)
