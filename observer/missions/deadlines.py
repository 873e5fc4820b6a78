"""When a phase of the day may be reported, and until when it is due, by the clocks of each station. Pure.

A window is told in wall-clock times around the first voting day, so that one window serves a country of
several time zones: "07:00 to 10:00" is another instant in the west than in the east.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True, order=True)
class LocalMoment:
    """A wall-clock time; `day` counts from the first voting day (0: that day, 1: the next, -1: the eve)."""

    day: int
    clock: time

    def instant(self, voting_day: date, zone: tzinfo) -> datetime:
        """The aware moment, in `zone`, at which its clocks first show this.

        A time that a change of clocks leaves out is read by the clock as it was before the change.
        """
        return datetime.combine(voting_day + timedelta(days=self.day), self.clock, tzinfo=zone)


@dataclass(frozen=True, slots=True)
class Window:
    """One phase: reported from `opens` on, and late after `due`."""

    phase: str
    opens: LocalMoment
    due: LocalMoment

    def instants(self, voting_day: date, zone: tzinfo) -> Instants:
        """Both ends for a station whose clocks follow `zone`."""
        return Instants(self.phase, self.opens.instant(voting_day, zone), self.due.instant(voting_day, zone))


@dataclass(frozen=True, slots=True)
class Instants:
    """A window at one place: `opens` and `due`, aware, in that place's zone."""

    phase: str
    opens: datetime
    due: datetime

    def is_open(self, now: datetime) -> bool:
        return self.opens <= now <= self.due

    def is_late(self, now: datetime) -> bool:
        return now > self.due
