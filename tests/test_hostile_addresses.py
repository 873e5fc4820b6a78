"""What anybody can write into an address is answered, never a fault; and it opens nothing that is closed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from observer.reports.models import Report
from tests.addresses import addresses
from tests.matrix_world import World, build

HOSTILE: tuple[str | bytes, ...] = (
    *("a\x00b", "'\"><script>alert(1)</script>", "9" * 30, "%(", "x" * 3000, "-", "A1__regex"),
    *("\N{ARABIC-INDIC DIGIT THREE}", "\r\nSet-Cookie: a=b", "2026-99-99", b"\xff\xed\xa0\x80"),
)
# The parts of addresses that reach a query of the database.
READ: dict[str, tuple[str, ...]] = {
    "dashboard:board": ("region", "category", "from_hour"),
    "dashboard:reports": ("region", "station", "show", "outcome", "identity", "category"),
    "dashboard:incidents": ("region", "state", "severity", "category", "basis", "assignee"),
    "dashboard:texts": ("words", "area", "form", "question", "language"),
    "dashboard:teams": ("silent", "code"),
    "dashboard:job": ("part",),
    "api:reports": ("region", "station", "category", "page_size", "received_after", "format"),
    "api:incidents": ("region", "team", "received_before"),
    "api:stations": ("region", "code"),
    "api:answers": ("region", "checklist"),
    "api:breakdown": ("checklist", "question", "by"),
    "dashboard:answers": ("checklist", "question", "find"),
    "dashboard:compared_stations": ("contest", "region"),
}
CURSORS = ("%", "cD0x", "\x00")
MARKS = ("", "\x00", "2026-10-04", "9999-12-31T23:59:59-23:00", "no moment", "infinity")
LISTS = (
    *("dashboard:reports", "dashboard:station", "dashboard:region", "dashboard:summaries"),
    *("dashboard:incidents", "dashboard:unplaced", "dashboard:texts", "dashboard:teams"),
    *("dashboard:missing_stations", "dashboard:silent_teams", "dashboard:compared_stations"),
)
LISTS_OF_THE_API = ("api:reports", "api:incidents", "api:stations")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def nothing_kept(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    for cache in caches.all():
        cache.clear()
    with django_db_blocker.unblock():
        yield


def get(world: World, who: str, address: str, **query: Any) -> Any:
    """The answer to one question, in a transaction of its own: a fault must not spoil the next."""
    with transaction.atomic():
        answer = world.asker(who)("GET", f"{address}?{urlencode(query)}" if query else address)
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize(("name", "word"), [(name, word) for name, words in READ.items() for word in words])
def test_a_filter_holding_anything_is_answered(name: str, word: str, world: World) -> None:
    address = dict(addresses(world.names("")))[name]
    answers = [get(world, "coordinator", address, **{word: value}) for value in HOSTILE]
    assert {answer.status_code for answer in answers} <= {200, 400, 404, 406}
    assert not any(b"<script>alert" in answer.content for answer in answers)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_search_on_the_phone_holding_anything_is_answered(value: str | bytes, world: World) -> None:
    answer = get(world, "phone_browser", "/field/stations/", q=value)
    assert (answer.status_code, b"<script>alert" in answer.content) == (200, False)


@pytest.mark.parametrize("word", ["question", "answer", "checklist"])
def test_the_way_back_from_an_answer_survives_anything(word: str, world: World) -> None:
    source = {"show": "answers", "checklist": "opening", "question": "A1", "answer": "yes"}
    values = (*HOSTILE, "A1__contains", "isnull", "0", "__regex")
    answers = [
        get(world, "coordinator", "/missions/alder/reports/", **(source | {word: value})) for value in values
    ]
    assert {answer.status_code for answer in answers} <= {200, 400, 404}


@pytest.mark.parametrize("name", [*LISTS, *LISTS_OF_THE_API])
def test_a_cursor_that_marks_no_place_is_refused(name: str, world: World) -> None:
    address = dict(addresses(world.names("")))[name]
    written = [b64encode(urlencode({"p": mark}).encode()).decode() for mark in MARKS if mark != ""]
    answers = [get(world, "coordinator", address, cursor=cursor) for cursor in (*CURSORS, *written)]
    assert {answer.status_code for answer in answers} <= {200, 400}
    assert any(answer.status_code == 400 for answer in answers)


def test_a_cursor_on_the_phone_that_marks_no_place_is_refused(world: World) -> None:
    answers = [get(world, "phone_browser", "/field/reports/", cursor=cursor) for cursor in (*CURSORS, "bm8")]
    assert {answer.status_code for answer in answers} <= {200, 400}


def test_a_cursor_of_the_api_leads_through_the_whole_list(world: World) -> None:
    address, seen = "/api/v1/missions/alder/reports/?page_size=1", []
    while address:
        page = get(world, "coordinator", address.removeprefix("http://testserver")).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
    mission = world.alder.ground.mission
    known = Report.objects.filter(mission=mission).values_list("client_id", flat=True)
    assert sorted(seen) == sorted(map(str, known))


@pytest.mark.parametrize(
    "rest",
    [
        *("stations/%00/", "stations/a%0d%0ab/", "stations/%ff/", f"stations/{'x' * 3000}/"),
        *(f"jobs/{'9' * 40}/", f"editions/{'9' * 19}/", f"regions/{'x' * 3000}/", "stations/..%2f..%2fetc/"),
        "attachments/00000000-0000-0000-0000-000000000000/",
    ],
)
def test_a_place_that_cannot_be_is_nowhere(rest: str, world: World) -> None:
    answer = get(world, "coordinator", f"/missions/alder/{rest}")
    assert (answer.status_code, "Set-Cookie: a" in str(answer.headers)) == (404, False)


@pytest.mark.parametrize("cookie", ["sessionid", "observer_device", "django_language", "csrftoken"])
@pytest.mark.parametrize("address", ["/", "/field/", "/api/v1/missions/alder/board/"])
def test_a_cookie_holding_anything_is_answered(cookie: str, address: str) -> None:
    for value in ("\x00", "a\\000b", "\xff", "x" * 4000, "../..", "'; DROP TABLE"):
        client = Client()
        client.cookies[cookie] = value
        with transaction.atomic():
            assert client.get(address).status_code in {302, 401}


@pytest.mark.parametrize("host", ["evil.example", "[::1", "a b", "testserver:99999999", ""])
def test_a_made_up_host_is_refused(host: str) -> None:
    page, machine = (
        Client().get(address, headers={"host": host}) for address in ("/", "/api/v1/missions/alder/board/")
    )
    assert {page.status_code, machine.status_code} <= {400, 302, 401}
    assert "evil.example" not in str(page.headers) + page.content.decode()
    assert machine["Content-Type"] == "application/problem+json"


def test_an_address_below_the_api_that_is_not_there_is_a_problem_document() -> None:
    answer = Client().get("/api/v1/nowhere/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["type"] == "/problems/not-found"
