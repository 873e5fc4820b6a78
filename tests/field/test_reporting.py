"""Filling in a form by thumb: place, questions, sending. Nothing typed is lost, nothing counts twice."""

import gzip
import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from observer.missions.models import MissionLock
from observer.people.models import DeviceRevocation
from observer.reports.models import Hold, Quarantine, Report, Revision, Visit, VisitDeparture
from tests.checklists.examples import example
from tests.documents import document, question
from tests.factories import Ground, a_phone, a_version, ground
from tests.field.browser import fields_of, filled, holding

pytestmark = pytest.mark.django_db

STATIC = settings.BASE_DIR / "static"
OPENING, SEND_OPENING = "/field/forms/opening/", "/field/forms/opening/send/"
INCIDENT, SEND_INCIDENT = "/field/forms/incident/", "/field/forms/incident/send/"


@pytest.fixture
def alder() -> Ground:
    return ground()


@pytest.fixture
def browser(alder: Ground) -> Client:
    return holding(alder.phone)


def text_of(page: object) -> str:
    return page.content.decode()  # type: ignore[attr-defined]


def test_the_opening_checklist_goes_from_the_station_to_a_receipt(browser: Client, alder: Ground) -> None:
    form = browser.post(OPENING, {"station": "W-1"})
    sent = browser.post(SEND_OPENING, filled(form, A1="yes", A2="on_time"))
    revision = Revision.objects.get()
    assert sent.headers["Location"] == reverse("field:receipt", args=[revision.client_id])
    assert revision.receipt_code in text_of(browser.get(sent.headers["Location"]))
    assert (revision.channel, revision.answers) == ("form", {"A1": "yes", "A2": "on_time"})
    report = revision.report
    assert (report.station, report.team, report.author) == (
        next(station for station in alder.stations if station.code == "W-1"),
        alder.team,
        alder.phone.membership,
    )


def test_pressing_twice_sends_one_report_and_shows_the_same_receipt(browser: Client) -> None:
    fields = filled(browser.post(OPENING, {"station": "W-1"}), A1="yes")
    first, second = browser.post(SEND_OPENING, fields), browser.post(SEND_OPENING, fields)
    assert first.headers["Location"] == second.headers["Location"]
    assert (Report.objects.count(), Quarantine.objects.count()) == (1, 0)


def test_a_code_on_no_list_is_taken_and_said_so_before_and_after(browser: Client) -> None:
    form = browser.post(OPENING, {"station": "W-404"})
    assert "We do not know this code. Your report will be kept" in text_of(form)
    receipt = browser.post(SEND_OPENING, filled(form, A1="yes"), follow=True)
    assert list(Hold.objects.values_list("reason", "typed")) == [("unplaced", "W-404")]
    assert "The place is on no list" in text_of(receipt)


def test_a_checklist_without_a_station_asks_for_it_again(browser: Client) -> None:
    page = browser.post(OPENING, {"station": "  "})
    assert (page.status_code, "Please write the code of the station." in text_of(page)) == (200, True)


def test_nothing_typed_is_lost_when_an_answer_is_missing(browser: Client) -> None:
    form = browser.post(OPENING, {"station": "W-1"})
    again = browser.post(
        SEND_OPENING, filled(form, A2="late", A3="Keys “lost” <b>", A4=["lists", "seals"], A10="many")
    )
    assert (again.status_code, Report.objects.count()) == (200, 0)
    kept = fields_of(again)
    assert (kept["q-A2"], kept["q-A3"], kept["q-A4"], kept["q-A10"]) == (
        ["late"],
        ["Keys “lost” <b>"],
        ["lists", "seals"],
        ["many"],
    )
    assert (kept["client_id"], kept["station"]) == (fields_of(form)["client_id"], ["W-1"])


def test_what_a_late_answer_opened_is_asked_and_then_sent(browser: Client) -> None:
    form = browser.post(OPENING, {"station": "W-1"})
    opened = browser.post(SEND_OPENING, filled(form, A1="yes", A2="late"))
    assert "q-A3" in fields_of(opened)
    browser.post(SEND_OPENING, filled(opened, A3="The keys came late"))
    assert Revision.objects.get().answers == {"A1": "yes", "A2": "late", "A3": "The keys came late"}


def test_a_stale_page_comes_back_with_everything_in_it(alder: Ground) -> None:
    strict = holding(alder.phone, enforce_csrf_checks=True)
    form = holding(alder.phone).post(OPENING, {"station": "W-1"})
    again = strict.post(SEND_OPENING, filled(form, A1="yes", A10="7"))
    assert (fields_of(again)["q-A10"], Report.objects.count()) == (["7"], 0)
    assert "Please press Send once more" in text_of(again)
    assert strict.post(SEND_OPENING, fields_of(again)).status_code == 302


def test_an_edited_page_sent_again_becomes_a_correction(browser: Client) -> None:
    form = browser.post(OPENING, {"station": "W-1"})
    browser.post(SEND_OPENING, filled(form, A1="yes"))
    asked = browser.post(SEND_OPENING, filled(form, A1="no"))
    assert Revision.objects.get().receipt_code in text_of(asked)
    browser.post(SEND_OPENING, filled(asked) | {"reason": "Pressed the wrong one"})
    report = Report.objects.get()
    assert (report.revisions.count(), report.current.answers, report.current.reason) == (
        2,
        {"A1": "no"},
        "Pressed the wrong one",
    )


def test_an_incident_needs_no_station(browser: Client) -> None:
    form = browser.post(INCIDENT, {"station": ""})
    browser.post(SEND_INCIDENT, filled(form, category="V06", severity="critical", basis="told", where="none"))
    report = Report.objects.get()
    assert (report.phase, report.station, report.holds.count()) == ("incident", None, 0)


def test_an_incident_reported_from_the_receipt_belongs_to_the_same_visit(browser: Client) -> None:
    receipt = browser.post(
        SEND_OPENING, filled(browser.post(OPENING, {"station": "W-1"}), A1="no"), follow=True
    )
    form = browser.post(INCIDENT, {"visit": str(receipt.context["receipt"].visit.client_id)})
    browser.post(SEND_INCIDENT, filled(form, category="V10", where="this_station"))
    opening, incident = Report.objects.order_by("pk")
    assert (incident.visit, incident.station) == (opening.visit, opening.station)


def test_the_other_member_of_the_team_may_go_on_with_the_visit(browser: Client, alder: Ground) -> None:
    browser.post(SEND_OPENING, filled(browser.post(OPENING, {"station": "W-1"}), A1="yes"))
    partner = holding(a_phone(alder.observers[1])).get(OPENING)
    stranger = holding(alder.other_phone).get(OPENING)
    assert [visit.station.code for visit in partner.context["visits"]] == ["W-1"]
    assert stranger.context["visits"] == []


def test_a_visit_that_is_over_is_offered_for_an_incident_only(browser: Client, alder: Ground) -> None:
    browser.post(SEND_OPENING, filled(browser.post(OPENING, {"station": "W-1"}), A1="yes"))
    visit = Visit.objects.get()
    VisitDeparture.objects.create(
        mission=alder.mission, visit=visit, departed_at=timezone.now(), received_at=timezone.now()
    )
    assert browser.get(OPENING).context["visits"] == []
    assert browser.get(INCIDENT).context["visits"] == [visit]


def test_another_missions_form_is_nowhere(browser: Client, alder: Ground) -> None:
    birch = ground("birch", election=alder.election)
    theirs = a_version(birch.mission, document("opening", "opening", [question("B1", "yes_no")]))
    fields = filled(browser.post(OPENING, {"station": "W-1"}), A1="yes") | {"version": theirs.hash_hex}
    assert (browser.post(SEND_OPENING, fields).status_code, Report.objects.count()) == (404, 0)


@pytest.mark.parametrize("field", ["client_id", "visit_id", "version", "replaces"])
def test_a_damaged_hidden_field_does_no_harm(browser: Client, field: str) -> None:
    fields = filled(browser.post(OPENING, {"station": "W-1"}), A1="yes") | {field: "\x00damaged"}
    assert browser.post(SEND_OPENING, fields).status_code == 302
    assert isinstance(Revision.objects.get().client_id, UUID)


def test_a_revoked_phone_sees_no_form_but_what_it_sends_is_kept(browser: Client, alder: Ground) -> None:
    fields = filled(browser.post(OPENING, {"station": "W-1"}), A1="yes")
    DeviceRevocation.objects.create(device=alder.phone.device, revoked_by=alder.head.user, reason="taken")
    assert browser.get(OPENING).status_code == 401
    assert browser.post(SEND_OPENING, fields).status_code == 302
    assert Hold.objects.get().reason == "revoked_device"


def test_what_comes_after_the_lock_is_kept_apart_and_said(browser: Client, alder: Ground) -> None:
    fields = filled(browser.post(OPENING, {"station": "W-1"}), A1="yes")
    MissionLock.objects.create(mission=alder.mission, locked_by=alder.head, reason="books closed")
    assert "The mission is closed" in text_of(browser.post(SEND_OPENING, fields, follow=True))


def test_a_receipt_says_when_in_the_time_of_the_election(browser: Client) -> None:
    with time_machine.travel(datetime(2026, 10, 4, 2, 5, tzinfo=UTC), tick=False):
        fields = filled(browser.post(OPENING, {"station": "W-1"}), A1="yes")
        page = browser.post(SEND_OPENING, fields, follow=True)
    assert "Received at headquarters 07:05" in text_of(page)


def test_a_receipt_is_read_back_by_the_phone_that_sent_it_only(browser: Client, alder: Ground) -> None:
    browser.post(SEND_OPENING, filled(browser.post(OPENING, {"station": "W-1"}), A1="yes"))
    address = reverse("field:receipt", args=[Revision.objects.get().client_id])
    assert (browser.get(address).status_code, holding(alder.other_phone).get(address).status_code) == (
        200,
        404,
    )


@pytest.mark.parametrize("name", ["opening", "incident"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_of_a_form_weighs_little(browser: Client, alder: Ground, name: str, language: str) -> None:
    """30 KB over the line with everything it loads: the forms of the worked example."""
    a_version(alder.mission, example(name))
    page = browser.post(f"/field/forms/{name}/", {"station": "W-1"}, headers={"accept-language": language})
    loaded = re.findall(r'(?:href|src)="/static/([^"]+)"', text_of(page))
    files = [finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.)", "", file)) for file in loaded]
    assert {"css/base.css", "js/appearance.js"} <= {
        Path(file).relative_to(STATIC).as_posix() for file in files
    }
    sizes = [len(gzip.compress(Path(str(file)).read_bytes())) for file in files]
    assert len(gzip.compress(page.content)) + sum(sizes) <= 30_000


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_form_goes_over_a_slow_line_compressed(browser: Client, alder: Ground, language: str) -> None:
    a_version(alder.mission, example("opening"))
    headers = {"accept-language": language, "accept-encoding": "gzip"}
    page = browser.post(OPENING, {"station": "W-1"}, headers=headers)
    assert (page.headers["Content-Encoding"], len(page.content) <= 15_000) == ("gzip", True)


def test_another_language_in_the_middle_of_a_form_keeps_what_was_typed(browser: Client) -> None:
    form = browser.post(OPENING, {"station": "W-1"})
    again = browser.post(SEND_OPENING, filled(form, A1="no") | {"language": ["kk"]})
    assert (Report.objects.count(), again.cookies["django_language"].value) == (0, "kk")
    assert '<html lang="kk"' in text_of(again)
    assert "W-1" in text_of(again)
    kept, first = fields_of(again), fields_of(form)
    assert (kept["q-A1"], kept["client_id"], kept["visit_id"]) == (
        ["no"],
        first["client_id"],
        first["visit_id"],
    )
    assert browser.post(SEND_OPENING, filled(again, A1="yes")).status_code == 302
    assert Revision.objects.get().answers == {"A1": "yes"}


def test_a_language_nobody_offers_sends_the_form_as_it_is(browser: Client) -> None:
    form = browser.post(OPENING, {"station": "W-1"})
    assert browser.post(SEND_OPENING, filled(form, A1="yes") | {"language": ["xx"]}).status_code == 302


def test_the_same_form_again_in_the_same_visit_leads_to_what_was_sent(browser: Client) -> None:
    form = browser.post(OPENING, {"station": "W-1"})
    receipt = browser.post(SEND_OPENING, filled(form, A1="yes"), follow=True)
    report = Report.objects.get()
    going_on = reverse("field:correct", args=[report.client_id])
    assert reverse("field:report", args=[report.client_id]) in text_of(receipt)
    visit = Visit.objects.get()
    again = text_of(browser.post(OPENING, {"visit": str(visit.client_id)}))
    assert (going_on in again, report.current.receipt_code in again) == (True, True)
    assert going_on not in text_of(browser.post(OPENING, {"station": "W-2"}))
    browser.post(reverse("field:withdraw", args=[report.client_id]), {"reason": "Another station."})
    assert going_on not in text_of(browser.post(OPENING, {"visit": str(visit.client_id)}))


def test_going_on_after_the_rapid_part_knows_the_reason(browser: Client, alder: Ground) -> None:
    ask = question("A1", "yes_no"), question("A2", "yes_no")
    first = {"code": "first", "titles": {"en": "First"}, "rapid": True, "questions": [ask[0]]}
    rest = {"code": "rest", "titles": {"en": "Rest"}, "questions": [ask[1]]}
    a_version(alder.mission, document("opening", "opening", [], sections=[first, rest]))
    reasons = []
    for station, answers in (("W-1", {"A1": "yes"}), ("W-2", {"A1": "yes", "A2": "no"})):
        browser.post(SEND_OPENING, filled(browser.post(OPENING, {"station": station}), **answers))
        report = Report.objects.latest("id")
        correction = browser.get(reverse("field:correct", args=[report.client_id]))
        reasons += fields_of(correction)["reason"]
    assert reasons == ["Completed after the first answers.", ""]
