"""A read token opens one mission to a machine, for as long as it and its member stand."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from observer.missions.models import Membership, MembershipEnd
from observer.missions.roles import Role
from observer.missions.tokens import issue_token, revoke_token
from tests.factories import a_member, a_mission, a_phone, an_election
from tests.people.accounts import browser_of

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/missions/alder/regions/"


def an_analyst(code: str = "alder") -> Membership:
    return a_member(a_mission(an_election(code), code), Role.ANALYST)


def status(token: str, address: str = ADDRESS, *, scheme: str = "Bearer", method: str = "GET") -> int:
    headers = {"Authorization": f"{scheme} {token}"}
    return int(Client().generic(method, address, headers=headers).status_code)


def test_a_token_reads_what_its_member_reads() -> None:
    token, _issued = issue_token(membership=an_analyst(), label="map")
    response = Client().get(ADDRESS, headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 200
    assert {"land", "west", "east"} == {row["code"] for row in response.json()}


def test_a_token_stays_in_its_mission_even_where_its_member_is_in_another() -> None:
    analyst = an_analyst()
    birch = a_mission(an_election("birch"), "birch")
    Membership.objects.create(mission=birch, user=analyst.user, code="HQ-9", role=Role.ANALYST)
    token, _issued = issue_token(membership=analyst, label="map")
    assert status(token) == 200
    assert status(token, ADDRESS.replace("alder", "birch")) == 404
    assert browser_of(analyst.user).get(ADDRESS.replace("alder", "birch")).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_token_never_writes(method: str) -> None:
    token, _issued = issue_token(membership=an_analyst(), label="map")
    assert status(token, method=method) == 403


def test_a_revoked_token_opens_nothing() -> None:
    analyst = an_analyst()
    token, issued = issue_token(membership=analyst, label="map")
    revoke_token(token=issued, by=analyst)
    assert status(token) == 401


def test_a_token_runs_out() -> None:
    token, issued = issue_token(membership=an_analyst(), label="map", lifetime=timedelta(days=1))
    with time_machine.travel(issued.expires_at - timedelta(seconds=5)):
        assert status(token) == 200
    with time_machine.travel(issued.expires_at):
        assert status(token) == 401


def test_a_token_ends_with_its_members_part_in_the_mission() -> None:
    analyst = an_analyst()
    token, _issued = issue_token(membership=analyst, label="map")
    head = a_member(analyst.mission, Role.HEAD)
    MembershipEnd.objects.create(
        mission=analyst.mission, membership=analyst, ended_by=head, reason="went home"
    )
    assert status(token) == 401


def test_a_token_ends_with_its_members_account() -> None:
    analyst = an_analyst()
    token, _issued = issue_token(membership=analyst, label="map")
    analyst.user.is_active = False
    analyst.user.save()
    assert status(token) == 401


@pytest.mark.parametrize("token", ["", "x", "ÿ" * 43, "A" * 100_000])
def test_a_made_up_token_is_refused_and_told_how(token: str) -> None:
    response = Client().get(ADDRESS, headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response["Content-Type"] == "application/problem+json"


def test_a_phone_reads_no_figures() -> None:
    phone = a_phone(a_member(a_mission(an_election(), "alder"), Role.OBSERVER))
    assert status(phone.token, scheme="Device") == 401
    assert status(phone.token) == 401


def test_a_token_in_the_address_is_no_token() -> None:
    token, _issued = issue_token(membership=an_analyst(), label="map")
    assert Client().get(ADDRESS, {"token": token, "access_token": token}).status_code == 401


def test_what_a_token_was_told_is_no_longer_told_after_it_ran_out() -> None:
    """The ETag is looked at after the token: a 304 would say that nothing moved."""
    token, _issued = issue_token(membership=an_analyst(), label="map", lifetime=timedelta(minutes=1))
    headers = {"Authorization": f"Bearer {token}"}
    first = Client().get(ADDRESS, headers=headers)
    known = headers | {"If-None-Match": first.headers.get("ETag", "*")}
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert Client().get(ADDRESS, headers=known).status_code == 401
