"""An observer's whole day on the phone, without JavaScript: what was tapped is what PostgreSQL holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pytest_django import Settings

from observer.checklists.models import Checklist
from observer.missions.deadlines import LocalMoment, Window
from observer.missions.enrol import invite
from observer.missions.windows import set_windows
from observer.reports.models import Flag, Incident, Report, Visit, VisitDeparture
from tests.checklists.examples import example
from tests.factories import Ground, a_deployment, a_version, ground
from tests.flows.conftest import PHONE

Open = Callable[..., Page]
SEND = "Send to headquarters"
FORMS = ("opening", "voting", "counting", "incident")
# 40 ballots were neither used nor issued: as the paper says, so it is kept.
PROTOCOL = {"P_B": "1000", "P_U": "300", "P_S": "0", "P_I_in": "660", "P_I_mob": "0", "P_I_adv": "0"}


@pytest.fixture
def alder(committed_database: None, settings: Settings, tmp_path: Path) -> Ground:
    """A mission with the forms of the worked example, a team sent to W-1 and W-2."""
    settings.MEDIA_ROOT = tmp_path
    alder = ground()
    for name in FORMS:
        a_version(alder.mission, example(name))
    day = timezone.localdate()
    type(alder.election).objects.filter(pk=alder.election.pk).update(voting_day=day)
    midnight, late = LocalMoment(0, time(0)), LocalMoment(2, time(23))
    set_windows(mission=alder.mission, windows=[Window(phase, midnight, late) for phase in FORMS[:3]])
    for station in alder.stations[3:5]:
        a_deployment(alder.team, region=alder.west, station=station)
    return alder


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def enrol(page: Page, alder: Ground) -> None:
    page.goto(f"/field/enrol/{invite(membership=alder.observers[1], by=alder.head)}/")
    press(page, "Enrol this phone")
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")


def arrive(page: Page, digits: str, code: str) -> None:
    """By a few digits from the page of the day, then one tap."""
    page.goto("/field/")
    page.get_by_label("Code or name of the station").fill(digits)
    press(page, "Find the station")
    found = page.get_by_role("link", name=code)
    if found.count():
        found.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(code)
    press(page, "We have")
    expect(page.get_by_text("Here since")).to_be_visible()


def answer_what_is_required(page: Page) -> None:
    """The first choice of every question that must be answered, until the form is content."""
    for _try in range(8):
        press(page, SEND)
        page.wait_for_load_state()
        if page.locator(".receipt__code").count():
            return
        for wrong in page.locator(".question.field--wrong, .question--opened").all():
            answer_somehow(wrong.locator("input:visible, select:visible, textarea:visible").first)
    expect(page.locator(".receipt__code")).to_be_visible()


def answer_somehow(control: Locator) -> None:
    kind = control.get_attribute("type")
    if kind in {"radio", "checkbox"}:
        control.check()
    elif control.get_attribute("inputmode"):
        control.fill("1")
    else:
        control.fill("09:00" if kind == "time" else "Said in words.")


def fill(page: Page, form: str, **figures: str) -> str:
    """A form of the station the observer stands at, to its receipt; the code of the receipt."""
    page.get_by_role("button", name=name_of(form)).first.click()
    write(page, **figures)
    answer_what_is_required(page)
    code = page.locator(".receipt__code").inner_text()
    page.get_by_role("link", name="Another form from this station").click()
    return code


def write(page: Page, **figures: str) -> None:
    """Figures by their question, wherever the form has folded them away."""
    while figures and (folded := page.locator("main details:not([open]) > summary")).count():
        folded.first.click()
    for question, figure in figures.items():
        page.locator(f"[name=q-{question}]").fill(figure)


def name_of(form: str) -> str:
    return Checklist.objects.get(code=form).name


def tell_of_an_incident(page: Page) -> None:
    press(page, "Report an incident here")
    page.get_by_label("What kind of incident is it?").select_option("V06")
    page.get_by_label("Serious: a safeguard or a right was denied").check()
    page.get_by_label("We saw it ourselves").check()
    page.get_by_label("When did it happen?").fill("06:50")
    page.get_by_label("Describe what happened").fill("A man told voters whom to choose.")
    answer_what_is_required(page)
    page.get_by_role("link", name="Another form from this station").click()


def correct(page: Page) -> None:
    """The newest report in one's own list, with another figure and the reason."""
    page.goto("/field/reports/")
    page.locator("a.row-link").first.click()
    page.get_by_role("link", name="Correct this report").click()
    write(page, P_N="777")
    page.get_by_label("Why do you correct it?").fill("Read the protocol once more.")
    answer_what_is_required(page)


def test_a_day_on_the_phone_is_the_day_in_the_database(open_page: Open, alder: Ground) -> None:
    page = open_page(java_script=False, viewport=PHONE)
    enrol(page, alder)
    arrive(page, "w1", "W-1")
    first = fill(page, "opening")
    fill(page, "voting")
    press(page, "We are leaving")
    arrive(page, "w 2", "W-2")
    fill(page, "voting")
    tell_of_an_incident(page)
    fill(page, "counting", **PROTOCOL)
    correct(page)

    reports = list(Report.objects.order_by("id").select_related("station", "visit", "current"))
    assert [(each.phase, each.station and each.station.code) for each in reports] == [
        ("opening", "W-1"),
        ("voting", "W-1"),
        ("voting", "W-2"),
        ("incident", "W-2"),
        ("counting", "W-2"),
    ]
    assert {each.author for each in reports} == {alder.observers[1]}
    assert reports[0].current is not None
    assert reports[0].current.receipt_code == first
    visits = list(Visit.objects.order_by("id"))
    assert [visit.station and visit.station.code for visit in visits] == ["W-1", "W-2"]
    assert [each.visit for each in reports] == [visits[0]] * 2 + [visits[1]] * 3
    assert [departure.visit for departure in VisitDeparture.objects.all()] == [visits[0]]
    assert Incident.objects.get().report == reports[3]
    assert Flag.objects.get(revision__report=reports[3], kind="violation").category == "V06"
    corrected = reports[4]
    assert corrected.current is not None
    assert (corrected.revisions.count(), corrected.current.reason) == (2, "Read the protocol once more.")
    assert corrected.current.answers is not None
    assert corrected.current.answers | PROTOCOL | {"P_N": "777"} == corrected.current.answers
    assert corrected.current.answers["P_written"] == ["as_written"]
    assert Flag.objects.filter(revision=corrected.current, kind="identity", category="V28").exists()
    assert not Flag.objects.filter(kind__in=["conflict", "unplanned", "broken_rule"]).exists()
