"""Pages of checklists: from a workbook to a version, told what differs; categories and files."""

from __future__ import annotations

import copy
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from observer.checklists.categories import add_category
from observer.checklists.definition import content_hash, read
from observer.checklists.drafting import import_document, publish_draft
from observer.checklists.models import Category, Draft, FormFile, Version, VersionFile
from observer.checklists.xlsform import write_workbook
from observer.missions.roles import Role
from observer.problems import Problem
from observer.reports.form_files import add_file, remove_file
from tests.dashboard.desk import opened, posted, queries, send, words
from tests.documents import OPENING
from tests.factories import Ground, a_member, a_version, ground
from tests.people.accounts import browser_of
from tests.reports.photos import photo


@pytest.fixture
def alder(db: None) -> Ground:
    return ground()


def mended(**more: Any) -> dict[str, Any]:
    changed = {**copy.deepcopy(OPENING), **more}
    questions = changed["sections"][0]["questions"]
    questions[2]["choices"].append({"code": "early", "labels": {"en": "Early"}})
    questions[1]["labels"] = {"en": "Did the station open?"}
    return changed


def uploaded(ground: Ground, content: bytes, name: str = "opening.xlsx", **more: Any) -> Any:
    fields = {"file": SimpleUploadedFile(name, content), **more}
    return browser_of(ground.coordinator.user).post("/missions/alder/import-checklist/", fields)


# --- From a workbook to a version -------------------------------------------------------------------


def test_a_workbook_becomes_a_draft_that_tells_what_differs_and_then_a_version(alder: Ground) -> None:
    assert uploaded(alder, write_workbook(read(mended())))["Location"].endswith("/checklists/opening/draft/")
    page = words(opened(alder.coordinator, "checklists/opening/draft/"))
    assert "What differs from version 1" in page
    assert "“early” could not be chosen before" in page
    assert "For 8 of 9 questions that both versions ask" in page
    assert "Did the station open?" in page
    posted(alder.coordinator, "checklists/opening/draft/publish/", revision="1")
    version = Version.objects.get(checklist__code="opening", number=2)
    assert bytes(version.content_hash) == content_hash(version.definition)
    assert version.published_by == alder.coordinator
    shown = words(opened(alder.coordinator, "checklists/opening/2/"))
    assert "Version 2" in shown
    assert "Early" in shown


def test_the_download_comes_in_again_as_the_same_version(alder: Ground) -> None:
    download = opened(alder.coordinator, "checklists/opening/1/workbook/")
    assert 'filename="opening-1.xlsx"' in download["Content-Disposition"]
    uploaded(alder, download.content)
    page = words(opened(alder.coordinator, "checklists/opening/draft/"))
    assert "Nothing differs." in page
    assert "becomes the next version" not in page


def test_a_file_that_is_no_workbook_is_told_and_nothing_is_kept(alder: Ground) -> None:
    answer = uploaded(alder, b"%PDF-1.7 no workbook", "opening.xlsx")
    assert answer.status_code == 400
    assert "Nothing of" in words(answer)
    assert not Draft.objects.exists()


def test_a_draft_is_replaced_only_when_told_to(alder: Ground) -> None:
    import_document(document=mended(), by=alder.head)
    workbook = write_workbook(read(OPENING))
    refused = uploaded(alder, workbook)
    assert refused.status_code == 409
    assert alder.head.code in words(refused)
    assert uploaded(alder, workbook, replace="on").status_code == 302


def test_everything_in_the_way_is_told_at_once_and_there_is_no_button(alder: Ground) -> None:
    faulty = mended()
    faulty["sections"][0]["questions"][1]["violation_when"][0]["category"] = "M77"
    faulty["sections"][0]["questions"][2]["media"] = {"image": {"en": "seal.jpg"}}
    import_document(document=faulty, by=alder.coordinator)
    page = words(opened(alder.coordinator, "checklists/opening/draft/"))
    assert "2 things are in the way of publishing" in page
    assert "There is no category M77." in page
    assert "The file “seal.jpg” has not been uploaded." in page
    assert "becomes the next version" not in page


def test_who_writes_and_does_not_publish_is_told_who_does(alder: Ground) -> None:
    import_document(document=mended(), by=alder.coordinator)
    page = words(opened(a_member(alder.mission, Role.ANALYST), "checklists/opening/draft/"))
    assert "A coordinator or the head of mission publishes it." in page


def test_a_new_checklist_is_begun_and_given_up(alder: Ground) -> None:
    fields = {"code": "closing", "phase": "closing", "name-en": "Closing"}
    assert posted(alder.coordinator, "new-checklist/", **fields)["Location"].endswith("/checklists/closing/")
    assert "has a checklist" in words(posted(alder.coordinator, "new-checklist/", **fields))
    posted(alder.coordinator, "checklists/closing/draft/discard/")
    assert opened(alder.coordinator, "checklists/closing/").status_code == 404


# --- Lists and versions ------------------------------------------------------------------------------


def test_the_list_tells_states_reports_and_drafts_and_costs_the_same_for_more(alder: Ground) -> None:
    send(alder)
    few = queries(lambda: opened(alder.coordinator, "checklists/"))
    a_version(alder.mission, mended())
    for code in ("one", "two", "three"):
        a_version(alder.mission, mended(code=code))
        import_document(document=mended(code=code, titles={"en": code}), by=alder.head)
    assert queries(lambda: opened(alder.coordinator, "checklists/")) == few
    page = words(opened(alder.coordinator, "checklists/"))
    assert "Version 1 superseded" in page
    assert "Reports received 1" in page
    assert f"last saved by {alder.head.code}" in page


def test_a_closed_version_says_who_closed_it_and_why(alder: Ground) -> None:
    posted(alder.coordinator, "checklists/opening/1/close/", reason="Question A3 misleads.")
    page = words(opened(alder.regional, "checklists/opening/"))
    assert "Question A3 misleads." in page
    assert alder.coordinator.code in page
    assert "Close this version" not in page


def test_two_versions_are_compared_either_way(alder: Ground) -> None:
    a_version(alder.mission, mended())
    page = words(opened(alder.regional, "checklists/opening/difference/"))
    assert "New choice “early”" in page
    back = words(opened(alder.regional, "checklists/opening/difference/", **{"from": "2", "to": "1"}))
    assert "Choice “early” is gone" in back
    assert opened(alder.regional, "checklists/opening/difference/", to="x").status_code == 400
    assert opened(alder.regional, "checklists/opening/difference/", to="9").status_code == 404


def test_the_reports_of_a_version_are_listed(alder: Ground) -> None:
    report = send(alder)
    query = {"outcome": "received", "checklist": "opening", "version": "1"}
    assert str(report.client_id) in opened(alder.coordinator, "reports/", **query).content.decode()
    other = opened(alder.coordinator, "reports/", **{**query, "version": "2"}).content.decode()
    assert str(report.client_id) not in other


# --- Categories --------------------------------------------------------------------------------------


def test_the_mission_adds_a_category_of_its_own(alder: Ground) -> None:
    fields = {"code": "M01", "severity": "serious", "name-en": "Ink ran out", "name-ru": "Нет чернил"}
    assert posted(alder.coordinator, "categories/", **fields, standards="ICCPR 25(b)").status_code == 302
    made = Category.objects.get(mission=alder.mission, code="M01")
    assert (made.names, made.severity, made.standards, made.added_by, made.position) == (
        {"en": "Ink ran out", "ru": "Нет чернил"},
        "serious",
        ["ICCPR 25(b)"],
        alder.coordinator,
        29,
    )
    assert "Ink ran out added by" in words(opened(alder.regional, "categories/"))
    assert "already" in words(posted(alder.coordinator, "categories/", **fields))


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [({"code": "V29"}, ["code"]), ({"code": "ink"}, ["code"]), ({"names": {"en": "Ink"}}, ["name-ru"])],
)
def test_a_category_is_refused_at_its_fields(alder: Ground, wrong: dict[str, Any], fields: list[str]) -> None:
    right: dict[str, Any] = {"code": "M01", "names": {"en": "Ink", "ru": "Ink"}, "severity": "note"}
    with pytest.raises(Problem) as refused:
        add_category(by=alder.coordinator, **{**right, **wrong})
    assert [error["field"] for error in refused.value.errors] == fields


# --- Files -------------------------------------------------------------------------------------------


def with_picture() -> dict[str, Any]:
    changed = mended()
    changed["sections"][0]["questions"][1]["media"] = {"image": {"en": "seal.jpg"}}
    return changed


def test_a_version_keeps_the_files_it_was_published_with(alder: Ground) -> None:
    checklist = alder.opening.checklist
    first = add_file(checklist=checklist, by=alder.coordinator, name="seal.jpg", content=photo())
    draft = import_document(document=with_picture(), by=alder.coordinator)
    version = publish_draft(draft=draft, revision=1, by=alder.head)
    another = BytesIO()
    Image.new("RGB", (8, 8), "red").save(another, "JPEG")
    add_file(checklist=checklist, by=alder.coordinator, name="seal.jpg", content=another.getvalue())
    assert [held.file for held in VersionFile.objects.filter(version=version)] == [first]
    with pytest.raises(Problem) as refused:
        remove_file(file=first, by=alder.coordinator)
    assert refused.value.code == "conflict"


def test_a_file_is_drawn_anew_served_and_removed(
    alder: Ground, django_capture_on_commit_callbacks: Any
) -> None:
    sent = {"files": SimpleUploadedFile("seal.jpg", photo())}
    browser_of(alder.coordinator.user).post("/missions/alder/checklists/opening/files/", sent)
    file = FormFile.objects.get()
    served = opened(alder.regional, f"checklists/opening/files/{file.pk}/")
    assert (served["Content-Type"], served["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert not Image.open(BytesIO(b"".join(served.streaming_content))).getexif()
    with django_capture_on_commit_callbacks(execute=True):
        posted(alder.coordinator, f"checklists/opening/files/{file.pk}/remove/")
    assert (FormFile.objects.exists(), default_storage.exists(file.stored_name)) == (False, False)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("seal.jpg", b"<script>alert(1)</script>", "wrong-media-type"),
        ("seal.svg", b"<svg/>", "invalid"),
        ("../seal.jpg", b"", "invalid"),
        ("seal.mp3", b"\x00" * 100, "wrong-media-type"),
        ("seal.jpg", b"\xff\xd8\xff" * 2_000_000, "too-large"),
    ],
)
def test_what_is_no_picture_or_sound_is_refused(alder: Ground, name: str, content: bytes, code: str) -> None:
    with pytest.raises(Problem) as refused:
        add_file(checklist=alder.opening.checklist, by=alder.coordinator, name=name, content=content)
    assert (refused.value.code, FormFile.objects.exists()) == (code, False)
