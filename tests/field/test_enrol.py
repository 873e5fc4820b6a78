"""Enrolling a phone at its own door: a link works once, looking at it uses nothing up."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from observer.field.phone import COOKIE
from observer.missions.enrol import invite
from observer.missions.models import MissionDevice
from tests.factories import Ground, ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def alder() -> Ground:
    return ground()


def link(alder: Ground) -> str:
    return reverse("field:enrol", args=[invite(membership=alder.observers[1], by=alder.head)])


def test_looking_at_the_link_uses_nothing_up(client: Client, alder: Ground) -> None:
    address = link(alder)
    for _chat_program in range(2):
        assert client.get(address).status_code == 200
    assert client.post(address).headers["Location"] == reverse("field:today")


def test_the_token_is_out_of_reach_of_scripts_sites_and_other_pages(client: Client, alder: Ground) -> None:
    cookie = client.post(link(alder)).cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/field/")


def test_an_enrolled_phone_opens_today_without_a_session(client: Client, alder: Ground) -> None:
    page = client.post(link(alder), follow=True)
    assert page.status_code == 200
    assert alder.team.code in page.content.decode()
    assert "sessionid" not in client.cookies


def test_the_link_works_once(client: Client, alder: Ground) -> None:
    address = link(alder)
    client.post(address)
    stranger = Client()
    before = MissionDevice.objects.count()
    assert (stranger.get(address).status_code, stranger.post(address).status_code) == (410, 410)
    assert (MissionDevice.objects.count(), COOKIE in stranger.cookies) == (before, False)


def test_its_own_link_opened_once_more_leads_home(client: Client, alder: Ground) -> None:
    address = link(alder)
    client.post(address)
    assert client.get(address).headers["Location"] == reverse("field:today")


def test_a_link_that_ran_out_says_so(client: Client, alder: Ground) -> None:
    code = invite(membership=alder.observers[1], by=alder.head, lifetime=timedelta(hours=1))
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        page = client.get(reverse("field:enrol", args=[code]))
    assert (page.status_code, "coordinator" in page.content.decode()) == (410, True)


@pytest.mark.parametrize(
    "spelling", [str.lower, lambda code: code.replace("-", " "), lambda code: f" {code} "]
)
def test_a_code_read_out_and_typed_by_hand_is_understood(
    client: Client, alder: Ground, spelling: object
) -> None:
    code = invite(membership=alder.observers[1], by=alder.head)
    answer = client.post(reverse("field:enrol_code"), {"code": spelling(code)})  # type: ignore[operator]
    assert answer.headers["Location"] == reverse("field:enrol", args=[code])


def test_half_a_code_is_asked_for_again_and_not_lost(client: Client) -> None:
    page = client.post(reverse("field:enrol_code"), {"code": "7K3M-Q9"})
    assert (page.status_code, 'value="7K3M-Q9"' in page.content.decode()) == (200, True)


def test_a_forged_press_of_the_button_is_refused(alder: Ground) -> None:
    assert Client(enforce_csrf_checks=True).post(link(alder)).status_code == 403
