"""At a station: found by a few digits, reached and left by a tap, and told of when it cannot be observed."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from observer.checklists.models import Category, Version
from observer.elections.models import Commission, Station
from observer.people.models import DeviceRevocation
from observer.reports.models import Flag, Report, Visit, VisitDeparture
from tests.checklists.examples import example
from tests.documents import document, question
from tests.factories import Ground, a_phone, a_version, an_id, ground
from tests.field.browser import fields_of, filled, holding

pytestmark = pytest.mark.django_db

OPENING, SEND_OPENING = "/field/forms/opening/", "/field/forms/opening/send/"


@pytest.fixture
def alder() -> Ground:
    return ground()


@pytest.fixture
def browser(alder: Ground) -> Client:
    return holding(alder.phone)


def text_of(page: object) -> str:
    return page.content.decode()  # type: ignore[attr-defined]


def page_of(alder: Ground, code: str, name: str = "station") -> str:
    return reverse(f"field:{name}", args=[Station.objects.get(election=alder.election, code=code).pk])


def found(browser: Client, typed: str) -> list[tuple[str, bool]]:
    page = browser.get(reverse("field:find"), {"q": typed})
    return [(one.station.code, one.is_planned) for one in page.context["found"]]


def test_a_few_digits_find_it_the_planned_first(browser: Client) -> None:
    assert found(browser, "2") == [("W-2", True), ("E-2", False)]
    assert found(browser, "nowhere") == []


def test_a_whole_code_however_spelt_leads_straight_there(browser: Client, alder: Ground) -> None:
    for typed in ("E-1", "е 1", "Е1"):
        answer = browser.get(reverse("field:find"), {"q": typed})
        assert answer.headers["Location"] == page_of(alder, "E-1")


def test_a_code_on_no_list_leads_to_the_forms_all_the_same(browser: Client) -> None:
    page = browser.get(reverse("field:find"), {"q": "X-404"})
    assert "No station is like “X-404”" in text_of(page)
    form = browser.post(OPENING, {"station": "X-404", "as_typed": "1"})
    assert fields_of(form)["station"] == ["X-404"]


def test_a_misspelt_code_becomes_the_one_it_can_only_be(browser: Client) -> None:
    """W with a fullwidth letter, a dash from a chat program."""
    assert fields_of(browser.post(OPENING, {"station": "ｗ–1"}))["station"] == ["W-1"]


def test_a_code_like_several_is_asked_about_and_may_stay(browser: Client) -> None:
    page = browser.post(OPENING, {"station": "2"})
    assert [each.code for each in page.context["candidates"]] == ["E-2", "W-2"]
    assert "“2” is on no list" in text_of(page)
    kept = browser.post(OPENING, {"station": "2", "as_typed": "1"})
    assert fields_of(kept)["station"] == ["2"]


def test_its_page_names_no_station_in_its_title(browser: Client, alder: Ground) -> None:
    """Browsers keep titles and addresses in their history."""
    address = page_of(alder, "W-1")
    title = text_of(browser.get(address)).partition("<title>")[2].partition("</title>")[0]
    assert "W-1" not in title + address


def test_any_station_may_be_reported_from_and_says_it_is_not_planned(browser: Client, alder: Ground) -> None:
    assert "not on your plan" in text_of(browser.get(page_of(alder, "E-1")))
    assert "not on your plan" not in text_of(browser.get(page_of(alder, "W-1")))


def test_another_elections_station_is_not_here(browser: Client) -> None:
    elsewhere = ground("birch").stations[0]
    for name in ("station", "arrive", "hindered"):
        method = browser.get if name == "station" else browser.post
        assert method(reverse(f"field:{name}", args=[elsewhere.pk])).status_code == 404


def test_arriving_and_leaving_take_a_tap_each(browser: Client, alder: Ground) -> None:
    page = browser.get(page_of(alder, "W-1"))
    for _press in range(2):
        browser.post(page_of(alder, "W-1", "arrive"), {"visit_id": page.context["visit_id"]})
    visit = Visit.objects.get()
    assert (visit.client_id, visit.team, visit.station.code) == (
        page.context["visit_id"],
        alder.team,
        "W-1",
    )
    assert "Here since" in text_of(browser.get(page_of(alder, "W-1")))
    browser.post(reverse("field:depart", args=[visit.client_id]))
    assert VisitDeparture.objects.get().visit == visit
    assert "You left at" in text_of(browser.get(page_of(alder, "W-1")))


def test_forms_of_one_visit_share_it_and_know_when_it_began(browser: Client, alder: Ground) -> None:
    with time_machine.travel(datetime(2026, 10, 4, 2, 5, tzinfo=UTC), tick=False):
        browser.post(page_of(alder, "W-1", "arrive"), {"visit_id": an_id()})
    visit = Visit.objects.get()
    with time_machine.travel(datetime(2026, 10, 4, 3, tzinfo=UTC), tick=False):
        form = browser.post(OPENING, {"visit": visit.client_id})
        assert fields_of(form)["q-A0"] == ["07:05"]
        browser.post(SEND_OPENING, filled(form, A1="yes"))
        form = browser.post("/field/forms/counting/", {"visit": visit.client_id})
        browser.post("/field/forms/counting/send/", filled(form, P_R="700"))
    assert list(Report.objects.values_list("visit", flat=True)) == [visit.pk, visit.pk]


def test_what_was_forgotten_is_sent_with_the_visit_that_is_over(browser: Client, alder: Ground) -> None:
    browser.post(page_of(alder, "W-1", "arrive"), {"visit_id": an_id()})
    visit = Visit.objects.get()
    browser.post(reverse("field:depart", args=[visit.client_id]))
    page = browser.get(page_of(alder, "W-1"))
    assert f'name="visit" value="{visit.client_id}"' in text_of(page)
    form = browser.post(OPENING, {"visit": visit.client_id})
    browser.post(SEND_OPENING, filled(form, A1="yes"))
    assert Report.objects.get().visit == visit


def test_another_teams_visit_cannot_be_ended(browser: Client, alder: Ground) -> None:
    stranger = holding(alder.other_phone)
    stranger.post(page_of(alder, "E-1", "arrive"), {"visit_id": an_id()})
    assert browser.post(reverse("field:depart", args=[Visit.objects.get().client_id])).status_code == 404
    assert VisitDeparture.objects.count() == 0


def test_what_the_partner_sent_is_named_and_not_opened(browser: Client, alder: Ground) -> None:
    partner = holding(a_phone(alder.observers[1]))
    form = partner.post(OPENING, {"station": "W-1"})
    partner.post(SEND_OPENING, filled(form, A1="no"))
    report = Report.objects.get()
    page = text_of(browser.get(page_of(alder, "W-1")))
    assert "sent by your partner" in page
    assert report.current.receipt_code not in page
    assert str(report.client_id) not in page
    for name in ("report", "correct", "withdraw"):
        assert browser.get(reverse(f"field:{name}", args=[report.client_id])).status_code == 404


# --- "We cannot observe here" -------------------------------------------------------------------------------


def hinder(browser: Client, alder: Ground, hindrance: str, **more: object) -> object:
    return browser.post(
        page_of(alder, "W-1", "hindered"), {"hindrance": hindrance, "client_id": an_id(), **more}
    )


@pytest.mark.parametrize(("hindrance", "category"), [("not_open", "V14"), ("not_let_in", "V10")])
def test_a_station_that_cannot_be_observed_is_told_in_two_taps(
    browser: Client, alder: Ground, hindrance: str, category: str
) -> None:
    """With the form of the worked example, which asks a good deal."""
    a_version(alder.mission, example("incident"))
    answer = hinder(browser, alder, hindrance, note="A man at the door sent us away.")
    report = Report.objects.get()
    assert answer.headers["Location"] == reverse("field:receipt", args=[report.client_id])  # type: ignore[attr-defined]
    assert (report.phase, report.station.code, report.region) == ("incident", "W-1", alder.west)
    flag = Flag.objects.get(kind="violation")
    usual = Category.objects.get(mission=alder.mission, code=category).severity
    assert (flag.category, flag.severity, flag.basis) == (category, usual, "seen")
    assert "A man at the door sent us away." in str(report.current.answers)


def test_it_is_no_visit_for_nobody_was_inside(browser: Client, alder: Ground) -> None:
    a_version(alder.mission, example("incident"))
    hinder(browser, alder, "not_let_in")
    assert (Report.objects.get().visit, Visit.objects.count()) == (None, 0)


def test_pressed_twice_it_is_told_once(browser: Client, alder: Ground) -> None:
    a_version(alder.mission, example("incident"))
    with time_machine.travel(datetime(2026, 10, 4, 2, 5, tzinfo=UTC), tick=False):
        press = an_id()
        for _press in range(2):
            hinder(browser, alder, "not_open", client_id=press)
    assert Report.objects.count() == 1


def test_a_form_that_asks_more_comes_filled_in_and_remembers_the_station(
    browser: Client, alder: Ground
) -> None:
    questions = [
        question("category", "one_of", fills="category", choices=[choice("V10"), choice("V14")]),
        question("witness", "text", required=True, max_length=80),
    ]
    asks_more(alder, document("incident", "incident", questions))
    page = hinder(browser, alder, "not_open")
    fields = fields_of(page)  # type: ignore[arg-type]
    assert (fields["q-category"], fields["station"]) == (["V14"], ["W-1"])
    browser.post("/field/forms/incident/send/", filled(page, witness="a teacher"))  # type: ignore[arg-type]
    report = Report.objects.get()
    assert (report.station.code, report.visit) == ("W-1", None)


def choice(code: str) -> dict[str, object]:
    return {"code": code, "labels": {"en": code}}


def asks_more(alder: Ground, definition: dict[str, object]) -> Version:
    return a_version(alder.mission, definition)


def test_an_old_page_loses_no_word(alder: Ground) -> None:
    browser = holding(alder.phone, enforce_csrf_checks=True)
    page = hinder(browser, alder, "not_open", note="Locked doors")
    assert 'value="Locked doors"' in text_of(page)
    assert Report.objects.count() == 0


# --- Commissions, incidents, and phones that were shut out --------------------------------------------------


def test_a_tabulation_is_reported_from_a_commission(browser: Client, alder: Ground) -> None:
    a_version(alder.mission, document("tabulation", "tabulation", [question("E1", "yes_no")]))
    page = browser.get("/field/forms/tabulation/")
    assert [each.code for each in page.context["commissions"]] == ["TEC-west"]
    form = browser.post("/field/forms/tabulation/", {"commission": "тес west"})
    assert fields_of(form)["commission"] == ["TEC-west"]
    browser.post("/field/forms/tabulation/send/", filled(form, E1="yes"))
    report = Report.objects.get()
    assert (report.commission, report.station, report.region) == (
        Commission.objects.get(election=alder.election, code="TEC-west"),
        None,
        alder.west,
    )


def test_a_tabulation_without_a_commission_asks_for_it_again(browser: Client, alder: Ground) -> None:
    a_version(alder.mission, document("tabulation", "tabulation", [question("E1", "yes_no")]))
    page = browser.post("/field/forms/tabulation/", {"station": "W-1"})
    assert "Please write the code of the commission." in text_of(page)


def test_an_incident_is_a_tap_away_and_begins_where_one_is(browser: Client, alder: Ground) -> None:
    assert browser.get(reverse("field:incident")).headers["Location"] == "/field/forms/incident/"
    assert f'href="{reverse("field:incident")}"' in text_of(browser.get("/field/"))
    form = browser.post("/field/forms/incident/", {"station": "W-1"})
    assert fields_of(form)["q-where"] == ["this_station"]


def test_a_phone_that_was_shut_out_learns_nothing_and_moves_nothing(browser: Client, alder: Ground) -> None:
    DeviceRevocation.objects.create(device=alder.phone.device, revoked_by=alder.head.user, reason="taken")
    pages = [browser.get(page_of(alder, "W-1")), browser.get(reverse("field:find"), {"q": "W"})]
    posts = [
        browser.post(page_of(alder, "W-1", "arrive"), {"visit_id": an_id()}),
        browser.post(page_of(alder, "W-1", "hindered"), {"hindrance": "not_open"}),
    ]
    assert {answer.status_code for answer in pages + posts} == {401}
    assert (Visit.objects.count(), Report.objects.count()) == (0, 0)


def test_a_station_costs_the_same_however_much_was_sent_from_it(
    browser: Client, alder: Ground, django_assert_num_queries: object
) -> None:
    address = page_of(alder, "W-1")
    for number in (1, 3):
        while Report.objects.count() < number:
            form = browser.post(OPENING, {"station": "W-1"})
            browser.post(SEND_OPENING, filled(form, A1="yes"))
        with django_assert_num_queries(14):  # type: ignore[operator]
            browser.get(address)


def test_finding_costs_the_same_however_many_are_found(
    browser: Client, django_assert_num_queries: object
) -> None:
    for typed in ("W", "2"):
        with django_assert_num_queries(9):  # type: ignore[operator]
            browser.get(reverse("field:find"), {"q": typed})
