"""Names and numbers of people, encrypted under a key of their own.

Destroying the key (`operations.retention`) makes the record unreadable in every backup at once.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observer.missions.models.membership import Membership
from observer.missions.wall import BelowMission, MissionForeignKey, inside
from observer.people.rows import append_only_triggers


class PersonalKey(BelowMission):
    """A person's own key in one mission, wrapped by the key that lives outside the database.

    Written once; only retention destroys it.
    """

    append_only = True

    membership = models.OneToOneField(
        Membership, models.PROTECT, db_constraint=False, related_name="personal_key"
    )
    wrapped_key = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="membership", name="personal_key_of_member"),
        ]


class PersonalRecord(BelowMission):
    """A person's name, telephone and e-mail: one ciphertext and a keyed blind index for each.

    Changes when the person's details do; only retention removes it.
    """

    changeable = ("ciphertext", "name_index", "telephone_index", "updated_at")

    membership = models.OneToOneField(
        Membership, models.PROTECT, db_constraint=False, related_name="personal_record"
    )
    ciphertext = models.BinaryField()
    name_index = models.BinaryField(max_length=32)
    telephone_index = models.BinaryField(max_length=32, null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="membership", name="personal_record_of_member"),
        ]
        indexes = [
            models.Index(fields=["mission", "name_index"], name="personal_record_by_name"),
            models.Index(fields=["mission", "telephone_index"], name="personal_record_by_telephone"),
        ]


class LegalHold(BelowMission):
    """Erasure is stopped for a person, or for the whole mission (`membership` empty)."""

    append_only = True

    membership = inside("missions.Membership", null=True, blank=True, related_name="legal_holds")
    placed_by = inside("missions.Membership", related_name="+")
    placed_at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(_("reason"))

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="membership", name="legal_hold_of_member"),
            MissionForeignKey(field="placed_by", name="legal_hold_by_member"),
            models.CheckConstraint(name="legal_hold_has_a_reason", condition=~Q(reason="")),
        ]


class LegalHoldLift(BelowMission):
    append_only = True

    hold = models.OneToOneField(LegalHold, models.PROTECT, db_constraint=False, related_name="lift")
    lifted_by = inside("missions.Membership", related_name="+")
    lifted_at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField()

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="hold", name="legal_hold_lift_of_hold"),
            MissionForeignKey(field="lifted_by", name="legal_hold_lift_by_member"),
        ]
