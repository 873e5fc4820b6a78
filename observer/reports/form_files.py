"""Pictures and recordings that checklists show: taken in as those of reports are.

They stand here and not with the checklists because what recognises and redraws files is this room's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from io import BytesIO
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from observer.checklists.models import Checklist, FormFile
from observer.journal.record import record
from observer.missions.access import Act, require
from observer.missions.models import Membership
from observer.problems import CONFLICT, INVALID, TOO_LARGE, WRONG_MEDIA_TYPE, Problem
from observer.reports.media import EXTENSIONS, TAKEN, MediaRefused, forget, recognise
from observer.reports.pictures import PictureRefused, redraw
from observer.reports.wording import PICTURES

FOLDER = "forms"
_NAME = re.compile(r"[\w][\w .()-]{0,180}\.[A-Za-z0-9]{2,5}")
_MIB = 1024 * 1024
# A phone fetches them with the form, often over a poor line.
MOST_BYTES: Mapping[str, int] = {"photo": 5 * _MIB, "audio": 10 * _MIB, "video": 30 * _MIB}
_KINDS = {EXTENSIONS[media_type]: kind for kind in MOST_BYTES for media_type in TAKEN[kind]} | {
    "jpeg": "photo",
    "oga": "audio",
}


def add_file(*, checklist: Checklist, by: Membership, name: str, content: bytes) -> FormFile:
    """Keep a file that the checklist's document names; the next version is published with it.

    Pictures are drawn anew, recordings lose what tells of their maker. Raises Problem: FORBIDDEN, INVALID for
    a name no form can use, TOO_LARGE, WRONG_MEDIA_TYPE for what its name does not say it is.
    """
    require(by, Act.EDIT_CHECKLIST, mission_id=checklist.mission_id)
    kind = _kind(name)
    if len(content) > MOST_BYTES[kind]:
        limit = {"limit": filesizeformat(MOST_BYTES[kind])}
        raise Problem(TOO_LARGE, _("“%(name)s” may have at most %(limit)s.") % {"name": name, **limit})
    kept, content_type = _cleaned(content, kind)
    digest = hashlib.sha256(kept).digest()
    newest = FormFile.objects.filter(checklist=checklist, name=name).order_by("-id").first()
    if newest is not None and bytes(newest.sha256) == digest:
        return newest
    stored = default_storage.save(f"{FOLDER}/{uuid4().hex}.{EXTENSIONS[content_type]}", ContentFile(kept))
    with transaction.atomic():
        file = FormFile.objects.create(
            mission_id=checklist.mission_id,
            checklist=checklist,
            name=name,
            content_type=content_type,
            size_bytes=len(kept),
            sha256=digest,
            md5=hashlib.md5(kept, usedforsecurity=False).digest(),
            stored_name=stored,
            uploaded_by=by,
        )
        _witness("checklist.file_added", file, by)
    return file


@transaction.atomic
def remove_file(*, file: FormFile, by: Membership) -> None:
    """Delete a file no version was published with. Raises Problem: FORBIDDEN, CONFLICT where one was."""
    require(by, Act.EDIT_CHECKLIST, mission_id=file.mission_id)
    # Publishing holds the checklist while it looks for files.
    Checklist.objects.select_for_update().get(pk=file.checklist_id)
    if file.held_by.exists():
        raise Problem(CONFLICT, _("A version was published with this file: it stays as long as the version."))
    _witness("checklist.file_removed", file, by)
    stored = file.stored_name
    file.delete()
    transaction.on_commit(lambda: default_storage.delete(stored))


def _kind(name: str) -> str:
    kind = _KINDS.get(name.rpartition(".")[2].lower(), "")
    if not _NAME.fullmatch(name) or not kind:
        raise Problem(
            INVALID,
            _("“%(name)s” is no name for a picture, sound or video: letters, digits, - and _, then .jpg.")
            % {"name": name[:100]},
        )
    return kind


def _cleaned(content: bytes, kind: str) -> tuple[bytes, str]:
    """The bytes as they are kept, and their media type."""
    try:
        if kind == "photo":
            picture = redraw(content)
            return picture.content, picture.content_type
        file = BytesIO(content)
        content_type = recognise(file, kind)
        forget(file, content_type)
        return file.getvalue(), content_type
    except (PictureRefused, MediaRefused) as refused:
        raise Problem(WRONG_MEDIA_TYPE, PICTURES[refused.code]) from refused


def _witness(act: str, file: FormFile, by: Membership) -> None:
    record(
        act=act,
        mission_id=file.mission_id,
        user_id=by.user_id,
        subject="checklist",
        subject_id=file.checklist_id,
        detail={"file": file.name, "sha256": bytes(file.sha256).hex()},
    )
