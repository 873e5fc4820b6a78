"""Who did what: entries written once, sealed in batches that name the batch before; and long work."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observer.missions.access import Act, may
from observer.missions.models import Membership, Mission
from observer.missions.wall import BelowMission, MissionForeignKey, inside
from observer.people.models import Device, User
from observer.people.rows import append_only_triggers


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, membership: Membership) -> EntryQuerySet:
        """The journal of the member's mission, for those who may read it."""
        if not may(membership, Act.SEE_JOURNAL):
            return self.none()
        return self.filter(mission=membership.mission_id)


class Entry(models.Model):
    """One act. Holds codes and ids, never a name, a position or an answer.

    `mission` is empty for acts above any mission (an account made, a server started). Entries are plain
    appends: nothing here is shared between two reports on their way in.
    """

    append_only = True
    retention_adds = True

    mission = models.ForeignKey(
        Mission, models.PROTECT, null=True, blank=True, db_index=False, db_constraint=False, related_name="+"
    )
    at = models.DateTimeField()
    act = models.CharField(max_length=64)
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, db_index=False, db_constraint=False, related_name="+"
    )
    device = models.ForeignKey(
        Device, models.PROTECT, null=True, blank=True, db_index=False, db_constraint=False, related_name="+"
    )
    subject = models.CharField(max_length=32, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    objects: ClassVar[models.Manager[Entry]] = EntryQuerySet.as_manager()

    class Meta:
        triggers = append_only_triggers()
        indexes = [
            models.Index(fields=["mission", "-id"], name="entry_list_of_mission"),
            models.Index(fields=["at"], name="entry_to_seal"),
        ]


class Seal(models.Model):
    """A sealed batch of entries of one mission, or of none; its digest covers the seal before too."""

    append_only = True

    mission = models.ForeignKey(
        Mission, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    number = models.PositiveBigIntegerField()
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, db_constraint=False, related_name="next"
    )
    entry_count = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    class Meta:
        triggers = append_only_triggers()
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "number"], name="seal_number_once", nulls_distinct=False
            ),
            models.UniqueConstraint(fields=["mission", "id"], name="seal_in_mission"),
            MissionForeignKey(field="previous", name="seal_after_seal"),
            models.CheckConstraint(name="seal_digest_is_32_bytes", condition=Q(digest__length=32)),
            models.CheckConstraint(
                name="seal_names_the_one_before",
                condition=Q(number=1, previous__isnull=True) | Q(number__gt=1, previous__isnull=False),
            ),
        ]


class SealedEntry(models.Model):
    """Which seal an entry lies under, and the entry's own digest, by which a changed one is named.

    Written by the sealing job, never on the road of a report.
    """

    append_only = True

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="sealed")
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="entries")
    digest = models.BinaryField(max_length=32)

    class Meta:
        triggers = append_only_triggers()
        constraints = [
            models.CheckConstraint(name="sealed_entry_digest_is_32_bytes", condition=Q(digest__length=32)),
        ]


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, membership: Membership) -> JobQuerySet:
        """A job and what came of it are for the member who asked."""
        return self.filter(mission=membership.mission_id, requested_by=membership.pk)


class Job(BelowMission):
    """Long work: who asked, how far it is, what came of it. Swept and started again after a crash."""

    changeable = (
        "state",
        "attempts",
        "progress",
        "progress_of",
        "step",
        "heartbeat_at",
        "finished_at",
        "result",
        "failure",
    )

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    kind = models.CharField(max_length=32)
    parameters = models.JSONField(default=dict, blank=True)
    requested_by = inside("missions.Membership", related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveIntegerField(default=0)
    progress_of = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)
    failure = models.TextField(blank=True)

    objects: ClassVar[models.Manager[Job]] = JobQuerySet.as_manager()

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="requested_by", name="job_requested_by_member"),
            models.CheckConstraint(
                name="job_state_known", condition=Q(state__in=["queued", "running", "done", "failed"])
            ),
            models.CheckConstraint(
                name="job_finished_has_a_time",
                condition=Q(state__in=["queued", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "failed"], finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="job_progress_in_range", condition=Q(progress__lte=models.F("progress_of"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "heartbeat_at"],
                condition=Q(state__in=["queued", "running"]),
                name="job_to_sweep",
            ),
        ]


class Certificate(models.Model):
    """What was destroyed, by which rule and on whose word: the row that deletion leaves behind."""

    append_only = True
    retention_adds = True

    mission = models.ForeignKey(
        Mission, models.PROTECT, null=True, blank=True, db_constraint=False, related_name="+"
    )
    rule = models.CharField(max_length=64)
    counts = models.JSONField()
    ordered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    destroyed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = append_only_triggers()
