"""What one mission, one region, one role knows is not told by any other way than the front door.

Two missions watch one election. What is asked here are side ways: filters, counts, ETags, differences between
two refusals, and the long way from a figure back to its reports.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import caches
from django.test import Client

from observer.analysis.fold import fold
from observer.missions.roles import Role
from observer.reports.intake import receive
from tests.factories import a_member, a_submission, a_visit, an_id, ground
from tests.matrix_world import MADE
from tests.people.accounts import browser_of

pytestmark = pytest.mark.django_db
VOTES = {"P_V": "900", "C1": "611", "C2": "289"}


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    for cache in caches.all():
        cache.clear()


def counted(of: Any, phone: Any, answers: dict[str, str], station: str, *, form: Any = None) -> str:
    """One report, folded; its id."""
    visit = a_visit(station, at=MADE)
    sent = a_submission(form or of.counting, answers, visit=visit, made_at=MADE)
    (receipt,) = receive(sender=phone.sender, submissions=[sent])
    assert receipt.status == 201
    while fold(mission_id=of.mission.pk, limit=100).reports:
        pass
    return str(sent.client_id)


def behind(browser: Client, report: str, **source: str) -> bool:
    """Whether the list of reports behind a figure holds the report."""
    page = browser.get("/missions/alder/reports/", {"show": "answers", "checklist": "counting", **source})
    assert page.status_code == 200
    return report in page.content.decode()


def test_asking_for_reports_by_their_votes_tells_no_votes() -> None:
    alder = ground()
    report = counted(alder, alder.phone, VOTES, "W-1")
    head, room = browser_of(alder.head.user), browser_of(a_member(alder.mission, Role.RESULTS_ROOM).user)
    assert behind(head, report, question="P_V", answer="900")
    assert behind(room, report, question="C1", answer="611")
    sources = [
        ("C1", "611"),
        ("C1", "__answered"),
        ("C1", "__blank"),
        ("C1", "612"),
        ("C1__gt", "600"),
        ("C1", ""),
    ]
    assert [behind(head, report, question=question, answer=answer) for question, answer in sources] == [
        False
    ] * 6


def test_votes_are_nowhere_but_in_the_results_room() -> None:
    alder = ground()
    report = counted(alder, alder.phone, VOTES, "W-1")
    addresses = (
        f"/missions/alder/reports/{report}/",
        f"/api/v1/missions/alder/reports/{report}/",
        "/api/v1/missions/alder/tallies/answers/?checklist=counting",
        "/api/v1/missions/alder/tallies/answers/?checklist=counting&format=csv",
        "/missions/alder/",
    )
    for role in (Role.HEAD, Role.COORDINATOR, Role.ANALYST, Role.LEGAL_ANALYST, Role.RESULTS_ROOM):
        member = alder.head if role == Role.HEAD else a_member(alder.mission, role)
        texts = [browser_of(member.user).get(address).content.decode() for address in addresses]
        # As numbers of their own: a time or a token may hold the same digits.
        told = [bool(re.search(r"(?<![\w.])(611|289)(?!\w)", text)) for text in texts]
        assert told == ([True, True, True, True, False] if role == Role.RESULTS_ROOM else [False] * 5)


def test_a_hash_of_answers_that_hold_votes_is_kept_back_with_them() -> None:
    """Whoever knows the other numbers of a protocol would find the votes by trying: there are few."""
    alder = ground()
    report = counted(alder, alder.phone, VOTES, "W-1")
    opening = counted(alder, alder.phone, {"A1": "yes"}, "W-2", form=alder.opening)
    room = a_member(alder.mission, Role.RESULTS_ROOM)

    def hashes(member: Any) -> list[bool]:
        api = browser_of(member.user)
        found = [api.get(f"/api/v1/missions/alder/reports/{one}/").json() for one in (report, opening)]
        return [bool(one["revisions"][0]["content_hash"]) for one in found]

    assert (hashes(alder.head), hashes(room)) == ([False, True], [True, True])


FIGURES = (
    "board/",
    "figures/",
    "coverage/",
    "tallies/violations/",
    "figures/?format=csv",
    "coverage/?format=csv",
)


@pytest.mark.parametrize(
    "query", [{}, {"region": "land"}, {"region": "west"}, {"severity": "serious"}, {"from_hour": "9"}]
)
def test_no_figure_of_a_region_moves_with_another_region(query: dict[str, str]) -> None:
    """Nothing can be got by subtraction where nothing changes."""
    alder = ground()
    counted(alder, alder.phone, {"A1": "no"}, "W-1", form=alder.opening)
    browser = browser_of(alder.regional.user)
    before = figures(browser, query)
    counted(alder, alder.other_phone, {"A1": "no", "A2": "not_opened"}, "E-1", form=alder.opening)
    for cache in caches.all():
        cache.clear()
    assert figures(browser, query) == before


def figures(browser: Client, query: dict[str, str]) -> list[Any]:
    """Every figure a member gets, without the time at which it was read."""
    found = []
    for address in FIGURES:
        sign = "&" if "?" in address else "?"
        answer = browser.get(f"/api/v1/missions/alder/{address}{sign}{urlencode(query)}")
        assert answer.status_code == 200
        found.append(numbers(answer.json()) if "json" in answer["Content-Type"] else cells(answer))
    return found


def numbers(value: Any) -> Any:
    """Numerators and denominators, wherever they stand."""
    if isinstance(value, dict):
        kept = {name: numbers(one) for name, one in value.items() if isinstance(one, dict | list)}
        return kept | {name: value[name] for name in ("numerator", "denominator") if name in value}
    return (
        [numbers(one) for one in value if isinstance(one, dict | list)] if isinstance(value, list) else None
    )


def cells(answer: Any) -> list[list[str]]:
    lines = [line.split(",") for line in answer.content.decode().splitlines()]
    moment = lines[0].index("as_of")
    return [line[:moment] for line in lines]


@pytest.mark.parametrize(
    "source", ["region=east", "region=-", "station=E-1", "outcome=received", "show=observed&region=-"]
)
def test_no_way_back_leads_into_another_region(source: str) -> None:
    alder = ground()
    east = counted(alder, alder.other_phone, {"A1": "no"}, "E-1", form=alder.opening)
    page = browser_of(alder.regional.user).get(f"/missions/alder/reports/?{source}")
    assert east not in page.content.decode()


ABOUT_A_REPORT = ("/api/v1/missions/alder/reports/{}/", "/missions/alder/reports/{}/")


@pytest.mark.parametrize("address", ABOUT_A_REPORT)
def test_what_is_elsewhere_and_what_is_nowhere_look_alike(address: str) -> None:
    alder = ground()
    birch = ground("birch", election=alder.election)
    theirs = counted(birch, birch.phone, {"A1": "no"}, "W-1", form=birch.opening)
    east = counted(alder, alder.other_phone, {"A1": "no"}, "E-1", form=alder.opening)
    browser = browser_of(alder.regional.user)
    answers = [browser.get(address.format(one)) for one in (theirs, east, an_id())]
    assert {answer.status_code for answer in answers} == {404}
    assert len({plain(answer) for answer in answers}) == 1


def plain(answer: Any) -> str:
    """A page without what differs each time it is drawn, and without the address it was asked under."""
    return re.sub(r'(?:value|nonce|href)="[^"]*"', "", answer.content.decode())


def test_a_mission_that_is_another_s_and_one_that_is_not_look_alike() -> None:
    alder = ground()
    ground("birch", election=alder.election)
    browser = browser_of(alder.head.user)
    for address in (
        "/missions/{}/",
        "/api/v1/missions/{}/board/",
        "/api/v1/missions/{}/live/",
        "/missions/{}/glass/",
    ):
        theirs, nowhere = (browser.get(address.format(code)) for code in ("birch", "nowhere"))
        assert (theirs.status_code, plain(theirs)) == (404, plain(nowhere))


def test_what_another_mission_counts_moves_nothing_here() -> None:
    alder = ground()
    birch = ground("birch", election=alder.election)
    browser = browser_of(alder.head.user)
    before = browser.get("/api/v1/missions/alder/board/")
    counted(birch, birch.phone, {"A1": "no"}, "W-1", form=birch.opening)
    after = browser.get("/api/v1/missions/alder/board/", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 304


def test_ids_of_another_mission_are_refused_in_the_words_for_unknown_ones() -> None:
    """An attachment, a correction, a form, a visit: none tells that the other mission has it."""
    alder = ground()
    birch = ground("birch", election=alder.election)
    theirs = counted(birch, birch.phone, {"A1": "no"}, "W-1", form=birch.opening)
    headers = {"Authorization": f"Device {alder.phone.token}"}
    phone = Client()
    answers = [
        phone.get("/api/v1/reports/receipts/", {"id": one}, headers=headers).json()
        for one in (theirs, an_id())
    ]
    assert answers == [{"receipts": []}, {"receipts": []}]
    photos = [
        phone.post(
            f"/api/v1/reports/{one}/attachments/",
            {"id": str(an_id()), "question": "A16", "file": b""},
            headers=headers,
        )
        for one in (theirs, an_id())
    ]
    assert photos[0].content == photos[1].content
