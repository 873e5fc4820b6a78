"""An observer's morning in a real browser: link, checklist, an incident with a photo, receipts."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django import Settings

from observer.missions.enrol import invite
from observer.reports.models import Attachment, Report
from tests.checklists.examples import example
from tests.factories import Ground, a_version, ground
from tests.flows.conftest import DESK, PHONE, hindrances, overflow

Open = Callable[..., Page]
ENROL, CONTINUE, SEND = "Enrol this phone", "Continue", "Send to headquarters"


@pytest.fixture
def alder(committed_database: None, settings: Settings, tmp_path: Path) -> Ground:
    """A mission with the forms of the worked example."""
    settings.MEDIA_ROOT = tmp_path
    alder = ground()
    for name in ("opening", "incident"):
        a_version(alder.mission, example(name))
    return alder


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def enrol(page: Page, alder: Ground) -> None:
    page.goto(f"/field/enrol/{invite(membership=alder.observers[1], by=alder.head)}/")
    press(page, ENROL)
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")


def choose_station(page: Page, form: str, code: str) -> None:
    page.goto(f"/field/forms/{form}/")
    page.get_by_label("Code of the polling station").fill(code)
    press(page, CONTINUE)


def answer(page: Page, question: str, choice: str) -> None:
    page.get_by_role("group", name=question).get_by_label(choice, exact=True).check()


def fill_incident(page: Page) -> None:
    page.get_by_label("What kind of incident is it?").select_option("V10")
    answer(page, "How serious is it?", "Serious: a safeguard or a right was denied")
    answer(page, "How do you know?", "We saw it ourselves")
    page.get_by_label("When did it happen?").fill("06:50")
    answer(page, "Where did it happen?", "At this polling station")
    page.get_by_label("Describe what happened").fill("We were asked to leave the room.")


def photo() -> Any:
    file = BytesIO()
    Image.new("RGB", (800, 600), "teal").save(file, "JPEG")
    return {"name": "protocol.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def test_an_incident_with_a_photo_goes_through_without_javascript(open_page: Open, alder: Ground) -> None:
    page = open_page(java_script=False)
    enrol(page, alder)
    choose_station(page, "incident", "w-1")
    page.locator("input[type=file]").set_input_files([photo()])
    press(page, SEND)
    expect(page.get_by_text("Everything you typed is still here.")).to_be_visible()
    fill_incident(page)
    press(page, SEND)
    report = Report.objects.get()
    expect(page.locator(".receipt__code")).to_have_text(report.current.receipt_code)
    assert (report.station.code, Attachment.objects.get().report) == ("W-1", report)


def test_a_double_press_on_a_slow_line_is_one_report(open_page: Open, alder: Ground) -> None:
    page = open_page()
    enrol(page, alder)
    choose_station(page, "incident", "W-1")
    fill_incident(page)
    page.get_by_role("button", name=SEND).dblclick(no_wait_after=True)
    expect(page.locator(".receipt__code")).to_be_visible()
    assert Report.objects.count() == 1


def test_every_page_fits_and_hinders_nobody(open_page: Open, alder: Ground) -> None:
    page = open_page(viewport=PHONE)
    found = {}

    def look(name: str) -> None:
        page.wait_for_load_state()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found[name, scheme] = (hindrances(page), overflow(page) > 0)

    page.goto(f"/field/enrol/{invite(membership=alder.observers[1], by=alder.head)}/")
    look("enrol")
    press(page, ENROL)
    look("today")
    choose_station(page, "opening", "W-404")
    look("opening, unlisted station")
    press(page, SEND)
    look("opening, nothing answered")
    choose_station(page, "incident", "W-1")
    fill_incident(page)
    press(page, SEND)
    look("receipt")
    page.goto("/field/forms/incident/")
    look("station")
    page.set_viewport_size(DESK)
    look("station at a desk")
    assert {name: seen for name, seen in found.items() if seen != ([], False)} == {}


def test_signing_in_fits_and_hinders_nobody(open_page: Open, alder: Ground) -> None:
    page = open_page(viewport=PHONE)
    page.goto("/accounts/login/")
    assert (hindrances(page), overflow(page) > 0) == ([], False)
