"""The boards in a real browser: they move by themselves, fit a phone and hinder nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from observer.analysis.folder import go_round as fold_once
from observer.analysis.models import FoldState
from tests.analysis.eyes import send
from tests.factories import Ground, a_visit, ground
from tests.flows.conftest import DESK, PHONE, hindrances, overflow
from tests.people.accounts import browser_of

PAGES = (
    "coverage/",
    "coverage/missing/",
    "coverage/silent/?silent_hours=1",
    "violations/",
    "answers/",
    "answers/?checklist=opening&question=A1",
    "answers/?checklist=opening&question=A10&by=hour",
    "results/",
    "results/stations/?contest=",
)
PROTOCOL = {"P_R": "1000", "P_X_st": "400", "P_X_mob": "20", "P_V": "400", "P_N": "10", "P_G": "420"}


def go_round() -> None:
    """Fold, until the version of the figures has moved, which it does once a second at most."""
    fold_once()
    while FoldState.objects.filter(version_due=True).exists():
        fold_once()


@pytest.fixture
def alder(committed_database: None) -> Ground:
    """An opening at which something was wrong, and a protocol that does not reconcile."""
    there = ground()
    visit = a_visit(there.stations[3])
    send(there, "opening", {"A1": "no", "A10": "7"}, visit=visit)
    send(there, "counting", PROTOCOL, visit=visit)
    go_round()
    return there


@pytest.fixture
def sign_in(alder: Ground, open_page: Callable[..., Page], served: str) -> Callable[..., Page]:
    """Opens pages in which the head of mission is signed in."""

    def open_window(**options: object) -> Page:
        page = open_page(**options)
        session = browser_of(alder.head.user).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": served}])
        return page

    return open_window


def test_a_board_follows_the_figures_and_keeps_what_was_opened(
    sign_in: Callable[..., Page], alder: Ground
) -> None:
    page = sign_in(viewport=DESK)
    page.goto("/missions/alder/violations/")
    seen = page.locator("#violation-figures .figure__value").nth(3)
    expect(seen).to_have_text("1")
    page.locator("#violation-trend summary").click()
    page.locator("#violation-heat a").first.focus()
    send(alder, "opening", {"A1": "no", "A7": "no"}, visit=a_visit(alder.stations[4]))
    go_round()
    expect(seen).to_have_text("3", timeout=15_000)
    assert page.locator("#violation-trend details").get_attribute("open") is not None
    assert page.evaluate("document.activeElement.closest('#violation-heat') !== null")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_no_board_hinders_anybody_or_runs_out_of_its_screen(
    sign_in: Callable[..., Page], viewport: dict[str, int]
) -> None:
    page = sign_in(viewport=viewport)
    found = {}
    for address in PAGES:
        page.goto(f"/missions/alder/{address}")
        found[address] = (hindrances(page), overflow(page))
    assert found == dict.fromkeys(PAGES, ([], 0))


def test_questions_are_narrowed_while_one_types(sign_in: Callable[..., Page]) -> None:
    page = sign_in(viewport=DESK)
    page.goto("/missions/alder/answers/")
    page.get_by_label("Find a question").fill("a10")
    expect(page.locator("#questions li:visible")).to_have_count(1)


def test_without_a_script_the_filters_are_asked_of_the_server(sign_in: Callable[..., Page]) -> None:
    page = sign_in(java_script=False, viewport=DESK)
    page.goto("/missions/alder/answers/?checklist=opening&question=A1")
    page.get_by_label("In parts by").select_option("settlement")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#question-parts tbody th")).to_have_text(["urban"])


def test_a_board_written_from_right_to_left_stays_within_its_screen(sign_in: Callable[..., Page]) -> None:
    page = sign_in(viewport=PHONE)
    page.goto("/missions/alder/violations/")
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert overflow(page) == 0
