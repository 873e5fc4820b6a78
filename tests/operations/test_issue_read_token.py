"""A read token is made at the console, for members who may have one, and printed once."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from observer.missions.models import Membership, ReadToken
from observer.missions.roles import Role
from tests.factories import a_member, a_mission, an_election

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst() -> Membership:
    return a_member(a_mission(an_election(), "alder"), Role.ANALYST)


def issued(**options: object) -> str:
    """What a script keeps: the standard output, without its line end."""
    out = StringIO()
    chosen = {"mission": "alder", "label": "results screen", "days": 7, **options}
    call_command("issue_read_token", stdout=out, stderr=StringIO(), **chosen)
    return out.getvalue().removesuffix("\n")


def test_the_token_alone_is_printed_and_reads_what_the_member_reads(analyst: Membership) -> None:
    token = issued(member=analyst.code)
    address = reverse("api:board", args=["alder"])
    answer = Client().get(address, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    row = ReadToken.objects.get()
    assert (row.membership, row.label) == (analyst, "results screen")
    assert abs(row.expires_at - row.created_at - timedelta(days=7)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"member": "HQ-999"}, "no member HQ-999 at work in the mission alder"),
        ({"mission": "birch"}, "no member HQ-001 at work in the mission birch"),
        ({"days": 0}, "1 to 180 days"),
        ({"days": 10**12}, "1 to 180 days"),
        ({"label": "x" * 81}, "up to 80 characters"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    analyst: Membership, options: dict[str, object], told: str
) -> None:
    with pytest.raises(CommandError, match=told):
        issued(**{"member": analyst.code, **options})
    assert not ReadToken.objects.exists()


def test_a_role_that_issues_no_tokens_gets_none(analyst: Membership) -> None:
    observer = a_member(analyst.mission, Role.OBSERVER)
    with pytest.raises(CommandError, match="Your role in this mission does not include this"):
        issued(member=observer.code)
    assert not ReadToken.objects.exists()
