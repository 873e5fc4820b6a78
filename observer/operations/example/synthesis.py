"""A stream of synthetic reports, visit by visit: what phones would send and what headquarters decides.

Pure and seeded: the same plan gives the same stream, byte for byte. Beside the stream it keeps `Ledger`, the
exact counts a right fold must come to, made from the stream itself and not from the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from observer.operations.example import answers as filled
from observer.operations.example.country import VOTING_DAY, Place, zone_of
from observer.operations.example.truth import Truth

VISITS_A_TEAM = 8
LATE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Sent:
    """One report as a phone sends it. `form` is opening or incident; `fate` what becomes of it."""

    client_id: UUID
    report_id: UUID
    form: str
    visit_id: UUID
    station_code: str
    arrived_at: datetime
    made_at: datetime
    answers: dict[str, object]
    replaces: UUID | None = None
    reason: str = ""
    fate: str = "counted"
    original: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sync:
    """What one team's phone sends in one go, and when the server gets it."""

    team: int
    at: datetime
    reports: tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A team of the plan: its number and the places it may visit."""

    number: int
    places: Sequence[Place]


@dataclass
class Ledger:
    """Counts of the reports that should count, by (region, question, answer), and by fate."""

    answers: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    fates: Counter[str] = field(default_factory=Counter)
    opening_reports: Counter[str] = field(default_factory=Counter)
    stations: set[str] = field(default_factory=set)

    def add(self, sent: Sent, place: Place) -> None:
        self.fates[sent.fate] += 1
        if sent.fate not in {"counted", "kept double"}:
            return
        self.stations.add(place.code)
        if sent.form != "opening":
            return
        self.opening_reports[place.region] += 1
        for question in ("A1", "A6", "A7", "A8", "A12"):
            self.answers[place.region, question, str(sent.answers[question])] += 1


class Synthesis:
    """The stream of one mission: about `reports` reports by `teams`, from `seed`."""

    def __init__(
        self, *, teams: Sequence[TeamPlan], reports: int, seed: int, truth: Truth | None = None
    ) -> None:
        self.teams = teams
        self.reports = reports
        self.random = Random(seed)
        self.truth = truth or Truth()
        self.ledger = Ledger()
        self.visited: list[Place] = []
        self.made = 0

    def syncs(self) -> Iterator[Sync]:
        """Every sync, a team at a time, until the planned number of reports is made."""
        effects = {team.number: self.random.gauss(0, self.truth.team_spread) for team in self.teams}
        while self.made < self.reports:
            for team in self.teams:
                if self.made >= self.reports:
                    return
                yield from self.day(team, effects[team.number])

    def day(self, team: TeamPlan, effect: float) -> Iterator[Sync]:
        """A morning of one team: one sync after each few visits, corrections and late ones afterwards."""
        clock = self.morning(team)
        first: list[Sent] = []
        later: list[Sent] = []
        for _number in range(VISITS_A_TEAM):
            if self.made >= self.reports:
                break
            place = self.choose(team)
            now, after = self.visit(team, place, effect, clock)
            first += now
            later += after
            clock += timedelta(minutes=self.random.randint(50, 85))
        if first:
            yield Sync(team.number, clock, tuple(first))
        in_time = tuple(sent for sent in later if sent.fate != "late")
        late = tuple(sent for sent in later if sent.fate == "late")
        if in_time:
            yield Sync(team.number, clock + timedelta(minutes=20), in_time)
        if late:
            yield Sync(team.number, clock + LATE, late)

    def morning(self, team: TeamPlan) -> datetime:
        zone = ZoneInfo(zone_of(team.places[0].region))
        start = datetime(VOTING_DAY.year, VOTING_DAY.month, VOTING_DAY.day, 6, 5, tzinfo=zone)
        return start + timedelta(minutes=self.random.randint(0, 40))

    def choose(self, team: TeamPlan) -> Place:
        """Mostly a new station; sometimes one where a team of the same region has been."""
        if self.random.random() < self.truth.repeat_visit and self.visited:
            before = self.random.choice(self.visited)
            if before.region == team.places[0].region:
                return before
        place = self.random.choice(team.places)
        self.visited.append(place)
        return place

    def visit(
        self, team: TeamPlan, place: Place, effect: float, arrived: datetime
    ) -> tuple[list[Sent], list[Sent]]:
        """What is sent of one visit: (at once, later)."""
        visit_id = self.uuid(arrived)
        typed = self.typed_code(place)
        sent = Sent(
            client_id=(first := self.uuid(arrived)),
            report_id=first,
            form="opening",
            visit_id=visit_id,
            station_code=typed,
            arrived_at=arrived,
            made_at=arrived + timedelta(minutes=self.random.randint(25, 45)),
            answers=filled.opening(
                random=self.random,
                truth=self.truth,
                place=place,
                team_effect=effect,
                blind=team.number % self.truth.blind_team_every == 5,
                arrived=arrived,
            ),
        )
        now, later = self.befall(sent, place, placed=typed == place.code)
        if self.random.random() < self.truth.incidents(team.number):
            now.append(self.incident(sent, place, placed=typed == place.code))
        return now, later

    def typed_code(self, place: Place) -> str:
        return f"{place.code}X" if self.random.random() < self.truth.unplaced else place.code

    def befall(self, sent: Sent, place: Place, *, placed: bool) -> tuple[list[Sent], list[Sent]]:
        """What happens to a report on its way and afterwards."""
        chance = self.random.random()
        fates = (
            ("late", self.truth.late),
            ("withdrawn", self.truth.withdrawn),
            ("quarantined", self.truth.quarantined),
            ("corrected", self.truth.corrected),
            ("double", self.truth.double),
        )
        if not placed:
            return [self.keep(sent, place, "unplaced")], []
        for fate, share in fates:
            if chance < share:
                return self.happen(fate, sent, place)
            chance -= share
        return [self.keep(sent, place, "counted")], []

    def happen(self, fate: str, sent: Sent, place: Place) -> tuple[list[Sent], list[Sent]]:
        if fate == "late":
            return [], [self.keep(sent, place, fate)]
        if fate == "corrected":
            return self.correct(sent, place)
        if fate == "double":
            settled = "double" if self.random.random() < 0.5 else "kept double"
            again = self.again(sent, self.uuid(sent.made_at))
            return [self.keep(sent, place, "counted")], [
                self.keep(again, place, settled, original=sent.client_id)
            ]
        return [self.keep(sent, place, fate)], []

    def correct(self, sent: Sent, place: Place) -> tuple[list[Sent], list[Sent]]:
        """The observer noticed a slip: A12 was the other way round."""
        turned = "no" if sent.answers["A12"] == "yes" else "yes"
        answers = {key: value for key, value in sent.answers.items() if key not in {"A12w", "A12d"}}
        answers["A12"] = turned
        if turned == "yes":
            answers |= {"A12w": "A local official", "A12d": "no"}
        made = sent.made_at + timedelta(minutes=15)
        correction = Sent(
            client_id=self.uuid(made),
            report_id=sent.report_id,
            form=sent.form,
            visit_id=sent.visit_id,
            station_code=sent.station_code,
            arrived_at=sent.arrived_at,
            made_at=made,
            answers=answers,
            replaces=sent.client_id,
            reason="Wrong line ticked",
        )
        # The report counts once, as corrected: the ledger takes the correction in the original's place.
        self.made += 1
        self.ledger.fates["original of a correction"] += 1
        return [sent], [self.keep(correction, place, "counted")]

    def again(self, sent: Sent, client_id: UUID) -> Sent:
        return Sent(
            client_id=client_id,
            report_id=client_id,
            form=sent.form,
            visit_id=sent.visit_id,
            station_code=sent.station_code,
            arrived_at=sent.arrived_at,
            made_at=sent.made_at,
            answers=sent.answers,
        )

    def incident(self, during: Sent, place: Place, *, placed: bool) -> Sent:
        happened = during.arrived_at + timedelta(minutes=self.random.randint(2, 40))
        made = happened + timedelta(minutes=self.random.randint(2, 20))
        client_id = self.uuid(made)
        sent = Sent(
            client_id=client_id,
            report_id=client_id,
            form="incident",
            visit_id=during.visit_id,
            station_code=during.station_code,
            arrived_at=during.arrived_at,
            made_at=made,
            answers=filled.incident(random=self.random, happened=happened),
        )
        return self.keep(sent, place, "counted" if placed else "unplaced")

    def keep(self, sent: Sent, place: Place, fate: str, *, original: UUID | None = None) -> Sent:
        self.made += 1
        kept = Sent(
            **{**{name: getattr(sent, name) for name in Sent.__slots__}, "fate": fate, "original": original}
        )
        self.ledger.add(kept, place)
        return kept

    def uuid(self, at: datetime) -> UUID:
        """A UUIDv7 (RFC 9562) of the given time, its chance part from the seed."""
        milliseconds = int(at.timestamp() * 1000)
        chance = self.random.getrandbits(74)
        value = milliseconds << 80 | 0x7 << 76 | (chance >> 62) << 64 | 0b10 << 62 | chance & (1 << 62) - 1
        return UUID(int=value)
