"""The report as it came in. `Report` is its identity; `Revision` is what was sent and is never edited."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, Q
from django.utils.translation import gettext_lazy as _

from observer.checklists.models import Basis, Severity
from observer.elections.models import Commission, Region, Station
from observer.missions.access import RegionScoped
from observer.missions.wall import BelowMission, EvidenceRow, MissionForeignKey, inside
from observer.people.models import Device
from observer.people.rows import append_only_triggers
from observer.reports.models.ruling import Judgement


class Visit(EvidenceRow):
    """A team at a place, from arrival on. `client_id` is the phone's; several reports share a visit."""

    append_only = True

    client_id = models.UUIDField()
    team = inside("missions.Team", null=True, blank=True, related_name="visits")
    # Empty when the code typed is on no list (`Hold` keeps what was typed) or there was no station.
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    arrived_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    synthetic = models.BooleanField(default=False)

    class Meta(EvidenceRow.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *EvidenceRow.Meta.constraints,
            # The phone's id first: on a fresh table the database takes an index that begins with the mission
            # for as good as any other, also to check a foreign key, and then reads the whole mission.
            models.UniqueConstraint(fields=["client_id", "mission"], name="visit_client_id_once"),
            MissionForeignKey(field="team", name="visit_by_team"),
        ]
        indexes = [
            models.Index(fields=["mission", "station"], name="visits_of_station"),
            # The team first, for the same reason.
            models.Index(fields=["team", "-received_at"], name="visits_of_team"),
        ]


class VisitDeparture(EvidenceRow):
    """The end of a visit."""

    append_only = True

    visit = models.OneToOneField(Visit, models.PROTECT, db_constraint=False, related_name="departure")
    departed_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta(EvidenceRow.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *EvidenceRow.Meta.constraints,
            MissionForeignKey(field="visit", name="visit_departure_of_visit"),
        ]


class Standing(models.TextChoices):
    """Whether a report is in the figures, and if not, why; the first that holds."""

    WITHDRAWN = "withdrawn", _("withdrawn")
    DOUBLE = "double", _("sent twice; another counts")
    QUARANTINED = "quarantined", _("kept out of all figures")
    HELD = "held", _("held apart")
    COUNTED = "counted", _("counted")


class ReportQuerySet(RegionScoped, models.QuerySet["Report"]):
    """`visible_to(membership)` comes from `missions.access`."""

    def with_standing(self) -> ReportQuerySet:
        """Fetches what `Report.standing` reads: four queries for any number of reports."""
        return self.select_related("withdrawal", "double_ruling").prefetch_related(
            "holds__release", "reviews"
        )

    def as_lines(self) -> ReportQuerySet:
        """With all that a line of a list shows, flags included; constant in queries."""
        flags = models.Prefetch("current__flags", Flag.objects.standing().with_rules().order_by("id"))
        related = self.with_standing().select_related(
            "checklist", "team", "author", "station", "region", "current"
        )
        return related.prefetch_related(flags)


class Report(EvidenceRow):
    """A report's identity, where it belongs and which revision is current.

    Only two things about it move, each by one verb that leaves a row behind: `current` (intake, when a
    correction names the revision it replaces) and the place (`Placement`).
    """

    changeable = ("current", "station", "commission", "region")

    client_id = models.UUIDField()
    checklist = inside("checklists.Checklist", related_name="reports")
    phase = models.CharField(max_length=16)
    visit = inside("reports.Visit", null=True, blank=True, related_name="reports", db_index=True)
    team = inside("missions.Team", null=True, blank=True, related_name="reports")
    author = inside("missions.Membership", related_name="reports")
    station = models.ForeignKey(
        Station,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        db_constraint=False,
        related_name="reports",
    )
    commission = models.ForeignKey(
        Commission,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        db_constraint=False,
        related_name="reports",
    )
    # The lowest region the place lies in; empty while the report is unplaced or tied to no region.
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        db_constraint=False,
        related_name="reports",
    )
    current = inside("reports.Revision", null=True, related_name="+")
    received_at = models.DateTimeField()
    synthetic = models.BooleanField(default=False)

    objects = ReportQuerySet.as_manager()

    class Meta(EvidenceRow.Meta):
        constraints: ClassVar = [
            *EvidenceRow.Meta.constraints,
            models.UniqueConstraint(fields=["client_id", "mission"], name="report_client_id_once"),
            MissionForeignKey(field="checklist", name="report_of_checklist"),
            MissionForeignKey(field="visit", name="report_of_visit"),
            MissionForeignKey(field="team", name="report_by_team"),
            MissionForeignKey(field="author", name="report_by_member"),
            MissionForeignKey(field="current", name="report_current_revision", deferred=True),
        ]
        indexes = [
            models.Index(fields=["mission", "-received_at", "-id"], name="report_list"),
            models.Index(fields=["mission", "region", "-received_at", "-id"], name="report_list_of_region"),
            models.Index(fields=["mission", "station", "-received_at", "-id"], name="report_list_of_station"),
            models.Index(fields=["mission", "phase", "-received_at", "-id"], name="report_list_of_phase"),
            models.Index(fields=["mission", "author", "-received_at", "-id"], name="report_list_of_author"),
            models.Index(
                fields=["mission", "region", "-received_at", "-id"],
                condition=Q(phase="incident"),
                name="incident_list_of_region",
            ),
        ]

    @property
    def standing(self) -> Standing:
        """Fetch with `with_standing()`, or this asks four questions a report."""
        if hasattr(self, "withdrawal"):
            return Standing.WITHDRAWN
        if hasattr(self, "double_ruling"):
            return Standing.DOUBLE
        newest = max(self.reviews.all(), key=lambda review: review.pk, default=None)
        if newest is not None and newest.verdict == "quarantine_all":
            return Standing.QUARANTINED
        held = any(not hasattr(hold, "release") for hold in self.holds.all())
        return Standing.HELD if held else Standing.COUNTED


class Revision(EvidenceRow):
    """What was sent, in canonical form. A correction is a new revision naming the one it replaces."""

    append_only = True

    class Channel(models.TextChoices):
        FORM = "form", _("web form")
        API = "api", _("phone")
        OPENROSA = "openrosa", _("ODK Collect")
        SMS = "sms", _("text message")
        PAPER = "paper", _("typed from paper")
        IMPORT = "import", _("import")

    report = inside("reports.Report", related_name="revisions", db_index=True)
    client_id = models.UUIDField()
    replaces = inside("self", null=True, blank=True, related_name="replaced_by")
    # The phone's id of what it replaces, also where that had not arrived yet and `replaces` stays empty.
    replaces_client_id = models.UUIDField(null=True, blank=True)
    reason = models.CharField(_("why corrected"), max_length=300, blank=True)
    version = inside("checklists.Version", related_name="revisions")
    rule_set = inside("checklists.RuleSet", related_name="+")
    engine_version = models.PositiveSmallIntegerField()
    # Canonical answers: {"A1": "yes", "A10": "7", "A4": ["ballots", "seals"], "A6": "__not_observed"}.
    # Empty only while the revision is a sealed envelope nobody has opened.
    answers = models.JSONField(null=True, blank=True)
    # Question codes that were not asked, because show-when hid them: {"A3": "not_applicable"}.
    statuses = models.JSONField(default=dict, blank=True)
    content_hash = models.BinaryField(max_length=32)
    envelope = models.BinaryField(null=True, blank=True)
    language = models.CharField(max_length=16, blank=True)
    channel = models.CharField(max_length=8, choices=Channel)
    # The phone's clock and its offset, for the record; order and "newest" use `received_at`.
    made_at = models.DateTimeField()
    made_offset_minutes = models.SmallIntegerField(default=0)
    # When it happened, for the hour it counts in: the incident's time, else arrival, else `made_at`.
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    receipt_code = models.CharField(max_length=8)
    device = models.ForeignKey(
        Device, models.PROTECT, null=True, blank=True, db_index=False, db_constraint=False, related_name="+"
    )
    author = inside("missions.Membership", related_name="+")
    synthetic = models.BooleanField(default=False)

    class Meta(EvidenceRow.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *EvidenceRow.Meta.constraints,
            models.UniqueConstraint(fields=["client_id", "mission"], name="revision_client_id_once"),
            models.CheckConstraint(name="revision_hash_is_32_bytes", condition=Q(content_hash__length=32)),
            models.CheckConstraint(
                name="revision_channel_known",
                condition=Q(channel__in=["form", "api", "openrosa", "sms", "paper", "import"]),
            ),
            models.CheckConstraint(
                name="revision_holds_something",
                condition=Q(answers__isnull=False) | Q(envelope__isnull=False),
            ),
            models.CheckConstraint(name="revision_not_its_own_parent", condition=~Q(replaces=F("id"))),
            MissionForeignKey(field="report", name="revision_of_report"),
            MissionForeignKey(field="replaces", name="revision_replaces_revision"),
            MissionForeignKey(field="version", name="revision_of_version"),
            MissionForeignKey(field="rule_set", name="revision_under_rule_set"),
            MissionForeignKey(field="author", name="revision_by_member"),
        ]


class FlagQuerySet(models.QuerySet["Flag"]):
    def standing(self) -> FlagQuerySet:
        """Those that hold now: doubts, and what the newest rules say that a revision was judged under."""
        return self.filter(Q(category__isnull=True) | ~Exists(_judged_later()))

    def with_rules(self) -> FlagQuerySet:
        """`is_earlier` on each: a later rule set has judged its revision since; and its rule set's number."""
        earlier = models.Case(
            models.When(category__isnull=True, then=models.Value(False)), default=Exists(_judged_later())
        )
        numbered = self.select_related("rule_set").defer("rule_set__rules", "rule_set__content_hash")
        return numbered.annotate(is_earlier=earlier)


def _judged_later() -> models.QuerySet[Judgement]:
    return Judgement.objects.filter(
        revision=models.OuterRef("revision"), rule_set__gt=models.OuterRef("rule_set")
    )


class Flag(EvidenceRow):
    """Something a revision shows: a violation rule that fired, or a doubt about the report itself.

    A violation names its category; a doubt (conflict, clock, double, unplanned, superseded, broken rule)
    does not and is never counted as a violation. `standing()` leaves out what earlier rules had said.
    """

    append_only = True

    class Kind(models.TextChoices):
        VIOLATION = "violation", _("violation")
        IDENTITY = "identity", _("protocol does not reconcile")
        BROKEN_RULE = "broken_rule", _("an answer breaks a rule of the form")
        CONFLICT = "conflict", _("two corrections of one report")
        CLOCK = "clock", _("the phone's clock is off")
        DOUBLE = "double", _("looks like a report sent twice")
        UNPLANNED = "unplanned", _("station was not planned for this team")
        SUPERSEDED = "superseded", _("made with an older version of the form")
        CLOSED = "closed", _("begun after the version was closed")

    revision = inside("reports.Revision", related_name="flags", db_index=True)
    kind = models.CharField(max_length=12, choices=Kind)
    # The question (A12) or identity (K1) it stands on; "" for the report as a whole.
    rule = models.CharField(max_length=32, blank=True)
    category = models.CharField(max_length=8, null=True, blank=True)
    severity = models.CharField(max_length=12, choices=Severity)
    basis = models.CharField(max_length=12, choices=Basis)
    rule_set = inside("checklists.RuleSet", related_name="+")
    engine_version = models.PositiveSmallIntegerField()
    detail = models.JSONField(default=dict, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta(EvidenceRow.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *EvidenceRow.Meta.constraints,
            models.CheckConstraint(name="flag_severity_known", condition=Q(severity__in=Severity.values)),
            models.CheckConstraint(name="flag_basis_known", condition=Q(basis__in=Basis.values)),
            models.CheckConstraint(
                name="flag_violation_names_category",
                condition=Q(kind__in=["violation", "identity"], category__isnull=False)
                | (~Q(kind__in=["violation", "identity"]) & Q(category__isnull=True)),
            ),
            MissionForeignKey(field="revision", name="flag_of_revision"),
            MissionForeignKey(
                field="category", name="flag_of_category", to="checklists.Category", to_column="code"
            ),
            MissionForeignKey(field="rule_set", name="flag_under_rule_set"),
        ]
        indexes = [
            models.Index(
                fields=["mission", "-id"],
                condition=Q(severity="critical", kind="violation"),
                name="critical_flags",
            )
        ]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def marked_apart(self) -> AttachmentQuerySet:
        """`held_apart` on each: it came from a phone revoked by then, or whose member had left by then.

        Its report may be older and stay in the figures, so that the photo alone is apart. Headquarters lets
        it in with the report, where that is held for the same reason.
        """
        let_in = Report.objects.filter(
            pk=models.OuterRef("report_id"),
            holds__reason="revoked_device",
            holds__release__isnull=False,
        )
        revoked = Q(device__revocation__revoked_at__lte=F("received_at"))
        left = Q(device__binding__membership__end__ended_at__lte=F("received_at"))
        apart = models.Case(
            models.When((revoked | left) & ~models.Exists(let_in), then=True),
            default=False,
            output_field=models.BooleanField(),
        )
        return self.annotate(held_apart=apart)


class Attachment(EvidenceRow):
    """A photo or file of a report, re-encoded and without its position; bytes lie outside the web root."""

    append_only = True

    report = inside("reports.Report", related_name="attachments", db_index=True)
    client_id = models.UUIDField()
    question = models.CharField(max_length=64)
    content_type = models.CharField(max_length=64)
    # Of what the phone sent, so that a repeated upload is recognised; and of what is stored.
    sent_sha256 = models.BinaryField(max_length=32)
    stored_sha256 = models.BinaryField(max_length=32)
    stored_name = models.CharField(max_length=200)
    size_bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    received_at = models.DateTimeField()
    device = models.ForeignKey(
        Device, models.PROTECT, null=True, blank=True, db_index=False, db_constraint=False, related_name="+"
    )
    synthetic = models.BooleanField(default=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta(EvidenceRow.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *EvidenceRow.Meta.constraints,
            models.UniqueConstraint(fields=["client_id", "mission"], name="attachment_client_id_once"),
            models.CheckConstraint(
                name="attachment_hashes_are_32_bytes",
                condition=Q(sent_sha256__length=32, stored_sha256__length=32),
            ),
            MissionForeignKey(field="report", name="attachment_of_report"),
        ]

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def is_sound(self) -> bool:
        return self.content_type.startswith("audio/")

    @property
    def is_film(self) -> bool:
        return self.content_type.startswith("video/")


class Thumbnail(BelowMission):
    """The small picture of an attachment, drawn by the worker."""

    append_only = True

    attachment = models.OneToOneField(
        Attachment, models.PROTECT, db_constraint=False, related_name="thumbnail"
    )
    stored_name = models.CharField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    drawn_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="attachment", name="thumbnail_of_attachment"),
        ]
