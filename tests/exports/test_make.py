"""An export of the forty reports of the sheet: what was calculated by hand comes out of the file."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from observer.analysis.filters import Filters
from observer.exports.make import KEPT, NO_LONGER, ask, make, sweep
from observer.exports.models import ExportFile, ExportRemoval
from observer.exports.request import Request
from observer.journal.models import Entry, Job
from observer.missions.models import MembershipEnd
from observer.problems import Problem
from observer.reports.models import Report
from tests.exports.reading import opened, unpacked
from tests.findings.composing import as_member
from tests.sheet.playing import EXPECTED, Played, play

pytestmark = pytest.mark.django_db


@pytest.fixture
def played(settings: Any, tmp_path: Path) -> Played:
    settings.MEDIA_ROOT = tmp_path / "files"
    return play()


def request(**asked: str) -> Request:
    return Request.read({"checklist": "opening", **asked}, language="en")


def exported(played: Played, **asked: str) -> bytes:
    job = ask(by=as_member(played.head), request=request(**asked))
    make(job.pk)
    job.refresh_from_db()
    assert (job.state, job.failure) == (Job.State.DONE, "")
    file = ExportFile.objects.get(job=job)
    with default_storage.open(file.stored_name) as stored:
        content = stored.read()
    assert (len(content), hashlib.sha256(content).digest()) == (file.size_bytes, bytes(file.sha256))
    return content


def table(lines: list[list[str]]) -> list[dict[str, str]]:
    header, *rows = lines
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_a_row_a_report_adds_up_to_the_sheet_calculated_by_hand(played: Played) -> None:
    rows = table(unpacked(exported(played))["data.csv"])
    for question, by_region in EXPECTED["answers"].items():
        for region, wanted in by_region.items():
            found = Counter(row[question] or "__blank" for row in rows if row["region"] == region)
            assert found == wanted, (question, region)
    assert {row["outcome"] for row in rows} == {"counted"}
    assert {row["synthetic"] for row in rows} == {"true"}


def test_everything_received_says_what_became_of_it(played: Played) -> None:
    rows = table(unpacked(exported(played, reach="received"))["data.csv"])
    kept = Counter(row["outcome"] for row in rows)
    assert (kept["withdrawn"], kept["double"], kept["quarantined"]) == (1, 1, 1)
    assert len(rows) > len(table(unpacked(exported(played))["data.csv"]))


def test_filters_hold(played: Played) -> None:
    rows = table(unpacked(exported(played, region="west"))["data.csv"])
    assert {row["region"] for row in rows} == {"west"}
    assert Counter(row["Q1"] for row in rows) == EXPECTED["answers"]["Q1"]["west"]


def test_a_row_an_answer_holds_the_same_answers(played: Played) -> None:
    rows = table(unpacked(exported(played, rows="answers"))["data.csv"])
    found = Counter((row["question"], row["region"], row["answer"]) for row in rows)
    wanted = {
        (question, region, answer): count
        for question, by_region in EXPECTED["answers"].items()
        for region, answers in by_region.items()
        for answer, count in answers.items()
        if answer != "__blank"
    }
    assert found == wanted


def test_a_row_an_event_adds_up_to_the_violations_of_the_sheet(played: Played) -> None:
    rows = table(unpacked(exported(played, rows="violations"))["data.csv"])
    for basis in ("seen", "told"):
        for region in ("north", "west"):
            found = Counter(
                row["category"] for row in rows if (row["basis"], row["region"]) == (basis, region)
            )
            assert found == EXPECTED["violations"][basis][region]


def test_the_workbook_holds_what_the_csv_holds_with_numbers_as_numbers(played: Played) -> None:
    plain = unpacked(exported(played))["data.csv"]
    book = opened(exported(played, format="xlsx"))
    assert list(book) == ["data", "codebook", "about"]
    number = plain[0].index("Q3")
    assert [row[number] for row in book["data"][1:]] == [
        float(row[number]) if row[number] else "" for row in plain[1:]
    ]
    text = plain[0].index("Q1")
    assert [row[text] for row in book["data"]] == [row[text] for row in plain]


def test_words_instead_of_codes(played: Played) -> None:
    header, *rows = unpacked(exported(played, words="labels"))["data.csv"]
    place = next(at for at, title in enumerate(header) if title.startswith("Q2 "))
    found = Counter(row[place] for row in rows)
    assert (found["Yes"], found["No"], found["not observed"]) == (7, 5, 3)


def test_team_codes_and_exact_times_only_when_asked_for(played: Played) -> None:
    without = unpacked(exported(played))["data.csv"][0]
    with_teams = unpacked(exported(played, teams="on"))["data.csv"][0]
    assert set(with_teams) - set(without) == {"team", "visit", "arrived_at", "made_at", "received_at"}


def test_without_exact_times_no_column_tells_them_by_another_name(played: Played) -> None:
    """An answer of when it was, and the identity, which begins with when it was made (RFC 9562, UUIDv7)."""
    known = {str(one) for one in Report.objects.values_list("client_id", flat=True)}
    without = table(unpacked(exported(played, checklist="incident"))["data.csv"])
    assert without
    assert "happened_at" not in without[0]
    assert known.isdisjoint(row["report"] for row in without)
    assert len({row["report"] for row in without}) == len(without), "still one report a row"
    again = table(unpacked(exported(played, checklist="incident"))["data.csv"])
    assert [row["report"] for row in again] == [row["report"] for row in without]
    with_times = table(unpacked(exported(played, checklist="incident", teams="on"))["data.csv"])
    assert "happened_at" in with_times[0]
    assert known.issuperset(row["report"] for row in with_times)
    long = table(unpacked(exported(played, checklist="incident", rows="answers"))["data.csv"])
    assert "happened_at" not in {row["question"] for row in long}
    assert known.isdisjoint(row["report"] for row in long)


def test_free_texts_only_when_asked_for_and_the_codebook_says_so(played: Played) -> None:
    job = ask(by=as_member(played.head), request=request(checklist="incident"))
    make(job.pk)
    with default_storage.open(ExportFile.objects.get(job=job).stored_name) as stored:
        files = unpacked(stored.read())
    assert "narrative" not in files["data.csv"][0]
    left_out = {line[0]: line[-1] for line in files["codebook.csv"][1:]}
    assert (left_out["narrative"], left_out["category"]) == ("texts", "")
    assert "narrative" in unpacked(exported(played, checklist="incident", texts="on"))["data.csv"][0]


def test_a_file_is_written_down_and_removed_after_its_days(played: Played) -> None:
    exported(played)
    file = ExportFile.objects.get()
    made = Entry.objects.get(act="export.made")
    assert (made.subject_id, made.detail["sha256"]) == (file.pk, file.sha256_hex)
    assert sweep(now=timezone.now() + KEPT - timedelta(minutes=1)) == 0
    assert sweep(now=timezone.now() + KEPT + timedelta(minutes=1)) == 1
    assert default_storage.exists(file.stored_name) is False
    assert ExportRemoval.objects.get().file_id == file.pk
    assert sweep(now=timezone.now() + KEPT + timedelta(minutes=1)) == 0


def test_a_message_that_comes_twice_makes_one_file(played: Played) -> None:
    job = ask(by=as_member(played.head), request=request())
    assert make(job.pk) > 0
    assert make(job.pk) == 0
    # The worker died after the file was kept and before the job was done: the sweep starts it again.
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, finished_at=None)
    make(job.pk)
    assert ExportFile.objects.count() == 1


def test_who_has_left_gets_no_file(played: Played) -> None:
    head = as_member(played.head)
    job = ask(by=head, request=request())
    MembershipEnd.objects.create(mission=played.mission, membership=head, ended_by=head, reason="gone")
    make(job.pk)
    job.refresh_from_db()
    assert (job.state, job.failure, ExportFile.objects.count()) == (Job.State.FAILED, NO_LONGER, 0)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"checklist": ""}, "checklist"),
        ({"rows": "people"}, "rows"),
        ({"format": "pdf"}, "format"),
        ({"reach": "received", "category": "V01"}, "reach"),
        ({"reach": "received", "rows": "violations"}, "reach"),
    ],
)
def test_what_cannot_be_exported_is_refused_naming_the_field(asked: dict[str, str], field: str) -> None:
    with pytest.raises(Problem) as refused:
        request(**asked)
    assert [error["field"] for error in refused.value.errors] == [field]


def test_a_checklist_that_is_not_there_is_refused_before_the_job(played: Played) -> None:
    with pytest.raises(Problem):
        ask(by=as_member(played.head), request=request(checklist="nowhere"))
    assert Job.objects.count() == 0


def test_a_request_survives_the_job(played: Played) -> None:
    asked = request(region="west", words="labels", texts="on")
    assert Request.from_parameters(asked.as_parameters()) == asked
    assert asked.filters == Filters(region="west")
