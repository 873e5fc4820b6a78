"""A real browser: the system's Chromium, driven by Playwright against a server with a real database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.missing import do_without

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
# What axe calls serious or critical hinders people; the rest is read, not enforced.
HINDERS = {"serious", "critical"}


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Where there is no Chromium the run says so at its end; CI fails."""
    if (path := chromium()) is None:
        do_without("the pages in a browser: install Chromium (Debian: chromium)")
    # Playwright keeps an event loop in this thread; the tests themselves are ordinary synchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chosen = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chosen
        chosen.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def served(committed_database: None, settings: Settings, live_server: LiveServer) -> str:
    """The address of a server over this worker's database. Static files come as they stand in static/."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    return live_server.url


@pytest.fixture
def open_page(browser: Browser, served: str) -> Iterator[Callable[..., Page]]:
    """A function that opens a fresh window: `open_page(java_script=False, viewport=PHONE, …)`.

    Anything the page reports to its console as an error, a refused style included, fails the test.
    """
    contexts, complaints = [], []

    def open_window(*, java_script: bool = True, viewport: Any = PHONE, **options: Any) -> Page:
        context = browser.new_context(
            base_url=served, java_script_enabled=java_script, viewport=viewport, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []


def hindrances(page: Page) -> list[tuple[str, Any]]:
    """What axe finds on the page as it stands that would keep somebody from using it."""
    found = Axe().run(page).response["violations"]
    return [
        (each["id"], [node["target"] for node in each["nodes"]])
        for each in found
        if each["impact"] in HINDERS
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
