"""The coordinator's desk in a browser: an incident from new to closed, a review, a placement, two events made
one; and the board that moves with each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from observer.analysis.models import FoldState
from observer.missions.models import Membership
from observer.reports.intake import receive
from observer.reports.models import Violation
from tests.dashboard.desk import SEEN, count, send
from tests.factories import Ground, a_submission, ground
from tests.flows.conftest import DESK, PHONE, hindrances, overflow
from tests.people.accounts import browser_of


@pytest.fixture
def alder(committed_database: None) -> Ground:
    return ground()


@pytest.fixture
def signed_in(open_page: Callable[..., Page], served: str) -> Callable[..., Page]:
    """A window in which a member is signed in, second factor and all."""

    def sign_in(member: Membership, **options: Any) -> Page:
        page = open_page(**options)
        session = browser_of(member.user).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": served}])
        return page

    return sign_in


def board(page: Page, alder: Ground) -> tuple[str, str, str]:
    """Reports counted, violations seen and told, as the board says them now."""
    count(alder)
    # The version of the figures moves once a second at most, and a board of the older one may still be kept.
    while FoldState.objects.filter(mission=alder.mission, version_due=True).exists():
        count(alder)
    page.goto("/missions/alder/")
    shown = (f".figures [data-text='{name}.number']" for name in ("reports", "events.seen", "events.told"))
    reports, seen, told = (page.locator(each).inner_text() for each in shown)
    return reports, seen, told


def test_a_coordinator_s_morning(alder: Ground, signed_in: Callable[..., Page]) -> None:
    incident = send(alder, "incident", SEEN | {"narrative": "A clump of ballots fell in."}, station="W-2")
    one, other, lost = send(alder), send(alder), send(alder, station="w 1")
    page = signed_in(alder.coordinator, viewport=DESK)
    assert board(page, alder) == ("3", "3", "0")

    # An incident from new to closed.
    page.get_by_role("link", name="Reports", exact=True).first.click()
    page.get_by_role("link", name="Incidents", exact=True).click()
    page.locator(f"a[href$='/incidents/{incident.client_id}/']").first.click()
    expect(page.get_by_text("A clump of ballots fell in.")).to_be_visible()
    page.get_by_role("button", name="Follow up").click()
    page.get_by_label("What was found out, or why").fill("Called T-01: it was at another station.")
    page.get_by_role("button", name="Not confirmed").click()
    page.get_by_label("What was found out, or why").fill("Told the head.")
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".steps > li")).to_have_count(4)
    assert board(page, alder) == ("3", "2", "0")

    # A report kept out, and taken back in.
    page.goto(f"/missions/alder/reports/{one.client_id}/")
    page.get_by_text("Keep out of the figures").click()
    page.get_by_label("On what ground").select_option("unreliable")
    page.get_by_role("button", name="Out of all figures").click()
    expect(page.get_by_text("Reviewed:")).to_be_visible()
    assert board(page, alder) == ("2", "1", "0")
    page.goto(f"/missions/alder/reports/{one.client_id}/")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Reviewed:")).to_be_visible()
    assert board(page, alder) == ("3", "2", "0")

    # One that was lost for want of a place.
    assert lost.current
    page.goto("/missions/alder/unplaced/")
    page.get_by_role("button", name=f"Place {lost.current.receipt_code} at W-1").click()
    expect(page.get_by_text("Every report has its place.")).to_be_visible()
    assert board(page, alder) == ("4", "3", "0")

    # Two events that are one.
    event, same = (Violation.objects.get(visit=report.visit) for report in (one, other))
    page.goto(f"/missions/alder/events/{event.pk}/")
    page.locator(f"input[name='other'][value='{same.pk}']").check()
    page.get_by_label("Why they are one").fill("Both stood in the same queue.")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("The two events are one now.")).to_be_visible()
    assert board(page, alder) == ("4", "2", "0")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_hinders_anybody_at_the_desk(
    alder: Ground, signed_in: Callable[..., Page], viewport: dict[str, int]
) -> None:
    incident = send(alder, "incident", SEEN | {"narrative": "A clump of ballots fell in."})
    report = send(alder, answers={"A1": "no", "A2": "late", "A3": "No key.", "A14": "bad"})
    send(alder, answers={"A1": "yes", "A14": "good"})
    send(alder, station="w 1")
    assert report.current
    for answer in ("yes", "no"):
        mended = a_submission(
            alder.opening,
            {"A1": answer},
            report_id=report.client_id,
            replaces=report.current.client_id,
            reason="looked again",
        )
        receive(sender=alder.phone.sender, submissions=[mended])
    count(alder)
    event = Violation.objects.order_by("id").first()
    assert event
    page = signed_in(alder.head, viewport=viewport)
    for path in (
        "incidents/",
        f"incidents/{incident.client_id}/",
        f"reports/{report.client_id}/",
        "unplaced/",
        f"events/{event.pk}/",
        "texts/",
        "stations/W-1/",
        "teams/",
        f"teams/{alder.team.code}/",
        "results/release/",
    ):
        page.goto(f"/missions/alder/{path}")
        assert (path, hindrances(page), overflow(page)) == (path, [], 0)
