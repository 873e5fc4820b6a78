"""The same numbers at every door: boards, pages, machines, sheets, exports and the printed document."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from observer.exports.make import ask, make
from observer.exports.models import ExportFile
from observer.exports.request import Request
from observer.findings import sheets
from observer.findings.typeset import typeset
from tests.dashboard.desk import words
from tests.exports.reading import unpacked
from tests.findings.composing import as_member, blocks, summary_of, table
from tests.findings.conftest import flat, text_of
from tests.people.accounts import browser_of
from tests.sheet.playing import EXPECTED, Played, play

pytestmark = pytest.mark.usefixtures("committed_database")
API = "/api/v1/missions/sheet"
PAGES = "/missions/sheet"
REPORTS = EXPECTED["inclusion"]["counted"]
OBSERVED, AFFECTED, TOLD = (EXPECTED["stations"][name]["all"] for name in ("observed", "seen", "told"))
EVENTS = {
    basis: sum(sum(place.values()) for place in EXPECTED["violations"][basis].values())
    for basis in ("seen", "told")
}
Q2 = EXPECTED["answers"]["Q2"]


@pytest.fixture
def played(settings: Any, tmp_path: Path) -> Played:
    settings.MEDIA_ROOT = tmp_path / "files"
    return play()


def numbers(figure: dict[str, Any]) -> list[int]:
    return [int(figure["numerator"]), int(figure["denominator"])]


def lines(client: Client, address: str, **labels: str) -> Iterator[dict[str, Any]]:
    """Rows of figures with these labels, the same from JSON and from the sheet."""
    told = [row.pop("figure") | row for row in client.get(f"{API}/{address}").json()["rows"]]
    mark = "&" if "?" in address else "?"
    sheet = client.get(f"{API}/{address}{mark}format=csv").content.decode()
    written = list(csv.DictReader(io.StringIO(sheet)))
    assert [[row["numerator"], row["denominator"]] for row in written] == [
        ["" if row[name] is None else str(row[name]) for name in ("numerator", "denominator")] for row in told
    ]
    return (row for row in told if labels.items() <= row.items())


def one(rows: Iterator[dict[str, Any]]) -> list[int]:
    (row,) = rows
    return numbers(row)


def test_machines_tell_the_numbers_of_the_board(played: Played) -> None:
    client = browser_of(played.head.user)
    total = client.get(f"{API}/board/").json()["total"]
    assert [numbers(total["observed"]), numbers(total["affected"]["seen"])] == [OBSERVED, AFFECTED]
    whole = {"region": "", "phase": ""}
    assert one(lines(client, "coverage/plan/", **whole, of="register")) == OBSERVED
    assert one(lines(client, "coverage/plan/", **whole, of="reports"))[0] == REPORTS
    nowhere = {"region": "", "category": "", "severity": ""}
    for basis, affected in (("seen", AFFECTED), ("told", TOLD)):
        cell = {"basis": basis, **nowhere}
        assert one(lines(client, "tallies/matrix/", **cell, of="affected")) == affected
        assert one(lines(client, "tallies/matrix/", **cell, of="events"))[0] == EVENTS[basis]
        counted = {"reports": "counted", "basis": basis}
        assert one(lines(client, "figures/excluded/", **counted, of="affected")) == affected
        assert one(lines(client, "figures/excluded/", **counted, of="events"))[0] == EVENTS[basis]


def test_a_question_is_told_alike_in_all_its_parts(played: Played) -> None:
    client = browser_of(played.head.user)
    yes = sum(place["yes"] for place in Q2.values())
    answered = yes + sum(place["no"] for place in Q2.values())
    for by in ("region", "settlement", "phase", "hour"):
        address = f"tallies/breakdown/?checklist=opening&question=Q2&by={by}"
        assert one(lines(client, address, part="", answer="yes")) == [yes, answered]
        parts = [numbers(row) for row in lines(client, address, answer="yes") if row["part"]]
        assert [sum(part[side] for part in parts) for side in (0, 1)] == [yes, answered]
    page = words(client.get(f"{PAGES}/answers/?checklist=opening&question=Q2"))
    assert f"Together {yes} of {answered}" in page


@pytest.mark.parametrize("page", ["", "coverage/", "violations/"])
def test_pages_tell_the_same_headlines(played: Played, page: str) -> None:
    told = words(browser_of(played.head.user).get(f"{PAGES}/{page}"))
    shares = [OBSERVED, AFFECTED, TOLD]
    assert [share for share in shares if not re.search(r"\b{} of {} \(".format(*share), told)] == []
    assert re.search(rf"\b{REPORTS} counted|counted {REPORTS}\b|Reports counted {REPORTS}\b", told), told


def test_exports_hold_as_many_rows(played: Played) -> None:
    forms = [exported(played, checklist=form) for form in ("opening", "incident")]
    assert sum(map(len, forms)) == REPORTS
    events = exported(played, checklist="opening", rows="violations")
    assert Counter(row["basis"] for row in events) == EVENTS


def exported(played: Played, **asked: str) -> list[dict[str, str]]:
    job = ask(by=as_member(played.head), request=Request.read(asked, language="en"))
    make(job.pk)
    with default_storage.open(ExportFile.objects.get(job=job).stored_name) as stored:
        header, *rows = unpacked(stored.read())["data.csv"]
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_the_document_its_sheets_and_its_pages_tell_them_too(played: Played) -> None:
    written = summary_of(played.head).documents["en"]
    observed, affected, told = ("{} of {}".format(*share) for share in (OBSERVED, AFFECTED, TOLD))
    assert table(written, "coverage")[0][1:3] == [str(REPORTS), observed]
    whole = table(written, "violations")[0]
    assert (whole[1], whole[3]) == (affected, told)
    printed = flat(text_of(typeset(written).pdf))
    with zipfile.ZipFile(io.BytesIO(sheets.archive(written))) as files:
        archived = "".join(files.read(name).decode() for name in files.namelist())
    for share in (observed, affected, told):
        assert share in printed
        assert share in archived


def test_small_regions_are_together_in_every_table_of_the_document(played: Played) -> None:
    """Four stations in the north and three in the west: neither stands alone but in the table of coverage."""
    written = summary_of(played.head).documents["en"]
    keys = [block["key"] for block in blocks(written, "table") if block["key"] != "coverage"]
    names = {row[0] for key in keys for row in table(written, key)}
    names |= {row[0] for block in blocks(written, "distribution") for row in block["rows"]}
    assert not names & {"North", "West"}
    assert "North, West" in names
