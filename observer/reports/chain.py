"""Which of a report's revisions is current, in whatever order they arrive. Pure.

A correction names the revision it replaces. Of two that replace the same one, the first to arrive stands and
the other is a sibling for headquarters to settle. One that comes before what it replaces waits beside the
report, and takes its place in the chain when the missing one arrives.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from uuid import UUID


class Landed(enum.Enum):
    """Where a revision landed: current now, overtaken before it came, or beside the chain."""

    CURRENT = "current"
    OVERTAKEN = "overtaken"
    BESIDE = "beside"


@dataclass(slots=True)
class Chain:
    """The revisions of one report by their phone's ids. `current` is None until the first has arrived."""

    current: UUID | None = None
    replaces: dict[UUID, UUID | None] = field(default_factory=dict)
    _replaced_by: dict[UUID, UUID] = field(default_factory=dict)

    def restore(self, revision: UUID, replaces: UUID | None, *, may_follow: bool) -> None:
        """Put back a stored revision; `current` is restored by itself, from where the report points."""
        self.replaces[revision] = replaces
        if replaces is not None and may_follow:
            self._replaced_by.setdefault(replaces, revision)

    def add(self, revision: UUID, replaces: UUID | None, *, may_move: bool = True) -> Landed:
        """Take in a revision that has just arrived; without `may_move` it stands beside the chain."""
        self.restore(revision, replaces, may_follow=may_move)
        if self.current is None:
            return self._move_to(revision)
        if self._is_behind_current(revision):
            return Landed.OVERTAKEN
        if may_move and replaces == self.current and self._replaced_by[replaces] == revision:
            return self._move_to(revision)
        return Landed.BESIDE

    def _move_to(self, revision: UUID) -> Landed:
        """Make it current, then follow the corrections of it that had come too early."""
        seen = {revision}
        self.current = revision
        while (following := self._replaced_by.get(self.current)) and following not in seen:
            seen.add(following)
            self.current = following
        return Landed.CURRENT

    def _is_behind_current(self, revision: UUID) -> bool:
        """Whether what is current replaces it, directly or over others."""
        seen: set[UUID] = set()
        behind = self.replaces.get(self.current) if self.current else None
        while behind is not None and behind not in seen:
            if behind == revision:
                return True
            seen.add(behind)
            behind = self.replaces.get(behind)
        return False
