"""Files made for tests, and the road of a file: uploaded, checked, brought in, taken back."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from observer.journal.models import Job
from observer.missions.models import Membership
from observer.registers.applying import apply, ask_for_application
from observer.registers.checking import ask_for_check, check
from observer.registers.kinds import KINDS
from observer.registers.matching import guess
from observer.registers.models import ImportCheck, RegisterImport
from observer.registers.undoing import ask_for_undo, undo
from observer.registers.uploading import sheet_of, upload


def a_csv(
    headers: Sequence[str], *rows: Sequence[Any], encoding: str = "utf-8", delimiter: str = ","
) -> bytes:
    text = StringIO()
    csv.writer(text, delimiter=delimiter).writerows([headers, *rows])
    return text.getvalue().encode(encoding)


def a_spreadsheet(headers: Sequence[str], *rows: Sequence[Any]) -> bytes:
    """A real XLSX file."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([headers, *rows]):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def uploaded(by: Membership, kind: str, content: bytes, name: str = "register.csv") -> RegisterImport:
    return upload(by=by, kind=kind, file_name=name, content=content)


def checked(by: Membership, of: RegisterImport, matching: Mapping[str, int] | None = None) -> ImportCheck:
    """A check by the worker, with the columns matched as they are guessed."""
    guessed = matching or guess(sheet_of(of).headers, KINDS[of.kind].columns)
    job = ask_for_check(by=by, register_import=of, matching=guessed)
    check(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.failure
    return ImportCheck.objects.get(job=job)


def applied(by: Membership, of: RegisterImport) -> Job:
    job = ask_for_application(by=by, register_import=of)
    apply(job.pk)
    job.refresh_from_db()
    return job


def brought_in(by: Membership, kind: str, content: bytes) -> RegisterImport:
    """The whole road; fails the test when the file has faults."""
    made = uploaded(by, kind, content)
    found = checked(by, made)
    assert faults(found) == []
    job = applied(by, made)
    assert job.state == Job.State.DONE, job.failure
    return made


def taken_back(by: Membership, of: RegisterImport, reason: str = "The wrong file.") -> Job:
    job = ask_for_undo(by=by, register_import=of, reason=reason)
    undo(job.pk)
    job.refresh_from_db()
    return job


def faults(found: ImportCheck) -> list[tuple[int, str, str]]:
    """(row, column, code) of everything that is wrong, in the order of the file."""
    return list(found.lines.filter(kind="fault").order_by("pk").values_list("row", "column", "code"))


def standing(by: Membership, kind: str) -> dict[str, dict[str, Any]]:
    """What is in a register now: key to values."""
    return {key: dict(one.values) for key, one in KINDS[kind](by).standing().items()}
