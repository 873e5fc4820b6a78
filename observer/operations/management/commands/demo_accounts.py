"""`manage.py demo_accounts`: how to sign in to the demo, in every role of every mission."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from observer.missions.enrol import LONGEST_INVITATION, invite
from observer.missions.models import Membership, Mission
from observer.missions.roles import Role
from observer.operations.demo_entrance import entrance


@dataclass(frozen=True, slots=True)
class Account:
    """One way in: `address` is what the person is known by, `credential` the link that opens."""

    mission: str
    role: str
    address: str
    credential: str


class Command(BaseCommand):
    help = (
        "List the demo's sign-ins: one person of each role in each mission. Only where OBSERVER_DEMO is set."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as a JSON list")
        parser.add_argument(
            "--address",
            default=os.environ.get("OBSERVER_ADDRESS", "http://localhost:8000"),
            help="where the demo is reached",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo: OBSERVER_DEMO is not set.")
        found = accounts(options["address"].rstrip("/"))
        if options["json"]:
            self.stdout.write(json.dumps([asdict(account) for account in found], indent=2))
            return
        for mission, people in groupby(found, key=lambda account: account.mission):
            self.stdout.write(f"  {mission}")
            for account in people:
                self.stdout.write(f"    {account.role:22} {account.credential}")
        self.stdout.write("  An observer's link enrols one phone, once; ask for new ones by this command.")


def accounts(address: str) -> list[Account]:
    """One person of each role in each fictional mission; observers get a new one-time link each time."""
    missions = Mission.objects.filter(fictional=True).order_by("pk")
    return [
        Account(mission.code, role.value, person.user.email or person.code, address + credential_of(person))
        for mission in missions
        for role in Role
        if (person := first_of(mission, role))
    ]


def first_of(mission: Mission, role: Role) -> Membership | None:
    people = Membership.objects.filter(mission=mission, role=role, end__isnull=True)
    return people.select_related("user").order_by("code").first()


def credential_of(person: Membership) -> str:
    if Role(person.role) == Role.OBSERVER:
        code = invite(membership=person, by=None, lifetime=LONGEST_INVITATION)
        return reverse("field:enrol", args=[code])
    return entrance(person.user)
