"""Photos between two tries of a form: kept here, for a browser never sends a chosen file twice.

A photo's id is made of the report's id and the photo's bytes, so that the same photo sent again is the same
photo, and a report sent twice is the same report. Kept photos lie outside the web root and are shown to
nobody; `sweep` takes away what no report came for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid5

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.checklists.answers import Answer
from observer.checklists.check import CompiledVersion
from observer.checklists.form import PREFIX, ChecklistForm
from observer.missions.senders import Sender
from observer.problems import Problem
from observer.reports.attachments import attach, require_size
from observer.reports.models import Attachment
from observer.reports.pictures import PictureRefused, redraw
from observer.reports.wording import PICTURES

log = structlog.get_logger(__name__)

FOLDER = "unsent"
KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class KeptPhotos:
    """`data`: the request with an id for every photo in it. `names`: what the page calls each photo, by id.
    `refused`: (question, why) for what could not be kept."""

    data: QueryDict
    names: dict[str, str]
    refused: list[tuple[str, str]]

    def tell(self, form: ChecklistForm) -> None:
        """Add what could not be kept to the problems of a form that has been checked."""
        for question, why in self.refused:
            form.add_error(question, why)


def keep(request: HttpRequest, version: CompiledVersion, *, sender: Sender, report_id: UUID) -> KeptPhotos:
    """Keep the photos of this request, and find those of earlier tries."""
    kept = KeptPhotos(request.POST.copy(), {}, [])
    for question in photo_questions(version):
        name = f"{PREFIX}-{question}"
        earlier = kept.data.getlist(name)
        new = []
        for file in request.FILES.getlist(f"{name}-new"):
            try:
                new.append(_keep_one(file, sender.device_id, report_id, question))
            except Problem as problem:
                kept.refused.append((question, str(problem)))
            except PictureRefused as refused:
                kept.refused.append((question, str(PICTURES[refused.code])))
        found = names(list(dict.fromkeys([*earlier, *new])), sender)
        kept.data.setlist(name, list(found))
        kept.names.update(found)
        if not found.keys() >= set(earlier):
            kept.refused.append((question, _("A photo is not here any more. Please choose it again.")))
    return kept


def photo_questions(version: CompiledVersion) -> Iterator[str]:
    return (code for code, item in version.by_code.items() if item.question.type == "photo")


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


def named(version: CompiledVersion, answers: Mapping[str, Answer]) -> list[tuple[str, str]]:
    """The photos that these answers name: (question, id)."""
    found = ((question, answers.get(question, ())) for question in photo_questions(version))
    return [(question, photo) for question, ids in found if isinstance(ids, list) for photo in ids]


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


def _keep_one(file: UploadedFile[bytes], device_id: int, report_id: UUID, question: str) -> str:
    """Keep a photo as it will be kept for good, without what it tells of the phone; its id.

    Raises Problem TOO_LARGE, and PictureRefused for what is no picture.
    """
    require_size(file.size)
    sent = file.read()
    picture = redraw(sent)
    photo = str(uuid5(report_id, f"{question}:{hashlib.sha256(sent).hexdigest()}"))
    path = _path(device_id, photo)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(picture.content))
    return photo


def names(photo_ids: list[str], sender: Sender) -> dict[str, str]:
    """What the page calls each photo that is kept, or that is an attachment of this member already."""
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
        photo: _("Photo %(number)s, %(size)s") % {"number": number, "size": filesizeformat(sizes[photo])}
        for number, photo in enumerate(filter(sizes.__contains__, ids), start=1)
    }


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _path(device_id: int, photo_id: str) -> str:
    return f"{FOLDER}/{device_id}/{photo_id}"
