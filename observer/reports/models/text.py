"""What observers wrote in their own words, ready to be searched, and what headquarters made of it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from observer.missions.access import Act, RegionScoped
from observer.missions.models import Membership
from observer.missions.wall import BelowMission, EvidenceRow, MissionForeignKey, inside
from observer.people.rows import append_only_triggers
from observer.reports.models.report import Report

# Words as they stand, and by their stems in the languages whose dictionaries PostgreSQL brings.
SEARCHED = ("simple", "russian", "english")


class WrittenTextQuerySet(RegionScoped, models.QuerySet["WrittenText"]):
    """`visible_to(membership)` comes from `missions.access`: who may not read answers finds no text."""

    region_field = "report__region"
    owner_field = "report__author"

    def visible_to(self, membership: Membership, act: Act = Act.SEE_ANSWERS) -> WrittenTextQuerySet:
        return super().visible_to(membership, act)

    def current(self) -> WrittenTextQuerySet:
        """Texts of the revisions that stand; what was corrected away is left out.

        Asked of each text and not as a join: the planner takes a join of both columns for a handful of rows,
        and then reads and sorts every text of a mission for one page.
        """
        standing = Report.objects.filter(pk=OuterRef("report")).values("current")
        return self.filter(revision=Subquery(standing))


class WrittenText(EvidenceRow):
    """A free-text answer or narrative of one revision. Gathered by the fold (`reports.texts.gather`)."""

    append_only = True

    report = inside("reports.Report", related_name="texts")
    revision = inside("reports.Revision", related_name="texts")
    # The code of the question it answers, and the phase of its form.
    question = models.CharField(max_length=64)
    phase = models.CharField(max_length=16)
    is_narrative = models.BooleanField(default=False)
    # The language the form was filled in; an observer may have written in another.
    language = models.CharField(max_length=16, blank=True)
    text = models.TextField()
    received_at = models.DateTimeField()
    synthetic = models.BooleanField(default=False)
    search = models.GeneratedField(
        expression=SearchVector("text", config=SEARCHED[0])
        + SearchVector("text", config=SEARCHED[1])
        + SearchVector("text", config=SEARCHED[2]),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = WrittenTextQuerySet.as_manager()

    class Meta(EvidenceRow.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *EvidenceRow.Meta.constraints,
            models.UniqueConstraint(fields=["revision", "question"], name="text_of_answer_once"),
            models.CheckConstraint(name="text_says_something", condition=~Q(text="")),
            MissionForeignKey(field="report", name="text_of_report"),
            MissionForeignKey(field="revision", name="text_of_revision"),
        ]
        indexes = [
            models.Index(fields=["mission", "-received_at", "-id"], name="text_list"),
            GinIndex(fields=["search"], name="text_search"),
        ]


class TextArea(BelowMission):
    """An area a mission reads its texts by, beside those that every mission has (`reports.texts.AREAS`)."""

    code = models.SlugField(max_length=32)
    name = models.CharField(_("area"), max_length=80)
    added_by = inside("missions.Membership", related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    append_only = True

    class Meta(BelowMission.Meta):
        triggers = append_only_triggers()
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["mission", "code"], name="text_area_once"),
            models.CheckConstraint(name="text_area_has_a_name", condition=~Q(name="")),
            MissionForeignKey(field="added_by", name="text_area_by_member"),
        ]


class TextTag(BelowMission):
    """A text belongs to an area, said by a person; taken off again it keeps who and when."""

    changeable = ("removed_by", "removed_at")

    text = inside("reports.WrittenText", related_name="tags", db_index=True)
    area = models.CharField(max_length=32)
    by = inside("missions.Membership", related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    removed_by = inside("missions.Membership", null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(
                fields=["text", "area"], condition=Q(removed_at__isnull=True), name="text_tag_once"
            ),
            models.CheckConstraint(name="text_tag_names_area", condition=~Q(area="")),
            models.CheckConstraint(
                name="text_tag_removed_by_somebody",
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
            MissionForeignKey(field="text", name="text_tag_of_text"),
            MissionForeignKey(field="by", name="text_tag_by_member"),
            MissionForeignKey(field="removed_by", name="text_tag_removed_by_member"),
        ]
        indexes = [
            models.Index(
                fields=["mission", "area"], condition=Q(removed_at__isnull=True), name="texts_of_area"
            )
        ]
