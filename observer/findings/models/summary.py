"""Numbers frozen at a cut-off, and the documents made of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from observer.journal.models import Job
from observer.missions.access import Act, may
from observer.missions.models import Membership
from observer.missions.wall import BelowMission, MissionForeignKey, inside
from observer.people.rows import append_only_triggers


class SummaryQuerySet(models.QuerySet["Summary"]):
    def visible_to(self, membership: Membership) -> SummaryQuerySet:
        """Summaries speak of a whole mission: who sees only regions of it sees none."""
        if not may(membership, Act.SEE_EDITIONS):
            return self.none()
        return self.filter(mission=membership.mission_id)

    def newest_first(self) -> SummaryQuerySet:
        """For lists: without the documents, which are large."""
        return self.defer("documents").order_by("-created_at", "-pk")


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, membership: Membership) -> EditionQuerySet:
        """As summaries are: all of the mission, or none."""
        if not may(membership, Act.SEE_EDITIONS):
            return self.none()
        return self.filter(mission=membership.mission_id)

    def of_job(self, job: Job) -> EditionQuerySet:
        """What came of a job, in the order of languages."""
        return self.filter(mission=job.mission_id, summary__job=job).order_by("language")

    def drafts(self) -> EditionQuerySet:
        """Typeset before anybody approved: they say so on every page and are never released."""
        return self.filter(approval=None)

    def released(self) -> EditionQuerySet:
        return self.filter(release__isnull=False)


class Summary(BelowMission):
    """The mission's figures as they stood at `cut_off`, with all they rest on. Never changed afterwards."""

    append_only = True

    job = models.OneToOneField(
        Job, models.PROTECT, null=True, blank=True, db_constraint=False, related_name="summary"
    )
    requested_by = inside("missions.Membership", related_name="+")
    cut_off = models.DateTimeField()
    figures_version = models.PositiveBigIntegerField()
    seal = inside("journal.Seal", null=True, blank=True, related_name="+")
    # One document per language, as `findings.document` describes: {"en": {…}, "ru": {…}}.
    documents = models.JSONField()
    content_hash = models.BinaryField(max_length=32)
    synthetic = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Summary]] = SummaryQuerySet.as_manager()

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.CheckConstraint(name="summary_hash_is_32_bytes", condition=Q(content_hash__length=32)),
            MissionForeignKey(field="job", name="summary_of_job"),
            MissionForeignKey(field="seal", name="summary_under_seal"),
            MissionForeignKey(field="requested_by", name="summary_requested_by_member"),
        ]
        indexes = [models.Index(fields=["mission", "-created_at"], name="summary_list")]

    @property
    def languages_missing(self) -> frozenset[str]:
        """Languages in which it cannot be read yet. Fetches the documents and asks one query."""
        return frozenset(self.documents) - set(self.editions.values_list("language", flat=True))


class SummaryApproval(BelowMission):
    """A second person has read a summary and stands for every sentence in it, in every language."""

    append_only = True

    summary = models.OneToOneField(Summary, models.PROTECT, db_constraint=False, related_name="approval")
    approved_by = inside("missions.Membership", related_name="+")
    approved_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="summary", name="summary_approval_of_summary"),
            MissionForeignKey(field="approved_by", name="summary_approval_by_member"),
        ]


class Edition(BelowMission):
    """One PDF of one summary in one language: a draft, or typeset again under an approval."""

    append_only = True

    summary = inside("findings.Summary", related_name="editions", db_index=True)
    approval = inside("findings.SummaryApproval", null=True, blank=True, related_name="editions")
    language = models.CharField(max_length=16)
    pages = models.PositiveIntegerField()
    size_bytes = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    stored_name = models.CharField(max_length=200)
    typeset_ms = models.PositiveIntegerField()
    synthetic = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Edition]] = EditionQuerySet.as_manager()

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(
                fields=["summary", "language", "approval"], name="edition_language_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="edition_hash_is_32_bytes", condition=Q(sha256__length=32)),
            MissionForeignKey(field="summary", name="edition_of_summary"),
            MissionForeignKey(field="approval", name="edition_under_approval"),
        ]

    @property
    def sha256_hex(self) -> str:
        return bytes(self.sha256).hex()


class Release(BelowMission):
    """An edition made public: by whom and when. Until then nothing of it leaves headquarters."""

    append_only = True

    edition = models.OneToOneField(Edition, models.PROTECT, db_constraint=False, related_name="release")
    released_by = inside("missions.Membership", related_name="+")
    released_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="edition", name="release_of_edition"),
            MissionForeignKey(field="released_by", name="release_by_member"),
        ]
