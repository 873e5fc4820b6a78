"""How people and machines come in: one-time enrolment links, enrolled phones, read tokens."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from observer.missions.wall import BelowMission, MissionForeignKey, inside
from observer.people.models import Device
from observer.people.rows import append_only_triggers


class Enrolment(BelowMission):
    """A one-time link or QR code that turns a phone into a member's device. Only its hash is kept."""

    append_only = True

    membership = inside("missions.Membership", related_name="enrolments", db_index=True)
    code_hash = models.BinaryField(max_length=32, unique=True)
    created_by = inside("missions.Membership", null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="membership", name="enrolment_of_member"),
            MissionForeignKey(field="created_by", name="enrolment_by_member"),
            models.CheckConstraint(name="enrolment_runs_out", condition=Q(expires_at__gt=F("created_at"))),
        ]


class MissionDevice(BelowMission):
    """A device bound to one mission and one member of it, once and for all."""

    append_only = True

    membership = inside("missions.Membership", related_name="devices", db_index=True)
    device = models.OneToOneField(Device, models.PROTECT, related_name="binding")
    bound_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="membership", name="mission_device_of_member"),
        ]


class EnrolmentUse(BelowMission):
    """The one use of an enrolment: the database refuses a second."""

    append_only = True

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, db_constraint=False, related_name="use")
    device = inside("missions.MissionDevice", related_name="+")
    used_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="enrolment", name="enrolment_use_of_enrolment"),
            MissionForeignKey(field="device", name="enrolment_use_by_device"),
        ]


class EnrolmentWithdrawal(BelowMission):
    """An invitation that was taken back before anybody used it."""

    append_only = True

    enrolment = models.OneToOneField(
        Enrolment, models.PROTECT, db_constraint=False, related_name="withdrawal"
    )
    withdrawn_by = inside("missions.Membership", related_name="+")
    withdrawn_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="enrolment", name="enrolment_withdrawal_of_enrolment"),
            MissionForeignKey(field="withdrawn_by", name="enrolment_withdrawal_by_member"),
        ]


class ReadToken(BelowMission):
    """A machine's key for reading what its member may read. Only its keyed hash is kept."""

    append_only = True

    membership = inside("missions.Membership", related_name="read_tokens", db_index=True)
    token_hash = models.BinaryField(max_length=32, unique=True)
    label = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="membership", name="read_token_of_member"),
            models.CheckConstraint(name="read_token_runs_out", condition=Q(expires_at__gt=F("created_at"))),
        ]


class ReadTokenRevocation(BelowMission):
    append_only = True

    token = models.OneToOneField(ReadToken, models.PROTECT, db_constraint=False, related_name="revocation")
    revoked_by = inside("missions.Membership", related_name="+")
    revoked_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="token", name="read_token_revocation_of_token"),
            MissionForeignKey(field="revoked_by", name="read_token_revocation_by_member"),
        ]
