"""Photos of reports: taken in after their report, kept without what they tell of the phone."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

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
from observer.reports.models import Attachment, Report
from observer.reports.pictures import EXTENSIONS, Picture, PictureRefused, redraw
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
    """Keep a photo of a report this sender (or the sender's team) has sent.

    `report_id` is the phone's id of the report or of one of its revisions, `client_id` that of the photo.
    Raises Problem: TOO_LARGE before reading more than is allowed; "report-first" (404) while the report is
    not here; WRONG_MEDIA_TYPE for what is no picture; SAME_ID_OTHER_CONTENT.
    """
    sent = _read(file)
    report = _report(sender, report_id)
    digest = hashlib.sha256(sent).digest()
    if (earlier := _earlier(sender, client_id)) is not None:
        return _again(earlier, report, digest)
    picture = _redrawn(sent)
    name = _store(picture)
    try:
        with transaction.atomic():
            kept = Attachment.objects.create(
                mission_id=sender.mission_id,
                report=report,
                client_id=client_id,
                question=storable_text(question, 64),
                content_type=picture.content_type,
                sent_sha256=digest,
                stored_sha256=hashlib.sha256(picture.content).digest(),
                stored_name=name,
                size_bytes=len(picture.content),
                width=picture.width,
                height=picture.height,
                received_at=now or timezone.now(),
                device_id=sender.device_id,
                synthetic=sender.synthetic,
            )
            _record(sender, kept)
    except IntegrityError:
        default_storage.delete(name)
        if (earlier := _earlier(sender, client_id)) is None:
            raise
        return _again(earlier, report, digest)
    return Attached(NEW, kept)


def require_size(size_bytes: int | None) -> None:
    """Raise Problem TOO_LARGE for a photo that says it is larger than the limit."""
    if size_bytes is not None and size_bytes > settings.ATTACHMENT_MAX_BYTES:
        limit = {"limit": filesizeformat(settings.ATTACHMENT_MAX_BYTES)}
        raise Problem(TOO_LARGE, _("A photo may have at most %(limit)s.") % limit)


def _read(file: File[bytes]) -> bytes:
    """All of it, or a Problem as soon as it is too much: what a file says of its size may be wrong."""
    require_size(file.size)
    parts, size_bytes = [], 0
    for chunk in file.chunks():
        size_bytes += len(chunk)
        require_size(size_bytes)
        parts.append(chunk)
    return b"".join(parts)


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


def _redrawn(sent: bytes) -> Picture:
    try:
        return redraw(sent)
    except PictureRefused as refused:
        raise Problem(WRONG_MEDIA_TYPE, PICTURES[refused.code]) from refused


def _store(picture: Picture) -> str:
    """Write the picture under a name that tells nothing, and onto the disk: a receipt follows."""
    name = f"{FOLDER}/{uuid4().hex}.{EXTENSIONS[picture.content_type]}"
    name = default_storage.save(name, ContentFile(picture.content))
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
