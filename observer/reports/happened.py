"""When a report's event happened: the hour it counts in. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

# A clock that was read a little fast is not yesterday's.
_AHEAD = timedelta(minutes=15)


def last_time(clock: str, before: datetime, zone: tzinfo) -> datetime:
    """The last moment before `before` (aware) at which a wall clock in `zone` showed `clock` ("HH:MM").

    A report made at 00:30 about 23:50 tells of the evening before. Up to a quarter of an hour ahead of
    `before` is taken as the same evening.
    """
    local = before.astimezone(zone)
    hour, minute = (int(part) for part in clock.split(":"))
    shown = local.replace(hour=hour, minute=minute, second=0, microsecond=0, fold=0)
    if shown - local <= _AHEAD:
        return shown
    # Subtracting a day moves the wall clock, whatever the zone did overnight.
    return shown - timedelta(days=1)
