"""Changing the rules of a version in a browser: tried first, then applied, with its progress."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from observer.reports.models import RuleTrial
from observer.reports.rejudging import try_out
from tests.factories import ground
from tests.flows.conftest import DESK, PHONE, hindrances, overflow
from tests.people.accounts import browser_of
from tests.reports.test_ruling import send


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [(PHONE, "light"), (DESK, "light"), (PHONE, "dark"), (DESK, "dark")],
    ids=["phone", "desk", "phone-dark", "desk-dark"],
)
def test_rules_are_tried_and_applied(
    open_page: Callable[..., Page], served: str, viewport: Any, scheme: str
) -> None:
    of = ground()
    send(of, {"A1": "no", "A10": "7"}, {"A1": "no"})
    page = open_page(viewport=viewport, color_scheme=scheme)
    session = browser_of(of.head.user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": served}])
    look = seen(page, f"{scheme}-{viewport['width']}")
    page.goto("/missions/alder/checklists/counting/1/rules/")
    look("sums")
    page.goto("/missions/alder/checklists/opening/1/rules/")
    look("rules")
    first = page.get_by_label("It is a violation when").first
    first.fill("${A99} = 'no'")
    page.get_by_role("button", name="See what this would change").click()
    expect(page.get_by_text("There is no question").first).to_be_visible()
    look("fault")
    first.fill(". = 'no'")
    page.get_by_label("Severity").first.select_option("critical")
    page.get_by_role("button", name="See what this would change").click()
    expect(page.get_by_role("heading", name="What these rules would change")).to_be_visible()
    look("waiting")
    try_out(RuleTrial.objects.get().job_id)
    page.reload()
    expect(page.get_by_role("table")).to_be_visible()
    look("trial")
    page.get_by_label("Why").fill("the law says so")
    page.get_by_role("button", name="Apply these rules").click()
    expect(page.get_by_text("Stored reports are being judged again").first).to_be_visible()
    look("applied")
    page.goto("/missions/alder/")
    expect(page.get_by_text("figures rest partly on the earlier rules").first).to_be_visible()
    look("board")


def seen(page: Page, name: str) -> Callable[[str], None]:
    """Nothing hinders anybody; PICTURES=folder keeps what it looks like."""

    def look(at: str) -> None:
        assert hindrances(page) == []
        assert overflow(page) <= 0
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=str(Path(folder) / f"rules-{at}-{name}.png"), full_page=True)

    return look
