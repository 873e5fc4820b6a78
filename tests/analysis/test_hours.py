"""Hours belong to the station's clocks and its election day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observer.analysis.hours import HOURS, clock_hour, election_hour, is_next_day

DAY = date(2012, 1, 15)
NOON = datetime(2012, 1, 15, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("Asia/Almaty", 20),
        ("Asia/Qostanay", 20),
        ("Asia/Qyzylorda", 20),
        ("Asia/Aqtau", 19),
        ("Asia/Aqtobe", 19),
        ("Asia/Atyrau", 19),
        ("Asia/Oral", 19),
    ],
)
def test_the_west_of_kazakhstan_still_voted_when_the_rest_had_closed(zone: str, hour: int) -> None:
    assert election_hour(datetime(2012, 1, 15, 14, 0, tzinfo=UTC), ZoneInfo(zone), DAY) == hour


def test_a_zone_is_what_it_was_at_that_date() -> None:
    # Kazakhstan went over to one time on 1 March 2024.
    noon = {year: datetime(year, 6, 1, 6, 0, tzinfo=UTC) for year in (2012, 2024)}
    hours = [election_hour(at, ZoneInfo("Asia/Almaty"), at.date()) for at in noon.values()]
    assert hours == [12, 11]


@pytest.mark.parametrize(
    ("local", "hour"),
    [
        ((15, 7, 0), 7),
        ((15, 7, 59), 7),
        ((15, 23, 59), 23),
        ((16, 0, 0), 24),
        ((16, 2, 30), 26),
        ((16, 11, 59), 35),
    ],
)
def test_hours_run_on_past_midnight(local: tuple[int, int, int], hour: int) -> None:
    zone = ZoneInfo("Asia/Almaty")
    day, clock, minute = local
    assert election_hour(datetime(2012, 1, day, clock, minute, tzinfo=zone), zone, DAY) == hour


@pytest.mark.parametrize(
    ("local", "hour"), [((14, 12), 5), ((15, 0), 5), ((15, 4), 5), ((16, 12), 35), ((19, 3), 35)]
)
def test_what_lies_outside_the_day_is_counted_at_its_nearer_end(local: tuple[int, int], hour: int) -> None:
    zone = ZoneInfo("Asia/Almaty")
    day, clock = local
    assert election_hour(datetime(2012, 1, day, clock, tzinfo=zone), zone, DAY) == hour


def test_an_hour_the_clocks_show_twice_is_one_hour() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first = datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
    second = datetime(2024, 10, 27, 1, 30, tzinfo=UTC)
    assert {election_hour(at, berlin, date(2024, 10, 26)) for at in (first, second)} == {26}


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError):
        election_hour(NOON.replace(tzinfo=None), ZoneInfo("Asia/Almaty"), DAY)


@given(st.timedeltas(timedelta(days=-9000), timedelta(days=9000)), st.timezones())
def test_every_instant_has_an_hour_of_the_day(away: timedelta, zone: ZoneInfo) -> None:
    assert election_hour(NOON + away, zone, DAY) in HOURS


def test_the_clock_of_an_hour() -> None:
    assert [(clock_hour(hour), is_next_day(hour)) for hour in (5, 23, 24, 35)] == [
        (5, False),
        (23, False),
        (0, True),
        (11, True),
    ]
