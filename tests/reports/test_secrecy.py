"""Votes are hidden at every door until the head of mission releases them, and readable by the rules after."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from pytest_django import Settings

from observer.analysis.fold import fold
from observer.findings.answers import forms
from observer.journal.models import Entry
from observer.missions.models import Membership
from observer.missions.roles import Role
from observer.problems import Problem
from observer.reports.attachments import attach
from observer.reports.intake import receive
from observer.reports.models import Report
from observer.reports.secrecy import photos_visible, release_results, votes_visible
from tests.documents import COUNTING
from tests.factories import Ground, a_member, a_submission, a_version, a_visit, an_id, ground
from tests.findings.composing import as_member
from tests.people.accounts import browser_of
from tests.reports.photos import photo

VOTES = {"P_V": "900", "C1": "611", "C2": "289"}
# The vote itself, and not three digits of an identity or of a moment.
VOTE = re.compile(r"(?<![0-9a-f-])611(?![0-9a-f-])")


@pytest.fixture
def alder(db: None, settings: Settings, tmp_path: Path) -> Ground:
    settings.MEDIA_ROOT = tmp_path
    return ground()


@pytest.fixture
def report(alder: Ground) -> Report:
    """A protocol, corrected once, with a photo of it."""
    visit = a_visit("W-1")
    sent = a_submission(alder.counting, {**VOTES, "C1": "612"}, visit=visit)
    receive(sender=alder.phone.sender, submissions=[sent])
    mended = a_submission(
        alder.counting, VOTES, report_id=sent.client_id, replaces=sent.client_id, reason="misread"
    )
    receive(sender=alder.phone.sender, submissions=[mended])
    attach(
        sender=alder.phone.sender,
        report_id=sent.client_id,
        client_id=an_id(),
        question="P_V",
        file=ContentFile(photo(), "photo.jpg"),
    )
    count(alder)
    return Report.objects.get(client_id=sent.client_id)


def count(alder: Ground) -> None:
    while fold(mission_id=alder.mission.pk, limit=100).reports:
        pass
    for cache in caches.all():
        cache.clear()


def doors(report: Report) -> dict[str, str]:
    api = "/api/v1/missions/alder"
    return {
        "page of the report": f"/missions/alder/reports/{report.client_id}/",
        "page of the station": "/missions/alder/stations/W-1/",
        "page of the answers": "/missions/alder/answers/?checklist=counting&question=C1",
        "report for machines": f"{api}/reports/{report.client_id}/",
        "answers for machines": f"{api}/tallies/answers/?checklist=counting",
        "answers as a sheet": f"{api}/tallies/answers/?checklist=counting&format=csv",
    }


def told(member: Membership, report: Report) -> set[str]:
    """The doors at which this member reads a vote."""
    browser = browser_of(member.user)
    pages = {door: browser.get(address) for door, address in doors(report).items()}
    # A question these eyes may not see is no page at all.
    assert {page.status_code for page in pages.values()} <= {200, 404}
    return {door for door, page in pages.items() if VOTE.search(page.content.decode())}


def behind(member: Membership, report: Report) -> bool:
    """Whether asking for reports with this very vote finds the report."""
    query = {"show": "answers", "checklist": "counting", "question": "C1", "answer": "611"}
    page = browser_of(member.user).get("/missions/alder/reports/", query)
    return str(report.client_id) in page.content.decode()


def picture(member: Membership, report: Report) -> int:
    address = f"/missions/alder/attachments/{report.attachments.get().client_id}/"
    answer = browser_of(member.user).get(address)
    # Read to its end, which closes its file.
    assert answer.getvalue()
    return int(answer.status_code)


def test_votes_are_read_at_no_door_before_the_release_and_at_each_after(
    alder: Ground, report: Report
) -> None:
    readers = [alder.head, alder.coordinator, alder.regional]
    for member in readers:
        assert (told(member, report), behind(member, report), picture(member, report)) == (set(), False, 404)
    release_results(by=alder.head, reason="The count is announced.")
    count(alder)
    for member in readers:
        assert (told(member, report), behind(member, report), picture(member, report)) == (
            set(doors(report)),
            True,
            200,
        )


def test_a_later_version_that_calls_votes_something_else_opens_none(alder: Ground, report: Report) -> None:
    """Who publishes forms may not read votes: by leaving out the mark they would."""
    plain = deepcopy(COUNTING)
    for section in plain["sections"]:
        for question in section["questions"]:
            if question["code"] in ("C1", "C2"):
                del question["protocol"]
    plain["identities"] = []
    a_version(alder.mission, plain)
    count(alder)
    assert (told(alder.coordinator, report), behind(alder.coordinator, report)) == (set(), False)
    printed = forms(as_member(alder.coordinator))
    assert not {"C1", "C2"} & {question.code for form in printed for question in form.questions}


def test_the_results_room_reads_votes_at_once(alder: Ground, report: Report) -> None:
    room = a_member(alder.mission, Role.RESULTS_ROOM)
    assert told(room, report) == set(doors(report))
    assert picture(room, report) == 200


def test_a_release_gives_nobody_what_they_may_not_read_otherwise(alder: Ground, report: Report) -> None:
    elsewhere = a_member(alder.mission, Role.REGIONAL_COORDINATOR, regions=[alder.east])
    security = a_member(alder.mission, Role.SECURITY)
    release_results(by=alder.head, reason="Announced.")
    for member in (elsewhere, security):
        browser = browser_of(member.user)
        for address in doors(report).values():
            assert not VOTE.search(browser.get(address).content.decode())


def test_only_the_head_releases_once_and_says_why(alder: Ground) -> None:
    for role in set(Role) - {Role.HEAD}:
        assert refused(partial(release_results, by=a_member(alder.mission, role), reason="x")) == "forbidden"
    assert refused(partial(release_results, by=alder.head, reason=" ")) == "invalid"
    assert not votes_visible(alder.coordinator)
    made = release_results(by=alder.head, reason=" Announced. ")
    assert (made.released_by, made.reason) == (alder.head, "Announced.")
    assert refused(partial(release_results, by=alder.head, reason="again")) == "conflict"
    assert Entry.objects.get(act="results.released").user_id == alder.head.user_id


def test_a_release_moves_the_version_of_the_figures_and_no_other_mission(alder: Ground) -> None:
    birch = ground("birch")
    assert fold(mission_id=alder.mission.pk).reports == 0
    release_results(by=alder.head, reason="Announced.")
    assert fold(mission_id=alder.mission.pk).reports == 1
    assert (votes_visible(alder.coordinator), votes_visible(birch.coordinator)) == (True, False)


def test_photos_of_other_forms_are_hidden_from_nobody_who_sees_photos(alder: Ground) -> None:
    sent = a_submission(alder.opening, visit=a_visit("W-1"))
    receive(sender=alder.phone.sender, submissions=[sent])
    assert photos_visible(alder.coordinator, Report.objects.get(client_id=sent.client_id))


def test_the_page_asks_for_a_reason_and_a_tick(alder: Ground) -> None:
    browser, address = browser_of(alder.head.user), "/missions/alder/results/release/"
    assert browser.post(address, {"reason": "Announced."}).status_code == 400
    assert browser.post(address, {"understood": "on"}).status_code == 400
    assert not votes_visible(alder.head)
    browser.post(address, {"reason": "Announced <b>", "understood": "on"})
    assert "Announced &lt;b&gt;" in browser.get(address).content.decode()
    assert votes_visible(alder.head)


def refused(call: Any) -> str:
    with pytest.raises(Problem) as problem:
        call()
    return problem.value.code
