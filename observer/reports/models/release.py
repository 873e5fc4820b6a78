"""When the votes of a mission may be read outside the results room."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from observer.missions.wall import BelowMission, MissionForeignKey, inside
from observer.people.rows import append_only_triggers


class ResultsRelease(BelowMission):
    """From here on votes per choice are hidden from nobody in the mission who may read answers.

    There is one, and no way back: what was read cannot be unread.
    """

    append_only = True

    released_by = inside("missions.Membership", related_name="+")
    released_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["mission"], name="results_released_once"),
            models.CheckConstraint(name="results_release_has_a_reason", condition=~Q(reason="")),
            MissionForeignKey(field="released_by", name="results_released_by_member"),
        ]
