"""The hour a report counts in: a clock time read against the moment the report was made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.reports.happened import last_time

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("clock", "made", "expected"),
    [
        ("07:10", "2026-10-04T07:40+02:00", "2026-10-04T07:10+02:00"),
        ("23:50", "2026-10-05T00:30+02:00", "2026-10-04T23:50+02:00"),
        ("00:30", "2026-10-05T00:30+02:00", "2026-10-05T00:30+02:00"),
        # A little ahead is a clock read fast; far ahead is yesterday.
        ("07:50", "2026-10-04T07:40+02:00", "2026-10-04T07:50+02:00"),
        ("08:00", "2026-10-04T07:40+02:00", "2026-10-03T08:00+02:00"),
        # The phone may stand in another zone than the station.
        ("13:00", "2026-10-04T11:30+00:00", "2026-10-04T13:00+02:00"),
        # The night the clocks go back, the hour before stays the hour before.
        ("23:30", "2026-10-25T03:10+01:00", "2026-10-24T23:30+02:00"),
    ],
)
def test_a_clock_time_is_the_last_one_before_the_report(clock: str, made: str, expected: str) -> None:
    happened = last_time(clock, datetime.fromisoformat(made), BERLIN)
    assert happened == datetime.fromisoformat(expected)


@given(
    st.times(),
    st.datetimes(datetime(2000, 1, 2), datetime(2100, 1, 1)),  # noqa: DTZ001 - the zone is added below
    st.timezones(),
)
def test_it_shows_that_time_within_the_day_before(clock: object, made: datetime, zone: ZoneInfo) -> None:
    told = f"{clock:%H:%M}"
    happened = last_time(told, made.replace(tzinfo=UTC), zone)
    assert f"{happened:%H:%M}" == told
    # Where a zone jumps, its wall clock and the time that passes differ by that jump.
    jump = timedelta(hours=25)
    assert -jump <= made.replace(tzinfo=UTC) - happened <= timedelta(hours=24) + jump
