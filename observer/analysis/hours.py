"""The hour of the election day in which something happened, as the station's clocks showed it.

Hours run past midnight, because the count does: 05 is five in the morning of election day, 26 is two in the
morning after. The clock is the station's own, by the tz database at that date (in January 2012 Kazakhstan
kept two times, and its west still voted when the rest had closed).
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

FIRST_HOUR = 5
LAST_HOUR = 35
HOURS = range(FIRST_HOUR, LAST_HOUR + 1)


def election_hour(instant: datetime, zone: ZoneInfo, election_day: date) -> int:
    """The hour, 5..35, that contains `instant` (aware) on the wall clocks of `zone`.

    What lies outside is counted at the nearer end, never dropped: 5 holds everything before six in the
    morning of election day, and 35 everything from eleven in the morning of the day after. Where clocks
    change in the night, an hour shown twice is one hour. Raises ValueError for a naive time.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs its zone")
    local = instant.astimezone(zone)
    days_after = (local.date() - election_day).days
    return min(max(days_after * 24 + local.hour, FIRST_HOUR), LAST_HOUR)


def clock_hour(hour: int) -> int:
    """What the clock showed, 0..23, in an hour 5..35."""
    return hour % 24


def is_next_day(hour: int) -> bool:
    """Whether the hour lies after midnight of election day."""
    return hour >= 24
