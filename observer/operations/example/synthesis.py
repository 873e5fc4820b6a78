"""A stream of synthetic reports, team by team: what phones would send and what is to become of it.

Pure and seeded: the same plan gives the same stream, byte for byte. What must come of it is counted beside
it, by hand, in `ledger`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from observer.operations.example.answers.counting import PHOTO, Copied, Count, counting
from observer.operations.example.answers.incident import TOLD, incident
from observer.operations.example.answers.opening import opening
from observer.operations.example.answers.situation import Answers, Situation, Traits
from observer.operations.example.answers.tabulation import tabulation
from observer.operations.example.answers.voting import Turnout, voting
from observer.operations.example.country import Place
from observer.operations.example.days import Seat, Stop, TeamPlan, stops
from observer.operations.example.fates import Fates
from observer.operations.example.sent import Photo, Sent, Sync
from observer.operations.example.stations import Spot, Wall, spot_of
from observer.operations.example.truth import Truth
from observer.operations.example.turnout import share_by

__all__ = ["Seat", "Sent", "Sync", "Synthesis", "TeamPlan"]

# Teams whose day is told at once, in the order of time: the story's 150, and never too many for the memory.
TEAMS_AT_ONCE = 300
PHOTOS_OF_FLAWS = 4
# The share of stops after which the phone finds a network.
IN_REACH = 0.55


@dataclass(frozen=True, slots=True)
class Counted:
    """A count that was observed: the protocols on the wall, and what was copied of them."""

    place: Place
    walls: Mapping[str, Wall]
    copied: tuple[Copied, ...]


class Synthesis:
    """The stream of one mission by `teams`, from `seed`.

    Each team has one voting day; with `reports` they have it again and again until so many reports are made.
    `changed`: codes of the stations whose protocols change on the way up.
    """

    def __init__(
        self,
        *,
        teams: Sequence[TeamPlan],
        seed: int,
        reports: int | None = None,
        truth: Truth | None = None,
        changed: frozenset[str] = frozenset(),
    ) -> None:
        self.teams = teams
        self.reports = reports
        self.random = Random(seed)
        self.truth = truth or Truth()
        self.changed = changed
        self.fates = Fates(self.random, self.truth, self.uuid)
        self.spots: dict[str, Spot] = {}
        self.visited: dict[str, list[Place]] = {}
        self.counts: list[Counted] = []
        self.photos = 0

    @property
    def made(self) -> int:
        """How many reports there are so far, originals of corrections and doubles included."""
        return self.fates.made

    def syncs(self) -> Iterator[Sync]:
        """Every sync of a day, in the order of time (of some hundred teams at a time)."""
        traits = {team.number: self._traits(team) for team in self.teams}
        while True:
            for first in range(0, len(self.teams), TEAMS_AT_ONCE):
                teams = self.teams[first : first + TEAMS_AT_ONCE]
                days = [sync for team in teams for sync in self.day(team, traits[team.number])]
                yield from sorted(days, key=lambda sync: (sync.at, sync.team, sync.member))
                if self.reports is not None and self.made >= self.reports:
                    return
            if self.reports is None:
                return

    def _traits(self, team: TeamPlan) -> Traits:
        return Traits(
            number=team.number,
            effect=self.random.gauss(0, self.truth.team_spread),
            blind=self.truth.is_blind(team.number),
            noisy=team.number == self.truth.noisy_team,
            language=team.language,
        )

    def day(self, team: TeamPlan, traits: Traits) -> Iterator[Sync]:
        """What a team sends on its day: where there is a network, corrections and doubles after that."""
        waiting: list[Sent] = []
        its_stops = list(stops(team, random=self.random, choose=self.choose))
        for stop in its_stops:
            waiting += self.visit(stop, traits)
            if stop is its_stops[-1] or self.random.random() < IN_REACH:
                heard = stop.left + timedelta(minutes=self.random.randint(6, 45))
                yield from self.fates.syncs(team.number, heard, waiting)
                waiting = []

    def choose(self, team: TeamPlan, been: Sequence[Place]) -> Place:
        """Mostly a new station; sometimes one where another team of the same region has been."""
        region = team.places[0].region
        seen = self.visited.setdefault(region, [])
        if seen and self.random.random() < self.truth.repeat_visit:
            before = self.random.choice(seen)
            if before not in been:
                return before
        new = [place for place in team.places if place not in been]
        place = self.random.choice(new or team.places)
        seen.append(place)
        return place

    def spot(self, place: Place) -> Spot:
        if place.code not in self.spots:
            self.spots[place.code] = spot_of(place)
        return self.spots[place.code]

    def visit(self, stop: Stop, traits: Traits) -> list[Sent]:
        """The reports of one stop as they are made, before anything happens to them."""
        visit_id = self.uuid(stop.arrived)
        made = stop.left + timedelta(minutes=self.random.randint(1, 5))
        sent = [self.report(form, stop, traits, visit_id, made) for form in stop.forms]
        if self.random.random() < self.truth.incidents(traits.number):
            sent.append(self.incident(sent[0], stop, traits))
        return sent if stop.seat else self.fates.typed(sent, stop.place.code)

    def report(self, form: str, stop: Stop, traits: Traits, visit_id: UUID, made: datetime) -> Sent:
        photos: tuple[Photo, ...] = ()
        at = self.situation(stop, traits)
        match form:
            case "opening":
                answers = opening(at)
            case "voting":
                answers = voting(at, self.turnout(stop))
            case "counting":
                answers, photos = self.count(at, stop)
            case _:
                answers = self.tabulated(at, stop)
        client_id = self.uuid(made)
        return Sent(
            client_id=client_id,
            report_id=client_id,
            form=form,
            visit_id=visit_id,
            station_code="" if stop.seat else stop.place.code,
            arrived_at=stop.arrived,
            made_at=made,
            answers=answers,
            region=stop.seat.region if stop.seat else stop.place.region,
            place="" if stop.seat else stop.place.code,
            commission=stop.seat.code if stop.seat else "",
            language=traits.language,
            photos=photos,
        )

    def situation(self, stop: Stop, traits: Traits) -> Situation:
        effect = traits.effect + self.spot(stop.place).temper * self.truth.station_spread
        return Situation(self.random, self.truth, stop.place, traits, stop.arrived, stop.left, effect=effect)

    def turnout(self, stop: Stop) -> Turnout:
        spot, place = self.spot(stop.place), stop.place
        arrived, left = (
            round(place.registered * share_by(place.region, moment, factor=spot.factor))
            for moment in (stop.arrived, stop.left)
        )
        return Turnout(arrived, max(arrived, left), spot.mobile)

    def count(self, at: Situation, stop: Stop) -> tuple[Answers, tuple[Photo, ...]]:
        count = Count(self.spot(stop.place).walls)
        answers = counting(at, count)
        self.counts.append(Counted(stop.place, count.walls, tuple(count.copied)))
        return answers, self.photographed(at, count)

    def photographed(self, at: Situation, count: Count) -> tuple[Photo, ...]:
        """The protocols that change later are photographed, and a few that do not add up."""
        flawed = any(copy.wall.flaw for copy in count.copied) and self.photos < PHOTOS_OF_FLAWS
        if not count.copied or not (flawed or at.place.code in self.changed):
            return ()
        self.photos += flawed
        copy = count.copied[0]
        photo = Photo(self.uuid(at.left), PHOTO[copy.contest], copy.contest, copy.wall.numbers)
        at.answers[photo.question] = [str(photo.client_id)]
        return (photo,)

    def tabulated(self, at: Situation, stop: Stop) -> Answers:
        stations = stop.seat.stations if stop.seat else 1
        return tabulation(at, stations=stations, changed=stop.place.code in self.changed)

    def incident(self, during: Sent, stop: Stop, traits: Traits) -> Sent:
        """Told of during a stop, in the form of its own."""
        stay = max(4, int((stop.left - stop.arrived).seconds / 60))
        happened = stop.arrived + timedelta(minutes=self.random.randint(2, stay - 1))
        made = happened + timedelta(minutes=self.random.randint(2, 15))
        answers = incident(
            random=self.random,
            happened=happened,
            phase=during.form,
            language=traits.language,
            told=0.8 if traits.noisy else TOLD,
        )
        return self.fates.incident(during, self.uuid(made), made, answers, stop.seat is not None)

    def uuid(self, at: datetime) -> UUID:
        """A UUIDv7 (RFC 9562) of the given time, its chance part from the seed."""
        milliseconds = int(at.timestamp() * 1000)
        chance = self.random.getrandbits(74)
        value = milliseconds << 80 | 0x7 << 76 | (chance >> 62) << 64 | 0b10 << 62 | chance & (1 << 62) - 1
        return UUID(int=value)
