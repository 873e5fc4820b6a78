"""`manage.py issue_read_token --mission alder --member HQ-004 --label "results screen" --days 30`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from observer.missions.models import Membership
from observer.missions.tokens import LONGEST, USUAL, issue_token
from observer.problems import Problem


class Command(BaseCommand):
    help = (
        "Make a read token for a member and print it, once: a machine that holds it reads what the member "
        "reads. Members whose role issues tokens can have one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mission", required=True, help="the mission's code")
        parser.add_argument("--member", required=True, help="the member's code, such as HQ-004")
        parser.add_argument("--label", required=True, help="what the token is for, in up to 80 characters")
        parser.add_argument(
            "--days", type=int, default=USUAL.days, help=f"how long it works (default {USUAL.days})"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0 < options["days"] <= LONGEST.days:
            raise CommandError(f"A token works for 1 to {LONGEST.days} days.")
        member = member_of(options["mission"], options["member"])
        try:
            token, issued = issue_token(
                membership=member, label=options["label"], lifetime=timedelta(days=options["days"])
            )
        except Problem as problem:
            raise CommandError(told(problem)) from problem
        # Two streams, so that a script can keep the token alone.
        self.stdout.write(token)
        until = timezone.localtime(issued.expires_at).isoformat(timespec="minutes")
        self.stderr.write(f"Reads as {member.code} until {until}. This token is not shown again.")


def member_of(mission: str, code: str) -> Membership:
    """A member at work. Raises CommandError."""
    members = Membership.objects.filter(mission__code=mission, code=code, end__isnull=True)
    member = members.filter(user__is_active=True).select_related("mission__election").first()
    if member is None:
        raise CommandError(f"There is no member {code} at work in the mission {mission}.")
    return member


def told(problem: Problem) -> str:
    """A refusal as one line: what happened, and what is wrong with each argument."""
    details = [str(error["detail"]) for error in problem.errors if error.get("detail")]
    return " ".join([str(problem.detail or problem.title), *details])
