"""Photos and other files between two tries of a form: kept, for a browser never sends a chosen file twice.

A file's id is made of the report's id and the file's bytes, so that the same photo sent again is the same
photo, and a report sent twice is the same report. Kept files lie outside the web root and are shown to
nobody; `sweep` takes away what no report came for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from tempfile import SpooledTemporaryFile
from typing import Any
from uuid import UUID, uuid5

import structlog
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.checklists.answers import Answer
from observer.checklists.check import CompiledVersion
from observer.checklists.definition.shapes import FILE_TYPES, Question
from observer.checklists.form import PREFIX, ChecklistForm
from observer.checklists.typed import file_inputs
from observer.missions.senders import Sender
from observer.problems import Problem
from observer.reports.attachments import attach, cleaned, require_size
from observer.reports.media import MediaRefused
from observer.reports.models import Attachment
from observer.reports.pictures import PictureRefused
from observer.reports.wording import PICTURES

log = structlog.get_logger(__name__)

FOLDER = "unsent"
KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class KeptPhotos:
    """`data`: the request with an id for every file in it. `names`: what the page calls each file, by id.
    `refused`: (path of the question, why) for what could not be kept."""

    data: QueryDict
    names: dict[str, str]
    refused: list[tuple[str, str]]

    def tell(self, form: ChecklistForm) -> None:
        """Add what could not be kept to the problems of a form that has been checked."""
        for path, why in self.refused:
            form.add_error(path if path in form.fields else None, why)


def keep(request: HttpRequest, version: CompiledVersion, *, sender: Sender, report_id: UUID) -> KeptPhotos:
    """Keep the files of this request, and find those of earlier tries."""
    kept = KeptPhotos(request.POST.copy(), {}, [])
    for path, name, question in file_inputs(version.definition, request.POST, PREFIX):
        earlier = kept.data.getlist(name)
        new = []
        for file in request.FILES.getlist(f"{name}-new"):
            try:
                new.append(_keep_one(file, sender.device_id, report_id, question.code, question.type))
            except Problem as problem:
                kept.refused.append((path, str(problem)))
            except (PictureRefused, MediaRefused) as refused:
                kept.refused.append((path, str(PICTURES[refused.code])))
        found = names(list(dict.fromkeys([*earlier, *new])), sender, question.type)
        kept.data.setlist(name, list(found))
        kept.names.update(found)
        if not found.keys() >= set(earlier):
            kept.refused.append((path, _gone(question.type)))
    return kept


def attach_kept(report_id: UUID, photos: Iterable[tuple[str, str]], *, sender: Sender) -> None:
    """Make attachments of a report's photos, (question, id), now that the report is stored.

    One that cannot be attached stays here; the receipt says how many are missing.
    """
    for question, photo in photos:
        path = _path(sender.device_id, photo)
        if not default_storage.exists(path):
            continue
        try:
            with default_storage.open(path) as file:
                attach(
                    sender=sender, report_id=report_id, client_id=UUID(photo), question=question, file=file
                )
        except Problem as problem:
            log.warning("field.photo_not_attached", problem=problem.code)
            continue
        default_storage.delete(path)


def _gone(kind: str) -> str:
    if kind == "photo":
        return _("A photo is not here any more. Please choose it again.")
    return _("A file is not here any more. Please choose it again.")


def named(version: CompiledVersion, answers: Mapping[str, Answer]) -> list[tuple[str, str]]:
    """The files that these answers name, those in rows too: (question, id)."""
    return list(_named({question.code: question for question in version.definition.questions()}, answers))


def _named(questions: Mapping[str, Question], answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for code, question in questions.items():
        given = answers.get(code)
        if not isinstance(given, list):
            continue
        if question.type in FILE_TYPES:
            yield from ((code, file) for file in given)
        elif question.type == "repeat":
            inside = {one.code: one for one in question.questions}
            for row in given:
                yield from _named(inside, row)


def sweep() -> int:
    """Take away photos that no report came for within a day; return how many."""
    if not default_storage.exists(FOLDER):
        return 0
    oldest, swept = timezone.now() - KEPT_FOR, 0
    for device in default_storage.listdir(FOLDER)[0]:
        for photo in default_storage.listdir(f"{FOLDER}/{device}")[1]:
            path = f"{FOLDER}/{device}/{photo}"
            if default_storage.get_modified_time(path) < oldest:
                default_storage.delete(path)
                swept += 1
    return swept


def _keep_one(
    file: UploadedFile[bytes], device_id: int | None, report_id: UUID, question: str, kind: str
) -> str:
    """Keep a file as it will be kept for good, without what it tells of the phone; its id.

    Raises Problem TOO_LARGE, PictureRefused and MediaRefused for what the question does not take.
    """
    require_size(file.size, kind)
    digest = hashlib.sha256()
    with SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE) as spool:
        for chunk in file.chunks():
            digest.update(chunk)
            spool.write(chunk)
        kept = cleaned(spool, kind)
        photo = str(uuid5(report_id, f"{question}:{digest.hexdigest()}"))
        path = _path(device_id, photo)
        if not default_storage.exists(path):
            default_storage.save(path, File(kept.file))
        return photo


def names_of(version: CompiledVersion, answers: Mapping[str, Answer], sender: Sender) -> dict[str, str]:
    """What the page calls each file that these answers name."""
    kinds = {question.code: question.type for question in version.definition.all_questions()}
    by_question: dict[str, list[str]] = {}
    for question, file in named(version, answers):
        by_question.setdefault(question, []).append(file)
    found: dict[str, str] = {}
    for question, files in by_question.items():
        found |= names(files, sender, kinds[question])
    return found


def names(photo_ids: list[str], sender: Sender, kind: str = "photo") -> dict[str, str]:
    """What the page calls each file that is kept, or that is an attachment of this member already."""
    ids = [photo for photo in photo_ids if _is_id(photo)]
    paths = {photo: _path(sender.device_id, photo) for photo in ids}
    here = {photo: path for photo, path in paths.items() if default_storage.exists(path)}
    sizes = {photo: default_storage.size(path) for photo, path in here.items()}
    if missing := [photo for photo in ids if photo not in sizes]:
        attached = Attachment.objects.filter(mission=sender.mission_id, client_id__in=missing)
        own = Q(device=sender.device_id) | Q(report__author=sender.membership_id)
        mine = attached.filter(own).values_list("client_id", "size_bytes")
        sizes |= {str(photo): size for photo, size in mine}
    return {
        photo: _called(kind) % {"number": number, "size": filesizeformat(sizes[photo])}
        for number, photo in enumerate(filter(sizes.__contains__, ids), start=1)
    }


def _called(kind: str) -> str:
    match kind:
        case "audio":
            return _("Recording %(number)s, %(size)s")
        case "video":
            return _("Video %(number)s, %(size)s")
        case "file":
            return _("File %(number)s, %(size)s")
    return _("Photo %(number)s, %(size)s")


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _path(device_id: int | None, photo_id: str) -> str:
    return f"{FOLDER}/{device_id}/{photo_id}"
