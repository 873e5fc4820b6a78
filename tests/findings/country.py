"""A full mission with every form of the day answered in sixteen regions: tallies written straight away.

Synthetic and seeded. It has what makes a document long: five forms, all regions, all kinds of questions.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from observer.analysis.models import (
    AnswerTally,
    CoverageTally,
    FoldState,
    ObservedTally,
    Outcome,
    StationTally,
    ViolationTally,
)
from observer.checklists.definition import Question, read
from observer.checklists.models import Version
from observer.elections.models import Contest, Election, Region, Station, VotingDay
from observer.missions.models import Membership, Mission
from observer.missions.roles import Role
from observer.operations.example.forms import FORMS, form_document
from tests.factories import a_deployment, a_member, a_mission, a_team, a_version
from tests.findings.sample_numbers import map_size, region_map

DAY = date(2012, 1, 15)
FOLDED = datetime(2012, 1, 16, 3, 0, tzinfo=UTC)
# Reports of a form by region at most, and stations observed.
REPORTS = {"opening": 9, "voting": 60, "counting": 8, "tabulation": 2, "incident": 6}
STATIONS = {"opening": 9, "voting": 40, "counting": 8, "tabulation": 2, "incident": 5}
HOURS = {"opening": 6, "voting": 12, "counting": 21, "tabulation": 27, "incident": 14}


def country(kind: str = "full") -> Membership:
    """The mission's head; `missions.access` gives what a door would hold."""
    election = an_election()
    mission = a_mission(election, "steppe", format=kind, languages=["en", "ru", "kk"])
    head = a_member(mission, Role.HEAD)
    regions = list(Region.objects.filter(election=election).order_by("path"))
    a_deployment(a_team(mission, [a_member(mission, Role.OBSERVER)]), region=regions[0])
    versions = [a_version(mission, form_document(name)) for name in sorted(FORMS)]
    seeded = Random(2012)
    for version in versions:
        fill(mission, version, regions, seeded)
    observe(mission, versions, regions)
    violate(mission, regions, seeded)
    FoldState.objects.update_or_create(
        mission=mission,
        defaults={"generation": 1, "version": 4182, "folded_at": FOLDED, "version_moved_at": FOLDED},
    )
    return head


def an_election() -> Election:
    election = Election.objects.create(
        code="kz-2012",
        names={"en": "Early parliamentary election", "ru": "Внеочередные парламентские выборы"},
        country="KZ",
        voting_day=DAY,
        default_time_zone="Asia/Almaty",
        map_height=map_size()[1],
        synthetic=True,
    )
    VotingDay.objects.create(election=election, date=DAY)
    Contest.objects.create(
        election=election, code="mazhilis", names={"en": "Party lists"}, kind="lists", seats=98
    )
    for code, name, outline in region_map():
        region = Region.objects.create(
            election=election,
            code=code,
            path=f"{code}/",
            level="region",
            time_zone="Asia/Almaty",
            names={"en": name},
            outline=outline.path,
            label_x=outline.label_x,
            label_y=outline.label_y,
            label_radius=outline.label_radius,
            synthetic=True,
        )
        Station.objects.bulk_create(
            Station(
                election=election,
                region=region,
                code=f"{code}-{number:03}",
                settlement="urban" if number % 2 else "rural",
                registered_voters=1000,
                synthetic=True,
            )
            for number in range(120)
        )
    return election


def fill(mission: Mission, version: Version, regions: list[Region], seeded: Random) -> None:
    """Every question of a version answered by every region's reports."""
    phase = version.checklist.phase
    AnswerTally.objects.bulk_create(
        AnswerTally(
            mission=mission,
            generation=1,
            region=region,
            version=version,
            question=question.code,
            answer=answer,
            settlement="urban",
            reports=number,
        )
        for region in regions
        for question in read(version.definition).questions()
        for answer, number in answers(question, REPORTS[phase], seeded)
        if number
    )
    CoverageTally.objects.bulk_create(
        CoverageTally(
            mission=mission,
            generation=1,
            region=region,
            version=version,
            phase=phase,
            outcome=Outcome.COUNTED,
            hour=HOURS[phase],
            reports=REPORTS[phase],
        )
        for region in regions
    )


def answers(question: Question, reports: int, seeded: Random) -> Iterator[tuple[str, int]]:
    """How `reports` reports answered, adding up to them."""
    missing = seeded.randint(0, max(1, reports // 10))
    yield "__not_observed", missing
    left = reports - missing
    if question.type in {"text", "time", "photo", "many_of"}:
        yield "__answered", left
        codes: tuple[str, ...] = question.choice_codes if question.type == "many_of" else ()
        yield from ((code, seeded.randint(0, left)) for code in codes)
        return
    codes = question.choice_codes or tuple(map(str, range(3, 12, 2)))
    for code in codes[:-1]:
        given = seeded.randint(0, left)
        yield code, given
        left -= given
    yield codes[-1], left


def observe(mission: Mission, versions: list[Version], regions: list[Region]) -> None:
    """Stations observed, by form, by phase and at all; each with a row a station behind it."""
    for region in regions:
        stations = list(Station.objects.filter(region=region).order_by("code"))
        kinds: list[tuple[str, Version | None, int]] = [("", None, STATIONS["voting"])]
        for version in versions:
            phase = version.checklist.phase
            kinds += [(phase, version, STATIONS[phase]), (phase, None, STATIONS[phase])]
        for phase, of_version, number in kinds:
            same: dict[str, Any] = {
                "mission": mission,
                "generation": 1,
                "region": region,
                "phase": phase,
                "version": of_version,
            }
            ObservedTally.objects.create(**same, stations=number)
            StationTally.objects.bulk_create(
                StationTally(**same, station=station, reports=1) for station in stations[:number]
            )


def violate(mission: Mission, regions: list[Region], seeded: Random) -> None:
    """Events of every category, with the severities and phases its kind names."""
    from observer.checklists.taxonomy import TAXONOMY

    ViolationTally.objects.bulk_create(
        ViolationTally(
            mission=mission,
            generation=1,
            region=region,
            category=kind.code,
            severity=kind.severity,
            basis=basis,
            phase=phase,
            hour=HOURS.get(phase, 20),
            events=events,
        )
        for region in regions
        for kind in TAXONOMY
        for phase in set(kind.phases) & {"opening", "voting", "counting", "tabulation"}
        for basis, most in (("seen", 4), ("told", 2), ("unconfirmed", 1))
        if (events := seeded.randint(0, most))
    )
