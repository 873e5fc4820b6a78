"""What must follow when a register changes; rooms to the right say so when Django starts."""

from __future__ import annotations

from collections.abc import Callable, Collection

# Called with the ids of the missions whose surroundings changed, inside the transaction that changed them.
Follower = Callable[[Collection[int]], object]
_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Have `follower` called whenever a register was changed. Saying it twice changes nothing."""
    if follower not in _followers:
        _followers.append(follower)


def changed(mission_ids: Collection[int]) -> None:
    for follower in _followers:
        follower(mission_ids)
