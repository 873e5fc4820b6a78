"""The life of an incident: what may follow what, and which verdict stands. Pure."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from observer.reports.incident_states import (
    CLOSED,
    CONFIRMED,
    FOLLOWING_UP,
    NEW,
    NOT_CONFIRMED,
    STATES,
    VERDICTS,
    may_follow,
    needs_note,
    steps_allowed,
    verdict_of,
)


def test_nothing_becomes_new_again_and_what_is_closed_is_only_taken_up() -> None:
    assert {before for before in STATES if may_follow(before, NEW)} == {NEW}
    assert {after for after in STATES if may_follow(CLOSED, after)} == {CLOSED, FOLLOWING_UP}


def test_only_taking_up_what_is_new_needs_no_word() -> None:
    assert [step for step in steps_allowed() if not needs_note(*step)] == [(NEW, FOLLOWING_UP)]


def test_closing_keeps_the_verdict_and_taking_up_takes_it_back() -> None:
    assert verdict_of([FOLLOWING_UP, CONFIRMED, CLOSED]) == CONFIRMED
    assert verdict_of([NOT_CONFIRMED, CLOSED, FOLLOWING_UP]) == ""
    assert verdict_of([CLOSED]) == ""


@given(st.lists(st.sampled_from(STATES)))
def test_a_verdict_is_one_of_two_or_none(states: list[str]) -> None:
    assert verdict_of(states) in {*VERDICTS, ""}
    assert verdict_of([*states, CLOSED]) == verdict_of(states)
