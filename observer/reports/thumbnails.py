"""Small pictures for lists, drawn after the photo has come in. What is missing is found in the table."""

from __future__ import annotations

import time
from uuid import uuid4

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from observer.reports.models import Attachment, Thumbnail
from observer.reports.pictures import PictureRefused, thumbnail

log = structlog.get_logger(__name__)
FOLDER = "thumbnails"


def draw_missing(*, within_s: float = 4.0) -> int:
    """Draw the thumbnails that are missing, newest photo first, for at most so long; return how many.

    A photo that cannot be drawn is passed over, so it keeps none of the others waiting. Two workers that
    draw the same one keep one of the two.
    """
    end, drawn = time.monotonic() + within_s, 0
    missing = Attachment.objects.filter(thumbnail__isnull=True).order_by("-id")
    for attachment in missing.iterator(chunk_size=100):
        if time.monotonic() > end:
            break
        drawn += _draw(attachment)
    return drawn


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
