"""Two fictional missions on one real election: a full one, and one of eight. Neither sees the other."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db import transaction

from observer.checklists.models import Category, Checklist, Version
from observer.checklists.publish import publish
from observer.checklists.taxonomy import TAXONOMY
from observer.elections.models import Election, Region
from observer.missions.models import (
    Deployment,
    Membership,
    MembershipRegion,
    Mission,
    MissionDevice,
    Team,
    TeamMember,
)
from observer.missions.roles import Role
from observer.missions.senders import Sender
from observer.operations.example.country import CHECKLISTS, EAST_ZONE, OUTSIDE, ROOT, VOTING_DAY, Place
from observer.operations.example.synthesis import TeamPlan
from observer.people.models import Device, User
from observer.people.tokens import new_token, token_hash

ZONE = ZoneInfo(EAST_ZONE)
ARRIVAL = datetime(2012, 1, 10, tzinfo=UTC)
PLACES_A_TEAM = 24


@dataclass(frozen=True, slots=True)
class MissionPlan:
    """What makes a fictional mission: `teams` of two observers each."""

    code: str
    names: Mapping[str, str]
    format: str
    teams: int
    profile: Mapping[str, Any]


def full_plan(teams: int) -> MissionPlan:
    return MissionPlan(
        code="steppe",
        names={
            "en": "Steppe Observation Mission (fictional)",
            "ru": "Миссия наблюдения «Степь» (вымышленная)",
        },
        format=Mission.Format.FULL,
        teams=teams,
        profile={
            "inviting_body": {"en": "invented for this example", "ru": "придуман для этого примера"},
            "accreditation": {"en": "invented for this example", "ru": "придумана для этого примера"},
            "funders": {"en": "invented for this example: none", "ru": "придуманы для этого примера: нет"},
            "countries": 30,
            "from": "2011-12-12",
            "until": "2012-01-20",
        },
    )


SMALL_PLAN = MissionPlan(
    code="delegation",
    names={"en": "Delegation of Eight (fictional)", "ru": "Делегация восьми (вымышленная)"},
    format=Mission.Format.SMALL,
    teams=4,
    profile={
        "inviting_body": {"en": "invented for this example", "ru": "придуман для этого примера"},
        "accreditation": {"en": "invented for this example", "ru": "придумана для этого примера"},
        "funders": {
            "en": "invented for this example: the host",
            "ru": "придуманы для этого примера: хозяева",
        },
        "countries": 5,
        "from": "2012-01-12",
        "until": "2012-01-16",
    },
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A mission ready to receive: its forms by code, its teams' plans and who sends for each team."""

    mission: Mission
    forms: Mapping[str, Version]
    plans: Sequence[TeamPlan]
    senders: Mapping[int, Sender]
    head: Membership


@transaction.atomic
def load_mission(election: Election, plan: MissionPlan, places: Sequence[Place]) -> Loaded:
    """The mission with its people, teams, deployments and published forms. It must not be there yet."""
    mission = Mission.objects.create(
        election=election,
        code=plan.code,
        names=dict(plan.names),
        format=plan.format,
        languages=["en", "ru"],
        profile=dict(plan.profile),
        late_after=datetime(VOTING_DAY.year, VOTING_DAY.month, VOTING_DAY.day + 2, tzinfo=ZONE),
        synthetic=True,
        fictional=True,
    )
    regions = {region.code: region for region in Region.objects.filter(election=election)}
    forms = _forms(mission)
    head = _headquarters(mission, regions)
    teams = _teams(mission, plan, regions, places)
    senders = _observers(mission, teams)
    return Loaded(mission, forms, [team.plan for team in teams], senders, head)


def _forms(mission: Mission) -> dict[str, Version]:
    Category.objects.bulk_create(
        Category(
            mission=mission,
            code=kind.code,
            names=dict(kind.names),
            severity=kind.severity,
            standards=list(kind.standards),
            position=position,
        )
        for position, kind in enumerate(TAXONOMY, start=1)
    )
    forms = {}
    for path in sorted(CHECKLISTS.glob("*.json")):
        definition = json.loads(path.read_text(encoding="utf-8"))
        checklist = Checklist.objects.create(
            mission=mission, code=definition["code"], phase=definition["phase"], names=definition["titles"]
        )
        forms[definition["code"]] = publish(checklist=checklist, definition=definition)
    return forms


def _headquarters(mission: Mission, regions: Mapping[str, Region]) -> Membership:
    """One person in each headquarters role, and a regional coordinator for each region."""
    roles = [role for role in Role if role not in {Role.OBSERVER, Role.REGIONAL_COORDINATOR}]
    people: list[tuple[str, Role, Region | None]] = [
        (role.value.replace("_", "-"), role, None) for role in roles
    ]
    people += [
        (f"regional-{code}", Role.REGIONAL_COORDINATOR, region)
        for code, region in regions.items()
        if code not in {ROOT, OUTSIDE}
    ]
    users = User.objects.bulk_create(
        User(
            username=f"{mission.code}-{name}",
            email=f"{name}@{mission.code}.example",
            password=make_password(None),
        )
        for name, _role, _region in people
    )
    members = Membership.objects.bulk_create(
        Membership(mission=mission, user=user, code=f"HQ-{number:02}", role=role)
        for number, (user, (_name, role, _region)) in enumerate(zip(users, people, strict=True), start=1)
    )
    MembershipRegion.objects.bulk_create(
        MembershipRegion(mission=mission, membership=member, region=region)
        for member, (_name, _role, region) in zip(members, people, strict=True)
        if region is not None
    )
    return next(member for member in members if member.role == Role.HEAD)


@dataclass(frozen=True, slots=True)
class _PlannedTeam:
    team: Team
    plan: TeamPlan


def _teams(
    mission: Mission, plan: MissionPlan, regions: Mapping[str, Region], places: Sequence[Place]
) -> list[_PlannedTeam]:
    """Teams spread over the regions by number of stations; each chooses its route around its base."""
    inside = [place for place in places if place.region != OUTSIDE]
    bases = [inside[(number * len(inside)) // plan.teams] for number in range(plan.teams)]
    teams = Team.objects.bulk_create(
        Team(mission=mission, code=f"T-{number:03}", base_region=regions[base.region])
        for number, base in enumerate(bases, start=1)
    )
    Deployment.objects.bulk_create(
        Deployment(
            mission=mission,
            team=team,
            region=team.base_region or regions[ROOT],
            regime=Deployment.Regime.ROUTE,
        )
        for team in teams
    )
    by_region: dict[str, list[Place]] = {}
    for place in inside:
        by_region.setdefault(place.region, []).append(place)
    return [
        _PlannedTeam(team, TeamPlan(number, _reach(by_region[base.region], base)))
        for number, (team, base) in enumerate(zip(teams, bases, strict=True), start=1)
    ]


def _reach(region: Sequence[Place], base: Place) -> list[Place]:
    """The stations a team can reach in a day: those around its base."""
    middle = region.index(base)
    return [region[(middle + step) % len(region)] for step in range(min(PLACES_A_TEAM, len(region)))]


def _observers(mission: Mission, teams: Sequence[_PlannedTeam]) -> dict[int, Sender]:
    """Two observers a team; the first one's phone sends. Returns senders by the team's number."""
    numbers = range(1, 2 * len(teams) + 1)
    users = User.objects.bulk_create(
        User(username=f"{mission.code}-observer-{number:04}", password=make_password(None))
        for number in numbers
    )
    members = Membership.objects.bulk_create(
        Membership(mission=mission, user=user, code=f"OBS-{number:04}", role=Role.OBSERVER)
        for number, user in zip(numbers, users, strict=True)
    )
    TeamMember.objects.bulk_create(
        TeamMember(mission=mission, team=teams[index // 2].team, membership=member, since=ARRIVAL)
        for index, member in enumerate(members)
    )
    first = members[::2]
    devices = Device.objects.bulk_create(
        Device(user_id=member.user_id, token_hash=token_hash(new_token()), label="synthetic")
        for member in first
    )
    MissionDevice.objects.bulk_create(
        MissionDevice(mission=mission, membership=member, device=device)
        for member, device in zip(first, devices, strict=True)
    )
    return {
        planned.plan.number: _sender(mission, member, device, planned.team)
        for planned, member, device in zip(teams, first, devices, strict=True)
    }


def _sender(mission: Mission, member: Membership, device: Device, team: Team) -> Sender:
    return Sender(
        mission_id=mission.pk,
        membership_id=member.pk,
        user_id=member.user_id,
        device_id=device.pk,
        team_id=team.pk,
        revoked_at=None,
        locked_at=None,
        late_after=mission.late_after,
        member_ended=False,
        mission_code=mission.code,
        synthetic=True,
    )
