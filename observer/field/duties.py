"""What is still to be sent from a station, and in which order stations are visited. Pure."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

# Sorts after every deadline there is.
_NEVER = datetime.max.replace(tzinfo=UTC)


class State(enum.StrEnum):
    """How a duty stands: sent; late; due by its deadline; not open yet; open without a deadline."""

    DONE = "done"
    LATE = "late"
    DUE = "due"
    AHEAD = "ahead"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to send from one place. `phase` is "" where any report will do.

    `opens` and `due`, aware, are None where nothing bounds it; `sent_at` is when the last was received.
    """

    phase: str
    opens: datetime | None = None
    due: datetime | None = None
    sent_at: datetime | None = None

    def state(self, now: datetime) -> State:
        if self.sent_at is not None:
            return State.DONE
        if self.due is not None and now > self.due:
            return State.LATE
        if self.opens is not None and now < self.opens:
            return State.AHEAD
        return State.DUE if self.due is not None else State.OPEN


def next_of(duties: Iterable[Duty], now: datetime) -> Duty | None:
    """What to do first: the earliest deadline of all that is not done, late ones included; else None."""
    open_ones = [duty for duty in duties if duty.state(now) != State.DONE]
    return min(open_ones, key=lambda duty: duty.due or _NEVER, default=None)


def order(next_duty: Duty | None, code: str) -> tuple[bool, datetime, str]:
    """The place of a station in the list: what is due first stands first, what is done last."""
    due = next_duty.due if next_duty else None
    return next_duty is None, due or _NEVER, code
