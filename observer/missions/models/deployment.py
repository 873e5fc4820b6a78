"""Teams, who is in them, and where they are sent."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from observer.elections.models import Region, Station
from observer.missions.wall import BelowMission, MissionForeignKey, inside
from observer.people.rows import append_only_triggers


@pghistory.track()
class Team(BelowMission):
    """A pair of observers who visit stations together and report as one."""

    code = models.CharField(max_length=32)
    base_region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["mission", "code"], name="team_code_once"),
        ]

    def __str__(self) -> str:
        return self.code


class TeamMember(BelowMission):
    team = inside("missions.Team", related_name="members", db_index=True)
    membership = inside("missions.Membership", related_name="teams", db_index=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(
                fields=["mission", "membership"],
                condition=Q(until__isnull=True),
                name="team_member_of_one_team",
            ),
            models.CheckConstraint(
                name="team_member_ends_after_start", condition=Q(until__isnull=True) | Q(until__gt=F("since"))
            ),
            MissionForeignKey(field="team", name="team_member_in_team"),
            MissionForeignKey(field="membership", name="team_member_is_member"),
        ]


class Accreditation(BelowMission):
    """The paper that lets a member into a station; its number is personal data and stored sealed."""

    membership = inside("missions.Membership", related_name="accreditations", db_index=True)
    issuer = models.CharField(max_length=200)
    number_ciphertext = models.BinaryField()
    valid_from = models.DateField()
    valid_until = models.DateField()

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="membership", name="accreditation_of_member"),
            models.CheckConstraint(
                name="accreditation_ends_after_start", condition=Q(valid_until__gte=F("valid_from"))
            ),
        ]


class DeploymentQuerySet(models.QuerySet["Deployment"]):
    def standing(self) -> DeploymentQuerySet:
        """Deployments nobody has withdrawn."""
        return self.filter(withdrawal__isnull=True)


@pghistory.track()
class Deployment(BelowMission):
    """A team sent to a station (assigned) or a region (the team chooses its route), for one phase or all.

    The regime belongs to the deployment: it decides what may be claimed from what comes back (house law 8b).
    """

    class Regime(models.TextChoices):
        ROUTE = "route", _("the team chose its route")
        ASSIGNED = "assigned", _("stations were assigned")
        SAMPLE = "sample", _("probability sample")

    team = inside("missions.Team", related_name="deployments", db_index=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    station = models.ForeignKey(Station, models.PROTECT, null=True, blank=True, related_name="+")
    phase = models.CharField(max_length=16, blank=True)
    regime = models.CharField(max_length=16, choices=Regime)
    due_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeploymentQuerySet.as_manager()

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(
                fields=["mission", "team", "region", "station", "phase"],
                name="deployment_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="deployment_regime_known", condition=Q(regime__in=["route", "assigned", "sample"])
            ),
            models.CheckConstraint(
                name="deployment_assigned_names_station",
                condition=Q(regime="route") | Q(station__isnull=False),
            ),
            MissionForeignKey(field="team", name="deployment_of_team"),
        ]
        indexes = [models.Index(fields=["mission", "region"], name="deployment_by_region")]


class DeploymentWithdrawal(BelowMission):
    append_only = True

    deployment = models.OneToOneField(
        Deployment, models.PROTECT, db_constraint=False, related_name="withdrawal"
    )
    withdrawn_by = inside("missions.Membership", related_name="+")
    withdrawn_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="deployment", name="deployment_withdrawal_of_deployment"),
            MissionForeignKey(field="withdrawn_by", name="deployment_withdrawal_by_member"),
        ]
