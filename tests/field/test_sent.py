"""What an observer sent: read in words, corrected with a reason, taken back; nobody else's, ever."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from observer.missions.models import MissionLock
from observer.people.models import DeviceRevocation
from observer.reports.decisions import review
from observer.reports.intake import receive
from observer.reports.models import Flag, Hold, Report, Revision, Visit, Withdrawal
from observer.reports.secrecy import release_results
from tests.factories import Ground, a_phone, a_submission, a_visit, ground
from tests.field.browser import fields_of, filled, holding

pytestmark = pytest.mark.django_db

LIST = "/field/reports/"
OPENING, SEND = "/field/forms/opening/", "/field/forms/opening/send/"


@pytest.fixture
def alder() -> Ground:
    return ground()


@pytest.fixture
def browser(alder: Ground) -> Client:
    return holding(alder.phone)


def text_of(page: object) -> str:
    return page.content.decode()  # type: ignore[attr-defined]


def an_opening(browser: Client, station: str = "W-1", **answers: object) -> Report:
    """Sent, and sent once more where an answer opens a question that was not on the page."""
    form = browser.post(OPENING, {"station": station})
    answer = browser.post(SEND, filled(form, **(answers or {"A1": "yes"})))
    if answer.status_code != 302:
        browser.post(SEND, filled(answer, **answers))
    return Report.objects.latest("id")


def page_of(report: Report, name: str = "report") -> str:
    return reverse(f"field:{name}", args=[report.client_id])


def states(browser: Client) -> list[str]:
    return [sent.state for sent in browser.get(LIST).context["listed"]["rows"]]


def test_a_report_is_read_in_the_words_of_its_form(browser: Client) -> None:
    report = an_opening(browser, A1="no", A2="late", A3="The key was lost")
    page = text_of(browser.get(page_of(report)))
    for words in ("Question A3", "The key was lost", "late", "W-1", report.current.receipt_code):
        assert words in page


def test_every_state_is_told_and_what_headquarters_thinks_is_not(browser: Client, alder: Ground) -> None:
    asked = an_opening(browser)
    review(report=asked, by=alder.head, verdict="question", note="Which door was locked?")
    kept_out = an_opening(browser, "W-2")
    review(report=kept_out, by=alder.head, verdict="quarantine_all", ground="fabricated")
    an_opening(browser, "W-404")
    taken_back = an_opening(browser, "W-3")
    browser.post(page_of(taken_back, "withdraw"), {"reason": "The wrong station."})
    assert states(browser) == ["withdrawn", "held", "received", "asked"]
    for address in (LIST, page_of(asked)):
        assert "Which door was locked?" in text_of(browser.get(address))
    assert "The place is on no list" in text_of(browser.get(page_of(Report.objects.get(station=None))))
    assert "fabricated" not in text_of(browser.get(page_of(kept_out)))


def test_a_question_is_answered_by_a_correction(browser: Client, alder: Ground) -> None:
    report = an_opening(browser)
    review(report=report, by=alder.head, verdict="question", note="Really?")
    form = browser.get(page_of(report, "correct"))
    browser.post(SEND, filled(form, A1="no") | {"reason": "We looked again."})
    assert states(browser) == ["received"]


def test_forty_reports_come_in_pages_and_none_is_missed(browser: Client, alder: Ground) -> None:
    now = timezone.now()
    for number in range(40):
        sent = a_submission(alder.opening, visit=a_visit("W-1"))
        receive(sender=alder.phone.sender, submissions=[sent], now=now - timedelta(minutes=number))
    seen, address = [], LIST
    while address:
        listed = browser.get(address.removeprefix("http://testserver")).context["listed"]
        seen += [sent.report.client_id for sent in listed["rows"]]
        address = listed["next"]
    assert (len(seen), set(seen)) == (40, set(Report.objects.values_list("client_id", flat=True)))


def test_the_list_costs_the_same_however_long(
    browser: Client, alder: Ground, django_assert_num_queries: object
) -> None:
    for number in (1, 3):
        while Report.objects.count() < number:
            an_opening(browser)
        with django_assert_num_queries(6):  # type: ignore[operator]
            browser.get(LIST)


# --- Correcting ---------------------------------------------------------------------------------------------


def test_a_correction_begins_with_the_answers_and_makes_a_new_revision(
    browser: Client, alder: Ground
) -> None:
    report = an_opening(browser, A1="no", A4=["lists", "seals"], A10="7")
    form = browser.get(page_of(report, "correct"))
    assert (fields_of(form)["q-A1"], fields_of(form)["q-A4"], fields_of(form)["q-A10"]) == (
        ["no"],
        ["lists", "seals"],
        ["7"],
    )
    browser.post(SEND, filled(form, A10="8") | {"reason": "Counted once more."})
    report.refresh_from_db()
    assert (report.current.answers, report.current.reason) == (
        {"A1": "no", "A4": ["lists", "seals"], "A10": "8"},
        "Counted once more.",
    )
    assert (Report.objects.count(), Revision.objects.count(), Visit.objects.count()) == (1, 2, 1)
    assert "corrected 1 time" in text_of(browser.get(page_of(report)))


def test_it_can_be_corrected_again_and_again(browser: Client) -> None:
    report = an_opening(browser, A1="no", A10="1")
    for number in ("2", "3"):
        form = browser.get(page_of(report, "correct"))
        browser.post(SEND, filled(form, A10=number) | {"reason": f"It was {number}."})
    report.refresh_from_db()
    assert (report.current.answers["A10"], report.revisions.count()) == ("3", 3)
    assert not Flag.objects.filter(kind="conflict").exists()


def test_without_a_reason_nothing_is_sent_and_nothing_is_lost(browser: Client) -> None:
    report = an_opening(browser, A1="no")
    again = browser.post(SEND, filled(browser.get(page_of(report, "correct")), A10="8") | {"reason": " "})
    assert (Revision.objects.count(), fields_of(again)["q-A10"]) == (1, ["8"])
    assert "Say why." in text_of(again)
    browser.post(SEND, fields_of(again) | {"reason": "Because."})
    report.refresh_from_db()
    assert report.current.answers["A10"] == "8"


def test_two_corrections_of_one_state_stand_beside_each_other_and_that_is_explained(browser: Client) -> None:
    report = an_opening(browser, A1="no")
    first, second = (browser.get(page_of(report, "correct")) for _page in range(2))
    browser.post(SEND, filled(first, A10="1") | {"reason": "One."})
    told = browser.post(SEND, filled(second, A10="2") | {"reason": "Two."}, follow=True)
    assert "There is another correction of this report" in text_of(told)
    assert "There is another correction of this report" in text_of(browser.get(page_of(report)))
    report.refresh_from_db()
    assert report.current.answers["A10"] == "1"


def test_a_mistyped_station_is_mended_by_a_correction(browser: Client, alder: Ground) -> None:
    report = an_opening(browser, "W-404")
    form = browser.get(page_of(report, "correct"))
    assert fields_of(form)["station"] == ["W-404"]
    browser.post(SEND, fields_of(form) | {"station": "W-3", "reason": "A typing error."})
    report.refresh_from_db()
    assert (report.station.code, states(browser)) == ("W-3", ["received"])
    assert Hold.objects.get().release.released_by == alder.phone.membership


def test_a_lost_phones_report_is_corrected_from_the_next(alder: Ground) -> None:
    report = an_opening(holding(alder.phone))
    successor = holding(a_phone(alder.observers[0]))
    form = successor.get(page_of(report, "correct"))
    successor.post(SEND, filled(form, A1="no") | {"reason": "It was no."})
    report.refresh_from_db()
    assert report.current.answers == {"A1": "no"}


def test_an_incidents_place_is_what_its_answers_say(browser: Client, alder: Ground) -> None:
    form = browser.post("/field/forms/incident/", {"station": ""})
    browser.post(
        "/field/forms/incident/send/", filled(form, category="V06", where="station", place_code="W-1")
    )
    report = Report.objects.get()
    form = browser.get(page_of(report, "correct"))
    browser.post("/field/forms/incident/send/", filled(form, place_code="W-2") | {"reason": "Next door."})
    report.refresh_from_db()
    assert (report.station.code, report.visit) == ("W-2", None)


def test_votes_stay_out_of_the_page_and_come_back_to_be_corrected(browser: Client, alder: Ground) -> None:
    form = browser.post("/field/forms/counting/", {"station": "W-1"})
    browser.post("/field/forms/counting/send/", filled(form, P_V="619", C1="417", C2="202"))
    report = Report.objects.get()
    page = text_of(browser.get(page_of(report)))
    assert ("619" in page, "417" in page) == (True, False)
    assert "not shown before the results are released" in page
    assert fields_of(browser.get(page_of(report, "correct")))["q-C1"] == ["417"]
    release_results(by=alder.head, reason="The results are announced.")
    assert "417" in text_of(browser.get(page_of(report)))


# --- Taking back, and who may not ---------------------------------------------------------------------------


def test_a_report_is_taken_back_with_a_reason_once(browser: Client, alder: Ground) -> None:
    report = an_opening(browser)
    asked = browser.post(page_of(report, "withdraw"), {"reason": " "})
    assert ("Say why." in text_of(asked), Withdrawal.objects.count()) == (True, 0)
    browser.post(page_of(report, "withdraw"), {"reason": "We were at another station."})
    withdrawal = Withdrawal.objects.get()
    assert (withdrawal.withdrawn_by, withdrawal.reason) == (
        alder.phone.membership,
        "We were at another station.",
    )
    assert "We were at another station." in text_of(browser.get(page_of(report)))
    for name in ("withdraw", "correct"):
        assert browser.get(page_of(report, name)).status_code == 409


def test_an_old_page_takes_nothing_back_and_keeps_the_reason(alder: Ground) -> None:
    report = an_opening(holding(alder.phone))
    page = holding(alder.phone, enforce_csrf_checks=True).post(
        page_of(report, "withdraw"), {"reason": "Twice."}
    )
    assert ('value="Twice."' in text_of(page), Withdrawal.objects.count()) == (True, 0)


@pytest.mark.parametrize("who", ["partner", "other team", "other mission"])
@pytest.mark.parametrize("name", ["report", "correct", "withdraw"])
def test_nobody_elses_report_is_here(alder: Ground, who: str, name: str) -> None:
    report = an_opening(holding(alder.phone), A1="no", A2="late", A3="own words")
    phones = {
        "partner": lambda: a_phone(alder.observers[1]),
        "other team": lambda: alder.other_phone,
        "other mission": lambda: ground("birch", election=alder.election).phone,
    }
    stranger = holding(phones[who]())
    assert stranger.get(page_of(report, name)).status_code == 404
    assert stranger.post(page_of(report, name), {"reason": "mine now"}).status_code in {404, 405}
    assert (states(stranger), Withdrawal.objects.count()) == ([], 0)


def test_a_phone_that_was_shut_out_reads_nothing_it_sent(browser: Client, alder: Ground) -> None:
    report = an_opening(browser)
    DeviceRevocation.objects.create(device=alder.phone.device, revoked_by=alder.head.user, reason="taken")
    pages = [LIST, *(page_of(report, name) for name in ("report", "correct", "withdraw"))]
    assert {browser.get(page).status_code for page in pages} == {401}


def test_a_correction_after_the_lock_is_kept_apart_and_said(browser: Client, alder: Ground) -> None:
    report = an_opening(browser, A1="no")
    form = browser.get(page_of(report, "correct"))
    MissionLock.objects.create(mission=alder.mission, locked_by=alder.head, reason="books closed")
    told = browser.post(SEND, filled(form, A1="yes") | {"reason": "It was yes."}, follow=True)
    assert "The mission is closed" in text_of(told)
    report.refresh_from_db()
    assert report.current.answers == {"A1": "no"}


def test_a_question_of_headquarters_stands_on_the_first_page_until_it_is_answered(
    browser: Client, alder: Ground
) -> None:
    report, other = an_opening(browser), an_opening(browser, "W-2")
    review(report=report, by=alder.head, verdict="question", note="Which door was locked?")
    review(report=other, by=alder.head, verdict="accept")
    today = text_of(browser.get("/field/"))
    assert (today.count("Which door was locked?"), page_of(report) in today) == (1, True)
    assert page_of(other) not in today
    correction = browser.get(page_of(report, "correct"))
    browser.post(SEND, filled(correction, A1="no") | {"reason": "The back door."})
    assert "Which door was locked?" not in text_of(browser.get("/field/"))


def test_the_first_page_costs_the_same_with_one_question_and_with_three(
    browser: Client, alder: Ground
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get("/field/")
        return len(queries)

    review(report=an_opening(browser), by=alder.head, verdict="question", note="Which door?")
    one = cost()
    for station in ("W-1", "W-1"):
        review(report=an_opening(browser, station), by=alder.head, verdict="question", note="Which door?")
    assert (cost(), text_of(browser.get("/field/")).count("Which door?")) == (one, 3)
