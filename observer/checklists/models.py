"""With what: checklists, their frozen versions, their rules, and the categories of violations."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

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

    class Meta(BelowMission.Meta):
        ordering = ["mission", "position"]
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["mission", "code"], name="category_code_once"),
            models.CheckConstraint(name="category_severity_known", condition=Q(severity__in=Severity.values)),
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


class VersionQuerySet(models.QuerySet["Version"]):
    def open(self) -> VersionQuerySet:
        return self.filter(closure__isnull=True)

    def newest(self) -> VersionQuerySet:
        """The newest version of each checklist."""
        return self.order_by("checklist", "-number").distinct("checklist")


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
        """Codes of the questions that hold or picture votes: for the results room alone until release."""
        return frozenset(
            question["code"]
            for section in self.definition["sections"]
            for question in section["questions"]
            if (question.get("protocol") or "").startswith("c:") or question.get("fills") == "protocol_photo"
        )


class VersionClosure(BelowMission):
    """From here on a version is closed: reports begun later are kept and flagged."""

    append_only = True

    version = models.OneToOneField(Version, models.PROTECT, db_constraint=False, related_name="closure")
    closed_by = inside("missions.Membership", related_name="+")
    closed_at = models.DateTimeField(auto_now_add=True)

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
