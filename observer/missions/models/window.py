"""When each phase of the day is to be reported."""

from __future__ import annotations

from datetime import date, tzinfo
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from observer.missions.deadlines import Instants, LocalMoment, Window
from observer.missions.wall import BelowMission

# A month around the voting day holds early voting, a second round's eve and the longest tabulation.
FARTHEST_DAY = 31


@pghistory.track()
class PhaseWindow(BelowMission):
    """From when a phase is reported and until when it is due, in each station's own time.

    `opens_day` and `due_day` count from the election's first voting day. A phase without a window has no
    deadline. `phase` is a value of `checklists.Phase`.
    """

    phase = models.CharField(max_length=16)
    opens_day = models.SmallIntegerField(default=0)
    opens_clock = models.TimeField()
    due_day = models.SmallIntegerField(default=0)
    due_clock = models.TimeField()

    class Meta(BelowMission.Meta):
        ordering = ["mission", "due_day", "due_clock", "phase"]
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["mission", "phase"], name="phase_window_once"),
            models.CheckConstraint(name="phase_window_names_a_phase", condition=~Q(phase="")),
            models.CheckConstraint(
                name="phase_window_near_voting_day",
                condition=Q(opens_day__range=(-FARTHEST_DAY, FARTHEST_DAY))
                & Q(due_day__range=(-FARTHEST_DAY, FARTHEST_DAY)),
            ),
            models.CheckConstraint(
                name="phase_window_ends_after_start",
                condition=Q(due_day__gt=F("opens_day"))
                | Q(due_day=F("opens_day"), due_clock__gt=F("opens_clock")),
            ),
        ]

    def __str__(self) -> str:
        return self.phase

    @property
    def window(self) -> Window:
        return Window(
            self.phase,
            LocalMoment(self.opens_day, self.opens_clock),
            LocalMoment(self.due_day, self.due_clock),
        )

    def instants(self, voting_day: date, zone: tzinfo) -> Instants:
        """Both ends at a station whose clocks follow `zone`."""
        return self.window.instants(voting_day, zone)
