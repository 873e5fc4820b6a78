"""Looking at figures as a member does, in tests."""

from __future__ import annotations

from typing import Any

from observer.missions.access import memberships
from observer.missions.models import Membership
from observer.reports.intake import receive
from tests.factories import Ground, Phone, a_submission


def eyes(member: Membership) -> Membership:
    """The membership as a page finds it: with its own regions and open glass."""
    return memberships(member.user).get(pk=member.pk)


def send(
    ground: Ground, form: str, *answers: dict[str, Any], phone: Phone | None = None, **more: Any
) -> None:
    """One report of a form (opening, counting, incident) for each set of answers."""
    version = getattr(ground, form)
    sent = [a_submission(version, given, **more) for given in answers]
    receive(sender=(phone or ground.phone).sender, submissions=sent)
