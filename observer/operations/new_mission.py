"""A mission from nothing: on an election that is there or a new one, with its categories and its head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from observer.checklists.models import Category
from observer.checklists.taxonomy import TAXONOMY
from observer.elections.models import Election, VotingDay
from observer.journal.record import record
from observer.missions.models import Membership, Mission
from observer.missions.roles import Role
from observer.people.models import User
from observer.problems import CONFLICT, Problem

HEAD = "HQ-01"


@dataclass(frozen=True, slots=True)
class NewElection:
    """An election that is not there yet: ISO 3166-1 country, voting day, tz database zone."""

    name: str
    country: str
    voting_day: date
    time_zone: str


@transaction.atomic
def create_mission(
    *,
    code: str,
    name: str,
    mission_format: str,
    election_code: str,
    head_email: str,
    new: NewElection | None = None,
) -> Membership:
    """The mission's head, whose account may be one they have elsewhere. Names are English until translated.

    Raises Problem when the mission is there already, and when the election is not there and `new` is empty.
    """
    if Mission.objects.filter(code=code).exists():
        raise Problem(CONFLICT, f"There is a mission {code} already.")
    election = Election.objects.filter(code=election_code).first() or _election(election_code, new)
    mission = Mission.objects.create(
        election=election, code=code, names={"en": name}, format=mission_format, languages=["en"]
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
    user = User.objects.filter(email=head_email.lower()).first() or User.objects.create_user(
        f"{code}-{HEAD}".lower()[:64], email=head_email.lower()
    )
    head = Membership.objects.create(mission=mission, user=user, code=HEAD, role=Role.HEAD)
    record(act="create_mission", mission_id=mission.pk, subject="membership", subject_id=head.pk)
    return head


def _election(code: str, new: NewElection | None) -> Election:
    if new is None:
        raise Problem(CONFLICT, f"There is no election {code}; give its country, voting day and time zone.")
    election = Election.objects.create(
        code=code,
        names={"en": new.name},
        country=new.country,
        voting_day=new.voting_day,
        default_time_zone=new.time_zone,
    )
    VotingDay.objects.create(election=election, date=new.voting_day)
    return election
