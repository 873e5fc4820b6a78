"""Photos come after their report, are kept once, and are nobody else's."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from pytest_django.fixtures import Settings

from observer.journal.models import Entry
from observer.problems import Problem
from observer.reports.attachments import Attached, attach
from observer.reports.intake import receive
from observer.reports.models import Attachment, Report
from tests import factories
from tests.factories import Ground, a_submission, a_visit
from tests.reports.at_once import at_once
from tests.reports.photos import SECRET, photo, telling_photo


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def ground(db: None) -> Ground:
    return factories.ground()


def a_report(ground: Ground, **more: Any) -> UUID:
    sent = a_submission(ground.opening, visit=a_visit(ground.stations[3]), **more)
    receive(sender=ground.phone.sender, submissions=[sent])
    return sent.client_id


def send(ground: Ground, report: UUID, content: bytes | None = None, **more: Any) -> Attached:
    values = {"sender": ground.phone.sender, "client_id": factories.an_id(), "question": "A16", **more}
    return attach(report_id=report, file=ContentFile(content or photo()), **values)


def refusal(*arguments: Any, **more: Any) -> tuple[str, int]:
    with pytest.raises(Problem) as refused:
        send(*arguments, **more)
    assert not Attachment.objects.exclude(pk__in=more.get("kept", ())).exists()
    return refused.value.code, refused.value.status


def test_a_photo_is_kept_without_what_it_tells_of_the_phone(ground: Ground, own_files: Path) -> None:
    report, sent = a_report(ground), telling_photo()
    attached = send(ground, report, sent)
    kept = Attachment.objects.get()
    stored = (own_files / kept.stored_name).read_bytes()
    assert (attached.status, attached.attachment) == (201, kept)
    assert (kept.report.client_id, kept.question, kept.device) == (report, "A16", ground.phone.device)
    assert (SECRET in sent, SECRET in stored) == (True, False)
    assert bytes(kept.sent_sha256) == hashlib.sha256(sent).digest()
    assert bytes(kept.stored_sha256) == hashlib.sha256(stored).digest()
    assert (kept.size_bytes, kept.width, kept.height) == (len(stored), 40, 20)
    entry = Entry.objects.get(act="attachment.received")
    assert (entry.subject_id, entry.detail) == (kept.pk, {"hash": bytes(kept.stored_sha256).hex()})


def test_the_same_photo_again_is_kept_once(ground: Ground, own_files: Path) -> None:
    report, photo_id = a_report(ground), factories.an_id()
    first = send(ground, report, client_id=photo_id)
    again = send(ground, report, client_id=photo_id)
    assert (first.status, again.status, again.attachment) == (201, 200, first.attachment)
    assert len(list((own_files / "attachments").iterdir())) == 1


def test_an_id_used_for_another_photo_is_refused_and_the_first_stands(ground: Ground) -> None:
    report, photo_id = a_report(ground), factories.an_id()
    first = send(ground, report, client_id=photo_id)
    with pytest.raises(Problem) as other_photo:
        send(ground, report, photo(size=(10, 10)), client_id=photo_id)
    with pytest.raises(Problem) as other_report:
        send(ground, a_report(ground, answers={"A1": "no"}), client_id=photo_id)
    assert (other_photo.value.status, other_report.value.status) == (409, 409)
    assert Attachment.objects.get() == first.attachment


def test_a_photo_before_its_report_is_asked_to_wait(ground: Ground) -> None:
    assert refusal(ground, factories.an_id()) == ("report-first", 404)


def test_a_photo_may_name_a_correction_of_its_report(ground: Ground) -> None:
    report = a_report(ground)
    correction = a_report(ground, report_id=report, replaces=report, answers={"A1": "no"})
    assert send(ground, correction).attachment.report.client_id == report


def test_nobody_attaches_to_a_report_of_another_team_or_mission(ground: Ground) -> None:
    report = a_report(ground)
    other = factories.ground("birch", election=ground.election)
    for phone in (ground.other_phone, other.phone):
        assert refusal(ground, report, sender=phone.sender) == ("report-first", 404)
    assert send(ground, report, sender=factories.a_phone(ground.observers[1]).sender).status == 201


def test_what_is_no_picture_leaves_nothing_behind(ground: Ground, own_files: Path) -> None:
    assert refusal(ground, a_report(ground), b"MZ\x90 not a photo") == ("wrong-media-type", 415)
    assert not list(own_files.iterdir())


class Endless(File):  # type: ignore[type-arg]  # a class of Django's stubs only
    """A file that says nothing of its size and would go on for ever."""

    def __init__(self) -> None:
        super().__init__(None)
        self.read_bytes = 0

    @property
    def size(self) -> int:
        return 0

    def chunks(self, chunk_size: int | None = None) -> Any:
        while True:
            self.read_bytes += 1_000_000
            yield b"\0" * 1_000_000


def test_a_file_that_is_too_large_is_refused_before_it_is_read(ground: Ground) -> None:
    report, endless = a_report(ground), Endless()
    large = ContentFile(b"\xff\xd8\xff" + b"\0" * 50_000_000)
    for file in (endless, large):
        with pytest.raises(Problem) as refused:
            attach(
                sender=ground.phone.sender,
                report_id=report,
                client_id=factories.an_id(),
                question="A16",
                file=file,
            )
        assert (refused.value.status, "20.0" in str(refused.value)) == (413, True)
    assert (endless.read_bytes, large.tell()) == (21_000_000, 0)


@pytest.mark.usefixtures("committed_database")
def test_one_photo_over_two_connections_is_kept_once(own_files: Path) -> None:
    ground = factories.ground()
    report = a_report(ground)
    for _round in range(5):
        photo_id = factories.an_id()
        outcome = at_once([partial(send, ground, report, client_id=photo_id)] * 2)
        assert sorted(attached.status for attached in outcome) == [200, 201]
    assert Report.objects.get().attachments.count() == 5
    assert len(default_storage.listdir("attachments")[1]) == 5
