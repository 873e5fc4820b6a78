"""Standards as this mission has checked them; the catalogue itself is data (`findings.standards`)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observer.missions.wall import BelowMission, MissionForeignKey, inside
from observer.people.rows import append_only_triggers


class ParagraphCheckQuerySet(models.QuerySet["ParagraphCheck"]):
    def newest(self, mission_id: int) -> ParagraphCheckQuerySet:
        """The check that stands for each paragraph of a mission: the newest."""
        rows = self.filter(mission=mission_id).order_by("paragraph", "-checked_at", "-pk")
        return rows.distinct("paragraph")


class ParagraphCheck(BelowMission):
    """A person read a paragraph in its source and says whether our words for it are right.

    `text_hash` is of those words: when the catalogue changes them, the check no longer stands. `joined` is
    the day the country took the instrument on, where the catalogue does not know it.
    """

    append_only = True

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed", _("agrees with its text")
        REJECTED = "rejected", _("does not agree with its text")

    paragraph = models.CharField(max_length=40)
    text_hash = models.BinaryField(max_length=32)
    verdict = models.CharField(max_length=12, choices=Verdict)
    # Where the text was read: a publication, an address, a page.
    source = models.CharField(max_length=300)
    joined = models.DateField(null=True, blank=True)
    checked_by = inside("missions.Membership", related_name="+")
    checked_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[ParagraphCheck]] = ParagraphCheckQuerySet.as_manager()

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.CheckConstraint(
                name="paragraph_check_hash_is_32_bytes", condition=Q(text_hash__length=32)
            ),
            models.CheckConstraint(
                name="paragraph_check_verdict_known", condition=Q(verdict__in=["confirmed", "rejected"])
            ),
            models.CheckConstraint(name="paragraph_check_has_source", condition=~Q(source="")),
            MissionForeignKey(field="checked_by", name="paragraph_check_by_member"),
        ]
        indexes = [
            models.Index(fields=["mission", "paragraph", "-checked_at"], name="paragraph_check_newest")
        ]
