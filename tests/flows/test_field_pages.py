"""Every page of the phone, as the URL resolver lists them: for thumbs, for everybody, and never too wide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django import Settings

from observer.field.phone import COOKIE, COOKIE_PATH
from observer.missions.enrol import invite
from observer.reports.decisions import review
from observer.reports.intake import receive
from observer.reports.models import Report
from tests.addresses import addresses
from tests.checklists.examples import example
from tests.documents import document, question
from tests.factories import Ground, a_deployment, a_submission, a_version, a_visit, ground
from tests.field.browser import holding
from tests.flows.conftest import PHONE, hindrances, overflow

Open = Callable[..., Page]

# Pages that only a pressed button draws: where they are found, and the button.
PRESSED = {
    "the form of a station": ("at", "Checklist opening"),
    "an incident from a station": ("at", "Report an incident here"),
}

# Whatever can be tapped, and how large it is. A choice is tapped anywhere on its label; what a label or a
# larger target holds is part of it; what is out of sight cannot be tapped.
TARGETS = """() => {
  const wanted = 'a[href], button, select, textarea, summary, label.choice, input:not([type=hidden])';
  return [...document.querySelectorAll(wanted)]
    .filter(each => !(each.matches('input') && each.closest('label.choice')))
    .filter(each => !each.closest('.skip, .synthetic') && each.checkVisibility())
    .map(each => [each, each.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.height < 47.5 || box.width < 47.5))
    .map(([each, box]) => `${each.outerHTML.slice(0, 90)} ${Math.round(box.width)}x${Math.round(box.height)}`)
}"""


@pytest.fixture
def alder(committed_database: None, settings: Settings, tmp_path: Path) -> Ground:
    """A day with something on every page: stations of every state, a question, a form of every phase."""
    settings.MEDIA_ROOT = tmp_path
    alder = ground()
    for name in ("opening", "incident"):
        a_version(alder.mission, example(name))
    a_version(alder.mission, document("tabulation", "tabulation", [question("E1", "yes_no")]))
    for station in alder.stations[3:]:
        a_deployment(alder.team, region=station.region, station=station)
    for code in ("W-1", "W-404"):
        sent = a_submission(alder.opening, visit=a_visit(code))
        receive(sender=alder.phone.sender, submissions=[sent])
    asked = Report.objects.earliest("id")
    review(report=asked, by=alder.head, verdict="question", note="Which door was locked?")
    return alder


def pages(alder: Ground) -> Iterator[tuple[str, str]]:
    """(name, address) of every page below /field/ that this phone can open."""
    report = Report.objects.earliest("id")
    named = {
        "code": invite(membership=alder.observers[1], by=alder.head),
        "checklist": "opening",
        "client_id": report.current.client_id if report.current else report.client_id,
        "report": report.client_id,
        "place": report.station_id,
    }
    client = holding(alder.phone)
    for name, address in addresses(named):
        if name.startswith("field:") and client.get(address).status_code == 200:
            yield name, address
    yield "found", reverse("field:find") + "?q=2"
    yield "not found", reverse("field:find") + "?q=X-9"
    yield "commissions", "/field/forms/tabulation/"


def faults(page: Page) -> dict[str, Any]:
    """What is wrong with a page as it stands: for eyes, for thumbs, in either direction of reading."""
    page.wait_for_load_state()
    found: dict[str, Any] = {"small": page.evaluate(TARGETS), "wide": overflow(page)}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found[scheme] = hindrances(page)
    page.evaluate("document.documentElement.dir = 'rtl'")
    found["wide from right to left"] = overflow(page)
    page.emulate_media(color_scheme="light")
    return {what: seen for what, seen in found.items() if seen}


def test_every_page_is_for_thumbs_and_for_everybody(open_page: Open, alder: Ground) -> None:
    page = open_page(viewport=PHONE)
    page.goto("/field/enrol/")
    page.context.add_cookies(
        [{"name": COOKIE, "value": alder.phone.token, "domain": "localhost", "path": COOKIE_PATH}]
    )
    listed = dict(pages(alder))
    assert {"field:today", "field:station", "field:reports", "field:report", "field:correct"} < listed.keys()
    seen = {}
    for name, address in listed.items():
        page.goto(address)
        seen[name] = faults(page)
    for name, (_start, button) in PRESSED.items():
        page.goto(listed["field:station"])
        page.get_by_role("button", name=button).first.click()
        seen[name] = faults(page)
    assert {name: wrong for name, wrong in seen.items() if wrong} == {}
