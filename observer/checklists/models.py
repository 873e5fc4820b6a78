"""With what: checklists, their frozen versions, their rules, and the categories of violations."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from observer.checklists.votes import vote_codes
from observer.elections.models import in_language
from observer.missions.wall import BelowMission, MissionForeignKey, inside
from observer.people.rows import append_only_triggers


class Phase(models.TextChoices):
    OPENING = "opening", _("opening")
    VOTING = "voting", _("voting")
    CLOSING = "closing", _("closing")
    COUNTING = "counting", _("counting")
    TABULATION = "tabulation", _("tabulation")
    LONG_TERM = "long_term", _("long-term")
    INCIDENT = "incident", _("incident")


class Severity(models.TextChoices):
    """Heaviest first."""

    CRITICAL = "critical", _("critical")
    SERIOUS = "serious", _("serious")
    PROCEDURAL = "procedural", _("procedural")
    NOTE = "note", _("note")


class Basis(models.TextChoices):
    """How an observer knows: never added together (house law 8a)."""

    SEEN = "seen", _("seen by the observer")
    TOLD = "told", _("told to the observer")
    UNCONFIRMED = "unconfirmed", _("not confirmed")


class Category(BelowMission):
    """A kind of violation a mission counts: V01 to V28 of the taxonomy, or the mission's own."""

    code = models.CharField(max_length=8)
    names = models.JSONField()
    severity = models.CharField(_("usual severity"), max_length=12, choices=Severity)
    standards = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    position = models.PositiveSmallIntegerField()
    # Empty for the taxonomy's own, which come with the mission.
    added_by = inside("missions.Membership", null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(null=True, blank=True)

    class Meta(BelowMission.Meta):
        ordering = ["mission", "position"]
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["mission", "code"], name="category_code_once"),
            models.CheckConstraint(name="category_severity_known", condition=Q(severity__in=Severity.values)),
            models.CheckConstraint(
                name="category_added_by_somebody",
                condition=Q(added_by__isnull=True, added_at__isnull=True)
                | Q(added_by__isnull=False, added_at__isnull=False),
            ),
            MissionForeignKey(field="added_by", name="category_added_by_member"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_language(self.names)


class Checklist(BelowMission):
    """A form of a mission, through all its versions."""

    code = models.SlugField(max_length=64)
    phase = models.CharField(max_length=16, choices=Phase)
    names = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["mission", "code"], name="checklist_code_once"),
            models.CheckConstraint(name="checklist_phase_known", condition=Q(phase__in=Phase.values)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_language(self.names)


class Draft(BelowMission):
    """What the next version of a checklist is to be; at most one, and gone once published or given up.

    `document` is as its authors write it (see `definition.shapes`; expressions are text) and may be faulty
    or unfinished. `revision` counts the savings, so that of two who edit at once neither undoes the other.
    """

    checklist = models.OneToOneField(Checklist, models.PROTECT, db_constraint=False, related_name="draft")
    document = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    started_by = inside("missions.Membership", related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    updated_by = inside("missions.Membership", related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="saved_in_turn",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.revision <> OLD.revision + 1 OR NEW.checklist_id <> OLD.checklist_id
                       OR NEW.mission_id <> OLD.mission_id THEN
                        RAISE EXCEPTION 'a draft is saved one revision after the other'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'checklist_draft_saved_in_turn';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mission", "id"], name="checklist_draft_in_mission"),
            models.CheckConstraint(
                name="checklist_draft_is_an_object",
                condition=Exact(
                    Func("document", function="jsonb_typeof", output_field=models.TextField()),
                    Value("object"),
                ),
            ),
            MissionForeignKey(field="checklist", name="checklist_draft_of_checklist"),
            MissionForeignKey(field="started_by", name="checklist_draft_started_by_member"),
            MissionForeignKey(field="updated_by", name="checklist_draft_updated_by_member"),
        ]

    def __str__(self) -> str:
        return f"{self.checklist_id}: {self.revision}"


class State(models.TextChoices):
    """What a version is now; a checklist's draft comes before all of these."""

    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")
    CLOSED = "closed", _("closed")


class VersionQuerySet(models.QuerySet["Version"]):
    def newest(self) -> VersionQuerySet:
        """The newest version of each checklist."""
        return self.order_by("checklist", "-number").distinct("checklist")

    def offered(self) -> VersionQuerySet:
        """The forms to fill in now: the newest version of each checklist, unless that one is closed.

        An older version does not come back when the newest is closed: phones would go on with its mistakes.
        """
        return self.filter(~Exists(_newer()), closure__isnull=True)

    def with_state(self) -> VersionQuerySet:
        """Each with `state` (a value of `State`), and `superseded_at` where a newer version is out."""
        return self.annotate(
            superseded_at=Subquery(_newer().order_by("number").values("published_at")[:1]),
            state=Case(
                When(closure__isnull=False, then=Value(State.CLOSED.value)),
                When(superseded_at__isnull=False, then=Value(State.SUPERSEDED.value)),
                default=Value(State.PUBLISHED.value),
            ),
        )


def _newer() -> VersionQuerySet:
    return Version.objects.filter(checklist=OuterRef("checklist"), number__gt=OuterRef("number"))


class Version(BelowMission):
    """A published version: frozen and hashed. The next version mends a mistake in it, never an edit."""

    append_only = True

    checklist = inside("checklists.Checklist", related_name="versions", db_index=True)
    number = models.PositiveIntegerField()
    # `checklists.definition` reads it; canonical RFC 8785 bytes of it give the hash.
    definition = models.JSONField()
    content_hash = models.BinaryField(max_length=32)
    engine_version = models.PositiveSmallIntegerField()
    published_by = inside("missions.Membership", null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    objects = VersionQuerySet.as_manager()

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["checklist", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["mission", "content_hash"], name="version_content_once"),
            models.CheckConstraint(name="version_hash_is_32_bytes", condition=Q(content_hash__length=32)),
            MissionForeignKey(field="checklist", name="version_of_checklist"),
            MissionForeignKey(field="published_by", name="version_published_by_member"),
        ]

    @property
    def hash_hex(self) -> str:
        return bytes(self.content_hash).hex()

    @property
    def vote_questions(self) -> frozenset[str]:
        """Codes of the questions that tell votes: for the results room alone until release."""
        return vote_codes(self.definition)


class VersionClosure(BelowMission):
    """From here on a version is closed: reports begun later are kept and flagged."""

    append_only = True

    version = models.OneToOneField(Version, models.PROTECT, db_constraint=False, related_name="closure")
    closed_by = inside("missions.Membership", related_name="+")
    closed_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="version", name="version_closure_of_version"),
            MissionForeignKey(field="closed_by", name="version_closure_by_member"),
        ]


class RuleSet(BelowMission):
    """The violation rules and protocol identities that apply to a version; a later one supersedes it."""

    append_only = True

    version = inside("checklists.Version", related_name="rule_sets", db_index=True)
    number = models.PositiveIntegerField()
    rules: Any = models.JSONField()
    content_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["version", "number"], name="rule_set_number_once"),
            models.CheckConstraint(name="rule_set_hash_is_32_bytes", condition=Q(content_hash__length=32)),
            MissionForeignKey(field="version", name="rule_set_of_version"),
        ]


class FormFile(BelowMission):
    """A picture or recording that a checklist shows; its bytes are in the storage, under a name of our own.

    Never changed. A new file of the same name takes its place in the draft; a published version keeps the
    one it was published with (`VersionFile`), and only what no version holds can be deleted.
    """

    checklist = inside("checklists.Checklist", related_name="files", db_index=True)
    # As the checklist's document names it.
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    # ODK's manifest names files by it; it protects nothing.
    md5 = models.BinaryField(max_length=16)
    stored_name = models.CharField(max_length=200)
    uploaded_by = inside("missions.Membership", related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="never_changed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    RAISE EXCEPTION 'a file of a form is never changed'
                        USING ERRCODE = 'insufficient_privilege';
                """,
            )
        ]
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.CheckConstraint(name="form_file_hash_is_32_bytes", condition=Q(sha256__length=32)),
            models.CheckConstraint(name="form_file_md5_is_16_bytes", condition=Q(md5__length=16)),
            MissionForeignKey(field="checklist", name="form_file_of_checklist"),
            MissionForeignKey(field="uploaded_by", name="form_file_uploaded_by_member"),
        ]

    def __str__(self) -> str:
        return self.name


class VersionFile(BelowMission):
    """A file that a version was published with."""

    append_only = True

    version = inside("checklists.Version", related_name="files", db_index=True)
    file = inside("checklists.FormFile", related_name="held_by", db_index=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["version", "file"], name="version_file_once"),
            MissionForeignKey(field="version", name="version_file_of_version"),
            MissionForeignKey(field="file", name="version_file_of_file"),
        ]
