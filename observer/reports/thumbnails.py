"""Small pictures for lists, drawn after the photo has come in. What is missing is found in the table."""

from __future__ import annotations

import time
from uuid import uuid4

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Max, QuerySet

from observer.reports.models import Attachment, Thumbnail
from observer.reports.pictures import PictureRefused, thumbnail

log = structlog.get_logger(__name__)
FOLDER = "thumbnails"


# How many of the newest photos a round looks at: a table of any size costs it the same.
RECENT = 5_000


def draw_missing(*, within_s: float = 4.0, everywhere: bool = False) -> int:
    """Draw the thumbnails that are missing, newest photo first, for at most so long; return how many.

    A photo that cannot be drawn is passed over, so it keeps none of the others waiting. Two workers that
    draw the same one keep one of the two. `everywhere` looks at all photos, not just at the newest.
    """
    end, drawn = time.monotonic() + within_s, 0
    for attachment in _missing(everywhere).iterator(chunk_size=100):
        if time.monotonic() > end:
            break
        drawn += _draw(attachment)
    return drawn


def _missing(everywhere: bool) -> QuerySet[Attachment]:
    missing = Attachment.objects.filter(thumbnail__isnull=True, content_type__startswith="image/")
    missing = missing.order_by("-id")
    if everywhere:
        return missing
    newest = Attachment.objects.aggregate(newest=Max("id"))["newest"] or 0
    return missing.filter(pk__gt=newest - RECENT)


def _draw(attachment: Attachment) -> bool:
    try:
        with default_storage.open(attachment.stored_name) as kept:
            picture = thumbnail(kept.read(), attachment.content_type)
    except (OSError, PictureRefused) as error:
        log.warning("thumbnail.not_drawn", attachment=attachment.pk, why=type(error).__name__)
        return False
    name = default_storage.save(f"{FOLDER}/{uuid4().hex}.jpg", ContentFile(picture.content))
    _kept, is_new = Thumbnail.objects.get_or_create(
        attachment=attachment,
        defaults={
            "mission_id": attachment.mission_id,
            "stored_name": name,
            "width": picture.width,
            "height": picture.height,
        },
    )
    if not is_new:
        default_storage.delete(name)
    return is_new
