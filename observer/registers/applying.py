"""Bringing a file in: all of it or nothing, in one transaction, exactly as somebody saw it in the check."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from observer.journal.models import Job
from observer.missions.models import Membership
from observer.problems import CONFLICT, Problem
from observer.registers.apps import APPLY
from observer.registers.beside import progress_beside
from observer.registers.kinds import KINDS
from observer.registers.kinds.base import BATCH, Written
from observer.registers.models import (
    ImportApplication,
    ImportCheck,
    ImportDiscard,
    ImportedRow,
    RegisterFile,
    RegisterImport,
)
from observer.registers.planning import STEPS, digest_of, plan_of
from observer.registers.sheets import Sheet
from observer.registers.uploading import sheet_of
from observer.registers.working import import_of, one_at_a_time, queue, witness, work

Tell = Callable[[int, int, str], None]


def ask_for_application(*, by: Membership, register_import: RegisterImport) -> Job:
    """Ask to bring a file in as its newest check found it. Raises Problem when it has none without faults."""
    newest = ImportCheck.objects.filter(register_import=register_import).order_by("-pk").first()
    if newest is None or not newest.may_be_applied:
        raise Problem(CONFLICT, _("Check the file first, and correct what is wrong with it."))
    _require_open(register_import)
    return queue(by=by, kind=APPLY, register_import=register_import, check=newest.pk)


def _require_open(register_import: RegisterImport) -> None:
    if ImportApplication.objects.filter(register_import=register_import).exists():
        raise Problem(CONFLICT, _("This file has been brought in."))
    if ImportDiscard.objects.filter(register_import=register_import).exists():
        raise Problem(CONFLICT, _("This file was given up before."))


def apply(job_id: int) -> int:
    """Bring in the file a job names. Returns how many rows were added or changed."""
    return work(job_id, _apply)


def _apply(job: Job, by: Membership) -> Mapping[str, int]:
    register_import = import_of(job, by)
    done = ImportApplication.objects.filter(register_import=register_import, job=job).first()
    if done is not None:
        # It was committed before the job could be finished.
        return {"rows": done.counts["new"] + done.counts["changed"]}
    sheet = sheet_of(register_import)
    with progress_beside(job.pk) as tell, transaction.atomic():
        one_at_a_time(by)
        _require_open(register_import)
        return _bring_in(job, register_import, by, sheet, tell)


def _bring_in(
    job: Job, register_import: RegisterImport, by: Membership, sheet: Sheet, tell: Tell
) -> Mapping[str, int]:
    check_run = ImportCheck.objects.get(mission=job.mission_id, pk=job.parameters["check"])
    kind = KINDS[register_import.kind](by)
    plan = plan_of(kind, sheet, check_run.matching, lambda step: tell(step, STEPS + 3, _("Comparing")))
    if plan.faults or digest_of(plan) != bytes(check_run.digest):
        raise Problem(CONFLICT, _("What is there has changed since the check. Please check the file again."))
    tell(STEPS + 1, STEPS + 3, _("Writing the register"))
    written = kind.write(plan.lines)
    tell(STEPS + 2, STEPS + 3, _("Keeping what stood before"))
    _keep(job, register_import, by, check_run, written)
    RegisterFile.objects.filter(register_import=register_import).delete()
    witness("apply_register", register_import, by, plan.counts)
    return {"rows": len(plan.lines)}


def _keep(
    job: Job,
    register_import: RegisterImport,
    by: Membership,
    check_run: ImportCheck,
    written: list[Written],
) -> None:
    application = ImportApplication.objects.create(
        mission_id=job.mission_id,
        register_import=register_import,
        check_run=check_run,
        job=job,
        counts=check_run.counts,
        applied_by=by,
    )
    ImportedRow.objects.bulk_create(
        [
            ImportedRow(
                mission_id=job.mission_id,
                application=application,
                table=one.table,
                subject_id=one.subject_id,
                key=one.key,
                before=one.before,
                after=one.after,
                sealed_before=one.sealed,
            )
            for one in written
        ],
        batch_size=BATCH,
    )
