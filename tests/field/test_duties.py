"""What is due first: no deadline is lost, and what is late never hides behind what is merely next."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from observer.field.duties import Duty, State, next_of, order

NOW = datetime(2026, 10, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
moments = some.integers(-30, 30).map(lambda hours: NOW + hours * HOUR)
duties = some.builds(
    Duty,
    some.just("voting"),
    some.none() | moments,
    some.none() | moments,
    some.none() | moments,
)


@pytest.mark.parametrize(
    ("duty", "state"),
    [
        (Duty("voting"), State.OPEN),
        (Duty("voting", NOW + HOUR), State.AHEAD),
        (Duty("voting", NOW - HOUR, NOW + HOUR), State.DUE),
        (Duty("voting", NOW - HOUR, NOW), State.DUE),
        (Duty("voting", NOW - 2 * HOUR, NOW - HOUR), State.LATE),
        (Duty("voting", NOW - 2 * HOUR, NOW - HOUR, NOW), State.DONE),
        (Duty("voting", None, None, NOW), State.DONE),
    ],
)
def test_a_duty_stands_in_one_state(duty: Duty, state: State) -> None:
    assert duty.state(NOW) == state


@given(some.lists(duties, max_size=6))
def test_the_next_is_not_done_and_no_other_is_due_before_it(found: list[Duty]) -> None:
    chosen = next_of(found, NOW)
    undone = [duty for duty in found if duty.sent_at is None]
    assert (chosen is None) == (not undone)
    if chosen is not None and chosen.due is not None:
        assert all(duty.due is None or chosen.due <= duty.due for duty in undone)
    if chosen is not None and chosen.due is None:
        assert all(duty.due is None for duty in undone)


def test_stations_stand_by_deadline_then_without_then_done() -> None:
    late, due, free = Duty("", None, NOW - HOUR), Duty("", None, NOW + HOUR), Duty("")
    lines = [order(None, "A"), order(free, "B"), order(due, "D"), order(due, "C"), order(late, "E")]
    assert [code for _done, _due, code in sorted(lines)] == ["E", "C", "D", "B", "A"]
