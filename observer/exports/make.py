"""The job behind "Export": one file, written by the worker, kept for a week, its hash in the journal."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from observer.exports.about import about
from observer.exports.apps import EXPORT
from observer.exports.codebook import HEADER, codebook
from observer.exports.models import ExportFile, ExportRemoval
from observer.exports.request import Request
from observer.exports.rows import Sheet, sheet_of
from observer.exports.write import write_csv, write_xlsx
from observer.journal import jobs
from observer.journal.models import Job
from observer.journal.record import record
from observer.missions.access import Act, memberships, require
from observer.missions.models import Membership
from observer.problems import FORBIDDEN, Problem

FOLDER = "exports"
KEPT = timedelta(days=7)
WRITING = gettext_noop("Writing the file")
NO_LONGER = gettext_noop("The member who asked for this has left the mission.")


def ask(*, by: Membership, request: Request) -> Job:
    """Ask the worker for a file. Raises Problem: FORBIDDEN, or INVALID for a checklist that is not there."""
    require(by, Act.EXPORT)
    sheet_of(by, request)
    return jobs.queue(membership=by, kind=EXPORT, parameters=request.as_parameters())


def make(job_id: int) -> int:
    """Do the job; returns how many rows it wrote. What is refused fails the job with its reason."""
    job = jobs.start(job_id)
    if job is None:
        return 0
    try:
        file = _make(job)
    except Problem as problem:
        with translation.override("en"):
            jobs.fail(job.pk, str(problem.detail or problem.title))
        return 0
    jobs.finish(job.pk, {"export": file.pk})
    return file.rows


def _make(job: Job) -> ExportFile:
    # A message that came twice, or a crash after the file was kept: it is there.
    if (kept := ExportFile.objects.filter(job=job).first()) is not None:
        return kept
    member = memberships(job.requested_by.user).filter(pk=job.requested_by_id).first()
    if member is None:
        raise Problem(FORBIDDEN, NO_LONGER)
    request = Request.from_parameters(job.parameters)
    jobs.progress(job.pk, 0, 1, WRITING)
    with tempfile.TemporaryFile() as target, translation.override(request.language):
        as_of = timezone.now()
        sheet = sheet_of(member, request)
        rows = _write(target, job, member, request, sheet, as_of)
        return _keep(target, job, member, sheet=sheet, rows=rows, as_of=as_of)


def _write(target: Any, job: Job, member: Membership, request: Request, sheet: Sheet, as_of: datetime) -> int:
    def told(rows: int) -> None:
        jobs.progress(job.pk, min(rows, sheet.total), max(sheet.total, 1), WRITING)

    lines: Iterator[tuple[str, ...]] = iter(())
    if sheet.asked:
        lines = chain([HEADER], codebook(sheet.asked, sheet.left_out or {}, request.language))
    write = write_csv if request.format == "csv" else write_xlsx
    return write(target, sheet, lines, about(member, request, sheet, as_of), told)


def _keep(
    target: Any, job: Job, member: Membership, *, sheet: Sheet, rows: int, as_of: datetime
) -> ExportFile:
    """The file first: a row never names a file that is not there."""
    target.seek(0)
    digest = hashlib.file_digest(target, "sha256")
    size = target.tell()
    target.seek(0)
    name = default_storage.save(f"{FOLDER}/{uuid4().hex}", File(target))
    with transaction.atomic():
        file = ExportFile.objects.create(
            mission_id=job.mission_id,
            job=job,
            requested_by=member,
            parameters=job.parameters,
            rows=rows,
            size_bytes=size,
            sha256=digest.digest(),
            stored_name=name,
            with_votes=sheet.with_votes,
            synthetic=member.mission.synthetic,
            as_of=as_of,
        )
        tell(file, member, "export.made")
    return file


def tell(file: ExportFile, by: Membership, act: str) -> None:
    """Write down that a file was made, or taken away by somebody."""
    record(
        act=act,
        mission_id=file.mission_id,
        user_id=by.user_id,
        subject="export",
        subject_id=file.pk,
        detail={"sha256": file.sha256_hex, "rows": file.rows, "with_votes": file.with_votes},
    )


def sweep(now: datetime | None = None) -> int:
    """Remove the bytes of files whose days are over; returns how many. The rows stay and say so."""
    moment = now or timezone.now()
    old = ExportFile.objects.all().kept().filter(created_at__lt=moment - KEPT)
    removed = 0
    for file in old:
        default_storage.delete(file.stored_name)
        ExportRemoval.objects.create(mission_id=file.mission_id, file=file, removed_at=moment)
        removed += 1
    return removed
