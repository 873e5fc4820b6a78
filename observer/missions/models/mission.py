"""The mission and its locks."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observer.elections.models import Election, in_language
from observer.missions.wall import BelowMission, MissionForeignKey, inside
from observer.people.rows import append_only_triggers


@pghistory.track(exclude=["sealed_private_key"])
class Mission(models.Model):
    """One organisation watching one election. Its format bounds what it may release (house law 8b)."""

    class Format(models.TextChoices):
        FULL = "full", _("full observation mission")
        LIMITED = "limited", _("limited observation mission")
        EXPERT = "expert", _("expert team")
        CITIZEN = "citizen", _("citizen observation with a sample")
        SMALL = "small", _("small delegation")

    election = models.ForeignKey(Election, models.PROTECT, related_name="missions")
    code = models.SlugField(max_length=64, unique=True)
    names = models.JSONField()
    format = models.CharField(max_length=16, choices=Format)
    languages = ArrayField(models.CharField(max_length=16), default=list)
    # Who invited and paid, in how many countries and days: printed in every Edition.
    profile = models.JSONField(default=dict, blank=True)
    # From when reports count as late; empty means never.
    late_after = models.DateTimeField(null=True, blank=True)
    # The mission's key pair: phones seal finished reports to the public half.
    public_key = models.BinaryField(null=True, blank=True)
    sealed_private_key = models.BinaryField(null=True, blank=True)
    synthetic = models.BooleanField(default=False)
    fictional = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mission_format_known",
                condition=Q(format__in=["full", "limited", "expert", "citizen", "small"]),
            ),
            models.CheckConstraint(
                name="mission_key_pair_is_whole",
                condition=Q(public_key__isnull=True, sealed_private_key__isnull=True)
                | Q(public_key__isnull=False, sealed_private_key__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_language(self.names)


class MissionLock(BelowMission):
    """From here on reports are held apart: the mission has closed its books. Lifted by a `MissionUnlock`."""

    append_only = True

    locked_by = inside("missions.Membership", related_name="+")
    locked_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="locked_by", name="mission_lock_by_member"),
        ]


class MissionUnlock(BelowMission):
    append_only = True

    lock = models.OneToOneField(MissionLock, models.PROTECT, db_constraint=False, related_name="unlock")
    unlocked_by = inside("missions.Membership", related_name="+")
    unlocked_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="lock", name="mission_unlock_of_lock"),
            MissionForeignKey(field="unlocked_by", name="mission_unlock_by_member"),
        ]
