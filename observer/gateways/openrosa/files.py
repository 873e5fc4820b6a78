"""The files an XForm refers to: pictures and recordings of its labels, and lists too long to stand in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from observer.checklists import xlsform
from observer.checklists.definition import Definition
from observer.checklists.models import FormFile, Version
from observer.gateways.openrosa.models import XForm
from observer.reports.forms import forms_of


@dataclass(frozen=True, slots=True)
class MediaFile:
    """`md5` as hexadecimal digits."""

    name: str
    md5: str
    content_type: str
    open: Callable[[], File[bytes]]


def files_of(version: Version, xform: XForm) -> list[MediaFile]:
    """Those of the files the XForm names that are here, by name. Constant in queries."""
    if not xform.media:
        return []
    kept = FormFile.objects.filter(mission=version.mission_id, held_by__version=version, name__in=xform.media)
    found = {file.name: _kept(file) for file in kept}
    definition = _definition(version)
    for name in xform.media:
        if name not in found and (rows := xlsform.list_file(definition, name)) is not None:
            found[name] = _made(name, rows)
    return [found[name] for name in sorted(found)]


def _definition(version: Version) -> Definition:
    """As this process has read it already, if it has: a list may have 20,000 rows."""
    content_hash = bytes(version.content_hash)
    return forms_of(version.mission_id, [content_hash])[content_hash].compiled.definition


def _kept(file: FormFile) -> MediaFile:
    opened = partial(default_storage.open, file.stored_name)
    return MediaFile(file.name, bytes(file.md5).hex(), file.content_type, opened)


def _made(name: str, rows: bytes) -> MediaFile:
    md5 = hashlib.md5(rows, usedforsecurity=False).hexdigest()
    return MediaFile(name, md5, "text/csv; charset=utf-8", partial(ContentFile, rows))
