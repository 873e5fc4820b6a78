"""A mission on the ground, for tests: an election with regions and stations, people, a team, a phone, forms.

Plain functions that make real rows through the project's own code where there is some. All names are
made up. `ground()` gives everything at once; a second mission is `ground("birch")`, and watches another
election unless it is given the first one's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import uuid_utils.compat
from django.utils import timezone

from observer.checklists.models import Category, Checklist, RuleSet, Version
from observer.checklists.publish import publish
from observer.checklists.taxonomy import TAXONOMY
from observer.elections.models import Choice, Commission, Contest, Election, Region, Station, VotingDay
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
from observer.missions.senders import Sender, sender_of
from observer.people.models import Device, User
from observer.people.tokens import new_token, token_hash
from observer.reports.submission import Submission, VisitClaim
from tests.documents import COUNTING, INCIDENT, OPENING

VOTING_DAY = date(2026, 10, 4)
# Two zones: 23:30 in the west is 00:30 in the east.
WEST, EAST = ZoneInfo("Asia/Aqtobe"), ZoneInfo("Asia/Vladivostok")


@dataclass(frozen=True)
class Phone:
    """An enrolled device: what stands behind `Authorization: Device <token>`."""

    token: str
    device: Device
    membership: Membership

    @property
    def sender(self) -> Sender:
        """As intake sees it now. One query."""
        found = sender_of(self.token)
        assert found is not None
        return found


@dataclass(frozen=True)
class Ground:
    """Everything of one mission. `observers` are in `team` (the first two) and `other_team` (the third)."""

    election: Election
    west: Region
    east: Region
    stations: list[Station]
    mission: Mission
    head: Membership
    coordinator: Membership
    regional: Membership
    observers: list[Membership]
    team: Team
    other_team: Team
    phone: Phone
    other_phone: Phone
    opening: Version
    counting: Version
    incident: Version


def ground(code: str = "alder", *, election: Election | None = None) -> Ground:
    """A mission with two regions (each with three stations), four people at work and three published forms.

    The regional coordinator answers for the west. The team is sent to the west by its own route, the other
    team to the first station of the east.
    """
    election = election or an_election(code)
    west, east = Region.objects.filter(election=election, level="region").order_by("-path")
    mission = a_mission(election, code)
    observers = [a_member(mission, Role.OBSERVER) for _number in range(3)]
    regional = a_member(mission, Role.REGIONAL_COORDINATOR, regions=[west])
    team, other_team = a_team(mission, observers[:2]), a_team(mission, observers[2:])
    stations = list(Station.objects.filter(election=election).order_by("code"))
    a_deployment(team, region=west)
    a_deployment(other_team, region=east, station=next(s for s in stations if s.region_id == east.pk))
    return Ground(
        election=election,
        west=west,
        east=east,
        stations=stations,
        mission=mission,
        head=a_member(mission, Role.HEAD),
        coordinator=a_member(mission, Role.COORDINATOR),
        regional=regional,
        observers=observers,
        team=team,
        other_team=other_team,
        phone=a_phone(observers[0]),
        other_phone=a_phone(observers[2]),
        opening=a_version(mission, OPENING),
        counting=a_version(mission, COUNTING),
        incident=a_version(mission, INCIDENT),
    )


def an_election(code: str = "alder") -> Election:
    """Two regions below one country, stations W-1 … W-3 and E-1 … E-3, one contest of two lists."""
    election = Election.objects.create(
        code=f"{code}-2026",
        names={"en": f"{code.title()} 2026"},
        country="XA",
        voting_day=VOTING_DAY,
        default_time_zone=WEST.key,
        synthetic=True,
    )
    VotingDay.objects.create(election=election, date=VOTING_DAY)
    country = a_region(election, "land", level="country")
    for name, zone in (("west", WEST), ("east", EAST)):
        region = a_region(election, name, parent=country, time_zone=zone.key)
        commission = Commission.objects.create(
            election=election, region=region, code=f"TEC-{name}", level="territorial", names={"en": name}
        )
        for number in (1, 2, 3):
            a_station(region, f"{name[0].upper()}-{number}", commission=commission)
    contest = Contest.objects.create(
        election=election, code="lists", names={"en": "Party lists"}, kind="lists", seats=98
    )
    for position, name in enumerate(("alder", "birch"), start=1):
        Choice.objects.create(
            contest=contest, code=name, names={"en": name.title()}, position=position, fictional=True
        )
    return election


def a_region(election: Election, code: str, *, parent: Region | None = None, **more: Any) -> Region:
    values: dict[str, Any] = {"level": "region", "time_zone": WEST.key, "names": {"en": code.title()}, **more}
    path = f"{parent.path if parent else ''}{code}/"
    return Region.objects.create(
        election=election, parent=parent, code=code, path=path, synthetic=True, **values
    )


def a_station(region: Region, code: str, **more: Any) -> Station:
    values: dict[str, Any] = {"settlement": "urban", "registered_voters": 1200, **more}
    return Station.objects.create(
        election_id=region.election_id, region=region, code=code, synthetic=True, **values
    )


def a_mission(election: Election, code: str = "alder", **more: Any) -> Mission:
    """A mission with the categories V01 to V28."""
    values: dict[str, Any] = {"format": "full", "languages": ["en", "ru"], **more}
    mission = Mission.objects.create(
        election=election,
        code=code,
        names={"en": f"{code.title()} Mission"},
        synthetic=True,
        fictional=True,
        **values,
    )
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
    return mission


def a_member(mission: Mission, role: Role, *, regions: Iterable[Region] = ()) -> Membership:
    """A person in a mission; headquarters people have an address to sign in with."""
    number = Membership.objects.filter(mission=mission).count() + 1
    code = f"{'OBS' if role == Role.OBSERVER else 'HQ'}-{number:03}"
    email = None if role == Role.OBSERVER else f"{code}@{mission.code}.example".lower()
    user = User.objects.create_user(f"{mission.code}-{code}", email=email)
    membership = Membership.objects.create(mission=mission, user=user, code=code, role=role)
    for region in regions:
        MembershipRegion.objects.create(mission=mission, membership=membership, region=region)
    return membership


def a_team(mission: Mission, members: Iterable[Membership] = (), *, base: Region | None = None) -> Team:
    code = f"T-{Team.objects.filter(mission=mission).count() + 1:02}"
    team = Team.objects.create(mission=mission, code=code, base_region=base)
    for membership in members:
        TeamMember.objects.create(mission=mission, team=team, membership=membership, since=timezone.now())
    return team


def a_deployment(team: Team, *, region: Region, station: Station | None = None, **more: Any) -> Deployment:
    regime = Deployment.Regime.ASSIGNED if station else Deployment.Regime.ROUTE
    return Deployment.objects.create(
        mission_id=team.mission_id, team=team, region=region, station=station, **{"regime": regime, **more}
    )


def a_phone(membership: Membership) -> Phone:
    """A phone that has been enrolled for a member."""
    token = new_token()
    device = Device.objects.create(
        user_id=membership.user_id, token_hash=token_hash(token), label="test phone"
    )
    MissionDevice.objects.create(mission_id=membership.mission_id, membership=membership, device=device)
    return Phone(token, device, membership)


def a_version(mission: Mission, definition: dict[str, Any]) -> Version:
    """The definition published as the next version of its checklist."""
    checklist, _new = Checklist.objects.get_or_create(
        mission=mission,
        code=definition["code"],
        defaults={"phase": definition["phase"], "names": definition["titles"]},
    )
    return publish(checklist=checklist, definition=definition)


def rules_of(version: Version) -> RuleSet:
    """The rule set that applies to a version now."""
    return RuleSet.objects.filter(version=version).latest("number")


def an_id() -> UUID:
    """A new UUIDv7, as phones make them."""
    return uuid_utils.compat.uuid7()


def a_submission(version: Version, answers: dict[str, Any] | None = None, **more: Any) -> Submission:
    """A report as a phone hands it over: made now, of no visit and no place unless `more` says so."""
    client_id = more.pop("client_id", None) or an_id()
    values: dict[str, Any] = {
        "report_id": client_id,
        "form": bytes(version.content_hash),
        "answers": answers if answers is not None else {"A1": "yes"},
        "made_at": timezone.now(),
        "language": "en",
        **more,
    }
    return Submission(client_id=client_id, **values)


def a_visit(
    station: Station | str, *, client_id: UUID | None = None, at: datetime | None = None
) -> VisitClaim:
    """A visit claimed at a station (or at a code on no list)."""
    return VisitClaim(client_id or an_id(), station if isinstance(station, str) else station.code, at)
