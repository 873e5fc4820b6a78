"""A phone with ODK Collect through a whole day, over real HTTP."""

from __future__ import annotations

import hashlib
from copy import deepcopy
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from observer.checklists.models import FormFile
from observer.gateways.openrosa.app_users import make_app_user
from observer.missions.enrol import revoke_device
from observer.missions.models import MissionDevice
from observer.reports.models import Attachment, Hold, Quarantine, Report, Revision
from tests.documents import OPENING
from tests.factories import Ground, a_version, an_id, ground
from tests.gateways.openrosa.collect import LIST, MANIFEST, Collect, filled
from tests.reports.photos import photo

pytestmark = pytest.mark.usefixtures("committed_database")


@pytest.fixture
def alder(committed_database: None) -> Ground:
    for cache in caches.all():
        cache.clear()
    return ground()


@pytest.fixture
def token(alder: Ground) -> str:
    return make_app_user(membership=alder.observers[0], by=alder.coordinator).token


@pytest.fixture
def phone(token: str, live_server: Any) -> Collect:
    """Set up by a key in its address."""
    return Collect(f"{live_server.url}/collect/key/{token}")


def current(report: UUID) -> Any:
    return Report.objects.select_related("current").get(client_id=report).current


def test_a_whole_session(phone: Collect, alder: Ground) -> None:
    entries = {entry.findtext(f"{LIST}formID"): entry for entry in phone.form_list().xml}
    assert set(entries) == {"opening", "counting", "incident"}
    entry = entries["opening"]
    downloaded = phone.get(entry.findtext(f"{LIST}downloadUrl") or "")
    assert downloaded.status == 200
    assert entry.findtext(f"{LIST}hash") == "md5:" + hashlib.md5(downloaded.body).hexdigest()
    assert phone.head().status == 204

    report, photos = an_id(), {"1759558511000.jpg": photo(), "1759558512000.jpg": photo(size=(60, 30))}
    first, second = photos
    named = filled(report, answers={"A16": first}, station="w-1")
    # Two requests, as where both together would be too large.
    begun = phone.submit(named, {first: photos[first]}, incomplete=True)
    ended = phone.submit(named, {second: photos[second]})
    assert [begun.status, ended.status] == [201, 201]
    stored = current(report)
    assert (stored.channel, stored.answers["A1"], stored.made_offset_minutes) == ("openrosa", "yes", 300)
    assert stored.made_at.isoformat() == "2026-10-04T04:15:22+00:00"
    assert Report.objects.get(client_id=report).station == alder.stations[3]
    attached = Attachment.objects.get(report__client_id=report)
    assert attached.question == "A16"
    assert stored.answers["A16"] == [str(attached.client_id)]

    again = phone.submit(named, {first: photos[first]})
    assert (again.status, Revision.objects.count(), Attachment.objects.count()) == (201, 1, 1)

    edit = an_id()
    edited = phone.submit(filled(edit, answers={"A1": "no"}, deprecated=report), {})
    assert (edited.status, current(report).client_id) == (201, edit)
    assert current(report).answers["A1"] == "no"

    late = phone.submit(filled(an_id(), answers={"A2": "late"}, deprecated=report), {})
    assert late.status == 409
    assert "another correction" in late.message
    assert current(report).client_id == edit
    assert Revision.objects.filter(report__client_id=report).count() == 3

    other = phone.submit(filled(report, answers={"A1": "no"}), {})
    assert (other.status, Quarantine.objects.get().reason) == (409, "same_id_other_content")
    assert Revision.objects.filter(report__client_id=report).count() == 3


def test_photos_too_large_for_one_request_come_in_several(
    phone: Collect, alder: Ground, settings: Any
) -> None:
    """Collect splits by what the answer to HEAD says; each request repeats the form."""
    version = a_version(alder.mission, with_photos())
    photos = {f"{number}.jpg": photo(size=(600, 400), quality=95) for number in range(3)}
    settings.ATTACHMENT_MAX_BYTES = max(map(len, photos.values())) + 4000
    report = an_id()
    names = {f"P{number}": name for number, name in enumerate(photos)}
    answers = phone.send(filled(report, answers=names, version=str(version.number)), photos)
    assert [answer.status for answer in answers] == [201, 201, 201]
    assert "More of its files are to come." in answers[0].message
    assert "More of its files are to come." not in answers[2].message
    found = Attachment.objects.filter(report__client_id=report)
    assert sorted(found.values_list("question", flat=True)) == ["P0", "P1", "P2"]


def with_photos() -> dict[str, Any]:
    questions = [{"code": f"P{n}", "type": "photo", "labels": {"en": f"Photo {n}"}} for n in range(3)]
    document = deepcopy(OPENING)
    document["sections"][0]["questions"] += questions
    return document


def test_files_of_labels_are_fetched_by_the_manifest(phone: Collect, alder: Ground) -> None:
    content = photo()
    document = with_photos()
    document["sections"][0]["questions"][1]["media"] = {"image": {"en": "seal.jpg"}}
    FormFile.objects.create(
        mission=alder.mission,
        checklist=alder.opening.checklist,
        name="seal.jpg",
        content_type="image/jpeg",
        size_bytes=len(content),
        sha256=hashlib.sha256(content).digest(),
        md5=hashlib.md5(content).digest(),
        stored_name=default_storage.save("forms/seal.jpg", ContentFile(content)),
        uploaded_by=alder.coordinator,
    )
    a_version(alder.mission, document)
    (entry,) = phone.form_list("?formID=opening").xml
    assert entry.findtext(f"{LIST}version") == "2"
    (file,) = phone.get(entry.findtext(f"{LIST}manifestUrl") or "").xml
    told = [file.findtext(f"{MANIFEST}{name}") or "" for name in ("filename", "hash", "downloadUrl")]
    assert told[:2] == ["seal.jpg", "md5:" + hashlib.md5(content).hexdigest()]
    assert phone.get(told[2]).body == content
    assert phone.get(told[2].replace("seal", "other")).status == 404


def test_basic_authentication_is_asked_for_and_then_given(
    live_server: Any, token: str, alder: Ground
) -> None:
    phone = Collect(f"{live_server.url}/collect", user="OBS-001", password=token)
    listed = phone.form_list()
    assert (phone.asked, listed.status) == (True, 200)
    # What it fetches next stands below the address without a key: no token in it.
    assert token not in listed.body.decode()
    assert [answer.status for answer in phone.send(filled(an_id()), {})] == [201]
    assert Report.objects.get().author == alder.observers[0]


def test_what_a_revoked_phone_sends_is_held_and_it_gets_no_forms(phone: Collect, alder: Ground) -> None:
    bound = MissionDevice.objects.get(app_user__isnull=False)
    revoke_device(device=bound, by=alder.coordinator, reason="Lost on the road.")
    assert phone.form_list().status == 403
    (answer,) = phone.send(filled(an_id()), {})
    assert answer.status == 201
    assert "kept apart" in answer.message
    assert Hold.objects.get().reason == "revoked_device"


def test_strangers_are_turned_away(live_server: Any, alder: Ground) -> None:
    guessed = "A" * 43
    without, wrong, key = (
        Collect(f"{live_server.url}/collect"),
        Collect(f"{live_server.url}/collect", user="OBS-001", password=guessed),
        Collect(f"{live_server.url}/collect/key/{guessed}"),
    )
    assert [phone.form_list().status for phone in (without, wrong, key)] == [401, 401, 404]
    assert [phone.head().status for phone in (without, wrong, key)] == [401, 401, 404]
    assert [phone.submit(filled(an_id()), {}).status for phone in (without, wrong, key)] == [401, 401, 404]
    assert Report.objects.count() == 0


def test_every_answer_speaks_openrosa(phone: Collect, alder: Ground) -> None:
    answers = [
        phone.form_list(),
        phone.head(),
        phone.get(f"{phone.server}/forms/opening/1/form.xml"),
        phone.get(f"{phone.server}/forms/opening/9/form.xml"),
        phone.submit(filled(an_id()), {}),
        phone.post(b"{}", "application/json"),
        phone.request("PUT", f"{phone.server}/submission"),
        phone.get(f"{phone.server}/formList", **{"X-OpenRosa-Version": ""}),
    ]
    assert [answer.status for answer in answers] == [200, 204, 200, 404, 201, 415, 405, 400]
    for answer in answers:
        assert answer.headers["x-openrosa-version"] == "1.0"
        assert int(answer.headers["x-openrosa-accept-content-length"]) == 20 * 1024 * 1024
        assert answer.headers["date"].endswith(" GMT")
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "private, no-store"
        if answer.status != 204:
            # Collect takes nothing else for an answer of its server.
            assert answer.headers["content-type"] == "text/xml; charset=utf-8"
