"""The life of a checklist: drafts that undo nobody, versions that never change, closings that stand."""

from __future__ import annotations

import copy
import os
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from observer.checklists.drafting import (
    close_version,
    discard_draft,
    import_document,
    open_draft,
    publish_draft,
    save_draft,
    start_checklist,
)
from observer.checklists.models import Checklist, Draft, Version, VersionClosure
from observer.journal.models import Entry
from observer.missions.roles import Role
from observer.problems import Problem
from tests import factories
from tests.documents import OPENING, question
from tests.factories import Ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    return factories.ground()


def mended(**more: Any) -> dict[str, Any]:
    return {**copy.deepcopy(OPENING), **more}


def acts() -> list[str]:
    return list(
        Entry.objects.filter(act__startswith="checklist.").order_by("pk").values_list("act", flat=True)
    )


# --- From nothing to a version -------------------------------------------------------------------------


def test_a_checklist_goes_from_a_start_to_a_version(ground: Ground) -> None:
    draft = start_checklist(by=ground.coordinator, code="closing", phase="closing", names={"en": "Closing"})
    assert draft.document == {
        "code": "closing",
        "phase": "closing",
        "languages": ["en", "ru"],
        "default_language": "en",
        "titles": {"en": "Closing"},
        "sections": [],
    }
    written = {**draft.document, "languages": ["en"], "titles": {"en": "Closing time"}}
    written["sections"] = [{"code": "all", "titles": {"en": "All"}, "questions": [question("C1", "yes_no")]}]
    saved = save_draft(draft=draft, document=written, revision=1, by=ground.coordinator)
    version = publish_draft(draft=draft, revision=saved.revision, by=ground.head)
    assert (version.number, version.published_by, version.checklist.code) == (1, ground.head, "closing")
    assert Checklist.objects.get(code="closing").names == {"en": "Closing time"}
    assert not Draft.objects.filter(checklist__code="closing").exists()
    assert acts()[-2:] == ["checklist.started", "checklist.published"]


def test_a_start_names_everything_that_is_missing(ground: Ground) -> None:
    with pytest.raises(Problem) as refused:
        start_checklist(by=ground.head, code="1st", phase="dawn", names={"ru": "Закрытие"})
    assert [error["field"] for error in refused.value.errors] == ["code", "phase", "names"]


def test_a_code_is_used_once_in_a_mission(ground: Ground) -> None:
    with pytest.raises(Problem) as refused:
        start_checklist(by=ground.head, code="opening", phase="opening", names={"en": "Opening"})
    assert refused.value.code == "conflict"


# --- The draft ---------------------------------------------------------------------------------------


def test_a_draft_begins_as_the_newest_version_in_the_words_of_its_authors(ground: Ground) -> None:
    draft = open_draft(checklist=ground.opening.checklist, by=ground.coordinator)
    (section,) = draft.document["sections"]
    assert section["questions"][1]["violation_when"][0]["expression"] == ". = 'no'"
    assert "format" not in draft.document
    with pytest.raises(Problem) as refused:
        publish_draft(draft=draft, revision=1, by=ground.head)
    assert (refused.value.code, Version.objects.filter(checklist=draft.checklist).count()) == ("conflict", 1)


def test_there_is_one_draft_of_a_checklist(ground: Ground) -> None:
    first = open_draft(checklist=ground.opening.checklist, by=ground.coordinator)
    second = open_draft(checklist=ground.opening.checklist, by=ground.head)
    assert (first, second.started_by) == (second, ground.coordinator)


def test_of_two_who_save_at_once_neither_undoes_the_other(ground: Ground) -> None:
    draft = open_draft(checklist=ground.opening.checklist, by=ground.coordinator)
    save_draft(draft=draft, document=mended(titles={"en": "Theirs"}), revision=1, by=ground.coordinator)
    with pytest.raises(Problem) as refused:
        save_draft(draft=draft, document=mended(titles={"en": "Mine"}), revision=1, by=ground.head)
    kept = Draft.objects.get(pk=draft.pk)
    assert (refused.value.code, kept.document["titles"], kept.revision) == ("conflict", {"en": "Theirs"}, 2)
    assert ground.coordinator.code in str(refused.value)


def test_a_draft_may_be_faulty_and_keeps_what_the_database_would_refuse(ground: Ground) -> None:
    draft = open_draft(checklist=ground.opening.checklist, by=ground.coordinator)
    saved = save_draft(
        draft=draft, document={"titles": {"en": "A\x00\ud800"}, "sections": "?"}, revision=1, by=ground.head
    )
    assert Draft.objects.get(pk=saved.pk).document == {"titles": {"en": "A��"}, "sections": "?"}
    with pytest.raises(Problem) as refused:
        publish_draft(draft=saved, revision=2, by=ground.head)
    assert refused.value.code == "invalid"


@pytest.mark.parametrize("document", [[], "text", None, {"a": float("nan")}, {"a": {1, 2}}])
def test_what_is_no_document_is_refused(ground: Ground, document: object) -> None:
    draft = open_draft(checklist=ground.opening.checklist, by=ground.coordinator)
    with pytest.raises(Problem) as refused:
        save_draft(draft=draft, document=document, revision=1, by=ground.coordinator)
    assert refused.value.code == "invalid"


def test_a_document_deeper_than_any_form_is_refused(ground: Ground) -> None:
    deep: dict[str, Any] = {}
    for _level in range(100):
        deep = {"sections": [deep]}
    with pytest.raises(Problem):
        import_document(document={**mended(), **deep}, by=ground.head)


def test_what_was_looked_at_is_what_is_published(ground: Ground) -> None:
    draft = open_draft(checklist=ground.opening.checklist, by=ground.coordinator)
    save_draft(draft=draft, document=mended(titles={"en": "Later"}), revision=1, by=ground.coordinator)
    with pytest.raises(Problem) as refused:
        publish_draft(draft=draft, revision=1, by=ground.head)
    assert refused.value.code == "conflict"


def test_a_draft_given_up_is_gone_and_the_versions_stay(ground: Ground) -> None:
    draft = open_draft(checklist=ground.opening.checklist, by=ground.coordinator)
    discard_draft(draft=draft, by=ground.coordinator)
    with pytest.raises(Problem) as refused:
        save_draft(draft=draft, document=mended(), revision=1, by=ground.coordinator)
    assert (refused.value.code, Version.objects.filter(checklist__code="opening").count()) == ("conflict", 1)


def test_a_checklist_never_published_goes_with_its_draft(ground: Ground) -> None:
    draft = start_checklist(by=ground.head, code="closing", phase="closing", names={"en": "Closing"})
    discard_draft(draft=draft, by=ground.head)
    assert not Checklist.objects.filter(code="closing").exists()


# --- From a file -------------------------------------------------------------------------------------


def test_a_document_from_elsewhere_becomes_the_draft_of_the_checklist_it_names(ground: Ground) -> None:
    draft = import_document(document=mended(titles={"en": "From a file"}), by=ground.coordinator)
    new = import_document(document=mended(code="early", titles={"en": "Early"}), by=ground.coordinator)
    assert draft.checklist == ground.opening.checklist
    assert (new.checklist.code, new.checklist.phase, new.checklist.names) == (
        "early",
        "opening",
        {"en": "Early"},
    )


def test_a_file_takes_the_place_of_a_draft_only_when_told_to(ground: Ground) -> None:
    open_draft(checklist=ground.opening.checklist, by=ground.coordinator)
    with pytest.raises(Problem) as refused:
        import_document(document=mended(titles={"en": "From a file"}), by=ground.head)
    draft = import_document(document=mended(titles={"en": "From a file"}), by=ground.head, replace=True)
    assert refused.value.code == "conflict"
    assert (draft.revision, draft.started_by, draft.updated_by) == (2, ground.coordinator, ground.head)


@pytest.mark.parametrize("wrong", [{"code": None}, {"code": "1"}, {"phase": "dawn"}])
def test_a_document_that_says_not_whose_it_is_becomes_nothing(ground: Ground, wrong: dict[str, Any]) -> None:
    with pytest.raises(Problem) as refused:
        import_document(document=mended(**wrong), by=ground.head)
    assert (refused.value.code, Draft.objects.count()) == ("invalid", 0)


# --- Who may -----------------------------------------------------------------------------------------


def test_analysts_write_and_do_not_publish_and_observers_do_neither(ground: Ground) -> None:
    analyst = factories.a_member(ground.mission, Role.ANALYST)
    draft = open_draft(checklist=ground.opening.checklist, by=analyst)
    saved = save_draft(draft=draft, document=mended(titles={"en": "New"}), revision=1, by=analyst)
    for refused in (
        lambda: publish_draft(draft=saved, revision=2, by=analyst),
        lambda: close_version(version=ground.opening, by=analyst),
        lambda: open_draft(checklist=ground.opening.checklist, by=ground.observers[0]),
        lambda: discard_draft(draft=saved, by=ground.observers[0]),
        lambda: start_checklist(by=ground.observers[0], code="x", phase="voting", names={"en": "X"}),
    ):
        with pytest.raises(Problem) as told:
            refused()
        assert told.value.code == "forbidden"


def test_another_missions_draft_cannot_be_touched(ground: Ground) -> None:
    other = factories.ground("birch")
    draft = open_draft(checklist=ground.opening.checklist, by=ground.head)
    with pytest.raises(Problem) as refused:
        save_draft(draft=draft, document=mended(), revision=1, by=other.head)
    assert refused.value.code == "forbidden"


# --- States ------------------------------------------------------------------------------------------


def test_a_version_is_published_then_superseded_then_closed(ground: Ground) -> None:
    draft = import_document(document=mended(titles={"en": "Second"}), by=ground.coordinator)
    second = publish_draft(draft=draft, revision=1, by=ground.head)
    states = {one.number: one for one in Version.objects.filter(checklist__code="opening").with_state()}
    assert {number: one.state for number, one in states.items()} == {1: "superseded", 2: "published"}
    assert (states[1].superseded_at, states[2].superseded_at) == (second.published_at, None)
    close_version(version=ground.opening, by=ground.head, reason=" Question A3 was wrong. ")
    assert Version.objects.with_state().get(pk=ground.opening.pk).state == "closed"
    closure = VersionClosure.objects.get(version=ground.opening)
    assert (closure.closed_by, closure.reason) == (ground.head, "Question A3 was wrong.")
    assert acts()[-1] == "checklist.version_closed"


def test_a_version_is_closed_once(ground: Ground) -> None:
    close_version(version=ground.opening, by=ground.head)
    with pytest.raises(Problem) as refused:
        close_version(version=ground.opening, by=ground.coordinator)
    assert refused.value.code == "conflict"


def test_phones_are_offered_the_newest_version_and_no_older_one_once_it_is_closed(ground: Ground) -> None:
    second = factories.a_version(ground.mission, mended(titles={"en": "Second"}))
    offered = Version.objects.filter(mission=ground.mission, checklist__code="opening").offered
    assert list(offered()) == [second]
    close_version(version=second, by=ground.head)
    assert list(offered()) == []


# --- What the database itself refuses ----------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE checklists_version SET definition = '{}'",
        "UPDATE checklists_version SET number = 9",
        "DELETE FROM checklists_version",
        "DELETE FROM checklists_versionclosure",
        "UPDATE checklists_versionclosure SET closed_at = now()",
        "TRUNCATE checklists_version CASCADE",
    ],
)
def test_the_application_may_not_change_a_published_version(ground: Ground, statement: str) -> None:
    close_version(version=ground.opening, by=ground.head)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("observer_app",)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.usefixtures("committed_database")
@pytest.mark.parametrize(
    "statement",
    ["UPDATE checklists_version SET definition = '{}'", "DELETE FROM checklists_version"],
)
def test_not_even_the_owner_of_the_tables_changes_a_published_version(statement: str) -> None:
    factories.ground()
    with (
        psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="written once"),
    ):
        owner.execute(statement)


@pytest.mark.parametrize(
    "change", ["revision = revision", "revision = revision + 2", "revision = revision - 1"]
)
def test_a_draft_is_saved_one_revision_after_the_other(ground: Ground, change: str) -> None:
    open_draft(checklist=ground.opening.checklist, by=ground.head)
    with pytest.raises(DatabaseError, match="one revision after the other"), transaction.atomic():
        connection.cursor().execute(f"UPDATE checklists_draft SET {change}")


def test_a_draft_is_a_document(ground: Ground) -> None:
    open_draft(checklist=ground.opening.checklist, by=ground.head)
    with pytest.raises(DatabaseError, match="checklist_draft_is_an_object"), transaction.atomic():
        connection.cursor().execute("UPDATE checklists_draft SET revision = revision + 1, document = '[]'")
