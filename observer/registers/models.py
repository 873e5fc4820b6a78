"""What was brought in from files: the file, how it was read, what it did, and its taking back.

A state of an import is a row with who and when: `ImportCheck` (as often as somebody asks), then
`ImportApplication`, then `ImportUndo`; or `ImportDiscard`. Only the file itself is ever deleted.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from observer.missions.access import Act, may
from observer.missions.models import Membership
from observer.missions.wall import BelowMission, MissionForeignKey, inside
from observer.people.rows import append_only_triggers


class Register(models.TextChoices):
    """The kinds of registers there are."""

    STATIONS = "stations", _("polling stations")
    STATION_CHANGES = "station_changes", _("what happened to stations")
    COMMISSIONS = "commissions", _("election commissions")
    REGIONS = "regions", _("regions and their boundaries")
    ROSTER = "roster", _("people and teams")
    DEPLOYMENT = "deployment", _("where teams are sent")
    RESULTS = "results", _("official results")


# Of the election: every mission that watches it shares them.
SHARED = frozenset(
    {
        Register.STATIONS,
        Register.STATION_CHANGES,
        Register.COMMISSIONS,
        Register.REGIONS,
        Register.RESULTS,
    }
)


def registers_of(membership: Membership) -> list[Register]:
    """The kinds `membership` may bring in: administrators make accounts and nothing else."""
    if may(membership, Act.IMPORT_REGISTER):
        return list(Register)
    return [Register.ROSTER] if may(membership, Act.MANAGE_MEMBERS) else []


class RegisterImportQuerySet(models.QuerySet["RegisterImport"]):
    def visible_to(self, membership: Membership) -> RegisterImportQuerySet:
        """The imports of the member's mission, of the kinds they may bring in."""
        return self.filter(mission=membership.mission_id, kind__in=registers_of(membership))

    def with_state(self) -> RegisterImportQuerySet:
        """Each with `state`: undone, applied, discarded, checked or uploaded."""
        mine = {"register_import": OuterRef("pk")}
        undone = ImportUndo.objects.filter(application__register_import=OuterRef("pk"))
        return self.annotate(
            state=Case(
                When(Exists(undone), then=Value("undone")),
                When(Exists(ImportApplication.objects.filter(**mine)), then=Value("applied")),
                When(Exists(ImportDiscard.objects.filter(**mine)), then=Value("discarded")),
                When(Exists(ImportCheck.objects.filter(**mine)), then=Value("checked")),
                default=Value("uploaded"),
                output_field=models.CharField(),
            )
        )


class RegisterImport(BelowMission):
    """A file somebody uploaded to fill a register. Its content is kept apart, in `RegisterFile`."""

    append_only = True

    kind = models.CharField(max_length=16, choices=Register)
    file_name = models.CharField(max_length=120)
    sha256 = models.BinaryField(max_length=32)
    size_bytes = models.PositiveIntegerField()
    uploaded_by = inside("missions.Membership", related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[RegisterImport]] = RegisterImportQuerySet.as_manager()

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="uploaded_by", name="register_import_by_member"),
            models.CheckConstraint(
                name="register_import_kind_known", condition=Q(kind__in=[one.value for one in Register])
            ),
            models.CheckConstraint(name="register_import_digest_is_32_bytes", condition=Q(sha256__length=32)),
        ]
        indexes = [models.Index(fields=["mission", "-uploaded_at", "-id"], name="register_import_list")]

    @property
    def is_shared(self) -> bool:
        """Whether it fills a register of the election, which other missions may share."""
        return self.kind in SHARED


class RegisterFile(BelowMission):
    """The uploaded file, sealed: a roster holds names. Deleted once it is brought in, given up or old."""

    register_import = models.OneToOneField(
        RegisterImport, models.PROTECT, db_constraint=False, related_name="file"
    )
    sealed = models.BinaryField()
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="register_import", name="register_file_of_import"),
        ]
        indexes = [models.Index(fields=["stored_at"], name="register_file_to_sweep")]


class ImportCheck(BelowMission):
    """A dry run: how the columns were matched, what the file would do, and all that is wrong with it.

    `digest` is of the differences: what is brought in must be what somebody looked at.
    """

    append_only = True

    register_import = inside("registers.RegisterImport", related_name="checks", db_index=True)
    job = models.OneToOneField("journal.Job", models.PROTECT, db_constraint=False, related_name="+")
    matching = models.JSONField()
    counts = models.JSONField()
    digest = models.BinaryField(max_length=32)
    checked_by = inside("missions.Membership", related_name="+")
    checked_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="register_import", name="import_check_of_import"),
            MissionForeignKey(field="job", name="import_check_by_job"),
            MissionForeignKey(field="checked_by", name="import_check_by_member"),
            models.CheckConstraint(name="import_check_digest_is_32_bytes", condition=Q(digest__length=32)),
        ]

    @property
    def may_be_applied(self) -> bool:
        """Whether nothing is wrong and there is something to do."""
        return not self.counts["faults"] and bool(self.counts["new"] or self.counts["changed"])


class CheckLine(BelowMission):
    """One line of what a check found: a fault, a new row, a changed one, or one the file leaves out.

    `detail` holds the words of a fault's message, or column to [old, new]; never who somebody is.
    """

    append_only = True

    class Kind(models.TextChoices):
        FAULT = "fault", _("to be corrected")
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        MISSING = "missing", _("not in the file")

    check_run = inside("registers.ImportCheck", related_name="lines")
    kind = models.CharField(max_length=8, choices=Kind)
    row = models.PositiveIntegerField()
    key = models.CharField(max_length=300, blank=True)
    column = models.CharField(max_length=32, blank=True)
    code = models.CharField(max_length=32, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="check_run", name="check_line_of_check"),
            models.CheckConstraint(
                name="check_line_kind_known", condition=Q(kind__in=["fault", "new", "changed", "missing"])
            ),
        ]
        indexes = [models.Index(fields=["check_run", "kind", "id"], name="check_line_list")]


class ImportApplication(BelowMission):
    """The file was brought in, whole: by whom and when."""

    append_only = True

    register_import = models.OneToOneField(
        RegisterImport, models.PROTECT, db_constraint=False, related_name="application"
    )
    check_run = inside("registers.ImportCheck", related_name="+")
    job = models.OneToOneField("journal.Job", models.PROTECT, db_constraint=False, related_name="+")
    counts = models.JSONField()
    applied_by = inside("missions.Membership", related_name="+")
    applied_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="register_import", name="import_application_of_import"),
            MissionForeignKey(field="check_run", name="import_application_of_check"),
            MissionForeignKey(field="job", name="import_application_by_job"),
            MissionForeignKey(field="applied_by", name="import_application_by_member"),
        ]


class ImportedRow(BelowMission):
    """What an import did to one row of one table, and what stood there before: enough to take it back.

    `before` is empty for a row that is new. What tells who a person is lies in `sealed_before`, under that
    person's own key: erasing the person erases it here too.
    """

    append_only = True

    application = inside("registers.ImportApplication", related_name="rows")
    table = models.CharField(max_length=64)
    subject_id = models.BigIntegerField()
    key = models.CharField(max_length=300)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField()
    sealed_before = models.BinaryField(null=True, blank=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="application", name="imported_row_of_application"),
            models.UniqueConstraint(fields=["application", "table", "subject_id"], name="imported_row_once"),
        ]


class ImportUndo(BelowMission):
    """An import was taken back, whole: by whom, when and why."""

    append_only = True

    application = models.OneToOneField(
        ImportApplication, models.PROTECT, db_constraint=False, related_name="undo"
    )
    job = models.OneToOneField("journal.Job", models.PROTECT, db_constraint=False, related_name="+")
    counts = models.JSONField()
    reason = models.CharField(max_length=300)
    undone_by = inside("missions.Membership", related_name="+")
    undone_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="application", name="import_undo_of_application"),
            MissionForeignKey(field="job", name="import_undo_by_job"),
            MissionForeignKey(field="undone_by", name="import_undo_by_member"),
            models.CheckConstraint(name="import_undo_has_a_reason", condition=~Q(reason="")),
        ]


class ImportDiscard(BelowMission):
    """A file was given up before it was brought in; with it goes its content."""

    append_only = True

    register_import = models.OneToOneField(
        RegisterImport, models.PROTECT, db_constraint=False, related_name="discard"
    )
    discarded_by = inside("missions.Membership", null=True, blank=True, related_name="+")
    discarded_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="register_import", name="import_discard_of_import"),
            MissionForeignKey(field="discarded_by", name="import_discard_by_member"),
        ]
