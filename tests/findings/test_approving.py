"""From a draft to a released edition: approved by a second person, typeset anew, told in the journal."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest

from observer.findings.approving import approve_summary, release
from observer.findings.models import Edition, Summary
from observer.findings.publish import document_of, typeset_editions
from observer.findings.sheets import archive
from observer.findings.summarise import typeset_approved
from observer.journal.models import Entry
from observer.missions.models import Membership
from observer.missions.roles import Role
from observer.problems import Problem
from tests.factories import Ground, a_member, ground
from tests.findings.composing import as_member, summary_of
from tests.findings.conftest import flat, text_of

pytestmark = pytest.mark.usefixtures("committed_database")


def nothing(_done: int, _of: int) -> None:
    """Progress nobody waits for."""


def a_summary() -> tuple[Ground, Summary, Membership]:
    """Asked for by the head; somebody else may approve it."""
    alder = ground()
    return alder, summary_of(alder.head), as_member(alder.coordinator)


def test_who_asked_for_a_summary_does_not_approve_it() -> None:
    alder, summary, _other = a_summary()
    with pytest.raises(Problem) as refusal:
        approve_summary(summary=summary, by=as_member(alder.head))
    assert refusal.value.code == "forbidden"


def test_nobody_approves_what_cannot_be_read_in_every_language_yet() -> None:
    _alder, summary, other = a_summary()
    with pytest.raises(Problem) as refusal:
        approve_summary(summary=summary, by=other)
    assert refusal.value.code == "conflict"
    assert summary.languages_missing == set(summary.documents)


def test_an_approved_edition_says_so_and_a_draft_is_never_released(monkeypatch: Any) -> None:
    alder, summary, other = a_summary()
    drafts = typeset_editions(summary_id=summary.pk, progress=nothing)
    with pytest.raises(Problem) as refusal:
        release(edition=drafts[0], by=as_member(alder.head))
    assert refusal.value.code == "conflict"
    approval, job = approve_summary(summary=summary, by=other)
    assert typeset_approved(job.pk) == len(summary.documents)
    edition = Edition.objects.get(approval=approval, language="en")
    written = document_of(summary, "en", approval)
    assert written["approval"]["role"] == "Coordinator"
    released = release(edition=edition, by=as_member(alder.head))
    assert released.edition == edition
    acts = set(Entry.objects.filter(subject__in=("summary", "edition")).values_list("act", flat=True))
    assert {"summary.approved", "edition.released", "edition.typeset"} <= acts
    with pytest.raises(Problem) as refusal:
        release(edition=edition, by=as_member(alder.head))
    assert refusal.value.code == "conflict"


def test_a_summary_is_approved_once() -> None:
    alder, summary, other = a_summary()
    typeset_editions(summary_id=summary.pk, progress=nothing)
    approve_summary(summary=summary, by=other)
    with pytest.raises(Problem) as refusal:
        approve_summary(summary=summary, by=as_member(a_member(alder.mission, Role.COORDINATOR)))
    assert refusal.value.code == "conflict"


def test_the_printed_page_names_the_role_and_never_the_person() -> None:
    _alder, summary, other = a_summary()
    typeset_editions(summary_id=summary.pk, progress=nothing)
    approval, _job = approve_summary(summary=summary, by=other)
    from observer.findings.typeset import typeset

    cover = flat(text_of(typeset(document_of(summary, "en", approval)).pdf, page=1))
    assert "Approved by Coordinator" in cover
    assert other.code not in cover


def test_every_table_is_a_sheet_and_the_same_document_the_same_archive() -> None:
    _alder, summary, _other = a_summary()
    document = summary.documents["en"]
    packed = archive(document)
    assert packed == archive(document)
    tables = [
        block
        for section in document["sections"]
        for block in section["blocks"]
        if block["kind"] in ("table", "distribution")
    ]
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        assert len(files.namelist()) == len(tables)
        first = files.read(files.namelist()[0]).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(first)))
    assert lines[0] == [tables[0]["caption"]]
    assert lines[2] == ["The figures in this document are synthetic"]
    assert lines[3] == [column["title"] for column in tables[0]["columns"]]
    assert len(lines) == 4 + len(tables[0]["rows"])
