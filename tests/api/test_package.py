"""A phone's own package: all it needs for a day without a line, small, and nothing of anybody else."""

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from observer.missions.deadlines import LocalMoment, Window
from observer.missions.windows import set_windows
from observer.people.models import DeviceRevocation
from observer.reports.decisions import review
from observer.reports.intake import receive
from observer.reports.models import Report
from observer.reports.package import package
from tests.factories import Ground, Phone, a_deployment, a_station, a_submission, a_visit, ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def alder() -> Ground:
    return ground()


def ask(phone: Phone) -> object:
    return Client().get(reverse("api:package"), headers={"Authorization": f"Device {phone.token}"})


def test_it_says_where_when_and_with_what(alder: Ground) -> None:
    set_windows(
        mission=alder.mission, windows=[Window("opening", LocalMoment(0, time(6)), LocalMoment(0, time(9)))]
    )
    east = next(station for station in alder.stations if station.code == "E-1")
    a_deployment(alder.team, region=alder.east, station=east, phase="opening")
    told = ask(alder.phone).json()  # type: ignore[attr-defined]
    assert (told["mission"], told["team"], told["voting_day"]) == ("alder", alder.team.code, "2026-10-04")
    assert told["windows"] == [
        {
            "phase": "opening",
            "opens": {"day": 0, "clock": "06:00"},
            "due": {"day": 0, "clock": "09:00"},
        }
    ]
    assert {region["code"]: region["stations"] for region in told["regions"]} == {
        "east": ["E-1"],
        "west": ["W-1", "W-2", "W-3"],
    }
    assert [each["station"] for each in told["assigned"]] == ["E-1"]
    hashes = {each["checklist"]: each["form"] for each in told["forms"]}
    assert hashes["opening"] == bytes(alder.opening.content_hash).hex()


def test_it_tells_what_became_of_ones_own_reports_and_no_answer(alder: Ground) -> None:
    sent = a_submission(alder.opening, {"A1": "no", "A2": "late", "A3": "my own words"}, visit=a_visit("W-1"))
    receive(sender=alder.phone.sender, submissions=[sent])
    receive(sender=alder.other_phone.sender, submissions=[a_submission(alder.opening, visit=a_visit("E-1"))])
    review(report=Report.objects.earliest("id"), by=alder.head, verdict="question", note="How late?")
    answer = ask(alder.phone)
    [report] = answer.json()["reports"]  # type: ignore[attr-defined]
    assert (report["id"], report["station"], report["state"], report["question"]) == (
        str(sent.client_id),
        "W-1",
        "asked",
        "How late?",
    )
    assert b"my own words" not in answer.content  # type: ignore[attr-defined]


def test_a_station_costs_less_than_25_bytes(alder: Ground) -> None:
    before = len(ask(alder.phone).content)  # type: ignore[attr-defined]
    for number in range(100):
        a_station(alder.west, f"KZ-{number:04}")
    assert len(ask(alder.phone).content) - before <= 100 * 25  # type: ignore[attr-defined]


def test_it_costs_the_same_however_many_stations_and_reports(
    alder: Ground, django_assert_num_queries: object
) -> None:
    sender = alder.phone.sender
    for number in (1, 3):
        while Report.objects.count() < number:
            receive(sender=sender, submissions=[a_submission(alder.opening, visit=a_visit("W-1"))])
        a_deployment(alder.team, region=alder.east, station=alder.stations[number])
        with django_assert_num_queries(9):  # type: ignore[operator]
            package(sender)


def test_a_phone_that_was_shut_out_gets_none(alder: Ground) -> None:
    DeviceRevocation.objects.create(device=alder.phone.device, revoked_by=alder.head.user, reason="taken")
    assert ask(alder.phone).status_code == 401  # type: ignore[attr-defined]
