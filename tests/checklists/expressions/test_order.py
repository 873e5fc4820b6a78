from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.checklists.expressions import dependency_order


def test_names_keep_their_order_where_nothing_forces_another() -> None:
    assert dependency_order({"A1": [], "A2": ["A1"], "A3": []}) == (["A1", "A2", "A3"], [])


def test_a_name_follows_what_it_depends_on() -> None:
    assert dependency_order({"A1": ["A3"], "A2": [], "A3": ["A2"]}) == (["A2", "A3", "A1"], [])


def test_unknown_needs_do_not_count() -> None:
    assert dependency_order({"A1": ["B9"]}) == (["A1"], [])


@pytest.mark.parametrize(
    ("dependencies", "circle"),
    [
        ({"A1": ["A1"]}, ["A1", "A1"]),
        ({"A1": ["A2"], "A2": ["A1"]}, ["A1", "A2", "A1"]),
        ({"A0": ["A1"], "A1": ["A2"], "A2": ["A3"], "A3": ["A1"]}, ["A1", "A2", "A3", "A1"]),
    ],
)
def test_a_circle_is_told_as_the_way_round_it(dependencies: dict[str, list[str]], circle: list[str]) -> None:
    assert dependency_order(dependencies)[1] == circle


digits = st.integers(0, 9).map(str)


@given(st.dictionaries(digits, st.lists(digits, max_size=4), max_size=10))
def test_names_follow_their_needs_or_a_real_circle_is_told(dependencies: dict[str, list[str]]) -> None:
    ordered, circle = dependency_order(dependencies)
    if circle:
        assert circle[0] == circle[-1]
        assert all(after in dependencies[before] for before, after in pairwise(circle))
    else:
        assert sorted(ordered) == sorted(dependencies)
        for number, name in enumerate(ordered):
            needs = {need for need in dependencies[name] if need in dependencies}
            assert needs <= set(ordered[:number])


def test_a_chain_of_ten_thousand_is_put_in_order() -> None:
    chain = {str(number): [str(number + 1)] for number in range(10_000)}
    assert dependency_order(chain)[0] == [str(number) for number in reversed(range(10_000))]
