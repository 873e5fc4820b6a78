"""Everybody begins where their work is."""

import pytest

from observer.missions.models import Membership, MembershipEnd
from observer.missions.roles import Role
from tests.factories import a_member, a_mission, an_election
from tests.people.accounts import an_account, browser_of

pytestmark = pytest.mark.django_db


def a_mission_member(role: Role, code: str = "alder") -> Membership:
    return a_member(a_mission(an_election(code), code), role)


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.HEAD, "/missions/alder/"),
        (Role.REGIONAL_COORDINATOR, "/missions/alder/"),
        (Role.AUDITOR, "/missions/alder/"),
        (Role.ADMINISTRATOR, "/missions/alder/glass/"),
    ],
)
def test_a_member_of_one_mission_goes_straight_to_their_work(role: Role, address: str) -> None:
    response = browser_of(a_mission_member(role).user).get("/")
    assert (response.status_code, response["Location"]) == (302, address)


def test_a_clerk_is_told_that_there_is_no_page_yet() -> None:
    response = browser_of(a_mission_member(Role.CLERK).user).get("/")
    assert response.status_code == 200
    assert "There is no page for your role here." in response.content.decode()


def test_a_member_of_two_missions_chooses() -> None:
    member = a_mission_member(Role.HEAD)
    birch = a_mission(an_election("birch"), "birch")
    Membership.objects.create(mission=birch, user=member.user, code="HQ-9", role=Role.ANALYST)
    a_mission(an_election("cedar"), "cedar")
    page = browser_of(member.user).get("/").content.decode()
    assert 'href="/missions/alder/"' in page
    assert 'href="/missions/birch/"' in page
    assert "cedar" not in page.lower()


def test_who_belongs_to_no_mission_is_told_so() -> None:
    page = browser_of(an_account()).get("/").content.decode()
    assert "You belong to no mission at the moment." in page


def test_who_has_left_is_not_led_back() -> None:
    member = a_mission_member(Role.ANALYST)
    head = a_member(member.mission, Role.HEAD)
    MembershipEnd.objects.create(mission=member.mission, membership=member, ended_by=head, reason="went home")
    browser = browser_of(member.user)
    assert browser.get("/").status_code == 200
    assert browser.get("/missions/alder/").status_code == 404
