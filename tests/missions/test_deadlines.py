"""One window, many clocks: each station is held to its own."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from observer.missions.deadlines import LocalMoment, Window

VOTING_DAY = date(2012, 1, 15)
COUNTING = Window("counting", LocalMoment(0, time(20)), LocalMoment(1, time(6)))
ZONES = [
    ZoneInfo(name)
    for name in ("Asia/Almaty", "Asia/Aqtau", "America/St_Johns", "Pacific/Kiritimati", "Europe/Kyiv")
]


@pytest.mark.parametrize(
    ("zone", "opens", "due"),
    [("Asia/Almaty", "14T14:00", "15T00:00"), ("Asia/Aqtau", "14T15:00", "15T01:00")],
)
def test_a_window_is_held_to_the_clocks_of_the_station(zone: str, opens: str, due: str) -> None:
    found = COUNTING.instants(date(2012, 1, 14), ZoneInfo(zone))
    told = [moment.astimezone(UTC).strftime("%dT%H:%M") for moment in (found.opens, found.due)]
    assert told == [opens, due]


def test_open_includes_both_ends_and_late_begins_after_the_deadline() -> None:
    found = COUNTING.instants(VOTING_DAY, ZoneInfo("Asia/Almaty"))
    moments = [
        found.opens - timedelta(seconds=1),
        found.opens,
        found.due,
        found.due + timedelta(seconds=1),
    ]
    assert [found.is_open(moment) for moment in moments] == [False, True, True, False]
    assert [found.is_late(moment) for moment in moments] == [False, False, False, True]


def test_a_time_that_clocks_leave_out_is_read_by_the_clock_before() -> None:
    """In Berlin on 29 March 2026 there was no 02:30; by the winter clock it is 01:30 UTC."""
    moment = LocalMoment(0, time(2, 30)).instant(date(2026, 3, 29), ZoneInfo("Europe/Berlin"))
    assert moment.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@given(
    zone=some.sampled_from(ZONES),
    day=some.dates(date(1990, 1, 1), date(2036, 12, 31)),
    offset=some.integers(-31, 31),
    clock=some.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
)
def test_the_instant_shows_the_clock_that_was_asked_for(
    zone: ZoneInfo, day: date, offset: int, clock: time
) -> None:
    moment = LocalMoment(offset, clock).instant(day, zone)
    assert (moment.date() - day, moment.time()) == (timedelta(days=offset), clock)
    # Through UTC and back it is the same, but where clocks were put forward over it.
    back = moment.astimezone(UTC).astimezone(zone)
    assert back.replace(tzinfo=None) - moment.replace(tzinfo=None) in {timedelta(0), timedelta(hours=1)}
