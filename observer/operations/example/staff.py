"""The people of a synthetic mission: headquarters, long-term observers, and the pairs in the teams."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth.hashers import make_password

from observer.elections.models import Region
from observer.missions import personal
from observer.missions.models import Membership, MembershipRegion, Mission, MissionDevice, Team, TeamMember
from observer.missions.roles import Role
from observer.missions.senders import Sender
from observer.operations.example.names import person
from observer.operations.example.plans import MissionPlan
from observer.people.models import Device, User
from observer.people.tokens import new_token, token_hash

ARRIVAL = datetime(2012, 1, 10, tzinfo=UTC)
# A name of one's own costs a key of one's own: those who are there only to be many go without.
MOST_NAMES = 400


@dataclass(frozen=True, slots=True)
class Post:
    """A place on the staff: user name within the mission, code, role and, for some, the region."""

    name: str
    code: str
    role: Role
    region: Region | None = None


def add_headquarters(mission: Mission, plan: MissionPlan, regions: Sequence[Region]) -> list[Membership]:
    """The core team, and long-term observers two by two over `regions`, each pair answering for one."""
    met: dict[Role, int] = {}
    posts: list[Post] = []
    for number, role in enumerate(plan.core, start=1):
        met[role] = met.get(role, 0) + 1
        ordinal = f"-{met[role]}" if met[role] > 1 else ""
        posts.append(Post(f"{role.value.replace('_', '-')}{ordinal}", f"HQ-{number:02}", role))
    posts += [
        Post(f"long-term-{number:02}", f"LTO-{number:02}", Role.REGIONAL_COORDINATOR, region)
        for number, region in enumerate(_answering(plan.long_term, regions), start=1)
    ]
    members = _members(mission, posts)
    MembershipRegion.objects.bulk_create(
        MembershipRegion(mission=mission, membership=member, region=post.region)
        for member, post in zip(members, posts, strict=True)
        if post.region is not None
    )
    return members


def _answering(long_term: int, regions: Sequence[Region]) -> list[Region]:
    """Pairs go round the regions: with forty people and sixteen regions four have two pairs."""
    return [regions[(number // 2) % len(regions)] for number in range(long_term)]


def _members(mission: Mission, posts: Sequence[Post]) -> list[Membership]:
    users = User.objects.bulk_create(
        User(
            username=f"{mission.code}-{post.name}",
            # Observers are known by their phones and need no address.
            email=None if post.role == Role.OBSERVER else f"{post.name}@{mission.code}.example",
            password=make_password(None),
        )
        for post in posts
    )
    return Membership.objects.bulk_create(
        Membership(mission=mission, user=user, code=post.code, role=post.role)
        for post, user in zip(posts, users, strict=True)
    )


def name_people(mission: Mission, members: Iterable[Membership]) -> None:
    """An invented name, telephone and address for each, sealed as real ones would be."""
    for number, member in enumerate(members):
        if number == MOST_NAMES:
            return
        personal.store(membership=member, by=None, person=person(number, mission=mission.code))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Who sends for each team, by its number; `partners` are the others of the pairs."""

    members: Sequence[Membership]
    senders: Mapping[int, Sender]
    partners: Mapping[int, Sender]


def add_observers(mission: Mission, teams: Mapping[int, Team]) -> Pairs:
    """Two observers in each team, each with a phone."""
    posts = [
        Post(f"observer-{number:04}", f"OBS-{number:04}", Role.OBSERVER)
        for number in range(1, 2 * len(teams) + 1)
    ]
    members = _members(mission, posts)
    of_members = [team for team in teams.values() for _member in range(2)]
    TeamMember.objects.bulk_create(
        TeamMember(mission=mission, team=team, membership=member, since=ARRIVAL)
        for member, team in zip(members, of_members, strict=True)
    )
    devices = Device.objects.bulk_create(
        Device(user_id=member.user_id, token_hash=token_hash(new_token()), label="synthetic")
        for member in members
    )
    MissionDevice.objects.bulk_create(
        MissionDevice(mission=mission, membership=member, device=device)
        for member, device in zip(members, devices, strict=True)
    )
    senders = [
        _sender(mission, member, device, team)
        for member, device, team in zip(members, devices, of_members, strict=True)
    ]
    return Pairs(
        members, dict(zip(teams, senders[::2], strict=True)), dict(zip(teams, senders[1::2], strict=True))
    )


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
