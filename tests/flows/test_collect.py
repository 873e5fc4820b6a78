"""Setting up a phone with ODK Collect, as a coordinator sees it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from observer.gateways.openrosa.app_users import make_app_user
from tests.factories import ground
from tests.flows.conftest import DESK, PHONE, hindrances, overflow
from tests.people.accounts import browser_of


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_code_is_made_and_the_phones_are_listed(
    open_page: Callable[..., Page], served: str, viewport: Any, scheme: str
) -> None:
    of = ground()
    make_app_user(membership=of.observers[1], by=of.coordinator)
    page = open_page(viewport=viewport, color_scheme=scheme)
    session = browser_of(of.coordinator.user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": served}])
    page.goto("/missions/alder/collect/")
    seen(page, f"list-{scheme}-{viewport['width']}")
    page.get_by_label("Code of the observer").fill("obs-001")
    page.get_by_role("button", name="Make a code").click()
    expect(page.get_by_role("heading", name="ODK Collect for OBS-001")).to_be_visible()
    seen(page, f"code-{scheme}-{viewport['width']}")


def seen(page: Page, name: str) -> None:
    """Nothing hinders anybody; PICTURES=folder keeps what it looks like."""
    assert hindrances(page) == []
    assert overflow(page) <= 0
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(folder) / f"collect-{name}.png"), full_page=True)
