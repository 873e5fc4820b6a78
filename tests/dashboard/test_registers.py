"""A coordinator brings a file in, page by page: uploads, matches, looks at the differences, says the word."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observer.elections.models import Station
from observer.journal.models import Job
from observer.missions.models import Membership
from observer.missions.roles import Role
from observer.registers.applying import apply
from observer.registers.checking import check
from observer.registers.kinds import EXAMPLES, KINDS
from observer.registers.matching import guess
from observer.registers.models import Register, RegisterImport
from observer.registers.sheets import read_sheet
from observer.registers.undoing import undo
from tests.factories import Ground, a_member, ground
from tests.people.accounts import browser_of
from tests.registers.bringing import a_csv, a_spreadsheet, checked, uploaded

ADDRESS = "/missions/alder/registers/"


@pytest.fixture
def alder(db: None) -> Ground:
    return ground()


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()
    return " ".join(unescape(answer.content.decode()).split())


def sent(by: Membership, content: bytes, kind: str = "stations", name: str = "stations.csv") -> Any:
    file = SimpleUploadedFile(name, content)
    return browser_of(by.user).post(f"{ADDRESS}upload/", {"kind": kind, "file": file})


def worked(kind: str) -> None:
    """The worker does what waits."""
    for job in Job.objects.filter(state=Job.State.QUEUED):
        {"registers.check": check, "registers.apply": apply, "registers.undo": undo}[job.kind](job.pk)
        assert job.kind == f"registers.{kind}"


def test_the_whole_road_of_a_file(alder: Ground) -> None:
    browser = browser_of(alder.coordinator.user)
    file = a_spreadsheet(
        ("Участок", "Регион", "Город/село", "Избирателей"),
        ("W-1", "west", "город", 1300),
        ("X", "east", "село", 7),
    )
    page = sent(alder.coordinator, file, name="Участки <2>.xlsx")["Location"]
    text = text_of(browser.get(page))
    assert "Участки <2>.xlsx" in text
    assert "<td>город</td>" in text
    chosen = {
        "column-code": "0",
        "column-region": "1",
        "column-settlement": "2",
        "column-registered_voters": "3",
    }
    assert browser.post(f"{page}check/", chosen)["Location"] == page
    worked("check")
    text = text_of(browser.get(page))
    assert "1 new, 1 changed, 0 as they are; 5 of the register are not in the file and stay." in text
    assert "<del>1200</del> → <ins>1300</ins>" in text
    assert browser.post(f"{page}apply/").status_code == 302
    worked("apply")
    assert "Brought in by HQ-006" in text_of(browser.get(page))
    assert Station.objects.get(code="W-1").registered_voters == 1300
    assert browser.post(f"{page}undo/", {"reason": "An old list."}).status_code == 302
    worked("undo")
    text = text_of(browser.get(page))
    assert "1 removed, 1 put back. Reason: An old list." in text
    assert Station.objects.get(code="W-1").registered_voters == 1200


def test_what_is_wrong_stands_row_by_row_with_what_to_do(alder: Ground) -> None:
    made = uploaded(alder.head, "stations", a_csv(("code", "voters"), ("W-1", "many"), ("X", "1")))
    checked(alder.head, made)
    text = text_of(browser_of(alder.head.user).get(f"{ADDRESS}{made.pk}/"))
    assert (
        '<td class="number">2</td><th scope="row">Registered voters</th><td>Not a whole number.</td>' in text
    )
    assert '<td class="number">3</td><th scope="row">Region</th><td>This is needed here.</td>' in text
    assert "Bring it in" not in text
    refused = browser_of(alder.head.user).post(f"{ADDRESS}{made.pk}/apply/")
    assert refused.status_code == 409


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "The letters of this file cannot be read."),
        (b"PK\x03\x04", "This is no table we can read."),
        (b"code\n", "This file has no rows"),
    ],
)
def test_what_is_no_table_is_told_in_words(alder: Ground, content: bytes, told: str) -> None:
    answer = sent(alder.head, content)
    assert (answer.status_code, told in unescape(answer.content.decode())) == (400, True)
    assert not RegisterImport.objects.exists()


def test_columns_cannot_be_matched_to_nothing(alder: Ground) -> None:
    made = uploaded(alder.head, "stations", a_csv(("code", "voters"), ("W-1", "5")))
    browser = browser_of(alder.head.user)
    for chosen in ({}, {"column-code": "9"}, {"column-code": "0", "column-region": "0"}):
        answer = browser.post(f"{ADDRESS}{made.pk}/check/", chosen)
        assert answer.status_code == 409, chosen
    assert not Job.objects.filter(kind="registers.check").exists()


def test_only_the_uploader_sees_the_rows_of_a_roster(alder: Ground) -> None:
    file = a_csv(("code", "role", "name"), ("OBS-9", "observer", "Matilda Geheim"))
    made = uploaded(alder.head, "roster", file)
    checked(alder.head, made)
    pages = {
        who: browser_of(member.user).get(f"{ADDRESS}{made.pk}/").content.decode()
        for who, member in {
            "head": alder.head,
            "coordinator": alder.coordinator,
            "administrator": a_member(alder.mission, Role.ADMINISTRATOR),
        }.items()
    }
    assert {who: page.count("Geheim") for who, page in pages.items()} == {
        "head": 1,
        "coordinator": 0,
        "administrator": 0,
    }


def test_an_administrator_brings_in_people_and_no_places(alder: Ground) -> None:
    administrator = a_member(alder.mission, Role.ADMINISTRATOR)
    made = uploaded(alder.head, "stations", a_csv(("code", "voters"), ("W-1", "5")))
    browser = browser_of(administrator.user)
    assert f"/registers/{made.pk}/" not in text_of(browser.get(ADDRESS))
    assert browser.get(f"{ADDRESS}{made.pk}/").status_code == 404
    assert sent(administrator, a_csv(("code", "voters"), ("W-1", "5"))).status_code == 400
    assert sent(administrator, a_csv(("code", "role"), ("X", "clerk")), "roster").status_code == 302


@pytest.mark.parametrize("kind", Register.values)
def test_every_kind_has_an_example_in_which_all_its_columns_are_found(alder: Ground, kind: str) -> None:
    browser = browser_of(alder.head.user)
    answer = browser.get(f"{ADDRESS}examples/{kind}/")
    sheet = read_sheet(answer.content)
    assert answer.content == (EXAMPLES / f"{kind}.csv").read_bytes().join((b"\xef\xbb\xbf", b""))
    columns = KINDS[kind].columns
    assert guess(sheet.headers, columns) == {
        column.code: sheet.headers.index(column.code) for column in columns
    }
    made = uploaded(alder.head, kind, answer.content)
    found = checked(alder.head, made)
    # The places in it are made up; what is written in the cells can all be read.
    wrong = set(found.lines.filter(kind="fault").values_list("code", flat=True))
    assert wrong <= {"unknown", "no-number"}, wrong


def test_a_file_given_up_is_gone(alder: Ground) -> None:
    made = uploaded(alder.head, "stations", a_csv(("code", "voters"), ("W-1", "5")))
    browser = browser_of(alder.head.user)
    assert browser.post(f"{ADDRESS}{made.pk}/discard/")["Location"] == ADDRESS
    assert "given up" in text_of(browser.get(f"{ADDRESS}{made.pk}/"))
    assert browser.post(f"{ADDRESS}{made.pk}/check/", {"column-code": "0"}).status_code == 410


def test_long_findings_come_in_pages(alder: Ground) -> None:
    file = a_csv(
        ("code", "region", "settlement"), *[(f"X-{number:03}", "west", "urban") for number in range(60)]
    )
    made = uploaded(alder.head, "stations", file)
    checked(alder.head, made)
    browser = browser_of(alder.head.user)
    first = browser.get(f"{ADDRESS}{made.pk}/?kind=new")
    second = browser.get(first.context["listed"]["next"])
    keys = [line.key for page in (first, second) for line in page.context["listed"]["rows"]]
    assert keys == [f"X-{number:03}" for number in range(50)]


def test_three_files_cost_as_many_queries_as_one(alder: Ground) -> None:
    def queries() -> int:
        browser = browser_of(alder.head.user)
        with CaptureQueriesContext(connection) as counted:
            text_of(browser.get(ADDRESS))
        return len(counted)

    uploaded(alder.head, "stations", a_csv(("code", "voters"), ("W-1", "5")))
    one = queries()
    for _number in range(2):
        uploaded(alder.coordinator, "stations", a_csv(("code", "voters"), ("W-1", "5")))
    assert queries() == one
