"""What is watched: the election, its regions, commissions, stations and contests.

These stand above any mission: two missions that watch one election share them.
Names are JSON objects of language code to text (`{"en": "Akmola", "kk": "Ақмола облысы"}`).
"""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Count, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.db.models.lookups import IsNull
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from observer.people.rows import append_only_triggers


def known_zone(field: str, name: str) -> models.CheckConstraint:
    """The database knows the time zone in `field`, if there is one: it raises an error for one it does not.

    Hours are counted in SQL, where a misspelt zone would stop the figures of everybody.
    """
    epoch = Cast(Value("epoch"), models.DateTimeField())
    zone = NullIf(F(field), Value(""))
    local = Func(zone, epoch, function="timezone", output_field=models.DateTimeField())
    return models.CheckConstraint(name=name, condition=Q(IsNull(Coalesce(local, epoch), False)))


def in_language(names: dict[str, str], language: str | None = None) -> str:
    """The text in `language` (the reader's by default), else English, else any."""
    wanted = language or get_language() or "en"
    return (
        names.get(wanted)
        or names.get(wanted.split("-")[0])
        or names.get("en")
        or next(iter(names.values()), "")
    )


class Election(models.Model):
    code = models.SlugField(max_length=64, unique=True)
    names = models.JSONField()
    country = models.CharField(_("ISO 3166-1 country"), max_length=2)
    voting_day = models.DateField(_("first voting day"))
    default_time_zone = models.CharField(max_length=64)
    sources = models.TextField(blank=True)
    # What is known of the missions that really watched it: [{"year", "texts" by language, "source"}, …].
    known_missions = models.JSONField(default=list, blank=True)
    # The outlines of its regions share a view box 1,000 units wide and this high; empty without a map.
    map_height = models.PositiveSmallIntegerField(null=True, blank=True)
    # What is generated says so in every row that shows it (house law 8e).
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="election_has_a_time_zone", condition=~Q(default_time_zone="")),
            known_zone("default_time_zone", name="election_time_zone_known"),
        ]

    def __str__(self) -> str:
        return self.code


class VotingDay(models.Model):
    """One day of voting; a second round is a second day."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="voting_days")
    round = models.PositiveSmallIntegerField(default=1)
    date = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "round", "date"], name="voting_day_once")]


class RegionQuerySet(models.QuerySet["Region"]):
    def within(self, region: Region) -> RegionQuerySet:
        """The region itself and everything below it."""
        return self.filter(election=region.election_id, path__startswith=region.path)


class Region(models.Model):
    """A node of the administrative tree, as it stood on election day.

    `path` lists the codes from the top, each closed by a slash ("kz/akmola/"): a prefix is a subtree.
    `outline` is SVG path data projected once at import, in the election's common view box; the label stands
    at the centre of the largest circle inside it, of `label_radius`.
    """

    election = models.ForeignKey(Election, models.PROTECT, related_name="regions")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    code = models.SlugField(max_length=64)
    path = models.CharField(max_length=300)
    level = models.CharField(max_length=32)
    names = models.JSONField()
    time_zone = models.CharField(max_length=64)
    outline = models.TextField(blank=True)
    label_x = models.FloatField(null=True, blank=True)
    label_y = models.FloatField(null=True, blank=True)
    label_radius = models.FloatField(null=True, blank=True)
    # A GeoJSON geometry in degrees, simplified, as text: for whoever takes figures to a map of their own.
    boundary = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    synthetic = models.BooleanField(default=False)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["election", "code"], name="region_code_once"),
            models.UniqueConstraint(fields=["election", "path"], name="region_path_once"),
            models.CheckConstraint(name="region_path_is_closed", condition=Q(path__endswith="/")),
            known_zone("time_zone", name="region_time_zone_known"),
            models.CheckConstraint(name="region_not_its_own_parent", condition=~Q(parent=F("id"))),
        ]
        indexes = [
            models.Index(
                fields=["election", "path"],
                name="region_subtree",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_language(self.names)


class Contest(models.Model):
    """One question put to voters on the day: party lists, a council, a referendum."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="contests")
    code = models.SlugField(max_length=64)
    names = models.JSONField()
    kind = models.CharField(max_length=32)
    seats = models.PositiveIntegerField(null=True, blank=True)
    # Contests that fill one body (a chamber by lists and by another way) name it alike.
    body = models.SlugField(max_length=64, blank=True)
    # The day, where it is not the election's first voting day.
    held_on = models.DateField(null=True, blank=True)
    # How seats are shared out: what `elections.allocation.Rules.from_json` reads. Empty where they are not.
    allocation = models.JSONField(default=dict, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "code"], name="contest_code_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_language(self.names)


class Choice(models.Model):
    """A list, a candidate or an answer that a voter may choose.

    `fictional` choices stand in synthetic protocols; real parties appear only with official figures.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="choices")
    code = models.SlugField(max_length=64)
    names = models.JSONField()
    position = models.PositiveSmallIntegerField()
    fictional = models.BooleanField(default=False)

    class Meta:
        ordering = ["contest", "position"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "code"], name="choice_code_once"),
            models.UniqueConstraint(fields=["contest", "position"], name="choice_position_once"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_language(self.names)


class CommissionQuerySet(models.QuerySet["Commission"]):
    def top(self, election: Election) -> CommissionQuerySet:
        """The commissions that stand below none, of every chain."""
        return self.filter(election=election, parent__isnull=True)

    def with_counts(self) -> CommissionQuerySet:
        """Each with `below` (commissions directly under it) and `held` (stations directly under it)."""
        below = Commission.objects.filter(parent=OuterRef("pk")).order_by().values("parent")
        stations = Station.objects.filter(commission=OuterRef("pk")).order_by().values("commission")
        return self.annotate(
            below=Coalesce(Subquery(below.annotate(number=Count("pk")).values("number")), 0),
            held=Coalesce(Subquery(stations.annotate(number=Count("pk")).values("number")), 0),
        )


class Commission(models.Model):
    """An election commission: a chain per contest beside the administrative tree (precinct to centre).

    Precinct commissions serve every contest and stand in the chain that names none. Where a contest's
    protocols go another way, a commission of that contest is the `counterpart` of one in the common chain:
    it receives what comes from the same precincts (`elections.commissions.chain`).
    """

    class Level(models.TextChoices):
        CENTRAL = "central", _("central")
        TERRITORIAL = "territorial", _("territorial")
        DISTRICT = "district", _("district")
        PRECINCT = "precinct", _("precinct")

    election = models.ForeignKey(Election, models.PROTECT, related_name="commissions")
    contest = models.ForeignKey(Contest, models.PROTECT, null=True, blank=True, related_name="commissions")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="commissions")
    counterpart = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="in_contests")
    code = models.CharField(max_length=64)
    level = models.CharField(max_length=16, choices=Level)
    names = models.JSONField()
    synthetic = models.BooleanField(default=False)

    objects = CommissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["election", "contest", "code"], name="commission_code_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["contest", "counterpart"],
                condition=Q(counterpart__isnull=False),
                name="commission_counterpart_once",
            ),
            models.CheckConstraint(
                name="commission_counterpart_is_of_a_contest",
                condition=Q(counterpart__isnull=True) | Q(contest__isnull=False),
            ),
            models.CheckConstraint(
                name="commission_level_known",
                condition=Q(level__in=["central", "territorial", "district", "precinct"]),
            ),
            models.CheckConstraint(name="commission_not_its_own_parent", condition=~Q(parent=F("id"))),
        ]
        indexes = [models.Index(fields=["parent", "code"], name="commission_list_below")]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_language(self.names) or self.code


class StationQuerySet(models.QuerySet["Station"]):
    def within(self, region: Region) -> StationQuerySet:
        return self.filter(election=region.election_id, region__path__startswith=region.path)


@pghistory.track()
class Station(models.Model):
    """A polling station. What happens to it later stands in its dated history (`StationChange`)."""

    class Settlement(models.TextChoices):
        URBAN = "urban", _("urban")
        RURAL = "rural", _("rural")
        ABROAD = "abroad", _("abroad")

    election = models.ForeignKey(Election, models.PROTECT, related_name="stations")
    region = models.ForeignKey(Region, models.PROTECT, related_name="stations")
    commission = models.ForeignKey(Commission, models.PROTECT, null=True, blank=True, related_name="stations")
    code = models.CharField(max_length=32)
    names = models.JSONField(default=dict, blank=True)
    settlement = models.CharField(max_length=8, choices=Settlement)
    special = models.CharField(_("special kind"), max_length=32, blank=True)
    registered_voters = models.PositiveIntegerField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    synthetic = models.BooleanField(default=False)

    objects = StationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "code"], name="station_code_once"),
            known_zone("time_zone", name="station_time_zone_known"),
            models.CheckConstraint(
                name="station_settlement_known", condition=Q(settlement__in=["urban", "rural", "abroad"])
            ),
        ]
        indexes = [models.Index(fields=["region", "code"], name="station_list_of_region")]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return in_language(self.names) if self.names else self.code


class StationChange(models.Model):
    """What happened to a station and when: opened, moved, merged, cancelled, restored."""

    append_only = True

    class Kind(models.TextChoices):
        OPENED = "opened", _("opened")
        MOVED = "moved", _("moved")
        MERGED = "merged", _("merged")
        CANCELLED = "cancelled", _("cancelled")
        RESTORED = "restored", _("restored")

    station = models.ForeignKey(Station, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=16, choices=Kind)
    on = models.DateField()
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    into = models.ForeignKey(Station, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=300)
    recorded_at = models.DateTimeField(auto_now_add=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        triggers = append_only_triggers()
        constraints = [
            models.CheckConstraint(
                name="station_change_kind_known",
                condition=Q(kind__in=["opened", "moved", "merged", "cancelled", "restored"]),
            ),
            models.CheckConstraint(
                name="station_merger_names_the_other", condition=~Q(kind="merged") | Q(into__isnull=False)
            ),
        ]
