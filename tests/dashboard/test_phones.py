"""Headquarters invites phones, sees who has one, and shuts one out; nobody's name is needed for it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from observer.missions.models import Enrolment, Membership, MembershipEnd, MissionDevice
from observer.missions.personal import Person, store
from observer.missions.roles import Role
from observer.missions.senders import sender_of
from observer.people.models import DeviceRevocation
from tests.factories import Ground, a_member, a_phone, a_team, ground
from tests.people.accounts import browser_of

ADDRESS = "/missions/alder/phones/"


@pytest.fixture
def alder(db: None) -> Ground:
    """The first team is at home in the west, the other in the east."""
    made = ground()
    for team, region in ((made.team, made.west), (made.other_team, made.east)):
        team.base_region = region
        team.save()
    return made


def page_of(membership: Membership) -> str:
    answer = browser_of(membership.user).get(ADDRESS)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def codes(page: str) -> list[str]:
    return re.findall(r'<strong class="code">([^<]+)</strong>', page)


def binding(alder: Ground) -> MissionDevice:
    return MissionDevice.objects.get(device=alder.phone.device)


def invited(by: Membership, member: Membership) -> Any:
    return browser_of(by.user).post(f"{ADDRESS}invite/{member.pk}/")


def shut_out(by: Membership, phone: MissionDevice, reason: str = "Lost on the road.") -> Any:
    return browser_of(by.user).post(f"{ADDRESS}shut-out/{phone.pk}/", {"reason": reason})


def test_every_observer_stands_there_by_code_team_and_phones(alder: Ground) -> None:
    store(membership=alder.observers[0], by=None, person=Person("Matilda Geheim", "+7 701 234 56 78"))
    page = page_of(alder.head)
    assert codes(page) == ["OBS-001", "OBS-002", "OBS-003"]
    first, second, third = page.split('<li class="phone-holder">')[1:]
    assert "team T-01 · 1 phone" in first
    assert "Phone enrolled on" in first
    assert "team T-01 · no phone yet" in second
    assert "team T-02 · 1 phone" in third
    assert "Geheim" not in page
    assert "test phone" not in page, "people write their names into the label of a phone"


def test_a_regional_coordinator_sees_the_observers_of_their_own_regions(alder: Ground) -> None:
    assert codes(page_of(alder.regional)) == ["OBS-001", "OBS-002"]


def test_an_observer_is_listed_where_their_team_is_now(alder: Ground) -> None:
    moved = alder.observers[0]
    moved.teams.update(until=timezone.now())
    a_team(alder.mission, [moved], base=alder.east)
    assert codes(page_of(alder.regional)) == ["OBS-002"]
    assert codes(page_of(alder.head)) == ["OBS-001", "OBS-002", "OBS-003"]


def test_who_has_left_is_not_listed(alder: Ground) -> None:
    gone = alder.observers[1]
    MembershipEnd.objects.create(mission=alder.mission, membership=gone, ended_by=alder.head, reason="Left.")
    assert codes(page_of(alder.head)) == ["OBS-001", "OBS-003"]
    assert invited(alder.head, gone).status_code == 404


def test_the_invited_link_enrols_a_phone_once(alder: Ground) -> None:
    answer = invited(alder.regional, alder.observers[1])
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    (link,) = re.findall(r'href="http://testserver(/field/enrol/[^"]+)"', page)
    code = link.removeprefix("/field/enrol/").strip("/")
    assert f">{code}</strong>" in page
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page
    assert 'style="' not in page
    (enrolment,) = Enrolment.objects.filter(membership=alder.observers[1])
    assert abs(enrolment.expires_at - answer.context["valid_until"]).total_seconds() < 1
    phone = Client()
    assert phone.post(link).status_code == 302
    sender = sender_of(phone.cookies["observer_device"].value)
    assert sender is not None
    assert sender.membership_id == alder.observers[1].pk
    assert Client().post(link).status_code == 410


def test_nobody_invites_beyond_their_regions_or_those_who_file_no_reports(alder: Ground) -> None:
    assert invited(alder.regional, alder.observers[2]).status_code == 404
    assert invited(alder.head, alder.coordinator).status_code == 404
    assert not Enrolment.objects.exists()


def test_a_phone_that_was_shut_out_is_listed_no_longer(alder: Ground) -> None:
    phone = binding(alder)
    answer = shut_out(alder.regional, phone)
    assert (answer.status_code, answer["Location"]) == (302, ADDRESS)
    revocation = DeviceRevocation.objects.get(device=alder.phone.device)
    assert (revocation.revoked_by, revocation.reason) == (alder.regional.user, "Lost on the road.")
    assert f"shut-out/{phone.pk}/" not in page_of(alder.regional)
    assert shut_out(alder.head, phone).status_code == 409


@pytest.mark.parametrize("reason", ["", "   ", "a\x00b"])
def test_without_a_reason_no_phone_is_shut_out(alder: Ground, reason: str) -> None:
    answer = shut_out(alder.head, binding(alder), reason)
    assert answer.status_code == 400
    assert "Say why." in answer.content.decode()
    assert not DeviceRevocation.objects.exists()


def test_no_phone_is_shut_out_beyond_ones_regions(alder: Ground) -> None:
    other = MissionDevice.objects.get(device=alder.other_phone.device)
    assert shut_out(alder.regional, other).status_code == 404
    assert not DeviceRevocation.objects.exists()


def test_the_way_to_the_phones_is_shown_to_those_who_may(alder: Ground) -> None:
    analyst = a_member(alder.mission, Role.ANALYST)
    for member, told in ((alder.regional, True), (alder.head, True), (analyst, False)):
        board = browser_of(member.user).get("/missions/alder/").content.decode()
        assert (f'href="{ADDRESS}"' in board) == told


def test_long_lists_come_in_pages_by_code(alder: Ground) -> None:
    for _number in range(25):
        a_member(alder.mission, Role.OBSERVER)
    client = browser_of(alder.head.user)
    first = client.get(ADDRESS)
    second = client.get(first.context["listed"]["next"])
    found = [*codes(first.content.decode()), *codes(second.content.decode())]
    assert len(codes(first.content.decode())) == 25
    assert found == sorted(set(found))
    assert len(found) == 28


def test_three_rows_cost_as_many_queries_as_one(alder: Ground) -> None:
    lone = a_member(alder.mission, Role.REGIONAL_COORDINATOR, regions=[alder.east])

    def queries(member: Membership, rows: int) -> int:
        client = browser_of(member.user)
        with CaptureQueriesContext(connection) as counted:
            page = client.get(ADDRESS).content.decode()
        assert len(codes(page)) == rows
        return len(counted)

    one = queries(lone, 1)
    more = [a_member(alder.mission, Role.OBSERVER) for _number in range(2)]
    a_team(alder.mission, more, base=alder.east)
    for member in more:
        a_phone(member)
        a_phone(member)
    assert (one, queries(lone, 3)) == (7, 7)
