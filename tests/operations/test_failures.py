"""While the database is away everybody is told so, and when to come back; logs tell of nobody."""

from __future__ import annotations

import io
import json
import os
from typing import Any

import pytest
import structlog
from django.conf import settings
from django.db import connections
from django.test import Client

from observer.operations import logs
from observer.reports.models import Report
from tests.factories import Ground, an_id, ground
from tests.people.accounts import browser_of

WORDS = "Matilda Geheim saw it at 43.2389, 76.8897"


@pytest.fixture
def mission(committed_database: None) -> Ground:
    return ground()


def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next connection finds no server."""
    connections["default"].close()
    monkeypatch.setitem(connections["default"].settings_dict["OPTIONS"], "host", "/nowhere")


def send(mission: Ground, client: Client, answers: dict[str, str]) -> Any:
    report = {
        "id": str(an_id()),
        "form": mission.opening.hash_hex,
        "made_at": "2026-10-04T08:00:00+05:00",
        "visit": {"id": str(an_id()), "station": "W-1"},
        "answers": answers,
    }
    headers = {"Authorization": f"Device {mission.phone.token}"}
    body = json.dumps({"reports": [report]})
    return client.post("/api/v1/reports/", body, content_type="application/json", headers=headers)


def test_a_database_that_is_away_is_told_to_machines_and_people(
    mission: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of(mission.head.user)
    phone = Client()
    phone.cookies["observer_device"] = mission.phone.token
    browser.raise_request_exception = phone.raise_request_exception = False
    with monkeypatch.context() as patch:
        away(patch)
        sent = send(mission, phone, {"A1": "yes"})
        board = browser.get("/api/v1/missions/alder/board/")
        pages = [browser.get("/missions/alder/"), phone.get("/field/")]
        connections["default"].close()
    for answer in (sent, board):
        assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert [answer.status_code for answer in pages] == [503, 503]
    assert {answer["Retry-After"] for answer in (sent, board, *pages)} == {"5"}
    assert not Report.objects.exists()
    assert send(mission, phone, {"A1": "yes"}).status_code == 201


def test_no_log_holds_a_name_a_place_a_token_or_an_answer(
    mission: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    structlog.reset_defaults()
    logs.configure({"level": "DEBUG", "debug": False})
    phone = Client(raise_request_exception=False)
    phone.cookies["observer_device"] = mission.phone.token
    try:
        send(mission, phone, {"A1": "no", "A2": "late", "A3": WORDS})
        send(mission, phone, {"A1": WORDS})
        phone.get("/field/", {"name": WORDS}, headers={"user-agent": WORDS})
        phone.get(f"/field/enrol/{mission.phone.token}/")
        phone.post("/accounts/login/", {"login": WORDS, "password": WORDS})
        phone.get("/api/v1/missions/alder/board/", headers={"Authorization": f"Bearer {mission.phone.token}"})
        with monkeypatch.context() as patch:
            away(patch)
            send(mission, phone, {"A3": WORDS})
            connections["default"].close()
    finally:
        monkeypatch.undo()
        logs.configure(settings.LOGGING)
    text = written.getvalue()
    secrets = (*WORDS.replace(",", "").split(), mission.phone.token, os.environ["OBSERVER_SECRET_KEY"])
    assert [word for word in secrets if len(word) > 4 and word in text] == []
    assert "request_finished" in text
