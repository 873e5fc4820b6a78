"""Thumbnails come by themselves, and one bad photo keeps no other waiting."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from pytest_django.fixtures import Settings

from observer.reports.attachments import attach
from observer.reports.intake import receive
from observer.reports.models import Attachment, Thumbnail
from observer.reports.tasks import all_thumbnails, thumbnails
from observer.reports.thumbnails import draw_missing
from tests import factories
from tests.factories import a_submission
from tests.reports.photos import opened, photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def photos(settings: Settings, tmp_path: Path) -> list[Attachment]:
    """Three of one report, oldest first."""
    settings.MEDIA_ROOT = tmp_path
    ground = factories.ground()
    sent = a_submission(ground.opening)
    receive(sender=ground.phone.sender, submissions=[sent])
    return [
        attach(
            sender=ground.phone.sender,
            report_id=sent.report_id,
            client_id=factories.an_id(),
            question="A16",
            file=ContentFile(photo(size=(800, 400))),
        ).attachment
        for _number in range(3)
    ]


def test_missing_thumbnails_are_drawn_once(photos: list[Attachment], tmp_path: Path) -> None:
    assert (thumbnails(), thumbnails()) == (3, 0)
    drawn = Thumbnail.objects.get(attachment=photos[0])
    assert (drawn.width, drawn.height, drawn.mission_id) == (320, 160, photos[0].mission_id)
    assert opened((tmp_path / drawn.stored_name).read_bytes()).size == (320, 160)
    assert len(list((tmp_path / "thumbnails").iterdir())) == 3


def test_a_photo_that_cannot_be_drawn_keeps_no_other_waiting(
    photos: list[Attachment], tmp_path: Path
) -> None:
    (tmp_path / photos[2].stored_name).unlink()
    (tmp_path / photos[1].stored_name).write_bytes(b"\xff\xd8\xff no longer a photo")
    assert (draw_missing(), draw_missing()) == (1, 0)
    assert Thumbnail.objects.get().attachment == photos[0]


def test_a_round_looks_at_the_newest_photos_and_the_start_of_a_worker_at_all(
    photos: list[Attachment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("observer.reports.thumbnails.RECENT", 1)
    assert (thumbnails(), Thumbnail.objects.get().attachment) == (1, photos[2])
    assert (all_thumbnails(), Thumbnail.objects.count()) == (2, 3)


def test_drawing_stops_when_its_time_is_over(photos: list[Attachment]) -> None:
    assert (draw_missing(within_s=-1), Thumbnail.objects.count()) == (0, 0)
