"""Recordings and papers sent with a form, in the form itself and in rows; and its long lists."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.formats import date_format
from pytest_django import Settings

from observer.checklists.models import Version
from observer.reports.models import Attachment, Report
from tests.checklists.every_construct import every_construct
from tests.documents import document, question
from tests.factories import Ground, a_version, ground
from tests.field.browser import fields_of, filled, holding
from tests.reports.photos import SECRET
from tests.reports.test_media import OGG, film, mp3

pytestmark = pytest.mark.django_db
FORM, SEND = "/field/forms/every/", "/field/forms/every/send/"


@pytest.fixture
def alder(settings: Settings, tmp_path: Path) -> Ground:
    settings.MEDIA_ROOT = tmp_path
    alder = ground()
    a_version(alder.mission, every_construct())
    return alder


@pytest.fixture
def browser(alder: Ground) -> Client:
    return holding(alder.phone)


def upload(content: bytes, name: str = "mine") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_recording_and_a_video_arrive_without_what_they_tell(browser: Client, tmp_path: Path) -> None:
    page = browser.post(FORM, {"station": "W-1"})
    files = [("sound", upload(mp3())), ("film", upload(film()))]
    answer = browser.post(SEND, filled(page, files, A1="yes"))
    assert answer.status_code == 302
    kept = {one.question: one for one in Attachment.objects.all()}
    assert {question: one.content_type for question, one in kept.items()} == {
        "sound": "audio/mpeg",
        "film": "video/mp4",
    }
    answers = Report.objects.get().current.answers
    assert answers["film"] == [str(kept["film"].client_id)]
    assert all(SECRET not in (tmp_path / one.stored_name).read_bytes() for one in kept.values())


def test_what_the_question_does_not_take_is_said_beside_it_and_the_rest_stays(browser: Client) -> None:
    page = browser.post(FORM, {"station": "W-1"})
    again = browser.post(SEND, filled(page, [("film", upload(OGG)), ("sound", upload(OGG))], A1="yes"))
    text = again.content.decode()
    assert "This is not a video we can keep" in text
    assert "Recording 1" in text
    assert browser.post(SEND, fields_of(again)).status_code == 302
    assert [one.question for one in Attachment.objects.all()] == ["sound"]


def test_a_file_over_the_limit_of_its_kind_is_said(browser: Client, settings: Settings) -> None:
    settings.VIDEO_MAX_BYTES = 100
    page = browser.post(FORM, {"station": "W-1"})
    again = browser.post(SEND, filled(page, [("film", upload(film()))], A1="yes"))
    assert "This file may have at most 100" in again.content.decode()


def test_a_photo_of_a_row_belongs_to_that_row(alder: Ground, browser: Client) -> None:
    rows = question("box", "repeat", questions=[question("kind", "text"), question("sound", "audio")])
    a_version(alder.mission, document("rows", "voting", [question("A1", "yes_no"), rows]))
    page = browser.post("/field/forms/rows/", {"station": "W-1"})
    fields = filled(page, [("box-7-sound", upload(OGG))], A1="yes")
    del fields["q-shown"]  # the rows came by JavaScript, which would say so
    fields |= {"q-box-row": ["4", "7"], "q-box-4-kind": "fixed", "q-box-7-kind": "mobile"}
    assert browser.post("/field/forms/rows/send/", fields).status_code == 302
    kept = Attachment.objects.get()
    assert Report.objects.get().current.answers["box"] == [
        {"kind": "fixed"},
        {"kind": "mobile", "sound": [str(kept.client_id)]},
    ]


def test_a_list_of_the_form_is_fetched_once_and_kept(alder: Ground, browser: Client) -> None:
    version = Version.objects.get(mission=alder.mission, checklist__code="every")
    address = f"/field/documents/{version.hash_hex}/lists/villages/"
    answer = browser.get(address)
    assert answer.json()["choices"][2] == {
        "code": "v3",
        "labels": {"en": "Village 00003 Alma"},
        "values": {"district": "north"},
    }
    assert "immutable" in answer["Cache-Control"]
    assert browser.get(address.replace("villages", "towns")).status_code == 404
    assert browser.get(f"/field/documents/{'0' * 64}/lists/villages/").status_code == 404
    refused = Client().get(address)
    assert (refused.status_code, refused["Cache-Control"]) == (401, "no-store")


def test_a_report_shows_its_rows_and_the_new_kinds_in_words(browser: Client) -> None:
    page = browser.post(FORM, {"station": "W-1"})
    more: dict[str, Any] = {
        "q-box-row": ["1"],
        "q-box-1-kind": "mobile",
        "q-box-1-seal-row": ["1"],
        "q-box-1-seal-1-mark": "X9",
        "q-worst-place": ["heat:1", "queue:2", "noise:3"],
    }
    fields = filled(page, A1="yes", A3="2012-01-15", A7="43.25 76.91 700 8", voters="3", read="OK")
    answer = browser.post(SEND, fields | more)
    if answer.status_code == 200:  # asked for what became relevant
        answer = browser.post(SEND, fields_of(answer) | more)
    assert answer.status_code == 302
    text = browser.get(f"/field/reports/{Report.objects.get().client_id}/").content.decode()
    for told in (
        date_format(date(2012, 1, 15), "DATE_FORMAT"),
        "accurate to 8 m",
        "1. heat",
        "Understood",
        "mobile",
        '<span class="rows__place code" aria-hidden="true">1</span>',
        "X9",
    ):
        assert told in text, told
