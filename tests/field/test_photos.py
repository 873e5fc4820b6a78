"""Photos with an incident: once kept they stay through every mistake, and nothing is told of the phone."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from observer.field import photos
from observer.reports.models import Attachment, Quarantine, Report
from tests.factories import Ground, ground
from tests.field.browser import fields_of, filled, holding

pytestmark = pytest.mark.django_db

INCIDENT, SEND = "/field/forms/incident/", "/field/forms/incident/send/"
GPS = 34853


@pytest.fixture(autouse=True)
def _files_of_this_test(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def alder() -> Ground:
    return ground()


@pytest.fixture
def browser(alder: Ground) -> Client:
    return holding(alder.phone)


def jpeg(colour: str = "teal") -> bytes:
    """A photo that tells where it was taken."""
    file, image = BytesIO(), Image.new("RGB", (64, 48), colour)
    exif = image.getexif()
    exif.get_ifd(GPS)[1] = "N"
    image.save(file, "JPEG", exif=exif)
    return file.getvalue()


def upload(content: bytes, name: str = "Ivanov home.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def kept() -> list[str]:
    if not default_storage.exists(photos.FOLDER):
        return []
    devices = default_storage.listdir(photos.FOLDER)[0]
    return [
        f"{device}/{name}" for device in devices for name in default_storage.listdir(f"unsent/{device}")[1]
    ]


def test_a_photo_arrives_with_its_incident_and_is_kept_nowhere_else(browser: Client) -> None:
    form = browser.post(INCIDENT, {"station": "W-1"})
    page = browser.post(SEND, filled(form, [("photos", upload(jpeg()))], category="V06"), follow=True)
    attachment = Attachment.objects.get()
    assert (attachment.report, attachment.question) == (Report.objects.get(), "photos")
    assert (page.context["receipt"].photos_missing, kept()) == (0, [])


def test_sent_twice_it_is_one_report_with_one_photo(browser: Client) -> None:
    form = browser.post(INCIDENT, {"station": "W-1"})
    for _press in range(2):
        browser.post(SEND, filled(form, [("photos", upload(jpeg()))], category="V06"))
    assert (Report.objects.count(), Attachment.objects.count(), Quarantine.objects.count()) == (1, 1, 0)


def test_a_photo_chosen_before_a_mistake_need_not_be_chosen_again(browser: Client) -> None:
    form = browser.post(INCIDENT, {"station": "W-1"})
    again = browser.post(SEND, filled(form, [("photos", upload(jpeg()))]))
    assert Report.objects.count() == 0
    browser.post(SEND, filled(again, category="V06"))
    assert (Attachment.objects.count(), kept()) == (1, [])


def test_what_is_kept_between_two_tries_tells_nothing_of_the_phone(browser: Client) -> None:
    page = browser.post(
        SEND, filled(browser.post(INCIDENT, {"station": "W-1"}), [("photos", upload(jpeg()))])
    )
    [name] = kept()
    with default_storage.open(f"unsent/{name}") as file:
        assert dict(Image.open(file).getexif()) == {}
    assert "Ivanov" not in page.content.decode() + name


def test_a_photo_left_out_is_not_sent(browser: Client) -> None:
    form = browser.post(INCIDENT, {"station": "W-1"})
    both = [("photos", upload(jpeg("teal"))), ("photos", upload(jpeg("red")))]
    again = browser.post(SEND, filled(form, both))
    fields = filled(again, category="V06")
    browser.post(SEND, fields | {"q-photos-remove": fields["q-photos"][:1]})
    assert [str(photo.client_id) for photo in Attachment.objects.all()] == fields["q-photos"][1:]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"%PDF-1.7 no picture", "not a picture"), (jpeg()[:300], "damaged"), (b"", "not a picture")],
)
def test_what_is_no_picture_is_said_and_the_answers_stay(browser: Client, content: bytes, said: str) -> None:
    form = browser.post(INCIDENT, {"station": "W-1"})
    again = browser.post(
        SEND, filled(form, [("photos", upload(content))], category="V06", narrative="Shouting")
    )
    assert (said in again.content.decode(), fields_of(again)["q-narrative"]) == (True, ["Shouting"])
    assert browser.post(SEND, fields_of(again)).status_code == 302


def test_a_photo_over_the_limit_is_said_before_it_is_read(browser: Client, settings: Settings) -> None:
    settings.ATTACHMENT_MAX_BYTES = 100
    form = browser.post(INCIDENT, {"station": "W-1"})
    again = browser.post(SEND, filled(form, [("photos", upload(jpeg()))], category="V06"))
    assert ("A photo may have at most" in again.content.decode(), kept()) == (True, [])


def test_another_phones_kept_photo_is_not_here(browser: Client, alder: Ground) -> None:
    theirs = browser.post(
        SEND, filled(browser.post(INCIDENT, {"station": "W-1"}), [("photos", upload(jpeg()))])
    )
    stranger = holding(alder.other_phone)
    form = filled(stranger.post(INCIDENT, {"station": "W-1"}), category="V06")
    again = stranger.post(SEND, form | {"q-photos": fields_of(theirs)["q-photos"]})
    assert "A photo is not here any more" in again.content.decode()
    assert "q-photos" not in fields_of(again)


@pytest.mark.parametrize("name", ["../../etc/passwd", "x" * 300, "00000000-0000-0000-0000-00000000000g"])
def test_a_damaged_photo_id_reaches_no_file(browser: Client, name: str) -> None:
    form = filled(browser.post(INCIDENT, {"station": "W-1"}), category="V06")
    assert browser.post(SEND, form | {"q-photos": [name]}).status_code == 200


def test_photos_no_report_came_for_are_swept_after_a_day(browser: Client) -> None:
    browser.post(SEND, filled(browser.post(INCIDENT, {"station": "W-1"}), [("photos", upload(jpeg()))]))
    assert (photos.sweep(), len(kept())) == (0, 1)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert (photos.sweep(), kept()) == (1, [])
