"""An administrator breaks the glass on a page that asks why, and the head of mission reads it."""

import pytest
from django.test import Client

from observer.missions.models import BreakGlass, Membership
from observer.missions.roles import Role
from tests.factories import a_member, a_mission, an_election
from tests.people.accounts import browser_of

pytestmark = pytest.mark.django_db
ADDRESS = "/missions/alder/glass/"
WHY = {"reason": "A report of T-01 cannot be found by anybody.", "minutes": "60"}


@pytest.fixture
def administrator() -> Membership:
    return a_member(a_mission(an_election(), "alder"), Role.ADMINISTRATOR)


@pytest.fixture
def browser(administrator: Membership) -> Client:
    return browser_of(administrator.user)


def test_the_board_is_closed_until_the_glass_is_broken_and_open_after(browser: Client) -> None:
    assert browser.get("/missions/alder/").status_code == 403
    response = browser.post(ADDRESS, WHY, follow=True)
    assert response.redirect_chain == [(ADDRESS, 302)]
    assert "is open until" in response.content.decode()
    assert browser.get("/missions/alder/").status_code == 200


def test_the_head_of_mission_reads_who_and_why(browser: Client, administrator: Membership) -> None:
    browser.post(ADDRESS, WHY)
    head = browser_of(a_member(administrator.mission, Role.HEAD).user)
    page = head.get("/missions/alder/").content.decode()
    assert WHY["reason"] in page
    assert administrator.code in page
    analyst = browser_of(a_member(administrator.mission, Role.ANALYST).user)
    assert WHY["reason"] not in analyst.get("/missions/alder/").content.decode()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"reason": "because"}, "15 characters"),
        ({"reason": ""}, "This field is required."),
        ({"minutes": "100000"}, "Select a valid choice."),
        ({"minutes": "x"}, "Select a valid choice."),
    ],
)
def test_without_a_reason_or_an_end_it_stays_whole_and_nothing_typed_is_lost(
    browser: Client, change: dict[str, str], told: str
) -> None:
    response = browser.post(ADDRESS, WHY | change)
    page = response.content.decode()
    assert response.status_code == 400
    assert told in page
    assert (WHY | change)["reason"] in page
    assert not BreakGlass.objects.exists()


def test_broken_glass_is_not_broken_again(browser: Client) -> None:
    browser.post(ADDRESS, WHY)
    assert browser.post(ADDRESS, WHY).status_code == 409
    assert BreakGlass.objects.count() == 1


def test_a_reason_is_shown_as_text(browser: Client, administrator: Membership) -> None:
    browser.post(ADDRESS, WHY | {"reason": "<script>alert('a long reason')</script>"})
    head = browser_of(a_member(administrator.mission, Role.HEAD).user)
    page = head.get("/missions/alder/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
