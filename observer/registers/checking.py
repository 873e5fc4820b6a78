"""The dry run: everything wrong with a file and everything it would change; no register is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from observer.journal import jobs
from observer.journal.models import Job
from observer.missions.models import Membership
from observer.problems import CONFLICT, Problem
from observer.registers.apps import CHECK
from observer.registers.differences import Line, Plan
from observer.registers.kinds import KINDS
from observer.registers.kinds.base import BATCH
from observer.registers.matching import Matching, faults_of
from observer.registers.models import CheckLine, ImportApplication, ImportCheck, RegisterImport
from observer.registers.planning import STEPS, digest_of, plan_of
from observer.registers.uploading import sheet_of
from observer.registers.wording import fault_text
from observer.registers.working import import_of, queue, work

# What the file leaves out is told by number; this many are named.
MOST_MISSING = 1_000
# Drawings and fingerprints say nothing to a person.
UNREADABLE_VALUES = frozenset({"outline", "person"})
NOT_TOLD = frozenset({"label_x", "label_y", "label_radius", "boundary", "map_height"})


def ask_for_check(*, by: Membership, register_import: RegisterImport, matching: Matching) -> Job:
    """Ask for a dry run with the columns matched so. Raises Problem, also for a matching that cannot be."""
    if ImportApplication.objects.filter(register_import=register_import).exists():
        raise Problem(CONFLICT, _("This file has been brought in."))
    headers = sheet_of(register_import).headers
    wrong = faults_of(matching, headers, KINDS[register_import.kind].columns)
    if wrong:
        errors = [
            {"field": column, "code": code, "detail": fault_text(code, column, {})} for column, code in wrong
        ]
        raise Problem(CONFLICT, _("The columns cannot be matched like this."), errors=errors)
    return queue(by=by, kind=CHECK, register_import=register_import, matching=dict(matching))


def check(job_id: int) -> int:
    """Do the dry run a job asks for. Returns how many rows of the file it read."""
    return work(job_id, _check)


def _check(job: Job, by: Membership) -> Mapping[str, int]:
    done = ImportCheck.objects.filter(mission=job.mission_id, job=job).first()
    if done is not None:
        # It was kept before the job could be finished.
        return {"check": done.pk, "rows": sum(done.counts.values())}
    register_import = import_of(job, by)
    sheet = sheet_of(register_import)
    steps = [
        _("Reading the rows"),
        _("Looking up what is there"),
        _("Comparing"),
        _("Writing what was found"),
    ]

    def told(step: int) -> None:
        jobs.progress(job.pk, step, STEPS + 1, steps[step])

    told(0)
    plan = plan_of(KINDS[register_import.kind](by), sheet, job.parameters["matching"], told)
    kept = _keep(job, register_import, by, plan)
    return {"check": kept.pk, "rows": len(sheet.rows)}


@transaction.atomic
def _keep(job: Job, register_import: RegisterImport, by: Membership, plan: Plan) -> ImportCheck:
    made = ImportCheck.objects.create(
        mission_id=job.mission_id,
        register_import=register_import,
        job=job,
        matching=job.parameters["matching"],
        counts=plan.counts,
        digest=digest_of(plan),
        checked_by=by,
    )
    CheckLine.objects.bulk_create(_lines(made, plan), batch_size=BATCH)
    return made


def _lines(check_run: ImportCheck, plan: Plan) -> Iterator[CheckLine]:
    kept: dict[str, Any] = {"mission_id": check_run.mission_id, "check_run": check_run}
    for fault in plan.faults:
        yield CheckLine(
            **kept,
            kind=CheckLine.Kind.FAULT,
            row=fault.row,
            column=fault.column,
            code=fault.code,
            detail=dict(fault.more),
        )
    for kind, lines in ((CheckLine.Kind.NEW, plan.new), (CheckLine.Kind.CHANGED, plan.changed)):
        for line in lines:
            yield CheckLine(**kept, kind=kind, row=line.row, key=line.key, detail=told_of(line))
    for key in plan.missing[:MOST_MISSING]:
        yield CheckLine(**kept, kind=CheckLine.Kind.MISSING, row=0, key=key)


def told_of(line: Line) -> dict[str, list[Any]]:
    """Column to [what is there, what the file says]; of what people cannot read, only that it changes."""
    before = line.before or {}
    return {
        column: [None, None] if column in UNREADABLE_VALUES else [before.get(column), line.after[column]]
        for column in line.changed
        if column not in NOT_TOLD and (line.before is not None or line.after[column] not in (None, "", []))
    }
