"""The board and the way down: the same figures as everywhere, in a page that needs no script."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from observer.analysis.fold import fold
from observer.missions.glass import break_glass
from observer.missions.models import Membership
from observer.missions.roles import Role
from observer.reports.decisions import review
from observer.reports.intake import receive
from observer.reports.models import Report, Review
from observer.reports.submission import PlaceClaim
from tests.factories import Ground, a_member, a_submission, a_visit, ground
from tests.people.accounts import browser_of
from tests.sheet.playing import play

HEAVIEST_BOARD_BYTES = 200_000


@pytest.fixture
def alder(db: None) -> Ground:
    return ground()


def opened(membership: Membership, path: str = "", **more: Any) -> Any:
    return browser_of(membership.user).get(f"/missions/{membership.mission.code}/{path}", **more)


def words(page: Any) -> str:
    """The text of a page, its spaces made one."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def openings(alder: Ground, number: int, **answers: Any) -> list[Report]:
    """Opening reports from visits to different stations of the west, counted."""
    stations = [station for station in alder.stations if station.region_id == alder.west.pk]
    submissions = [
        a_submission(alder.opening, {"A1": "no", **answers}, visit=a_visit(stations[one % len(stations)]))
        for one in range(number)
    ]
    receive(sender=alder.phone.sender, submissions=submissions)
    fold(mission_id=alder.mission.pk)
    return list(Report.objects.filter(client_id__in=[one.report_id for one in submissions]).order_by("id"))


def incidents(alder: Ground, number: int) -> None:
    told = {"category": "V15", "severity": "critical", "basis": "seen", "where": "station"}
    place = PlaceClaim("station", alder.stations[0].code)
    receive(
        sender=alder.phone.sender,
        submissions=[a_submission(alder.incident, told, place=place) for _one in range(number)],
    )
    fold(mission_id=alder.mission.pk)


def test_the_board_says_the_sheet_in_words(db: None) -> None:
    played = play()
    text = words(opened(played.head))
    assert "7 of 8 (87.5 %)" in text.replace("\xa0", " ")
    assert "5 of 7 (71.4 %)" in text.replace("\xa0", " ")
    assert re.search(r"Violations seen 11 ", text)
    assert re.search(r"Violations told 6 ", text)
    assert re.search(r"Received 35 Held apart 4 .* Counted 27\b", text)


def test_the_filters_stand_in_the_address_and_in_the_form(alder: Ground) -> None:
    page = opened(alder.head, "?region=west&severity=serious").content.decode()
    assert '<option value="west" selected>' in page
    assert '<option value="serious" selected>' in page
    assert "/api/v1/missions/alder/board/?region=west&amp;severity=serious" in page


def test_filters_that_cannot_be_are_refused_in_words(alder: Ground) -> None:
    refused = opened(alder.head, "?phase=lunch")
    assert refused.status_code == 400
    assert "There is no “lunch”" in words(refused)


def test_a_number_on_the_board_leads_to_its_reports(alder: Ground) -> None:
    sent = openings(alder, 3)
    page = opened(alder.head).content.decode()
    links = re.findall(r'href="(/missions/alder/reports/\?[^"]*show=events[^"]*)"', page)
    behind = browser_of(alder.head.user).get(links[0].replace("&amp;", "&"))
    assert "3 events" in words(behind)
    assert all(str(report.client_id) in behind.content.decode() for report in sent)


def test_the_way_down_goes_from_region_to_station_to_report(alder: Ground) -> None:
    (report,) = openings(alder, 1)
    region = opened(alder.head, "regions/west/").content.decode()
    station = re.search(r'href="(/missions/alder/stations/[^"]+)"', region)
    assert station
    listed = browser_of(alder.head.user).get(station[1]).content.decode()
    assert f"/missions/alder/reports/{report.client_id}/" in listed
    text = words(opened(alder.head, f"reports/{report.client_id}/"))
    assert "A1 Question A1 No V10 · serious · seen by the observer" in text


def test_a_report_shows_what_was_decided_about_it_in_codes(alder: Ground) -> None:
    (report,) = openings(alder, 1)
    review(
        report=report,
        by=alder.coordinator,
        verdict=Review.Verdict.QUARANTINE_ALL,
        ground=Review.Ground.TEST,
        note="A rehearsal.",
    )
    text = words(opened(alder.head, f"reports/{report.client_id}/"))
    assert "kept out of all figures · training or test report" in text
    assert alder.coordinator.code in text
    assert "kept out of all figures" in text


def test_an_event_names_its_other_evidence(alder: Ground) -> None:
    visit = a_visit(alder.stations[0])
    told = {"category": "V10", "severity": "serious", "basis": "seen", "where": "this_station"}
    pair = [
        a_submission(alder.opening, {"A1": "no"}, visit=visit),
        a_submission(alder.incident, told, visit=visit),
    ]
    receive(sender=alder.phone.sender, submissions=pair)
    fold(mission_id=alder.mission.pk)
    page = opened(alder.head, f"reports/{pair[0].report_id}/").content.decode()
    assert f"/missions/alder/reports/{pair[1].report_id}/#" in page


def test_votes_are_hidden_but_for_the_results_room(alder: Ground) -> None:
    counted = a_submission(alder.counting, {"C1": "777", "C2": "98"}, visit=a_visit(alder.stations[0]))
    receive(sender=alder.phone.sender, submissions=[counted])
    path = f"reports/{counted.report_id}/"
    assert "777" not in words(opened(alder.head, path))
    assert "Votes for a choice are hidden" in words(opened(alder.head, path))
    assert "777" in words(opened(a_member(alder.mission, Role.RESULTS_ROOM), path))


def test_what_an_observer_wrote_is_text_and_nothing_else(alder: Ground) -> None:
    (report,) = openings(alder, 1, A2="late", A3="<script>alert(1)</script>")
    page = opened(alder.head, f"reports/{report.client_id}/").content.decode()
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_regional_coordinator_goes_down_their_own_regions_alone(alder: Ground) -> None:
    (report,) = openings(alder, 1)
    assert opened(alder.regional, "regions/west/").status_code == 200
    assert opened(alder.regional, "regions/east/").status_code == 404
    east = next(station for station in alder.stations if station.region_id == alder.east.pk)
    assert opened(alder.regional, f"stations/{east.code}/").status_code == 404
    assert opened(alder.regional, f"reports/{report.client_id}/").status_code == 200


def test_who_may_see_figures_and_no_reports_gets_no_links_to_them(alder: Ground) -> None:
    openings(alder, 1)
    page = opened(a_member(alder.mission, Role.AUDITOR))
    assert page.status_code == 200
    assert "/missions/alder/reports/" not in re.sub(r"data-reports=\S+", "", page.content.decode())


def test_the_head_is_told_of_broken_glass_on_the_board(alder: Ground) -> None:
    administrator = a_member(alder.mission, Role.ADMINISTRATOR)
    break_glass(membership=administrator, reason="The disk is full and must be looked at.")
    assert f"{administrator.code} opened emergency access" in words(opened(alder.head))
    assert "opened emergency access" not in words(opened(alder.coordinator))


def test_a_stranger_finds_nothing(alder: Ground) -> None:
    birch = ground("birch")
    for path in ("", "reports/", "regions/west/", "summaries/"):
        assert browser_of(birch.head.user).get(f"/missions/alder/{path}").status_code == 404
        assert Client().get(f"/missions/alder/{path}").status_code == 404


def test_pages_are_kept_by_nobody(alder: Ground) -> None:
    assert "no-store" in opened(alder.head)["Cache-Control"]


def queries(alder: Ground, path: str) -> int:
    client = browser_of(alder.head.user)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/missions/alder/{path}").status_code == 200
    return len(asked)


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("", openings),
        ("", incidents),
        ("reports/", openings),
        ("reports/?show=events", openings),
        ("regions/west/", openings),
    ],
)
def test_three_cost_as_many_queries_as_one(
    alder: Ground, path: str, more: Callable[[Ground, int], Any]
) -> None:
    more(alder, 1)
    one = queries(alder, path)
    more(alder, 2)
    assert queries(alder, path) == one


def test_a_report_of_three_revisions_costs_as_many_queries_as_one(alder: Ground) -> None:
    (report,) = openings(alder, 1)
    path = f"reports/{report.client_id}/"
    one = queries(alder, path)
    replaced = report.client_id
    for _number in range(2):
        correction = a_submission(
            alder.opening, {"A1": "no", "A2": "not_opened"}, report_id=report.client_id, replaces=replaced
        )
        receive(sender=alder.phone.sender, submissions=[correction])
        replaced = correction.client_id
    assert queries(alder, path) == one


def test_the_second_page_of_a_list_follows_the_first(alder: Ground) -> None:
    sent = openings(alder, 30)
    first = opened(alder.head, "reports/").content.decode()
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    second = browser_of(alder.head.user).get(older[1].replace("&amp;", "&")).content.decode()
    shown = [str(report.client_id) in first or str(report.client_id) in second for report in sent]
    both = [report for report in sent if str(report.client_id) in first and str(report.client_id) in second]
    assert (all(shown), both) == (True, [])


def test_the_board_is_light_enough_for_a_thin_line(db: None) -> None:
    page = opened(play().head)
    assert len(page.content) < HEAVIEST_BOARD_BYTES
