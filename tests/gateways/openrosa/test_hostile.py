"""What an attacker sends with a token in hand, and what a bad line makes of an honest request."""

from __future__ import annotations

import socket
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import caches
from django.test import Client

from observer.gateways.openrosa import posted
from observer.gateways.openrosa.app_users import make_app_user
from observer.gateways.openrosa.instance import MAX_XML_BYTES
from observer.reports.models import Attachment, Quarantine, Report
from tests.factories import Ground, an_id, ground
from tests.gateways.openrosa.collect import BOUNDARY, Collect, filled, multipart, part
from tests.gateways.openrosa.test_instance import LAUGHS, XXE
from tests.reports.photos import bomb, photo

MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    for cache in caches.all():
        cache.clear()


@pytest.fixture
def alder(db: None) -> Ground:
    return ground()


@pytest.fixture
def address(alder: Ground) -> str:
    token = make_app_user(membership=alder.observers[0], by=alder.coordinator).token
    return f"/collect/key/{token}/submission"


def post(address: str, body: bytes, content_type: str = MULTIPART, **more: Any) -> Any:
    return Client(enforce_csrf_checks=True).generic(
        "POST", address, body, content_type, headers={"X-OpenRosa-Version": "1.0"}, **more
    )


@pytest.mark.parametrize("xml", [XXE, LAUGHS, b"no xml", b"<data/>", b""])
def test_what_is_no_filled_form_is_kept_as_it_came_and_refused(address: str, xml: bytes) -> None:
    answer = post(address, multipart(xml, {}))
    assert answer.status_code == 400
    assert "It was kept as it came." in answer.content.decode()
    kept = Quarantine.objects.get()
    assert (bytes(kept.content), kept.reason, kept.client_id) == (xml, "unreadable", None)
    assert post(address, multipart(xml, {})).status_code == 400
    assert Quarantine.objects.count() == 1


@pytest.mark.parametrize(
    "named",
    [{"form": "unheard_of"}, {"version": "99"}, {"version": ""}, {"version": "9" * 40}, {"version": "1.5"}],
)
def test_a_form_nobody_knows_is_kept_and_answered_with_404(address: str, named: dict[str, str]) -> None:
    report = an_id()
    sent = filled(report, **named)
    assert post(address, multipart(sent, {"1.jpg": photo()})).status_code == 404
    kept = Quarantine.objects.get()
    assert (bytes(kept.content), kept.client_id) == (sent, report)
    assert Report.objects.count() == Attachment.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"reports": []}', "application/json", 415),
        (filled(an_id()), "text/xml", 415),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b"x", MULTIPART, 400),
        (b"x", "multipart/form-data", 400),
        (multipart(filled(an_id()), {}), "multipart/form-data; boundary=another", 400),
        (part("1.jpg", b"x", "1.jpg", "image/jpeg") + f"--{BOUNDARY}--\r\n".encode(), MULTIPART, 400),
    ],
)
def test_what_is_no_submission_is_refused(address: str, body: bytes, content_type: str, status: int) -> None:
    assert post(address, body, content_type).status_code == status
    assert Quarantine.objects.count() == Report.objects.count() == 0


def test_the_form_may_stand_in_a_plain_field(address: str) -> None:
    body = part("xml_submission_file", filled(an_id())) + f"--{BOUNDARY}--\r\n".encode()
    assert post(address, body).status_code == 201


def test_a_body_that_says_it_is_too_large_is_not_read(address: str) -> None:
    answer = post(address, b"x", CONTENT_LENGTH=str(500 * 1024 * 1024))
    assert answer.status_code == 413


def in_chunks(address: str, body: bytes, **more: Any) -> Any:
    """As a server hands on a body that came in chunks (granian): to be read to its end, its length unsaid."""
    chunked = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": BytesIO(body)}
    return post(address, body, **{**chunked, "wsgi.input_terminated": True, **more})


def test_a_body_in_chunks_is_taken_and_bounded(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The specification of OpenRosa asks servers for it."""
    body = multipart(filled(an_id(), answers={"A16": "1.jpg"}), {"1.jpg": photo()})
    assert in_chunks(address, body).status_code == 201
    assert Attachment.objects.count() == 1
    assert in_chunks(address, body, **{"wsgi.input_terminated": False}).status_code == 400
    monkeypatch.setattr(posted, "most_bytes", lambda: len(body) - 1)
    assert in_chunks(address, body).status_code == 413


def test_a_form_that_is_too_large_is_not_read(address: str) -> None:
    huge = b'<data id="opening">' + b" " * MAX_XML_BYTES + b"</data>"
    assert post(address, multipart(huge, {})).status_code == 413
    assert Quarantine.objects.count() == 0


def test_a_hundred_files_in_one_request_are_taken(address: str) -> None:
    """Collect puts up to 101 files beside the form; those the form does not name are left out."""
    files = {f"{number}.jpg": b"x" for number in range(101)}
    answer = post(
        address, multipart(filled(an_id(), answers={"A16": "100.jpg"}), files | {"100.jpg": photo()})
    )
    assert answer.status_code == 201
    assert "100 files the form does not ask for were not kept." in answer.content.decode()
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"", b"\xff\xd8\xff" + b"x" * 100, bomb(30_000, 30_000)])
def test_a_file_that_cannot_be_kept_is_named_and_the_report_stays(address: str, content: bytes) -> None:
    report = an_id()
    answer = post(address, multipart(filled(report, answers={"A16": "1.jpg"}), {"1.jpg": content}))
    assert answer.status_code == 415
    assert "1.jpg: " in answer.content.decode()
    assert Report.objects.get().client_id == report
    # The phone still has the file; a whole one under its name is taken.
    whole = multipart(filled(report, answers={"A16": "1.jpg"}), {"1.jpg": photo()})
    assert post(address, whole).status_code == 201


def test_another_file_under_the_same_name_is_a_conflict_and_the_first_stands(address: str) -> None:
    report = an_id()
    named = filled(report, answers={"A16": "1.jpg"})
    assert post(address, multipart(named, {"1.jpg": photo()})).status_code == 201
    assert post(address, multipart(named, {"1.jpg": photo(size=(9, 9))})).status_code == 409
    assert Attachment.objects.get().width == 40


def test_names_of_files_that_lead_elsewhere_are_only_names(address: str) -> None:
    name = "../../etc/cron.d/1.jpg"
    answer = post(address, multipart(filled(an_id(), answers={"A16": name}), {name: photo()}))
    assert answer.status_code == 201
    assert all(".." not in one for one in Attachment.objects.values_list("stored_name", flat=True))


def test_markup_in_what_is_told_back_stays_text(address: str) -> None:
    name = "<b>&.jpg"
    answer = post(address, multipart(filled(an_id(), answers={"A16": "&lt;b&gt;&amp;.jpg"}), {name: b"x"}))
    assert answer.status_code == 415
    assert b"&lt;b&gt;&amp;.jpg" in answer.content


@pytest.mark.usefixtures("committed_database")
def test_a_request_that_breaks_off_leaves_nothing(live_server: Any) -> None:
    of = ground()
    token = make_app_user(membership=of.observers[0], by=of.coordinator).token
    phone = Collect(f"{live_server.url}/collect/key/{token}")
    whole = multipart(filled(an_id(), answers={"A16": "1.jpg"}), {"1.jpg": photo()})
    parts = urlsplit(phone.server)
    head = (
        f"POST {parts.path}/submission HTTP/1.1\r\nHost: {parts.netloc}\r\nX-OpenRosa-Version: 1.0\r\n"
        f"Content-Type: {MULTIPART}\r\nContent-Length: {len(whole)}\r\n\r\n"
    )
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=20) as line:
        line.sendall(head.encode() + whole[: len(whole) // 2])
        line.shutdown(socket.SHUT_WR)
        assert line.recv(4096).startswith(b"HTTP/1.1 400")
    assert Report.objects.count() == Quarantine.objects.count() == 0
    # Cut short with the right length said, it is no whole form either.
    assert phone.post(whole[: len(whole) // 2]).status == 400
    assert Report.objects.count() == 0
    assert phone.post(whole).status == 201
    assert Attachment.objects.count() == 1


def test_guessing_tokens_is_slowed_down(alder: Ground) -> None:
    client = Client(headers={"X-OpenRosa-Version": "1.0"})
    answers = [client.get(f"/collect/key/{number:043}/formList").status_code for number in range(31)]
    assert set(answers[:30]) == {404}
    assert answers[30] == 429
    # To begin without a password is no guess.
    assert client.get("/collect/formList").status_code == 401
