"""The list of incidents and the page on which one is worked on."""

from __future__ import annotations

import pytest

from observer.checklists.models import Category
from observer.missions.roles import Role
from observer.reports.incidents import assign, take_step
from observer.reports.models import Incident, IncidentStep
from tests.dashboard.desk import SEEN, opened, posted, queries, send, words
from tests.factories import Ground, a_member, ground


@pytest.fixture
def alder(db: None) -> Ground:
    return ground()


def test_critical_incidents_that_are_not_closed_stand_at_the_top(alder: Ground) -> None:
    critical, note = send(alder, "incident"), send(alder, "incident", SEEN | {"severity": "note"})
    page = opened(alder.head, "incidents/").content.decode()
    top = page.split('id="list-title"')[0]
    assert f"/incidents/{critical.client_id}/" in top
    assert f"/incidents/{note.client_id}/" not in top
    take_step(incident=critical.incident, by=alder.head, state="closed", note="done")
    assert "Critical and not closed" not in words(opened(alder.head, "incidents/"))


def test_every_filter_narrows_the_list_and_stands_in_the_address(alder: Ground) -> None:
    mine = send(alder, "incident")
    told = send(alder, "incident", SEEN | {"basis": "told", "category": "V10", "severity": "serious"})
    east = send(alder, "incident", station="E-1", phone=alder.other_phone)
    take_step(incident=mine.incident, by=alder.head, state="following_up")
    assign(incident=mine.incident, by=alder.head, assignee=alder.coordinator)
    ids = {"mine": mine.client_id, "told": told.client_id, "east": east.client_id}
    narrowed = {
        "state=following_up": {"mine"},
        "state=new": {"told", "east"},
        "state=open": {"mine", "told", "east"},
        "severity=serious": {"told"},
        "category=V15": {"mine", "east"},
        "basis=told": {"told"},
        "region=east": {"east"},
        "assignee=me": {"mine"},
        "assignee=-": {"told", "east"},
        f"assignee={alder.coordinator.code}&state=following_up": {"mine"},
        "state=closed": set(),
    }
    for query, wanted in narrowed.items():
        page = opened(alder.coordinator, "incidents/", **dict(pair.split("=") for pair in query.split("&")))
        text = page.content.decode()
        assert (query, {name for name, one in ids.items() if f"/incidents/{one}/" in text}) == (query, wanted)
    assert opened(alder.head, "incidents/", state="lost").status_code == 400


def test_an_incident_is_worked_on_from_its_page(alder: Ground) -> None:
    report = send(alder, "incident", SEEN | {"narrative": "A clump of ballots fell in"})
    path = f"incidents/{report.client_id}/"
    assert "A clump of ballots fell in" in words(opened(alder.coordinator, path))
    posted(alder.coordinator, f"{path}assign/", assignee=alder.coordinator.code)
    posted(alder.coordinator, f"{path}step/", state="following_up", note="calling")
    posted(alder.coordinator, f"{path}step/", state="confirmed", note="Both saw it <b>")
    page = opened(alder.coordinator, path)
    assert "Both saw it <b>" in words(page)
    assert f"Now the work of {alder.coordinator.code}." in words(page)
    assert [step.state for step in IncidentStep.objects.order_by("number")] == ["following_up", "confirmed"]
    refused = posted(alder.coordinator, f"{path}step/", state="new", note="?")
    assert refused.status_code == 409
    assert posted(alder.coordinator, f"{path}assign/", assignee="HQ-999").status_code == 404


def test_what_was_written_is_for_those_who_read_answers(alder: Ground) -> None:
    report = send(alder, "incident", SEEN | {"narrative": "A clump of ballots fell in"})
    page = words(opened(a_member(alder.mission, Role.SECURITY), f"incidents/{report.client_id}/"))
    assert "A clump" not in page
    assert "What was written is for those who may read answers." in page
    assert "Only note" not in page


def test_nobody_is_offered_to_judge_their_own_report(alder: Ground) -> None:
    report = send(alder, "incident")
    alder.observers[0].role = Role.COORDINATOR
    alder.observers[0].save()
    text = words(opened(alder.observers[0], f"incidents/{report.client_id}/"))
    assert "Somebody else decides about what you reported." in text
    assert (
        'value="confirmed"'
        not in opened(alder.observers[0], f"incidents/{report.client_id}/").content.decode()
    )


def test_a_line_says_in_words_what_it_is_about(alder: Ground) -> None:
    send(alder, "incident")
    kind = Category.objects.get(mission=alder.mission, code=SEEN["category"])
    line = opened(alder.head, "incidents/").content.decode()
    assert f'<strong class="report-line__kind">{kind.code} {kind.name}</strong>' in line


def test_the_list_costs_the_same_with_one_incident_and_with_three(alder: Ground) -> None:
    def listed() -> int:
        return queries(lambda: opened(alder.head, "incidents/"))

    send(alder, "incident")
    listed()
    one = listed()
    for number in (1, 2):
        report = send(alder, "incident", station=f"W-{number}")
        assign(incident=report.incident, by=alder.head, assignee=alder.coordinator)
        take_step(incident=report.incident, by=alder.head, state="following_up")
    assert Incident.objects.count() == 3
    assert listed() == one
