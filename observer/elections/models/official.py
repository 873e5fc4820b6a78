"""What the authorities announced. Nothing here was observed, and nothing observed stands here."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observer.elections.models.register import Choice, Contest, Region, Station, in_language
from observer.people.rows import append_only_triggers


class OfficialFigureQuerySet(models.QuerySet["OfficialFigure"]):
    def standing(self) -> OfficialFigureQuerySet:
        """Those not withdrawn as entered by mistake; a later announcement withdraws no earlier one."""
        return self.filter(withdrawal__isnull=True)

    def of_votes(self) -> OfficialFigureQuerySet:
        """Votes, shares and seats of choices, for the whole contest."""
        return self.filter(station__isnull=True, region__isnull=True, field="").exclude(choice__isnull=True)

    def of_turnout(self) -> OfficialFigureQuerySet:
        """How many had voted, in a region or in all, at a time of day or in the end."""
        return self.filter(station__isnull=True, choice__isnull=True, field="").exclude(
            voters__isnull=True, percent__isnull=True
        )

    def of_protocols(self) -> OfficialFigureQuerySet:
        """Lines of the protocols of single stations."""
        return self.filter(station__isnull=False)


class OfficialFigure(models.Model):
    """What the authorities announced, as a source gave it; a later figure never replaces an earlier one.

    One of: votes for a choice (`choice`), a line of a protocol (`field`: its letter, R, B, U, X, V, N …, with
    its `number`), or turnout (neither). `percent_decimals` keeps how exactly a percentage was told: 80 and
    80.0 are not the same claim.
    """

    append_only = True

    class Stage(models.TextChoices):
        READING = "reading", _("turnout reading during the day")
        PRELIMINARY = "preliminary", _("preliminary")
        FINAL = "final", _("final")

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="official_figures")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="official_figures")
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="official_figures"
    )
    choice = models.ForeignKey(Choice, models.PROTECT, null=True, blank=True, related_name="official_figures")
    field = models.CharField(max_length=8, blank=True)
    stage = models.CharField(max_length=16, choices=Stage)
    local_time = models.TimeField(null=True, blank=True)
    votes = models.PositiveBigIntegerField(null=True, blank=True)
    voters = models.PositiveBigIntegerField(null=True, blank=True)
    percent = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    percent_decimals = models.PositiveSmallIntegerField(null=True, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True)
    number = models.PositiveBigIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300)
    # What a reader must know of it, by language.
    note = models.JSONField(default=dict, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    synthetic = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[OfficialFigure]] = OfficialFigureQuerySet.as_manager()

    class Meta:
        triggers = append_only_triggers()
        indexes = [models.Index(fields=["contest", "id"], name="official_list_of_contest")]
        constraints = [
            models.CheckConstraint(
                name="official_stage_known", condition=Q(stage__in=["reading", "preliminary", "final"])
            ),
            models.CheckConstraint(
                name="official_percent_in_range",
                condition=Q(percent__isnull=True) | Q(percent__gte=0, percent__lte=100),
            ),
            models.CheckConstraint(
                name="official_figure_says_something",
                condition=Q(votes__isnull=False)
                | Q(voters__isnull=False)
                | Q(percent__isnull=False)
                | Q(seats__isnull=False)
                | Q(number__isnull=False),
            ),
            models.CheckConstraint(
                name="official_reading_has_a_time",
                condition=~Q(stage="reading") | Q(local_time__isnull=False),
            ),
            models.CheckConstraint(
                name="official_line_has_its_number",
                condition=Q(field="", number__isnull=True)
                | (~Q(field="") & Q(number__isnull=False, choice__isnull=True)),
            ),
            models.CheckConstraint(
                name="official_decimals_of_a_percent",
                condition=Q(percent_decimals__isnull=True)
                | Q(percent__isnull=False, percent_decimals__lte=3),
            ),
        ]

    def note_text(self) -> str:
        return in_language(self.note)


class OfficialWithdrawal(models.Model):
    """A figure entered by mistake (a wrong file, say) and taken out again. It is kept, and shown nowhere."""

    append_only = True

    figure = models.OneToOneField(OfficialFigure, models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = append_only_triggers()
