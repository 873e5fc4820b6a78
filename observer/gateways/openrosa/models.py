"""What the door of ODK Collect keeps: the forms as it hands them out, and who may fetch them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from observer.missions.access import RegionScoped
from observer.missions.models import MissionDevice
from observer.missions.wall import BelowMission, MissionForeignKey, inside
from observer.people.rows import append_only_triggers
from observer.reports.models import Report, Revision


class XForm(BelowMission):
    """A published version as an XForm, byte for byte as every phone gets it.

    Collect compares hashes to find out what is new, so the bytes are made once and kept. `generator` is
    `forms.GENERATOR`: when the writer of XForms is mended, versions are written anew beside the old bytes.
    """

    append_only = True

    version = inside("checklists.Version", related_name="xforms", db_index=True)
    generator = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    md5 = models.BinaryField(max_length=16)
    # Names of the media files and lists it refers to, which a phone fetches beside it.
    media = ArrayField(models.CharField(max_length=255), default=list, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["version", "generator"], name="xform_once"),
            models.CheckConstraint(name="xform_md5_is_16_bytes", condition=Q(md5__length=16)),
            MissionForeignKey(field="version", name="xform_of_version"),
        ]

    @property
    def md5_hex(self) -> str:
        return bytes(self.md5).hex()


class AppUserQuerySet(RegionScoped, models.QuerySet["AppUser"]):
    """App users by the region their member's team is based in now; `visible_to` comes from access."""

    region_field = "team_now__team__base_region"
    owner_field = "device__membership"

    def as_lines(self) -> AppUserQuerySet:
        """With what a line of the list shows: `member_code`, `team_code`, `reports` and when it was shut out.

        `reports` counts reports that have at least one revision from this device.
        """
        sent = Revision.objects.filter(report=OuterRef("pk"), device=OuterRef(OuterRef("device__device")))
        counted = (
            # By author first: there is an index for it, and an observer has hundreds of reports at most.
            Report.objects.filter(mission=OuterRef("mission"), author=OuterRef("device__membership"))
            .filter(Exists(sent))
            .order_by()
            .values("author")
            .annotate(number=models.Count("pk"))
            .values("number")
        )
        return self.placed().annotate(
            code=F("device__membership__code"),
            team_code=F("team_now__team__code"),
            reports=Coalesce(Subquery(counted), 0, output_field=IntegerField()),
            revoked_at=F("device__device__revocation__revoked_at"),
        )

    def placed(self) -> AppUserQuerySet:
        """With the team the member is in now, which `visible_to` asks for."""
        now = models.FilteredRelation(
            "device__membership__teams", condition=Q(device__membership__teams__until__isnull=True)
        )
        return self.annotate(team_now=now)


class AppUser(BelowMission):
    """A phone with ODK Collect (or another OpenRosa client) that reports for a member.

    Who may send is said by the device it is bound to, as for every phone; this row says who made it, and
    when it was last heard of.
    """

    changeable = ("last_contact_at",)

    device = models.OneToOneField(MissionDevice, models.PROTECT, db_constraint=False, related_name="app_user")
    made_by = inside("missions.Membership", related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    last_contact_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[AppUser]] = AppUserQuerySet.as_manager()

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="device", name="app_user_of_device"),
            MissionForeignKey(field="made_by", name="app_user_made_by_member"),
        ]
        indexes = [models.Index(fields=["mission", "-id"], name="app_user_list")]
