"""Photos, recordings and papers of reports: taken in after their report, kept without what they tell of the
phone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.checklists.models import Version
from observer.checklists.storable import storable_text
from observer.journal.record import record
from observer.missions.senders import Sender
from observer.problems import (
    REPORT_FIRST,
    SAME_ID_OTHER_CONTENT,
    TOO_LARGE,
    WRONG_MEDIA_TYPE,
    Problem,
)
from observer.reports.forms import forms_of
from observer.reports.media import EXTENSIONS, KINDS, MediaRefused, forget, recognise
from observer.reports.models import Attachment, Report
from observer.reports.pictures import PictureRefused, redraw
from observer.reports.submission import NEW, SAME_AGAIN
from observer.reports.wording import PICTURES

FOLDER = "attachments"


@dataclass(frozen=True, slots=True)
class Attached:
    """`status`: 201 new, 200 the same photo again."""

    status: int
    attachment: Attachment


def attach(
    *,
    sender: Sender,
    report_id: UUID,
    client_id: UUID,
    question: str,
    file: File[bytes],
    now: datetime | None = None,
) -> Attached:
    """Keep a photo, a recording or a paper of a report this sender (or the sender's team) has sent.

    `report_id` is the phone's id of the report or of one of its revisions, `client_id` that of the file.
    Raises Problem: TOO_LARGE before reading more than is allowed; "report-first" (404) while the report is
    not here; WRONG_MEDIA_TYPE for what the question does not take; SAME_ID_OTHER_CONTENT.
    """
    report = _report(sender, report_id)
    kind = _kind(report, question)
    with _spooled(file, kind) as (sent, digest):
        if (earlier := _earlier(sender, client_id)) is not None:
            return _again(earlier, report, digest)
        content = _cleaned(sent, kind)
        name = _store(content)
        try:
            with transaction.atomic():
                kept = _row(sender, report, client_id, question, digest, content, name, now or timezone.now())
                _record(sender, kept)
        except IntegrityError:
            default_storage.delete(name)
            if (earlier := _earlier(sender, client_id)) is None:
                raise
            return _again(earlier, report, digest)
    return Attached(NEW, kept)


def _row(
    sender: Sender,
    report: Report,
    client_id: UUID,
    question: str,
    digest: bytes,
    content: Content,
    name: str,
    now: datetime,
) -> Attachment:
    return Attachment.objects.create(
        mission_id=sender.mission_id,
        report=report,
        client_id=client_id,
        question=storable_text(question, 64),
        content_type=content.content_type,
        sent_sha256=digest,
        stored_sha256=_digest(content.file),
        stored_name=name,
        size_bytes=_size(content.file),
        width=content.width,
        height=content.height,
        received_at=now,
        device_id=sender.device_id,
        synthetic=sender.synthetic,
    )


def most_bytes(kind: str) -> int:
    """How large a photo, audio, video or file may be."""
    most: int = {
        "audio": settings.AUDIO_MAX_BYTES,
        "video": settings.VIDEO_MAX_BYTES,
        "file": settings.FILE_MAX_BYTES,
    }.get(kind, settings.ATTACHMENT_MAX_BYTES)
    return most


def require_size(size_bytes: int | None, kind: str = "photo") -> None:
    """Raise Problem TOO_LARGE for a file that says it is larger than its kind may be."""
    if size_bytes is not None and size_bytes > most_bytes(kind):
        limit = {"limit": filesizeformat(most_bytes(kind))}
        if kind == "photo":
            raise Problem(TOO_LARGE, _("A photo may have at most %(limit)s.") % limit)
        raise Problem(TOO_LARGE, _("This file may have at most %(limit)s.") % limit)


@contextmanager
def _spooled(file: File[bytes], kind: str) -> Iterator[tuple[IO[bytes], bytes]]:
    """All of it and its SHA-256, or a Problem as soon as it is too much: what a file says of its size may be
    wrong. A film waits on the disk, not in memory."""
    require_size(file.size, kind)
    digest = hashlib.sha256()
    with SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE) as spool:
        for chunk in file.chunks():
            require_size(spool.tell() + len(chunk), kind)
            digest.update(chunk)
            spool.write(chunk)
        spool.seek(0)
        yield spool, digest.digest()


def _report(sender: Sender, report_id: UUID) -> Report:
    """By the report's id or a revision's; another mission's or another team's is not here either."""
    team = Q(team=sender.team_id) if sender.team_id is not None else Q()
    mine = Report.objects.filter(mission=sender.mission_id).filter(Q(author=sender.membership_id) | team)
    found = mine.filter(client_id=report_id).first()
    # Two queries by one unique key each, rather than one that needs both tables.
    found = found or mine.filter(revisions__mission=sender.mission_id, revisions__client_id=report_id).first()
    if found is None:
        raise Problem(REPORT_FIRST, _("Please send the report first, then its photos."))
    return found


def _earlier(sender: Sender, client_id: UUID) -> Attachment | None:
    return Attachment.objects.filter(mission=sender.mission_id, client_id=client_id).first()


def _again(earlier: Attachment, report: Report, digest: bytes) -> Attached:
    if earlier.report_id == report.pk and bytes(earlier.sent_sha256) == digest:
        return Attached(SAME_AGAIN, earlier)
    raise Problem(SAME_ID_OTHER_CONTENT, _("Another photo was received before under this id; it stands."))


def _kind(report: Report, question: str) -> str:
    """What the report's form asks for under this code: a photo, where it has no such question."""
    versions = Version.objects.filter(mission=report.mission_id, revisions=report.current_id)
    hashes = [bytes(content_hash) for content_hash in versions.values_list("content_hash", flat=True)]
    for form in forms_of(report.mission_id, hashes).values():
        for asked in form.compiled.definition.all_questions():
            if asked.code == question and asked.type in KINDS:
                return asked.type
    return "photo"


@dataclass(frozen=True, slots=True)
class Content:
    """A file as it is kept."""

    file: IO[bytes]
    content_type: str
    width: int | None = None
    height: int | None = None


def cleaned(sent: IO[bytes], kind: str) -> Content:
    """The file as it is kept: a picture drawn anew, a recording without what it tells of its place.

    Changes `sent`. Raises PictureRefused and MediaRefused for what a question of this kind does not take.
    """
    content_type = recognise(sent, kind)
    if content_type.startswith("image/"):
        picture = redraw(sent.read())
        return Content(BytesIO(picture.content), picture.content_type, picture.width, picture.height)
    forget(sent, content_type)
    return Content(sent, content_type)


def _cleaned(sent: IO[bytes], kind: str) -> Content:
    try:
        return cleaned(sent, kind)
    except (PictureRefused, MediaRefused) as refused:
        raise Problem(WRONG_MEDIA_TYPE, PICTURES[refused.code]) from refused


def _size(file: IO[bytes]) -> int:
    size: int = file.seek(0, os.SEEK_END)
    return size


def _digest(file: IO[bytes]) -> bytes:
    digest = hashlib.sha256()
    for chunk in iter(partial(_from_start(file).read, 65_536), b""):
        digest.update(chunk)
    return digest.digest()


def _from_start(file: IO[bytes]) -> IO[bytes]:
    file.seek(0)
    return file


def _store(content: Content) -> str:
    """Write the file under a name that tells nothing, and onto the disk: a receipt follows."""
    name = f"{FOLDER}/{uuid4().hex}.{EXTENSIONS[content.content_type]}"
    name = default_storage.save(name, File(_from_start(content.file)))
    with default_storage.open(name) as kept:
        if hasattr(kept.file, "fileno"):
            os.fsync(kept.fileno())
    return name


def _record(sender: Sender, kept: Attachment) -> None:
    record(
        act="attachment.received",
        mission_id=sender.mission_id,
        user_id=sender.user_id,
        device_id=sender.device_id,
        subject="attachment",
        subject_id=kept.pk,
        detail={"hash": bytes(kept.stored_sha256).hex()},
        at=kept.received_at,
    )
