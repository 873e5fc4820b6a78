"""Filters as they stand in an address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.analysis.filters import Filters
from observer.checklists.models import Basis, Phase, Severity
from observer.problems import Problem


def test_what_is_empty_or_unknown_asks_for_everything() -> None:
    assert Filters.read({"region": " ", "page": "3"}) == Filters()


def test_every_wrong_field_is_named() -> None:
    with pytest.raises(Problem) as refused:
        Filters.read({"basis": "guessed", "from_hour": "4", "category": "V01'; --", "severity": "critical"})
    assert {(e["field"], e["code"]) for e in refused.value.errors} == {
        ("basis", "unknown"),
        ("from_hour", "out-of-range"),
        ("category", "malformed"),
    }


def test_hours_run_forward() -> None:
    with pytest.raises(Problem) as refused:
        Filters.read({"from_hour": "20", "to_hour": "8"})
    assert [error["field"] for error in refused.value.errors] == ["to_hour"]


@given(
    st.builds(
        Filters,
        region=st.sampled_from(["", "akmola", "kz"]),
        phase=st.sampled_from(["", *Phase.values]),
        severity=st.sampled_from(["", *Severity.values]),
        basis=st.sampled_from(["", *Basis.values]),
        from_hour=st.none() | st.integers(5, 20),
        to_hour=st.none() | st.integers(20, 35),
    )
)
def test_an_address_says_the_filters_and_nothing_else(filters: Filters) -> None:
    assert Filters.read(filters.as_query()) == filters
