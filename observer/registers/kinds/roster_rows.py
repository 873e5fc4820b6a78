"""The statements behind a roster: a fixed number for any number of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from observer.missions.dossiers import seal
from observer.missions.models import Membership, MembershipEnd, MembershipRegion, Team, TeamMember
from observer.missions.roles import HEADQUARTERS
from observer.people.models import User
from observer.registers.differences import Line
from observer.registers.kinds.base import BATCH, delete, save

if TYPE_CHECKING:
    from observer.registers.kinds.roster import Roster


def make_teams(roster: Roster, lines: Sequence[Line]) -> dict[str, Team]:
    """Teams the lines name that are not there yet, by code, at home where the file says."""
    codes = dict.fromkeys(line.after["team"] for line in lines if line.after["team"])
    new = {
        code: Team(
            mission=roster.mission, code=code, base_region=roster.regions.get(roster.bases.get(code, ""))
        )
        for code in codes
        if code not in roster.teams
    }
    Team.objects.bulk_create(new.values(), batch_size=BATCH)
    return new


def make_members(roster: Roster, lines: Sequence[Line]) -> dict[str, Membership]:
    """The member of each line by code: new ones with their accounts, others with their role."""
    new = [line for line in lines if line.before is None]
    accounts = make_accounts(roster, new)
    made = {
        line.key: Membership(
            mission=roster.mission, user=accounts[line.key], code=line.key, role=line.after["role"]
        )
        for line in new
    }
    there = {line.key: roster.members[line.key] for line in lines if line.before is not None}
    promoted = [line for line in lines if line.before is not None and "role" in line.changed]
    for line in promoted:
        there[line.key].role = line.after["role"]
    save(list(made.values()), ("role",))
    save([there[line.key] for line in promoted], ("role",))
    return {**there, **made}


def make_accounts(roster: Roster, lines: Sequence[Line]) -> dict[str, User]:
    """An account for each new member, by code; a person of headquarters keeps the one they have elsewhere."""
    emails = {line.key: roster.emails[line.key] for line in lines if line.after["role"] in HEADQUARTERS}
    known = {(one.email or "").lower(): one for one in User.objects.filter(email__in=emails.values())}
    found = {key: known[email] for key, email in emails.items() if email in known}
    locked = make_password(None)
    new = {
        line.key: User(
            username=f"{roster.mission.code}-{line.key}".lower()[:64],
            email=emails.get(line.key),
            password=locked,
        )
        for line in lines
        if line.key not in found
    }
    User.objects.bulk_create(new.values(), batch_size=BATCH)
    return {**found, **new}


def place_in_teams(
    roster: Roster, lines: Sequence[Line], members: Mapping[str, Membership], new_teams: Mapping[str, Team]
) -> None:
    """End where people were and begin where they are, for those whose team changes."""
    teams, now = {**roster.teams, **new_teams}, timezone.now()
    moved = [line for line in lines if "team" in line.changed]
    leaving = [members[line.key].pk for line in moved if line.before is not None]
    TeamMember.objects.filter(membership__in=leaving, until__isnull=True).update(until=now)
    TeamMember.objects.bulk_create(
        [
            TeamMember(
                mission=roster.mission,
                team=teams[line.after["team"]],
                membership=members[line.key],
                since=now,
            )
            for line in moved
            if line.after["team"]
        ],
        batch_size=BATCH,
    )


def answer_for_regions(roster: Roster, lines: Sequence[Line], members: Mapping[str, Membership]) -> None:
    """The regions regional coordinators answer for, set anew where they change."""
    moved = [line for line in lines if "regions" in line.changed]
    MembershipRegion.objects.filter(membership__in=[members[line.key].pk for line in moved]).delete()
    MembershipRegion.objects.bulk_create(
        [
            MembershipRegion(
                mission=roster.mission, membership=members[line.key], region=roster.regions[code]
            )
            for line in moved
            for code in line.after["regions"]
        ],
        batch_size=BATCH,
    )


def seal_people(roster: Roster, lines: Sequence[Line], members: Mapping[str, Membership]) -> dict[int, str]:
    """Store who people are; their fingerprints by membership."""
    people = {members[line.key].pk: roster.people[line.key] for line in lines if line.key in roster.people}
    return seal(roster.mission.pk, people) if people else {}


def end_members(roster: Roster, rows: Mapping[int, str], reason: str) -> None:
    """Members end, their codes and accounts become free for another file."""
    members = list(Membership.objects.filter(pk__in=list(rows)).select_related("user"))
    MembershipEnd.objects.bulk_create(
        [
            MembershipEnd(mission=roster.mission, membership=member, ended_by=roster.by, reason=reason[:300])
            for member in members
        ],
        batch_size=BATCH,
    )
    for member in members:
        member.code = _freed(member.code, member.pk, 32)
    save(members, ("code",))
    _close_accounts([member.user for member in members], [member.pk for member in members])


def _close_accounts(users: Sequence[User], memberships: Sequence[int]) -> None:
    """Accounts that belong to nobody else's mission are closed."""
    others = Membership.objects.filter(user__in=[one.pk for one in users]).exclude(pk__in=list(memberships))
    kept = set(others.values_list("user", flat=True))
    closed = [one for one in users if one.pk not in kept]
    for user in closed:
        user.username, user.email, user.is_active = _freed(user.username, user.pk, 64), None, False
    save(closed, ("username", "email", "is_active"))


def _freed(code: str, number: int, longest: int) -> str:
    mark = f"~{number}"
    return f"{code[: longest - len(mark)]}{mark}"


def drop_teams(rows: Mapping[int, str]) -> None:
    delete(Team, rows)
