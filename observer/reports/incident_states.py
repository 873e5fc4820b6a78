"""What may become of an incident: its states, and which of them follows which. Pure.

The life of an incident is that of the brief (domain.md §1.9): new, following up, confirmed or not confirmed,
closed. Closing ends the work and keeps the verdict; only taking an incident up again takes a verdict back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

NEW = "new"
FOLLOWING_UP = "following_up"
CONFIRMED = "confirmed"
NOT_CONFIRMED = "not_confirmed"
CLOSED = "closed"

STATES = (NEW, FOLLOWING_UP, CONFIRMED, NOT_CONFIRMED, CLOSED)
VERDICTS = frozenset({CONFIRMED, NOT_CONFIRMED})

FOLLOWS: Mapping[str, tuple[str, ...]] = {
    NEW: (FOLLOWING_UP, CONFIRMED, NOT_CONFIRMED, CLOSED),
    FOLLOWING_UP: (CONFIRMED, NOT_CONFIRMED, CLOSED),
    CONFIRMED: (FOLLOWING_UP, NOT_CONFIRMED, CLOSED),
    NOT_CONFIRMED: (FOLLOWING_UP, CONFIRMED, CLOSED),
    CLOSED: (FOLLOWING_UP,),
}


def may_follow(before: str, after: str) -> bool:
    """Whether a step may lead from `before` to `after`; to stay where it is, is a note."""
    return before == after or after in FOLLOWS.get(before, ())


def needs_note(before: str, after: str) -> bool:
    """Whether a step must say why: all but taking up what is new."""
    return (before, after) != (NEW, FOLLOWING_UP)


def steps_allowed() -> list[tuple[str, str]]:
    """Every pair of states that a step may join, notes included; the database holds to the same list."""
    return [(before, after) for before in STATES for after in STATES if may_follow(before, after)]


def verdict_of(states: Iterable[str]) -> str:
    """What was found, from the states of the steps in their order: confirmed, not confirmed or "".

    Closing leaves the verdict that stood; taking up again takes it back.
    """
    verdict = ""
    for state in states:
        if state != CLOSED:
            verdict = state if state in VERDICTS else ""
    return verdict
