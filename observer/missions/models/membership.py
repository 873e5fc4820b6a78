"""Who belongs to a mission, in which role, and for which regions."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q

from observer.elections.models import Region
from observer.missions.roles import Role
from observer.missions.wall import BelowMission, MissionForeignKey, inside
from observer.people.models import User
from observer.people.rows import append_only_triggers


@pghistory.track()
class Membership(BelowMission):
    """A person in a mission. `code` (OBS-014) stands for them wherever the name is not needed."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    code = models.CharField(max_length=32)
    role = models.CharField(max_length=24, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["mission", "user"], name="membership_once"),
            models.UniqueConstraint(fields=["mission", "code"], name="membership_code_once"),
            models.CheckConstraint(
                name="membership_role_known", condition=Q(role__in=[role.value for role in Role])
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def base_region(self) -> Region | None:
        """Where this member's team is based now: the region their coordinator answers for. One query."""
        return Region.objects.filter(
            pk__in=self.teams.filter(until__isnull=True).values("team__base_region")
        ).first()


class MembershipRegion(BelowMission):
    """A region that a regional coordinator answers for, with all below it."""

    membership = inside("missions.Membership", related_name="own_regions", db_index=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["membership", "region"], name="membership_region_once"),
            MissionForeignKey(field="membership", name="membership_region_of_member"),
        ]


class MembershipEnd(BelowMission):
    """A membership that is over: by whom, when and why."""

    append_only = True

    membership = models.OneToOneField(Membership, models.PROTECT, db_constraint=False, related_name="end")
    ended_by = inside("missions.Membership", related_name="+")
    ended_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="membership", name="membership_end_of_member"),
            MissionForeignKey(field="ended_by", name="membership_end_by_member"),
        ]


class BreakGlass(BelowMission):
    """An administrator who opened what administrators do not see: reason, from when, until when."""

    append_only = True

    membership = inside("missions.Membership", related_name="break_glass", db_index=True)
    reason = models.TextField()
    opened_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="membership", name="break_glass_by_member"),
            models.CheckConstraint(name="break_glass_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="break_glass_ends", condition=Q(expires_at__gt=F("opened_at"))),
        ]
