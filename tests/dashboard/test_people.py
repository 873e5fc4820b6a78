"""People are found by code, or by their whole name; let in once, and ended with a reason."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from observer.journal.models import Entry
from observer.missions.models import EnrolmentWithdrawal, Membership, TeamMember
from observer.missions.personal import Person, store
from observer.missions.roles import Role
from tests.factories import Ground, a_member, ground
from tests.people.accounts import PASSWORD, browser_of, sign_in

ADDRESS = "/missions/alder/people/"


@pytest.fixture
def alder(db: None) -> Ground:
    made = ground()
    store(membership=made.observers[0], by=None, person=Person("Matilda Geheim", "+7 701 234 56 78"))
    return made


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()
    return unescape(answer.content.decode())


def codes(answer: Any) -> list[str]:
    return re.findall(r'<strong class="code">([^<]+)</strong>', text_of(answer))


def test_everybody_stands_there_by_code_and_the_address_narrows(alder: Ground) -> None:
    browser = browser_of(alder.head.user)
    assert codes(browser.get(ADDRESS)) == ["HQ-004", "HQ-005", "HQ-006", "OBS-001", "OBS-002", "OBS-003"]
    assert codes(browser.get(f"{ADDRESS}?code=OBS")) == ["OBS-001", "OBS-002", "OBS-003"]
    assert codes(browser.get(f"{ADDRESS}?role=head")) == ["HQ-005"]
    assert "Geheim" not in text_of(browser.get(ADDRESS))


@pytest.mark.parametrize(
    ("searched", "found"),
    [
        ({"name": "geheim MATILDA"}, ["OBS-001"]),
        ({"name": "Geheim"}, []),
        ({"telephone": "8 (701) 234-56-78"}, ["OBS-001"]),
        ({}, []),
    ],
)
def test_a_whole_name_or_number_finds_somebody(
    alder: Ground, searched: dict[str, str], found: list[str]
) -> None:
    assert codes(browser_of(alder.head.user).post(f"{ADDRESS}find/", searched)) == found
    assert Entry.objects.filter(act="find_names", user_id=alder.head.user_id).count() == 1


def test_a_name_is_shown_once_and_the_journal_keeps_who_looked(alder: Ground) -> None:
    browser, page = browser_of(alder.coordinator.user), f"{ADDRESS}{alder.observers[0].pk}/"
    assert "Geheim" not in text_of(browser.get(page))
    assert "Matilda Geheim" in text_of(browser.post(f"{page}show/"))
    assert Entry.objects.get(act="see_names").user_id == alder.coordinator.user_id


def test_an_administrator_sees_codes_and_no_way_to_names(alder: Ground) -> None:
    browser = browser_of(a_member(alder.mission, Role.ADMINISTRATOR).user)
    assert "find/" not in text_of(browser.get(ADDRESS))
    assert "show/" not in text_of(browser.get(f"{ADDRESS}{alder.observers[0].pk}/"))
    assert 'name="name"' not in text_of(browser.get(f"{ADDRESS}new/"))


def test_a_person_is_added_by_hand_and_comes_in_by_a_link_once(alder: Ground) -> None:
    browser = browser_of(alder.head.user)
    sent = {"code": "ANA-1", "role": "analyst", "email": "ana@alder.example", "name": "Ana Example"}
    page = browser.post(f"{ADDRESS}new/", sent)["Location"]
    (link,) = re.findall(
        r'href="http://testserver(/accounts/[^"]+)"', text_of(browser.post(f"{page}let-in/"))
    )
    visitor = Client()
    form = visitor.get(link)["Location"]
    assert "Choose a password" in text_of(visitor.get(form))
    assert visitor.post(form, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    member = Membership.objects.get(code="ANA-1")
    assert sign_in(Client(), member.user)["Location"] == "/"
    assert "has been used or has run out" in text_of(Client().get(link))
    assert browser.post(f"{page}let-in/").status_code == 409, (
        "nobody is handed the way into another's account"
    )


def test_what_is_wrong_with_a_person_stands_at_its_field(alder: Ground) -> None:
    answer = browser_of(alder.head.user).post(
        f"{ADDRESS}new/", {"code": "OBS-001", "role": "regional_coordinator"}
    )
    assert answer.status_code == 400
    form = answer.context["form"]
    assert set(form.errors) == {"team", "regions", "role"}
    assert not Membership.objects.filter(role="regional_coordinator").exclude(pk=alder.regional.pk).exists()


def test_who_leaves_is_listed_no_more_and_leaves_their_team(alder: Ground) -> None:
    browser, gone = browser_of(alder.head.user), alder.observers[0]
    page = f"{ADDRESS}{gone.pk}/"
    assert browser.post(f"{page}end/", {"reason": " "}).status_code == 400
    assert browser.post(f"{page}end/", {"reason": "Went home."})["Location"] == ADDRESS
    assert gone.code not in codes(browser.get(ADDRESS))
    assert not TeamMember.objects.filter(membership=gone, until=None).exists()
    assert browser.get(page).status_code == 404
    assert browser.post(f"{ADDRESS}{alder.head.pk}/end/", {"reason": "x"}).status_code == 409


def test_a_sheet_invites_everybody_without_a_phone_and_each_code_works_once(alder: Ground) -> None:
    text = text_of(browser_of(alder.head.user).post(f"{ADDRESS}invite/"))
    assert re.findall(r'<li class="card"><strong class="code">([^<]+)<', text) == ["OBS-002"]
    assert "1 invitation, open until" in text
    assert text.count("<svg") == 2, "the mark of the site, and one QR code"
    (link,) = re.findall(r"http://testserver(/field/enrol/[^<]+)<", text)
    assert Client().post(link).status_code == 302
    assert Client().post(link).status_code == 410


def test_a_withdrawn_invitation_opens_nothing(alder: Ground) -> None:
    browser, page = browser_of(alder.head.user), f"{ADDRESS}{alder.observers[1].pk}/"
    text = text_of(browser.post(f"{ADDRESS}invite/", {"team": "T-01"}))
    (link,) = re.findall(r"http://testserver(/field/enrol/[^<]+)<", text)
    (withdraw,) = re.findall(
        r'action="(/missions/alder/invitations/\d+/withdraw/)"', text_of(browser.get(page))
    )
    assert browser.post(withdraw)["Location"] == page
    assert Client().post(link).status_code == 410
    assert EnrolmentWithdrawal.objects.get().withdrawn_by == alder.head
    assert browser.post(withdraw).status_code == 409


def test_three_people_cost_as_many_queries_as_one(alder: Ground) -> None:
    def queries(address: str) -> int:
        browser = browser_of(alder.head.user)
        with CaptureQueriesContext(connection) as counted:
            text_of(browser.get(address))
        return len(counted)

    assert queries(f"{ADDRESS}?code=OBS-001") == queries(f"{ADDRESS}?code=OBS")
