"""The steps of the help pages, walked in a browser, and the pictures in them.

`make screenshots` writes the pictures to static/help/; an ordinary run takes them to a folder of its own and
checks that those in static/help/ are of the same pages and sizes.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django import Settings

from observer import guide
from observer.analysis.folder import go_round
from observer.checklists.models import Checklist
from observer.findings.summarise import summarise
from observer.journal.models import Job
from observer.missions.deadlines import LocalMoment, Window
from observer.missions.enrol import invite
from observer.missions.models import Membership
from observer.missions.windows import set_windows
from observer.reports.models import Report
from tests.checklists.examples import example
from tests.dashboard.desk import count, send
from tests.factories import Ground, a_deployment, a_version, ground
from tests.flows.conftest import DESK, PHONE, hindrances, overflow
from tests.flows.test_observers_day import answer_what_is_required
from tests.people.accounts import browser_of

Open = Callable[..., Page]
FORMS = ("opening", "voting", "counting", "incident")
MOST_BYTES = 60 * 1024
OPENED = {"A1": "yes", "A2": "on_time", "A4": ["none"], "A8": "yes", "A10": "7", "A12": "no", "A15": "no"}
STUFFED = {"category": "V01", "severity": "critical", "basis": "seen", "where": "this_station"}


@dataclass(frozen=True)
class Pictures:
    """Where this run's pictures go."""

    folder: Path

    def take(self, page: Page, name: str) -> None:
        """What the window shows now, as WebP, with the synthetic mark in it."""
        expect(page.locator(".synthetic")).to_be_in_viewport()
        taken = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
        taken.convert("RGB").save(self.folder / f"{name}.webp", quality=72, method=6)
        stored = guide.PICTURES / f"{name}.webp"
        assert stored.is_file(), "make screenshots"
        assert stored.stat().st_size <= MOST_BYTES
        with Image.open(stored) as kept:
            assert kept.size == taken.size


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(Path(os.environ.get("SCREENSHOTS") or tmp_path))


@pytest.fixture
def alder(committed_database: None, settings: Settings, tmp_path: Path) -> Ground:
    """A mission with the forms of the worked example, a team sent to two stations, deadlines today."""
    settings.MEDIA_ROOT = tmp_path
    alder = ground()
    versions = {name: a_version(alder.mission, example(name)) for name in FORMS}
    for name in FORMS:
        Checklist.objects.filter(code=name).update(names=example(name)["titles"])
    day = timezone.localdate()
    type(alder.election).objects.filter(pk=alder.election.pk).update(voting_day=day)
    midnight, late = LocalMoment(0, time(0)), LocalMoment(2, time(23))
    set_windows(mission=alder.mission, windows=[Window(phase, midnight, late) for phase in FORMS[:3]])
    for station in alder.stations[3:5]:
        a_deployment(alder.team, region=alder.west, station=station)
    return replace(alder, **{name: versions[name] for name in ("opening", "counting", "incident")})


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def test_an_observer_does_what_the_page_for_observers_says(
    open_page: Open, alder: Ground, pictures: Pictures
) -> None:
    page = open_page(java_script=False, viewport=PHONE)
    page.goto(f"/field/enrol/{invite(membership=alder.observers[1], by=alder.head)}/")
    press(page, "Enrol this phone")
    expect(page.get_by_role("heading", name="Your stations")).to_be_visible()
    pictures.take(page, "observer-today")
    page.get_by_label("Code or name of the station").fill("w1")
    press(page, "Find the station")
    if page.get_by_role("link", name="W-1").count():
        page.get_by_role("link", name="W-1").first.click()
    expect(page.get_by_text("We cannot observe here")).to_be_visible()
    press(page, "We have arrived")
    expect(page.get_by_role("button", name="We are leaving")).to_be_visible()
    page.locator("button.tile").first.click()
    pictures.take(page, "observer-form")
    press(page, "Send these first answers")
    expect(page.get_by_role("heading", name="Not sent yet")).to_be_visible()
    answer_what_is_required(page)
    pictures.take(page, "observer-receipt")
    page.goto("/field/")
    page.get_by_role("link", name="All your reports").click()
    page.locator("a.row-link").first.click()
    expect(page.get_by_role("link", name="Withdraw it")).to_be_visible()
    page.get_by_role("link", name="Correct this report").click()
    expect(page.get_by_label("Why do you correct it?")).to_be_visible()
    page.get_by_role("link", name="Help", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("For observers")


def fill_the_day(alder: Ground) -> Report:
    """Reports of a morning in two regions; an incident, which is returned."""
    for number, station in enumerate(("W-1", "W-2", "W-3", "E-1", "E-2")):
        empty = "no" if number % 3 == 0 else "yes"
        answers = {**OPENED, "A7": empty, "A14": "bad" if number % 3 == 0 else "good"}
        send(alder, "opening", answers, station=station)
    narrative = {
        "narrative": "Before the box was opened, a clump of ballots fell in.",
        "happened_at": "06:50",
    }
    incident = send(alder, "incident", STUFFED | narrative, station="W-2")
    send(alder, "opening", {**OPENED, "A7": "yes", "A14": "good"}, station="w 1")
    count(alder)
    go_round()
    return incident


@pytest.fixture
def desk(open_page: Open, served: str) -> Callable[[Membership], Page]:
    def sign_in(member: Membership) -> Page:
        page = open_page(viewport=DESK)
        session = browser_of(member.user).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": served}])
        return page

    return sign_in


def test_headquarters_does_what_its_pages_say(
    alder: Ground, desk: Callable[[Membership], Page], pictures: Pictures
) -> None:
    incident = fill_the_day(alder)
    page = desk(alder.coordinator)
    page.goto("/missions/alder/")
    pictures.take(page, "coordinator-board")
    page.get_by_role("link", name="Reports", exact=True).first.click()
    page.locator("a.row-link", has_text="Opening").last.click()
    for button in ("Accept", "Ask the observer"):
        expect(page.get_by_role("button", name=button)).to_be_visible()
    pictures.take(page, "coordinator-report")
    page.goto(f"/missions/alder/incidents/{incident.client_id}/")
    for button in ("Follow up", "Assign"):
        expect(page.get_by_role("button", name=button)).to_be_visible()
    pictures.take(page, "coordinator-incident")
    page.goto("/missions/alder/phones/")
    pictures.take(page, "coordinator-phones")
    page.get_by_role("link", name="Help", exact=True).first.click()
    expect(page.get_by_role("heading", name="People and phones")).to_be_in_viewport()
    go_round()
    page = desk(alder.head)
    page.goto("/missions/alder/violations/")
    page.locator("#violation-heat").evaluate("each => each.scrollIntoView({ block: 'center' })")
    pictures.take(page, "analyst-violations")
    page.goto("/missions/alder/findings/")
    press(page, "New finding")
    page.get_by_label("Title").first.fill("The box was shown empty almost everywhere")
    press(page, "Save as the next draft")
    page.goto("/missions/alder/texts/")
    expect(page.get_by_role("button", name="Cite").first).to_be_visible()
    pictures.take(page, "analyst-texts")


def test_the_head_makes_a_summary_as_the_page_says(
    alder: Ground, desk: Callable[[Membership], Page], pictures: Pictures
) -> None:
    fill_the_day(alder)
    page = desk(alder.coordinator)
    page.goto("/missions/alder/summaries/")
    press(page, "Mission summary")
    summarise(Job.objects.get().pk)
    page = desk(alder.head)
    page.goto("/missions/alder/summaries/")
    expect(page.get_by_role("link", name="Read here").first).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_be_visible()
    pictures.take(page, "head-summaries")
    page.goto("/missions/alder/results/release/")
    expect(page.get_by_role("button", name="Release the results")).to_be_visible()
    pictures.take(page, "head-release")


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_page_of_help_can_be_read(
    alder: Ground, desk: Callable[[Membership], Page], served: str, language: str
) -> None:
    page = desk(alder.head)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": served}])
    for viewport in (PHONE, DESK):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        for kind in guide.Kind:
            page.goto(f"/help/{kind}/")
            expect(page.get_by_role("heading", level=1)).to_have_text(guide.source(kind, language).title)
            assert (kind, hindrances(page), overflow(page)) == (kind, [], 0)
