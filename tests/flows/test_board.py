"""The board in a real browser before a real server: numbers that move by themselves, and honest silence."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from observer.analysis.folder import go_round
from observer.operations.home import PROJECT
from observer.reports.intake import receive
from tests.factories import Ground, a_submission, a_visit, ground
from tests.flows.conftest import DESK, PHONE, hindrances, overflow
from tests.people.accounts import browser_of

STARTED_WITHIN_S = 30
SEEN = "[data-text='events.seen.number']"


@contextmanager
def serving() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The web server as an installation runs it, over this worker's database: its address and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--blocking-threads", "4"]
    command = [sys.executable, "-m", "granian", *words, "observer.wsgi:application"]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(answers, f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(timeout=20)


def answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=1) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def wait_until(happened: Callable[[str], bool], about: str) -> None:
    deadline = monotonic() + STARTED_WITHIN_S
    while not happened(about):
        assert monotonic() < deadline, f"{about} did not answer"


@pytest.fixture
def alder(committed_database: None) -> Ground:
    return ground()


@pytest.fixture
def window(browser: Browser, alder: Ground) -> Iterator[Callable[..., Page]]:
    """Opens pages in which the head of mission is signed in."""
    contexts = []

    def open_window(address: str, viewport: dict[str, int] = DESK) -> Page:
        context = browser.new_context(base_url=address, viewport=viewport)
        contexts.append(context)
        session = browser_of(alder.head.user).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()


def report(alder: Ground) -> None:
    """A report comes in, and the worker's round counts it."""
    visit = a_visit(next(station for station in alder.stations if station.region_id == alder.west.pk))
    receive(sender=alder.phone.sender, submissions=[a_submission(alder.opening, {"A1": "no"}, visit=visit)])
    go_round(seconds=2)


def test_a_number_moves_within_three_seconds_and_nothing_else_does(
    alder: Ground, window: Callable[..., Page]
) -> None:
    report(alder)
    with serving() as (address, _process):
        page = window(address)
        page.goto("/missions/alder/")
        number = page.locator(f".figures {SEEN}")
        expect(number).to_have_text("1")
        link = page.locator("[data-row='west'] a").first
        link.focus()
        page.evaluate("window.scrollTo(0, 300)")
        row = page.locator("[data-row='west']")
        page.evaluate("document.querySelector(\"[data-row='west']\").mark = 'the same element'")
        report(alder)
        expect(number).to_have_text("2", timeout=3_000)
        expect(row.locator(SEEN)).to_have_text("2")
        assert page.evaluate("document.querySelector(\"[data-row='west']\").mark") == "the same element"
        assert page.evaluate("document.activeElement.textContent") == "West"
        assert page.evaluate("window.scrollY") == 300
        expect(page.locator(".figure--changed").first).to_be_visible()
        expect(page.get_by_role("status").filter(has_text="Violations seen: 2.")).to_have_count(1)


def test_a_server_that_is_gone_is_told_in_words(alder: Ground, window: Callable[..., Page]) -> None:
    report(alder)
    with serving() as (address, process):
        page = window(address)
        page.goto("/missions/alder/")
        live = page.locator("#live")
        expect(live).to_have_text("Up to date")
        process.terminate()
        process.wait(timeout=20)
        expect(live).to_have_text("Not up to date", timeout=25_000)
        expect(page.locator("#stale-text")).to_contain_text("The server cannot be reached.")
        assert live.get_attribute("data-state") == "stale"


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_hinders_anybody_on_the_pages_of_headquarters(
    alder: Ground, window: Callable[..., Page], viewport: dict[str, int]
) -> None:
    report(alder)
    with serving() as (address, _process):
        page = window(address, viewport)
        page.goto("/missions/alder/")
        expect(page.locator("#live")).to_be_visible()
        for path in ("", "reports/", "regions/west/", "summaries/"):
            page.goto(f"/missions/alder/{path}")
            assert (path, hindrances(page), overflow(page)) == (path, [], 0)
        page.goto("/missions/alder/reports/")
        page.locator(".row-link").first.click()
        expect(page.get_by_role("heading", name="What was sent")).to_be_visible()
        assert (hindrances(page), overflow(page)) == ([], 0)
        page.goto("/api/v1/")
        assert (hindrances(page), overflow(page)) == ([], 0)
