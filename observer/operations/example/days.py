"""The day of a team: where it is when, and with which forms. Pure; all chance comes from the given Random."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from observer.operations.example.country import VOTING_DAY, Place, zone_of

FIRST_VISIT, LAST_VISIT = timedelta(hours=7, minutes=55), timedelta(hours=19)
SKIPPED_ASSIGNMENT = 0.12
DETOUR = 0.3
STAYS_ON = 0.25


@dataclass(frozen=True, slots=True)
class Seat:
    """A commission where protocols are added up: its code, region and how many stations belong to it."""

    code: str
    region: str
    stations: int


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A team of the plan.

    `places` it may visit on a route of its own; `assigned` stations instead, each with its phase. `visits`
    during voting, give or take `spread`. `count_at`: where it must count, if that was settled. `commission`:
    where it follows the protocol afterwards. A `silent` team sends nothing; `until` is the local hour after
    which a team is not heard of any more.
    """

    number: int
    places: Sequence[Place]
    assigned: tuple[tuple[Place, str], ...] = ()
    visits: int = 6
    spread: int = 1
    counts: bool = True
    count_at: Place | None = None
    commission: Seat | None = None
    silent: bool = False
    until: int | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Stop:
    """A stay at a place, `forms` of checklists filled there; `seat` instead of `place` at a commission."""

    forms: tuple[str, ...]
    place: Place
    arrived: datetime
    left: datetime
    seat: Seat | None = None


# Chooses a station for a team: (the plan, the stations it has been to today).
Choose = Callable[[TeamPlan, Sequence[Place]], Place]


def stops(team: TeamPlan, *, random: Random, choose: Choose) -> Iterator[Stop]:
    """The stops of a team on voting day, in order; none for a silent team."""
    if team.silent:
        return
    for stop in _Day(team, random, choose).stops():
        if team.until is not None and stop.left > midnight(team) + timedelta(hours=team.until):
            return
        yield stop


def midnight(team: TeamPlan) -> datetime:
    """The beginning of voting day where the team is."""
    zone = ZoneInfo(zone_of(team.places[0].region))
    return datetime(VOTING_DAY.year, VOTING_DAY.month, VOTING_DAY.day, tzinfo=zone)


@dataclass(slots=True)
class _Day:
    """`been`: where the team has been today."""

    team: TeamPlan
    random: Random
    choose: Choose
    been: list[Place] = field(default_factory=list)

    def stops(self) -> Iterator[Stop]:
        yield self.opening()
        yield from self.voting()
        if self.team.counts:
            yield from self.night()

    def assigned(self, phase: str) -> list[Place]:
        """The stations the team was sent to for this phase and gets to."""
        sent = [place for place, of in self.team.assigned if of == phase]
        return [place for place in sent if self.random.random() >= SKIPPED_ASSIGNMENT]

    def go(self, place: Place | None) -> Place:
        """To the place given, or to one the team chooses."""
        chosen = place or self.choose(self.team, self.been)
        self.been.append(chosen)
        return chosen

    def opening(self) -> Stop:
        arrived = midnight(self.team) + timedelta(hours=6, minutes=self.random.randint(20, 45))
        # Some stay on and fill the voting form in the same visit.
        forms = ("opening", "voting") if self.random.random() < STAYS_ON else ("opening",)
        place = self.go(next(iter(self.assigned("opening")), None))
        return Stop(forms, place, arrived, arrived + timedelta(minutes=self.random.randint(58, 75)))

    def voting(self) -> Iterator[Stop]:
        places: list[Place | None] = [*self.assigned("voting")]
        if self.team.assigned:
            places += [None] if self.random.random() < DETOUR else []
        else:
            spread = self.team.spread
            places = [None] * (self.team.visits + self.random.randint(-spread, spread))
        gap = (LAST_VISIT - FIRST_VISIT) // max(1, len(places))
        longest = int(gap.seconds * 0.65 / 60)
        for number, place in enumerate(places):
            delay = timedelta(minutes=self.random.randint(0, max(1, int(gap.seconds * 0.2 / 60))))
            arrived = _minute(midnight(self.team) + FIRST_VISIT + number * gap + delay)
            stay = timedelta(minutes=min(self.random.randint(30, 52), longest))
            yield Stop(("voting",), self.go(place), arrived, arrived + stay)

    def night(self) -> Iterator[Stop]:
        place = self.go(self.team.count_at or next(iter(self.assigned("counting")), None))
        arrived = midnight(self.team) + timedelta(hours=19, minutes=self.random.randint(25, 45))
        left = midnight(self.team) + timedelta(hours=22, minutes=self.random.randint(20, 260))
        yield Stop(("counting",), place, arrived, left)
        if self.team.commission is not None:
            arrived = left + timedelta(minutes=self.random.randint(15, 50))
            left = arrived + timedelta(minutes=self.random.randint(60, 170))
            yield Stop(("tabulation",), place, arrived, left, self.team.commission)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
