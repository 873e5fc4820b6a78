"""What may happen to the reports of a mission, each as one transaction that leaves its event for the fold.

`ACTS` are told by a number what to do it to: the same numbers give the same story, whoever tells it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from observer.checklists.models import Version
from observer.checklists.ruling import newest_rules
from observer.elections.models import Station
from observer.missions.models import DeploymentWithdrawal
from observer.problems import Problem
from observer.reports import ruling
from observer.reports.incidents import take_step
from observer.reports.intake import receive
from observer.reports.judging import judge, lagging
from observer.reports.models import (
    DoubleRuling,
    Evidence,
    Hold,
    HoldRelease,
    Incident,
    Pending,
    Placement,
    Report,
    Review,
    Violation,
    Withdrawal,
)
from tests.documents import COUNTING, rule
from tests.factories import VOTING_DAY, Ground, Phone, a_submission, a_visit, an_id

# Before dawn of the voting day to the second night, in UTC: all hours, and over both ends of them.
FIRST = datetime(VOTING_DAY.year, VOTING_DAY.month, VOTING_DAY.day, tzinfo=UTC) - timedelta(hours=8)
SPAN_MINUTES = 50 * 60
CHOICES: tuple[Mapping[str, Any], ...] = (
    {"A1": "yes", "A2": "on_time", "A4": ["lists", "ballots", "seals"], "A7": "yes", "A10": "7"},
    {"A1": "no", "A2": "late", "A3": "no key", "A4": ["lists"], "A7": "__not_observed", "A10": "0"},
    {"A1": "yes", "A2": "not_opened", "A4": "__not_observed", "A7": "no", "A14": "bad"},
    {"A1": "no", "A7": "no", "A10": "7", "A14": "very_good", "A0": "07:10"},
    {},
)
PROTOCOLS: tuple[Mapping[str, Any], ...] = (
    {"P_R": "1000", "P_A": "0", "P_X_st": "400", "P_X_mob": "20", "P_V": "410", "P_N": "10", "P_G": "420"},
    {"P_R": "100", "P_A": "0", "P_X_st": "400", "P_X_mob": "20", "P_V": "410", "P_N": "9", "C1": "200"},
    {"P_B": "500", "P_R": "490", "C1": "200", "C2": "210", "P_V": "410"},
)


class World:
    """A mission in which things happen. `slowness_s`: how long a transaction stays open after its event."""

    def __init__(self, ground: Ground, *, slowness_s: float = 0) -> None:
        self.ground, self.slowness_s = ground, slowness_s
        self.visits = [(an_id(), station) for station in ground.stations for _twice in range(2)]

    def act(self, name: str, number: int) -> None:
        """Do it, or nothing where it cannot be done (any more)."""
        with suppress(IntegrityError):
            ACTS[name](self, number)

    def report(self, number: int) -> Report | None:
        """Mostly one of the newest, so that several things happen to one report at a time."""
        reports = Report.objects.filter(mission=self.ground.mission).order_by("-id")
        chosen = list(reports[:3] if number % 4 else reports)
        return chosen[number % len(chosen)] if chosen else None

    @contextmanager
    def event_of(self, report: Report) -> Iterator[None]:
        """The event is written first and its transaction stays open: the worst order for a folder."""
        with transaction.atomic():
            Pending.objects.create(mission=self.ground.mission, report=report, created_at=timezone.now())
            yield
            time.sleep(self.slowness_s)

    def phone(self, number: int) -> Phone:
        return (self.ground.phone, self.ground.other_phone)[number % 2]


def at(number: int) -> datetime:
    return FIRST + timedelta(minutes=number % SPAN_MINUTES)


def send(world: World, number: int) -> None:
    """An opening form; one in nine from a code on no list."""
    client_id, station = world.visits[number % len(world.visits)]
    place = "nowhere" if number % 9 == 0 else station
    visit = a_visit(place, client_id=an_id() if number % 3 == 0 else client_id, at=at(number))
    answers = CHOICES[number % len(CHOICES)]
    deliver(world, number, a_submission(world.ground.opening, answers, visit=visit, made_at=at(number)))


def send_protocol(world: World, number: int) -> None:
    _client_id, station = world.visits[number % len(world.visits)]
    answers = PROTOCOLS[number % len(PROTOCOLS)]
    visit = a_visit(station, at=at(number))
    deliver(world, number, a_submission(world.ground.counting, answers, visit=visit, made_at=at(number)))


def send_incident(world: World, number: int) -> None:
    client_id, station = world.visits[number % len(world.visits)]
    where = ("this_station", "station", "region", "none", "commission")[number % 5]
    answers = {
        "category": ("V01", "V10", "V10")[number % 3],
        "severity": ("critical", "note")[number % 2],
        "basis": ("seen", "told")[number // 2 % 2],
        "where": where,
        "place_code": {"station": "E-1", "region": "west", "commission": "TEC-east"}.get(where, ""),
    }
    visit = a_visit(station, client_id=client_id, at=at(number)) if number % 4 else None
    sent = a_submission(world.ground.incident, answers, visit=visit, made_at=at(number))
    deliver(world, number, sent)


def deliver(world: World, number: int, submission: Any) -> None:
    receive(sender=world.phone(number).sender, submissions=[submission])


def send_and_withdraw(world: World, number: int) -> None:
    """At once: the second event is written while the first one waits, and commits when that one is folded."""
    send(world, number)
    newest = Report.objects.filter(mission=world.ground.mission, author=world.phone(number).membership)
    take_back(world, newest.latest("id"))


def correct(world: World, number: int) -> None:
    """New answers, by the phone that sent the report; one in five names a revision no longer current."""
    if (report := world.report(number)) is None:
        return
    revisions = list(report.revisions.order_by("id"))
    replaced = revisions[0] if number % 5 == 0 else report.current
    answers = CHOICES[number % len(CHOICES)] if report.phase == "opening" else replaced.answers
    sent = a_submission(
        replaced.version,
        dict(answers) | ({"severity": "serious"} if report.phase == "incident" else {}),
        report_id=report.client_id,
        replaces=replaced.client_id,
        made_at=at(number * 7),
        reason="looked again",
    )
    phones = {phone.membership.pk: phone for phone in (world.ground.phone, world.ground.other_phone)}
    receive(sender=phones[report.author_id].sender, submissions=[sent])


def withdraw(world: World, number: int) -> None:
    if (report := world.report(number)) is not None:
        take_back(world, report)


def take_back(world: World, report: Report) -> None:
    with world.event_of(report):
        Withdrawal.objects.create(
            mission=world.ground.mission, report=report, withdrawn_by=world.ground.head, reason="mistaken"
        )


def review(world: World, number: int) -> None:
    if (report := world.report(number)) is None:
        return
    verdict = ("quarantine_all", "accept", "quarantine_results", "question")[number % 4]
    with world.event_of(report):
        Review.objects.create(
            mission=world.ground.mission,
            report=report,
            revision=report.current,
            verdict=verdict,
            ground="unreliable",
            reviewed_by=world.ground.head,
        )


def rule_double(world: World, number: int) -> None:
    report, other = world.report(number), world.report(number + 1)
    if report is None or other is None:
        return
    with world.event_of(report):
        DoubleRuling.objects.create(
            mission=world.ground.mission,
            report=report,
            counts_instead=other,
            ruled_by=world.ground.head,
            reason="the same",
        )


def hold(world: World, number: int) -> None:
    if (report := world.report(number)) is None:
        return
    with world.event_of(report):
        reason = ("late", "revoked_device", "mission_locked")[number % 3]
        Hold.objects.create(
            mission=world.ground.mission, report=report, reason=reason, held_at=timezone.now()
        )


def release(world: World, number: int) -> None:
    if (report := world.report(number)) is None:
        return
    with world.event_of(report):
        for held in report.holds.filter(release__isnull=True):
            HoldRelease.objects.create(
                mission=world.ground.mission, hold=held, released_by=world.ground.head, reason="let in"
            )


def place(world: World, number: int) -> None:
    """To another station, or to none; where it was held for want of a place, it is let go."""
    if (report := world.report(number)) is None:
        return
    station = None if number % 6 == 0 else world.ground.stations[number % len(world.ground.stations)]
    where = {"station": station, "region": station.region if station else None, "commission": None}
    with world.event_of(report):
        Placement.objects.create(
            mission=world.ground.mission,
            report=report,
            placed_by=world.ground.head,
            reason="matched",
            **where,
        )
        Report.objects.filter(pk=report.pk).update(**where)
        for held in report.holds.filter(reason="unplaced", release__isnull=True):
            HoldRelease.objects.create(
                mission=world.ground.mission, hold=held, released_by=world.ground.head, reason="matched"
            )


@transaction.atomic
def change_station(world: World, number: int) -> None:
    """The register mends a station: all its reports count otherwise."""
    station = world.ground.stations[number % len(world.ground.stations)]
    touched = Report.objects.filter(mission=world.ground.mission, station=station)
    Pending.objects.bulk_create(
        Pending(mission=world.ground.mission, report=report, created_at=timezone.now()) for report in touched
    )
    Station.objects.filter(pk=station.pk).update(
        settlement=("urban", "rural", "abroad")[number % 3],
        time_zone=("", "Asia/Almaty", "Asia/Tokyo")[number % 3],
    )
    time.sleep(world.slowness_s)


@transaction.atomic
def move_evidence(world: World, number: int) -> None:
    """A person says that a flag tells of another event of its kind."""
    flags = list(Evidence.objects.filter(mission=world.ground.mission).order_by("id"))
    if not flags:
        return
    # As the verbs do (`reports.joining`): who moves it holds it, or the event it left meanwhile is not told.
    evidence = Evidence.objects.select_for_update().get(pk=flags[number % len(flags)].pk)
    alike = Violation.objects.filter(mission=world.ground.mission, category=evidence.violation.category)
    others = list(alike.order_by("id"))
    other = others[number % len(others)]
    Pending.objects.bulk_create(
        Pending(mission=world.ground.mission, violation=violation, created_at=timezone.now())
        for violation in (evidence.violation, other)
    )
    Evidence.objects.filter(pk=evidence.pk).update(
        violation=other, linked_by=world.ground.head, linked_at=timezone.now()
    )
    time.sleep(world.slowness_s)


def judge_incident(world: World, number: int) -> None:
    """Headquarters follows one up, as far as it may."""
    incidents = list(Incident.objects.filter(mission=world.ground.mission).order_by("id"))
    if not incidents:
        return
    state = ("not_confirmed", "closed", "confirmed", "following_up")[number % 4]
    incident = incidents[number // 4 % len(incidents)]
    with suppress(Problem), transaction.atomic():
        take_step(incident=incident, by=world.ground.head, state=state, note="asked")
        time.sleep(world.slowness_s)


@transaction.atomic
def recall_team(world: World, number: int) -> None:
    """Only the surroundings of the figures change."""
    deployment = world.ground.team.deployments.get()
    Pending.objects.create(mission=world.ground.mission, created_at=timezone.now())
    DeploymentWithdrawal.objects.create(
        mission=world.ground.mission,
        deployment=deployment,
        withdrawn_by=world.ground.head,
        reason="snow",
    )


def change_rules(world: World, number: int) -> None:
    """Headquarters thinks otherwise of what an opening or a protocol shows; stored reports wait."""
    version, rules = RULES[number % len(RULES)](world)
    with suppress(Problem), transaction.atomic():
        ruling.change_rules(version=version, rules=rules, by=world.ground.head, reason="too strict")
        time.sleep(world.slowness_s)


def judge_again(world: World, number: int) -> None:
    """The worker judges some of the reports that wait for it."""
    version = (world.ground.opening, world.ground.counting)[number % 2]
    rules = newest_rules(version.pk)
    waiting = list(lagging(rules).order_by("pk")[: 1 + number % 5])
    if waiting:
        with transaction.atomic():
            judge(rules, waiting)
            time.sleep(world.slowness_s)


def of_opening(**rules: list[dict[str, Any]]) -> Callable[[World], tuple[Version, Any]]:
    return lambda world: (world.ground.opening, {"violation_when": rules, "identities": []})


def of_counting(*kept: str, tolerance: str) -> Callable[[World], tuple[Version, Any]]:
    identities = [one | {"tolerance": tolerance} for one in COUNTING["identities"] if one["code"] in kept]
    return lambda world: (world.ground.counting, {"violation_when": {}, "identities": identities})


# What is shown under one is not under the next, or is in another category, heavier, or known otherwise.
RULES = (
    of_opening(A1=rule(". = 'no'", "V11", "critical"), A10=rule(". > 5", "V10", "note")),
    of_counting("K1", "K2", tolerance="0"),
    of_opening(A4=rule("selected(., 'lists')", "V14", "serious", "told"), A1=rule(". = 'no'", "V10", "note")),
    of_counting("K2", "K3", "K4", "K5", tolerance="15"),
    of_opening(),
)


ACTS: Mapping[str, Callable[[World, int], None]] = {
    "send": send,
    "send protocol": send_protocol,
    "send incident": send_incident,
    "send and withdraw": send_and_withdraw,
    "correct": correct,
    "withdraw": withdraw,
    "review": review,
    "rule double": rule_double,
    "hold": hold,
    "release": release,
    "place": place,
    "change station": change_station,
    "move evidence": move_evidence,
    "judge incident": judge_incident,
    "recall team": recall_team,
    "change rules": change_rules,
    "judge again": judge_again,
}
