"""Rows of repeats and answers of the newer kinds come out of an export as they went in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from observer.analysis.fold import fold
from observer.exports.make import ask, make
from observer.exports.models import ExportFile
from observer.exports.request import Request
from observer.journal.models import Job
from observer.reports.intake import receive
from observer.reports.models import Report
from tests.checklists.every_construct import every_construct
from tests.exports.reading import opened, unpacked
from tests.factories import Ground, a_submission, a_version, a_visit, ground

pytestmark = pytest.mark.django_db
ANSWERS = {
    "A1": "yes",
    "A7": "43.25 76.91 700 8",
    "voters": "20",
    "women": "8",
    "worst": ["heat", "queue", "noise"],
    "box": [
        {"kind": "fixed", "serial": "A-77"},
        {"kind": "mobile", "slot": "Hospital", "seal": [{"mark": "=X9"}, {"mark": "X10"}]},
    ],
}


@pytest.fixture
def alder(settings: Any, tmp_path: Path) -> Ground:
    settings.MEDIA_ROOT = tmp_path
    alder = ground()
    version = a_version(alder.mission, every_construct())
    sent = a_submission(version, ANSWERS, visit=a_visit(alder.stations[3]))
    receive(sender=alder.phone.sender, submissions=[sent])
    fold(mission_id=alder.mission.pk)
    return alder


def exported(alder: Ground, **asked: str) -> bytes:
    given = {"checklist": "every", "reach": "received", "texts": "on", "teams": "on", **asked}
    job = ask(by=alder.head, request=Request.read(given, language="en"))
    make(job.pk)
    job.refresh_from_db()
    assert (job.state, job.failure) == (Job.State.DONE, "")
    with default_storage.open(ExportFile.objects.get(job=job).stored_name) as stored:
        return bytes(stored.read())


def table(lines: list[list[str]]) -> list[dict[str, str]]:
    header, *rows = lines
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_each_repeat_has_a_file_of_its_own_keyed_by_report_and_row(alder: Ground) -> None:
    files = unpacked(exported(alder))
    report = str(Report.objects.get().client_id)
    assert table(files["rows_box.csv"]) == [
        {"report": report, "row": "1", "kind": "fixed", "serial": "A-77", "slot": "", "seal": ""},
        {"report": report, "row": "2", "kind": "mobile", "serial": "", "slot": "Hospital", "seal": "2"},
    ]
    # What looks like a formula is text, in rows as everywhere.
    assert table(files["rows_seal.csv"]) == [
        {"report": report, "row": "2.1", "mark": "'=X9"},
        {"report": report, "row": "2.2", "mark": "X10"},
    ]


def test_the_columns_of_the_report_hold_the_newer_kinds(alder: Ground) -> None:
    [row] = table(unpacked(exported(alder))["data.csv"])
    assert {code: row[code] for code in ("box", "men", "worst", "A7", "box_count")} == {
        "box": "2",
        "men": "12",
        "worst": "heat queue noise",
        "A7": "43.25 76.91 700 8",
        "box_count": "2",
    }
    assert "said" not in row


def test_a_workbook_has_a_sheet_for_each_repeat(alder: Ground) -> None:
    book = opened(exported(alder, format="xlsx"))
    assert {"data", "rows box", "rows seal", "rows agent", "codebook", "about"} <= set(book)
    assert [row[1:3] for row in book["rows box"][1:]] == [["1", "fixed"], ["2", "mobile"]]


def test_an_answer_a_row_tells_its_row(alder: Ground) -> None:
    rows = table(unpacked(exported(alder, rows="answers"))["data.csv"])
    told = {(row["row"], row["question"]): row["answer"] for row in rows}
    assert (told["", "voters"], told["2", "slot"], told["2.2", "mark"]) == ("20", "Hospital", "X10")


def test_places_and_own_words_stay_out_unless_asked_for(alder: Ground) -> None:
    given = {"checklist": "every", "reach": "received"}
    job = ask(by=alder.head, request=Request.read(given, language="en"))
    make(job.pk)
    with default_storage.open(ExportFile.objects.get(job=job).stored_name) as stored:
        files = unpacked(stored.read())
    reasons = {row["question"]: row["left_out"] for row in table(files["codebook.csv"])}
    assert (reasons["A7"], reasons["slot"], reasons["serial"], reasons["photo"]) == (
        "places",
        "texts",
        "texts",
        "times",
    )
    assert set(table(files["rows_box.csv"])[0]) == {"report", "row", "kind", "seal"}


def test_what_is_worked_out_of_own_words_is_treated_as_such(alder: Ground) -> None:
    told = every_construct()
    told["code"] = "told"
    told["sections"][0]["questions"].append(
        {
            "code": "line",
            "type": "calculated",
            "labels": {"en": "Line"},
            "calculate": "concat(${why_closed}, '!')",
        }
    )
    a_version(alder.mission, told)
    job = ask(by=alder.head, request=Request.read({"checklist": "told", "reach": "received"}, language="en"))
    make(job.pk)
    with default_storage.open(ExportFile.objects.get(job=job).stored_name) as stored:
        codebook = table(unpacked(stored.read())["codebook.csv"])
    assert {row["question"]: row["left_out"] for row in codebook}["line"] == "texts"
