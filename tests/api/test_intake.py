"""The phones' door: no session, clear refusals, and nothing half taken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from observer.missions.enrol import revoke_device
from observer.missions.models import MissionDevice
from observer.reports.models import Attachment, Hold, Quarantine, Report, Revision
from tests import factories
from tests.factories import Ground
from tests.reports.photos import SECRET, bomb, photo, telling_photo

pytestmark = pytest.mark.django_db

REPORTS = "/api/v1/reports/"


@pytest.fixture
def ground() -> Ground:
    cache.clear()
    return factories.ground()


@pytest.fixture
def phone() -> Client:
    """Without session and without CSRF token, as phones are."""
    return Client(enforce_csrf_checks=True)


def a_report(ground: Ground, **more: Any) -> dict[str, Any]:
    return {
        "id": str(factories.an_id()),
        "form": ground.opening.hash_hex,
        "made_at": "2026-10-04T07:15:00+05:00",
        "answers": {"A1": "yes"},
        "visit": {"id": str(factories.an_id()), "station": "W-1"},
        **more,
    }


def send(phone: Client, ground: Ground, *reports: Any, body: bytes | None = None, **more: Any) -> Any:
    headers = {"Authorization": f"Device {ground.phone.token}", **more}
    content = orjson.dumps({"reports": reports}) if body is None else body
    return phone.post(REPORTS, content, content_type="application/json", headers=headers)


def receipts(response: Any) -> list[dict[str, Any]]:
    return list(json.loads(response.content)["receipts"])


def nothing_is_stored() -> bool:
    return not (Report.objects.exists() or Revision.objects.exists() or Quarantine.objects.exists())


# --- Reports ---------------------------------------------------------------------------------------


def test_a_report_is_answered_with_its_receipt(phone: Client, ground: Ground) -> None:
    sent = a_report(ground, visit={"id": str(factories.an_id()), "station": "no such"})
    response = send(phone, ground, sent)
    [receipt] = receipts(response)
    revision = Revision.objects.get()
    assert (response.status_code, response["Content-Type"]) == (201, "application/json")
    assert (receipt["id"], receipt["status"], receipt["code"]) == (sent["id"], 201, revision.receipt_code)
    assert receipt["received_at"].endswith("Z")
    assert [notice["code"] for notice in receipt["notices"]][:1] == ["unplaced"]
    assert "list" in receipt["notices"][0]["text"]
    assert (Hold.objects.get().reason, Hold.objects.get().typed) == ("unplaced", "no such")
    assert "Set-Cookie" not in response.headers


def test_a_single_report_lends_its_status_to_the_response(phone: Client, ground: Ground) -> None:
    sent = a_report(ground)
    statuses = [
        send(phone, ground, one).status_code
        for one in (sent, sent, {**sent, "answers": {}}, {**sent, "form": "00" * 32}, {"id": sent["id"]})
    ]
    assert statuses == [201, 200, 409, 422, 422]


def test_a_batch_is_answered_report_by_report(phone: Client, ground: Ground) -> None:
    good = a_report(ground)
    response = send(phone, ground, good, {**good, "answers": {}}, {"id": 7, "made_at": "?"}, good)
    found = receipts(response)
    assert (response.status_code, [receipt["status"] for receipt in found]) == (200, [201, 409, 422, 200])
    assert found[1]["problem"]["type"] == "/problems/same-id-other-content"
    assert [(error["field"], error["code"]) for error in found[2]["problem"]["errors"]] == [
        ("reports.2.id", "wrong-type")
    ]
    assert (Revision.objects.count(), Quarantine.objects.count()) == (1, 2)


def test_sentences_come_in_the_language_of_the_phone(phone: Client, ground: Ground) -> None:
    response = send(phone, ground, a_report(ground, answers={"A10": "-1"}), **{"Accept-Language": "ru"})
    assert response["Content-Language"] == "ru"


@pytest.mark.parametrize(
    ("body", "status", "code", "told"),
    [
        (b'{"reports": [{"id": "\xff"}]}', 400, "unreadable", "byte 22"),
        (b'{"reports": [\n {"id": }]}', 400, "unreadable", "line 2, column 9"),
        (b'{"reports": ' + b"[" * 9_999 + b"]" * 9_999 + b"}", 400, "unreadable", "nests"),
        (b"", 400, "unreadable", "line 1"),
        (b'{"reports": {}}', 400, "invalid", "list"),
        (b'{"reports": []}', 400, "invalid", "no report"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_where_it_breaks(
    phone: Client, ground: Ground, body: bytes, status: int, code: str, told: str
) -> None:
    response = send(phone, ground, body=body)
    problem = json.loads(response.content)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert (problem["type"], told in problem["detail"]) == (f"/problems/{code}", True)
    assert nothing_is_stored()


def test_ten_thousand_reports_in_one_batch_are_refused_whole(phone: Client, ground: Ground) -> None:
    response = send(phone, ground, *[{**a_report(ground), "visit": None}] * 10_000)
    problem = json.loads(response.content)
    assert (response.status_code, problem["type"]) == (413, "/problems/too-large")
    assert ("10000" in problem["detail"], "200" in problem["detail"]) == (True, True)
    assert nothing_is_stored()


def test_a_body_beyond_the_limit_is_refused_unread(phone: Client, ground: Ground, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    response = send(phone, ground, a_report(ground, answers={"A3": "x" * 2_000}))
    assert (response.status_code, json.loads(response.content)["type"]) == (413, "/problems/too-large")
    assert nothing_is_stored()


# --- Who sends -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header", ["", "Device", "Device nobody", "Bearer {token}", "Device \u0161", "Device {token}x"]
)
def test_only_a_stranger_is_turned_away(phone: Client, ground: Ground, header: str) -> None:
    response = send(phone, ground, a_report(ground), Authorization=header.format(token=ground.phone.token))
    assert (response.status_code, json.loads(response.content)["type"]) == (401, "/problems/unknown-sender")
    assert response["WWW-Authenticate"] == "Device"
    assert nothing_is_stored()


def test_a_session_is_no_device(client: Client, ground: Ground) -> None:
    client.force_login(ground.head.user)
    response = client.post(REPORTS, {"reports": [a_report(ground)]}, content_type="application/json")
    assert response.status_code == 401


def test_a_revoked_phone_is_receipted_and_held_apart(phone: Client, ground: Ground) -> None:
    bound = MissionDevice.objects.get(device=ground.phone.device)
    revoke_device(device=bound, by=ground.head, reason="stolen")
    [receipt] = receipts(send(phone, ground, a_report(ground)))
    assert (receipt["status"], receipt["notices"][0]["code"]) == (201, "revoked_device")
    assert Hold.objects.get().reason == "revoked_device"


def test_guessing_tokens_is_slowed_down_and_no_phone_with_it(phone: Client, ground: Ground) -> None:
    refused = [send(phone, ground, Authorization=f"Device guess{n}").status_code for n in range(31)]
    assert (set(refused[:30]), refused[30]) == ({401}, 429)
    assert send(phone, ground, a_report(ground)).status_code == 201


def test_a_phone_that_floods_is_told_when_to_come_back(phone: Client, ground: Ground) -> None:
    sent = a_report(ground)
    statuses = [send(phone, ground, sent) for _number in range(601)]
    assert {response.status_code for response in statuses[1:600]} == {200}
    assert (statuses[600].status_code, int(statuses[600]["Retry-After"]) <= 60) == (429, True)


def test_one_report_costs_six_statements(phone: Client, ground: Ground) -> None:
    send(phone, ground, a_report(ground))
    with CaptureQueriesContext(connection) as queries:
        send(phone, ground, a_report(ground))
    # Who sends; forms, numbers and visits, stations, doubles; and one that writes.
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 6


# --- Receipts --------------------------------------------------------------------------------------


def test_a_phone_reads_back_its_own_receipts_and_no_others(phone: Client, ground: Ground) -> None:
    mine, theirs = a_report(ground), a_report(ground)
    [given] = receipts(send(phone, ground, mine))
    send(phone, ground, theirs, Authorization=f"Device {ground.other_phone.token}")
    response = phone.get(
        f"{REPORTS}receipts/",
        {"id": [mine["id"], theirs["id"], str(factories.an_id())]},
        headers={"Authorization": f"Device {ground.phone.token}"},
    )
    assert (response.status_code, receipts(response)) == (200, [{**given, "status": 200}])


def test_a_receipt_is_asked_for_by_an_id(phone: Client, ground: Ground) -> None:
    token = {"Authorization": f"Device {ground.phone.token}"}
    response = phone.get(f"{REPORTS}receipts/", {"id": "7"}, headers=token)
    assert (response.status_code, json.loads(response.content)["errors"][0]["field"]) == (400, "id")


# --- Photos ----------------------------------------------------------------------------------------


@pytest.fixture
def report(phone: Client, ground: Ground, settings: Settings, tmp_path: Path) -> str:
    settings.MEDIA_ROOT = tmp_path
    sent = a_report(ground)
    send(phone, ground, sent)
    return str(sent["id"])


def attach(phone: Client, ground: Ground, report: str, content: bytes | None, **more: Any) -> Any:
    fields: dict[str, Any] = {"id": str(factories.an_id()), "question": "A16", **more}
    if content is not None:
        fields["file"] = SimpleUploadedFile("protocol.exe", content, content_type="application/x-msdownload")
    headers = {"Authorization": f"Device {ground.phone.token}"}
    return phone.post(f"{REPORTS}{report}/attachments/", fields, headers=headers)


def test_a_photo_is_taken_for_what_it_is_not_for_what_it_is_called(
    phone: Client, ground: Ground, report: str, tmp_path: Path
) -> None:
    photo_id = str(factories.an_id())
    first = attach(phone, ground, report, telling_photo(), id=photo_id)
    again = attach(phone, ground, report, telling_photo(), id=photo_id)
    kept = Attachment.objects.get()
    assert (first.status_code, again.status_code) == (201, 200)
    assert json.loads(first.content) == json.loads(again.content)
    assert kept.content_type == "image/jpeg"
    assert SECRET not in (tmp_path / kept.stored_name).read_bytes()


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"<script>alert(1)</script>", 415, "wrong-media-type"),
        (bomb(60_000, 60_000), 415, "wrong-media-type"),
        (b"\xff\xd8\xff" + b"\0" * 50_000_000, 413, "too-large"),
        (b"", 415, "wrong-media-type"),
        (None, 400, "invalid"),
    ],
    ids=["script", "bomb", "50 MB", "empty", "none"],
)
def test_what_cannot_be_kept_is_refused_clearly(
    phone: Client, ground: Ground, report: str, content: bytes | None, status: int, code: str
) -> None:
    response = attach(phone, ground, report, content)
    assert (response.status_code, json.loads(response.content)["type"]) == (status, f"/problems/{code}")
    assert not Attachment.objects.exists()


def test_a_photo_before_its_report_is_told_to_wait(phone: Client, ground: Ground, report: str) -> None:
    response = attach(phone, ground, str(factories.an_id()), photo())
    problem = json.loads(response.content)
    assert (response.status_code, problem["type"]) == (404, "/problems/report-first")
    assert "report first" in problem["detail"]


@pytest.mark.parametrize(
    "body", [b"", b"--x\r\n", b"--x\r\nContent-Disposition: form-data; name=id\r\n\r\n7\r\n--x--"]
)
def test_a_broken_upload_is_refused(phone: Client, ground: Ground, report: str, body: bytes) -> None:
    response = phone.post(
        f"{REPORTS}{report}/attachments/",
        body,
        content_type="multipart/form-data; boundary=x",
        headers={"Authorization": f"Device {ground.phone.token}"},
    )
    assert (response.status_code, json.loads(response.content)["type"]) == (400, "/problems/invalid")
