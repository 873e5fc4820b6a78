"""Reading official figures with their sources side by side.

Two sources that differ are both shown: nothing here decides between them. What is read here is never added
to anything observed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import combinations
from typing import Any

from django.db.models import F

from observer.elections.announcing import FigureRow, add_figures, announce, withdraw_figures
from observer.elections.models import Choice, Contest, OfficialFigure, OfficialFigureQuerySet, Region
from observer.elections.readings import Implied, Share, falls, implied, step_of

__all__ = [
    "CHOICE_FIELD",
    "Announcement",
    "Conflict",
    "FigureRow",
    "PlaceTurnout",
    "Results",
    "Turnout",
    "add_figures",
    "announce",
    "conflicts",
    "implied_by",
    "results",
    "station_protocols",
    "turnout",
    "withdraw_figures",
]

Stage = OfficialFigure.Stage
# Where a station's protocol speaks of a choice, its field is this and the choice's code.
CHOICE_FIELD = "c:"
MEASURES = ("votes", "voters", "percent", "seats", "number")
# Of one thing at one stage and time: figures about the same thing differ in nothing here.
SUBJECT = ("region_id", "station_id", "choice_id", "field", "stage", "local_time")
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def _of(contest: Contest) -> OfficialFigureQuerySet:
    """The contest's standing figures, earlier announcements first; of one time, as they were written down."""
    figures = OfficialFigure.objects.filter(contest=contest).standing()
    return figures.order_by(F("announced_at").asc(nulls_first=True), "id")


# --- Results --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Announcement:
    """A stage as one source gave it: the newest figure of each choice, by the choice's id."""

    stage: str
    source: str
    figures: Mapping[int, OfficialFigure]

    @property
    def stage_name(self) -> str:
        return str(Stage(self.stage).label)

    @property
    def announced_at(self) -> datetime | None:
        """When the last of it was told, where that is known."""
        return max(filter(None, (figure.announced_at for figure in self.figures.values())), default=None)

    @property
    def synthetic(self) -> bool:
        return any(figure.synthetic for figure in self.figures.values())

    @property
    def votes(self) -> dict[str, int]:
        """Votes by the choice's code; empty where one of them was told without its votes."""
        told = {figure.choice.code: figure.votes for figure in self.figures.values() if figure.choice}
        return {} if None in told.values() else {code: votes or 0 for code, votes in told.items()}

    @property
    def valid(self) -> int | None:
        """All votes of the announcement; None where it told shares alone."""
        return sum(self.votes.values()) or None

    @property
    def seats(self) -> dict[str, int]:
        """Seats by the choice's code, of those it tells."""
        told = [figure for figure in self.figures.values() if figure.choice and figure.seats is not None]
        return {figure.choice.code: figure.seats or 0 for figure in told if figure.choice}


@dataclass(frozen=True, slots=True)
class Results:
    """A contest's choices, and its announcements in order: preliminary before final, then by time and source.

    `numbers`: what else was announced of the whole contest: by letter (R: registered voters), or seats alone.
    """

    contest: Contest
    choices: Sequence[Choice]
    announcements: Sequence[Announcement]
    numbers: Sequence[OfficialFigure]

    @property
    def synthetic(self) -> bool:
        return any(one.synthetic for one in self.announcements) or any(one.synthetic for one in self.numbers)

    @property
    def final(self) -> Announcement | None:
        """The newest final announcement that tells votes: what seats are shared out from."""
        finals = [told for told in self.announcements if told.stage == Stage.FINAL and told.votes]
        return finals[-1] if finals else None

    @property
    def registered(self) -> int | None:
        """Registered voters as last announced."""
        told = [figure.number for figure in self.numbers if figure.field == "R"]
        return told[-1] if told else None


def results(contest: Contest) -> Results:
    """Everything announced about the whole contest. Two queries, whatever its stations have."""
    whole = _of(contest).filter(station__isnull=True, region__isnull=True).select_related("choice")
    told = list(whole.exclude(choice__isnull=True, field="", seats__isnull=True))
    by_announcement: dict[tuple[str, str], dict[int, OfficialFigure]] = defaultdict(dict)
    for figure in told:
        if figure.choice_id is not None:
            by_announcement[figure.stage, figure.source][figure.choice_id] = figure
    announcements = [Announcement(*which, figures) for which, figures in by_announcement.items()]
    announcements.sort(key=_in_order)
    chosen = {choice for announcement in announcements for choice in announcement.figures}
    choices = [choice for choice in contest.choices.all() if choice.pk in chosen]
    return Results(contest, choices, announcements, [figure for figure in told if figure.choice_id is None])


def _in_order(told: Announcement) -> tuple[int, datetime, str]:
    return list(Stage).index(Stage(told.stage)), told.announced_at or _LONG_AGO, told.source


# --- Turnout --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlaceTurnout:
    """Turnout of one region, or of all (`region` None): what each source told, by time; None is the end.

    `falls`: pairs of times between which the announced turnout goes down, which it cannot.
    """

    region: Region | None
    told: Mapping[time | None, Sequence[OfficialFigure]]

    @property
    def falls(self) -> list[tuple[time | None, time | None]]:
        first = [(at, share_of(told[0])) for at, told in self.told.items()]
        return falls([(at, share) for at, share in first if share is not None])


@dataclass(frozen=True, slots=True)
class Turnout:
    """Readings of all and of each region that has one; `times` in order, None (the end) last."""

    whole: PlaceTurnout
    regions: Sequence[PlaceTurnout]
    times: Sequence[time | None]

    @property
    def synthetic(self) -> bool:
        places = (self.whole, *self.regions)
        return any(figure.synthetic for place in places for told in place.told.values() for figure in told)


def turnout(contest: Contest) -> Turnout:
    """What was announced of turnout, by place and time. One query."""
    figures = list(_of(contest).of_turnout().select_related("region"))
    times = sorted({figure.local_time for figure in figures}, key=_time_order)
    places: dict[int | None, list[OfficialFigure]] = defaultdict(list)
    for figure in figures:
        places[figure.region_id].append(figure)
    regions = [_place(told, times) for place, told in places.items() if place is not None]
    regions.sort(key=lambda place: place.region.path if place.region else "")
    return Turnout(_place(places[None], times), regions, times)


def _place(figures: Sequence[OfficialFigure], times: Sequence[time | None]) -> PlaceTurnout:
    told = {at: [figure for figure in figures if figure.local_time == at] for at in times}
    return PlaceTurnout(
        figures[0].region if figures else None, {at: those for at, those in told.items() if those}
    )


def _time_order(at: time | None) -> tuple[bool, time]:
    return at is None, at or time.min


def share_of(figure: OfficialFigure) -> Share | None:
    return None if figure.percent is None else Share.of(figure.percent, figure.percent_decimals)


def implied_by(figure: OfficialFigure) -> Implied | None:
    """Registered voters implied by a figure that tells both voters and their share."""
    if (share := share_of(figure)) is None or figure.voters is None:
        return None
    return implied(figure.voters, share, voters_step=step_of(figure.voters))


# --- Conflicts ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Conflict:
    """Figures of one thing (a region's turnout at 20:00, say) on which sources differ, one of each."""

    measure: str
    figures: Sequence[OfficialFigure]


def conflicts(contest: Contest) -> list[Conflict]:
    """Where sources contradict each other beyond rounding, of the contest or of a region, in order of place.

    Computed each time; nobody settles them. Protocols of single stations are not asked. One query.
    """
    told = _of(contest).filter(station__isnull=True).select_related("region", "choice")
    things: dict[tuple[Any, ...], dict[str, OfficialFigure]] = defaultdict(dict)
    for figure in told:
        things[tuple(getattr(figure, name) for name in SUBJECT)][figure.source] = figure
    found = [
        Conflict(measure, sources)
        for figures in things.values()
        for measure in MEASURES
        if (sources := _differing(measure, list(figures.values())))
    ]
    return sorted(found, key=lambda conflict: _where(conflict.figures[0]))


def _differing(measure: str, figures: Sequence[OfficialFigure]) -> list[OfficialFigure]:
    """All that tell `measure`, where any two of them cannot both be right."""
    telling = [figure for figure in figures if getattr(figure, measure) is not None]
    pairs = combinations(telling, 2)
    return telling if any(not _agree(measure, one, other) for one, other in pairs) else []


def _agree(measure: str, one: OfficialFigure, other: OfficialFigure) -> bool:
    if measure == "percent":
        shares = share_of(one), share_of(other)
        return shares[0] is None or shares[1] is None or shares[0].agrees(shares[1])
    mine, theirs = getattr(one, measure), getattr(other, measure)
    # What was told in thousands may be the rounding of what was told to the last one.
    return bool(2 * abs(mine - theirs) <= max(step_of(mine), step_of(theirs)) - 1)


def _where(figure: OfficialFigure) -> tuple[str, int, time]:
    position = figure.choice.position if figure.choice else 0
    return figure.region.path if figure.region else "", position, figure.local_time or time.max


# --- Stations -------------------------------------------------------------------------------------


def station_protocols(contest_id: int, station_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """By station: its official protocol, letters and `c:<choice>` to numbers, each the newest final one."""
    figures = OfficialFigure.objects.filter(
        contest=contest_id, station__in=list(station_ids), stage=Stage.FINAL
    ).standing()
    found: dict[int, dict[str, int]] = defaultdict(dict)
    ordered = figures.order_by(F("announced_at").asc(nulls_first=True), "id").select_related("choice")
    for figure in ordered:
        number = figure.votes if figure.choice else figure.number
        name = f"{CHOICE_FIELD}{figure.choice.code}" if figure.choice else figure.field
        if figure.station_id is not None and name and number is not None:
            found[figure.station_id][name] = number
    return dict(found)
