"""A pile of paper in a browser: two clerks without a mouse, and a coordinator who settles what they read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from observer.missions.models import Membership
from observer.missions.roles import Role
from observer.reports.models import Revision
from tests.factories import Ground, a_member, ground
from tests.flows.conftest import DESK, PHONE, hindrances, overflow
from tests.people.accounts import browser_of


@pytest.fixture
def alder(committed_database: None) -> Ground:
    return ground()


@pytest.fixture
def signed_in(open_page: Callable[..., Page], served: str) -> Callable[[Membership], Page]:
    def sign_in(member: Membership) -> Page:
        page = open_page(viewport=DESK)
        session = browser_of(member.user).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": served}])
        page.goto("/missions/alder/entry/")
        return page

    return sign_in


def type_sheet(page: Page, *keys: str) -> None:
    """Head of the sheet and fields one after another, by the keyboard alone."""
    expect(page.locator("#team")).to_be_focused()
    for text in keys:
        page.keyboard.type(text)
        page.keyboard.press("Enter")


HEAD = ("T-01", "W-1", "04.10.2026", "0710", "0755")


def test_two_clerks_and_a_third_person_make_a_report_of_a_sheet(
    alder: Ground, signed_in: Callable[[Membership], Page]
) -> None:
    head = (alder.team.code, *HEAD[1:])
    first = signed_in(a_member(alder.mission, Role.CLERK))
    first.get_by_role("link", name="Checklist opening").click()
    # The first field waits for the first key: A0, A1, A2, A3 (not asked), A4.
    type_sheet(first, *head, "0710", "2", "1", "", "13")
    expect(first.locator("#q-A4 + output")).to_have_text("lists, seals")
    assert (hindrances(first), overflow(first)) == ([], 0)
    first.set_viewport_size(PHONE)
    assert overflow(first) == 0
    first.get_by_role("button", name="Keep this reading").click()
    expect(first.get_by_text("Please write opening-1 on the sheet.")).to_be_visible()
    # It is nothing for its own reader.
    expect(first.get_by_role("link", name="opening-1")).to_have_count(0)

    second = signed_in(a_member(alder.mission, Role.CLERK))
    second.get_by_role("link", name="opening-1").click()
    assert second.locator("#q-A1").input_value() == ""
    type_sheet(second, *head, "0710", "1", "1", "", "1, 3")
    second.get_by_role("button", name="Keep this reading").click()
    expect(second.get_by_text("opening-1 was read differently.")).to_be_visible()
    assert Revision.objects.count() == 0

    third = signed_in(alder.coordinator)
    third.goto("/missions/alder/entry/differing/")
    third.get_by_role("link", name="opening-1").click()
    assert (hindrances(third), overflow(third)) == ([], 0)
    third.get_by_role("button", name="Settle and send").click()
    expect(third.get_by_role("alert")).to_have_text("Please settle every difference.")
    third.get_by_label("2 · No").check()
    third.get_by_role("button", name="Settle and send").click()
    expect(third.get_by_text("opening-1 is settled and is a report now")).to_be_visible()
    answers = Revision.objects.get().answers
    assert answers == {"A0": "07:10", "A1": "no", "A2": "on_time", "A4": ["lists", "seals"]}


def test_what_cannot_be_an_answer_is_told_beside_its_field_and_kept_if_the_paper_says_so(
    alder: Ground, signed_in: Callable[[Membership], Page]
) -> None:
    page = signed_in(a_member(alder.mission, Role.CLERK))
    page.get_by_role("link", name="Checklist opening").click()
    page.locator("#station").fill("W-1")
    page.locator("#q-A1").fill("7")
    page.locator("#q-A10").fill("99")
    page.get_by_role("button", name="Keep this reading").click()
    expect(page.locator("#q-A1-wrong")).to_have_text("“7” is not one of the choices.")
    expect(page.locator("#q-A10-wrong")).to_have_text("Please write a number from 0 to 30.")
    assert page.locator("#q-A10").input_value() == "99"
    page.get_by_label("The paper says so").check()
    page.get_by_role("button", name="Keep this reading").click()
    expect(page.get_by_text("Please write opening-1 on the sheet.")).to_be_visible()
