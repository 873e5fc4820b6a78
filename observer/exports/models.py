"""What is taken out: files of reports and answers, made by the worker and kept for a few days."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from observer.journal.models import Job
from observer.missions.access import Act, may
from observer.missions.models import Membership
from observer.missions.wall import BelowMission, MissionForeignKey, inside
from observer.people.rows import append_only_triggers


class ExportFileQuerySet(models.QuerySet["ExportFile"]):
    def visible_to(self, membership: Membership) -> ExportFileQuerySet:
        """One's own: what somebody else asked for may hold what one may not see."""
        if not may(membership, Act.EXPORT):
            return self.none()
        return self.filter(mission=membership.mission_id, requested_by=membership.pk)

    def kept(self) -> ExportFileQuerySet:
        """Files that are still there."""
        return self.filter(removal__isnull=True)


class ExportFile(BelowMission):
    """One file: what was asked for, how much is in it and its hash. The bytes lie outside the web root."""

    append_only = True

    job = models.OneToOneField(Job, models.PROTECT, db_constraint=False, related_name="export_file")
    requested_by = inside("missions.Membership", related_name="+")
    # What was asked for, in the words of `exports.request`.
    parameters = models.JSONField()
    rows = models.PositiveIntegerField()
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    stored_name = models.CharField(max_length=200)
    # Whether votes for a choice are in it.
    with_votes = models.BooleanField()
    synthetic = models.BooleanField(default=False)
    as_of = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[ExportFile]] = ExportFileQuerySet.as_manager()

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.CheckConstraint(name="export_hash_is_32_bytes", condition=Q(sha256__length=32)),
            MissionForeignKey(field="job", name="export_of_job"),
            MissionForeignKey(field="requested_by", name="export_requested_by_member"),
        ]
        indexes = [models.Index(fields=["mission", "requested_by", "-created_at"], name="export_list")]

    @property
    def sha256_hex(self) -> str:
        return bytes(self.sha256).hex()

    @property
    def gone(self) -> bool:
        """Whether its bytes were removed; select `removal` with it."""
        return hasattr(self, "removal")


class ExportRemoval(BelowMission):
    """The bytes of a file are gone: its days were over."""

    append_only = True

    file = models.OneToOneField(ExportFile, models.PROTECT, db_constraint=False, related_name="removal")
    removed_at = models.DateTimeField()

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="file", name="export_removal_of_file"),
        ]
