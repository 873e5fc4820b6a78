"""`manage.py create_mission --code steppe --name "…" --election kz-2012 --head-email head@example.org`."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from observer.missions.models import Mission
from observer.operations.new_mission import NewElection, create_mission
from observer.people.first_sign_in import first_sign_in
from observer.problems import Problem


class Command(BaseCommand):
    help = (
        "Make a mission with its head and print, once, the link by which the head chooses a password. The "
        "election is one that is there, or a new one by --country, --voting-day and --time-zone; its regions "
        "and stations then come from files, on the page Registers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", required=True, help="Latin letters, digits and hyphens")
        parser.add_argument("--name", required=True)
        parser.add_argument("--format", choices=Mission.Format.values, default=Mission.Format.FULL)
        parser.add_argument("--election", required=True, help="the election's code")
        parser.add_argument("--head-email", required=True)
        parser.add_argument("--address", default="http://localhost:8000", help="where Observer is reached")
        parser.add_argument("--election-name", default="", help="of a new election")
        parser.add_argument("--country", default="", help="of a new election: ISO 3166-1, two letters")
        parser.add_argument("--voting-day", type=date.fromisoformat, help="of a new election: 2012-01-15")
        parser.add_argument("--time-zone", default="", help="of a new election: such as Asia/Almaty")

    def handle(self, *args: Any, **options: Any) -> None:
        check(options)
        try:
            head = create_mission(
                code=options["code"],
                name=options["name"],
                mission_format=options["format"],
                election_code=options["election"],
                head_email=options["head_email"],
                new=new_election(options),
            )
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        # Two streams, so that a script can keep the link alone.
        path = first_sign_in(head.user)
        self.stdout.write(options["address"].rstrip("/") + (path or "/"))
        told = "This link works once, for three days." if path else "They have a password already."
        self.stderr.write(f"{head.code} is head of {options['code']}. {told}")


def check(options: dict[str, Any]) -> None:
    """Raise CommandError for what no mission can be called."""
    for name in ("code", "election"):
        if not re.fullmatch(r"[a-z0-9-]{1,64}", options[name]):
            raise CommandError(f"--{name} has small Latin letters, digits and hyphens, up to 64.")
    try:
        validate_email(options["head_email"])
    except ValidationError as error:
        raise CommandError("--head-email is no e-mail address.") from error


def new_election(options: dict[str, Any]) -> NewElection | None:
    """What was said of a new election; None when nothing was. Raises CommandError for half of it."""
    country, day, zone = options["country"], options["voting_day"], options["time_zone"]
    if not (country or day or zone):
        return None
    if not (re.fullmatch(r"[A-Z]{2}", country) and day and zone in available_timezones()):
        raise CommandError("A new election needs --country (two capitals), --voting-day and --time-zone.")
    return NewElection(options["election_name"] or options["name"], country, day, zone)
