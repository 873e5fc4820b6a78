"""Headquarters sets phones up with ODK Collect, sees when they were heard of, and shuts them out."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from observer.gateways.models import AppUser
from observer.gateways.openrosa.app_users import make_app_user
from observer.journal.models import Entry
from observer.missions.roles import Role
from observer.missions.senders import sender_of
from observer.problems import Problem
from observer.reports.intake import receive
from tests.factories import Ground, a_member, a_submission, ground
from tests.people.accounts import browser_of

ADDRESS = "/missions/alder/collect/"


@pytest.fixture
def alder(db: None) -> Ground:
    made = ground()
    for team, region in ((made.team, made.west), (made.other_team, made.east)):
        team.base_region = region
        team.save()
    return made


def page(browser: Client) -> str:
    answer = browser.get(ADDRESS)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def made(browser: Client, code: str, **more: Any) -> Any:
    return browser.post(f"{ADDRESS}new/", {"member": code}, **more)


def key_in(text: str) -> str:
    (found,) = re.findall(r"/collect/key/([\w-]{43})", text)
    return str(found)


def test_a_phone_is_set_up_by_the_code_of_its_observer_and_the_token_is_shown_once(alder: Ground) -> None:
    browser = browser_of(alder.coordinator.user)
    answer = made(browser, "obs-001")
    text = answer.content.decode()
    token = key_in(text)
    sender = sender_of(token)
    assert sender is not None
    assert sender.membership_id == alder.observers[0].pk
    assert "<svg" in text
    assert answer["Cache-Control"] == "private, no-store"
    assert token not in page(browser)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(d::text, ' ') FROM people_device d")
        assert token not in cursor.fetchone()[0]
    entry = Entry.objects.get(act="make_app_user")
    assert (entry.device_id, entry.detail) == (sender.device_id, {"member": "OBS-001"})


def test_over_tls_the_token_is_a_password_and_in_no_address(alder: Ground) -> None:
    text = made(browser_of(alder.coordinator.user), "OBS-001", secure=True).content.decode()
    shown = re.findall(r'<dd class="code">([^<]+)</dd>', text)
    assert shown[:2] == ["https://testserver/collect", "OBS-001"]
    assert sender_of(shown[2]) is not None


def test_a_code_that_is_nobody_s_is_told_beside_the_field(alder: Ground) -> None:
    answer = made(browser_of(alder.coordinator.user), "OBS-999")
    assert answer.status_code == 400
    assert 'value="OBS-999"' in answer.content.decode()
    assert "There is no observer with this code" in answer.content.decode()
    assert AppUser.objects.count() == 0


def test_a_regional_coordinator_gives_phones_to_their_own_region(alder: Ground) -> None:
    browser = browser_of(alder.regional.user)
    assert made(browser, alder.observers[2].code).status_code == 400
    assert made(browser, alder.observers[0].code).status_code == 200
    make_app_user(membership=alder.observers[2], by=alder.head)
    assert re.findall(r'<strong class="code">([^<]+)<', page(browser)) == ["OBS-001"]
    assert re.findall(r'<strong class="code">([^<]+)<', page(browser_of(alder.head.user))) == [
        "OBS-003",
        "OBS-001",
    ]


def test_who_may_not_enrol_phones_makes_none(alder: Ground) -> None:
    for by, membership in (
        (alder.observers[1], alder.observers[0]),
        (alder.regional, alder.observers[2]),
        (a_member(alder.mission, Role.SECURITY), alder.observers[0]),
        (alder.head, alder.coordinator),
    ):
        with pytest.raises(Problem) as refused:
            make_app_user(membership=membership, by=by)
        assert refused.value.code == "forbidden"
    assert AppUser.objects.count() == 0


def test_the_list_tells_reports_and_the_last_contact(alder: Ground, client: Client) -> None:
    token = make_app_user(membership=alder.observers[0], by=alder.head).token
    browser = browser_of(alder.head.user)
    assert "0 reports sent" in page(browser)
    assert "Not heard of yet" in page(browser)
    assert client.head(f"/collect/key/{token}/submission", headers={"X-OpenRosa-Version": "1.0"}).status_code
    sender = sender_of(token)
    assert sender is not None
    for count in (1, 2):
        receive(sender=sender, submissions=[a_submission(alder.opening, {"A10": str(count)})])
    # What the same observer sent from another phone is not this one's.
    receive(sender=alder.phone.sender, submissions=[a_submission(alder.opening, {"A10": "9"})])
    assert "2 reports sent" in page(browser)
    assert "Last heard of on" in page(browser)


def test_a_phone_that_is_shut_out_says_so_and_stays_in_the_list(alder: Ground) -> None:
    one = make_app_user(membership=alder.observers[0], by=alder.head)
    browser = browser_of(alder.head.user)
    address = f"{ADDRESS}{one.app_user.pk}/shut-out/"
    assert "Say why." in unescape(browser.post(address).content.decode())
    assert browser.post(address, {"reason": "Lost."}).status_code == 302
    sender = sender_of(one.token)
    assert sender is not None
    assert sender.revoked_at is not None
    assert "Shut out" in page(browser)
    assert address not in page(browser)


def test_a_line_costs_no_query(alder: Ground) -> None:
    browser = browser_of(alder.head.user)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page(browser)
        return len(seen)

    make_app_user(membership=alder.observers[0], by=alder.head)
    queries()
    one = queries()
    for membership in alder.observers[1:]:
        make_app_user(membership=membership, by=alder.head)
    assert queries() == one
