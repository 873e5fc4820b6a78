"""Taking an import back: changed rows get their old values, new ones go, as long as nothing rests on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from observer.journal.models import Job
from observer.missions.models import Membership
from observer.problems import CONFLICT, INVALID, Problem
from observer.registers.apps import UNDO
from observer.registers.beside import progress_beside
from observer.registers.differences import Line, Standing
from observer.registers.kinds import KINDS
from observer.registers.kinds.base import Kind, Written
from observer.registers.models import ImportApplication, ImportedRow, ImportUndo, RegisterImport
from observer.registers.wording import fault_text, table_name
from observer.registers.working import import_of, one_at_a_time, queue, witness, work

# A refusal names this many rows; there may be thousands.
MOST_NAMED = 20


def ask_for_undo(*, by: Membership, register_import: RegisterImport, reason: str) -> Job:
    """Ask to take an import back. Raises Problem without a reason, and when there is nothing to take back."""
    if not reason.strip():
        detail = _("Say why.")
        raise Problem(INVALID, detail, errors=[{"field": "reason", "code": "required", "detail": detail}])
    application_of(register_import)
    return queue(by=by, kind=UNDO, register_import=register_import, reason=reason.strip()[:300])


def application_of(register_import: RegisterImport) -> ImportApplication:
    """What is to be taken back. Raises Problem when the file was never brought in, or taken back before."""
    found = ImportApplication.objects.filter(register_import=register_import).first()
    if found is None:
        raise Problem(CONFLICT, _("This file was not brought in."))
    if ImportUndo.objects.filter(application=found).exists():
        raise Problem(CONFLICT, _("This file was taken back before."))
    return found


def undo(job_id: int) -> int:
    """Take back the import a job names. Returns how many rows were put back or removed."""
    return work(job_id, _undo)


def _undo(job: Job, by: Membership) -> Mapping[str, int]:
    register_import = import_of(job, by)
    done = ImportUndo.objects.filter(mission=job.mission_id, job=job).first()
    if done is not None:
        return {"rows": done.counts["removed"] + done.counts["restored"]}
    with progress_beside(job.pk) as tell, transaction.atomic():
        one_at_a_time(by)
        application = application_of(register_import)
        written = [_written(row) for row in ImportedRow.objects.filter(application=application)]
        kind = KINDS[register_import.kind](by)
        tell(1, 3, _("Asking what rests on it"))
        standing = kind.standing()
        lines = _lines_back(kind, written, standing)
        tell(2, 3, _("Putting back what stood before"))
        kind.write(lines)
        removed = _take_back(kind, written, job.parameters["reason"])
        counts = {"restored": len(lines), "removed": removed}
        ImportUndo.objects.create(
            mission_id=job.mission_id,
            application=application,
            job=job,
            counts=counts,
            reason=job.parameters["reason"],
            undone_by=by,
        )
        witness("undo_register", register_import, by, counts)
    return {"rows": len(written)}


def _written(row: ImportedRow) -> Written:
    sealed = bytes(row.sealed_before) if row.sealed_before is not None else None
    return Written(row.table, row.subject_id, row.key, row.before, row.after, sealed)


def _lines_back(kind: Kind, written: Sequence[Written], standing: Mapping[str, Standing]) -> list[Line]:
    """The lines that put back what stood before. Raises Problem where somebody went on since."""
    moved = [one.key for one in written if not kind.is_as_left(one, standing.get(one.key))]
    _require_none(_("These were changed since"), ((key, "") for key in moved))
    lines = [kind.restored(one, standing[one.key]) for one in written if one.before is not None]
    _require_none(_("These cannot be put back"), _refused(kind, lines))
    return lines


def _refused(kind: Kind, lines: Iterable[Line]) -> Iterator[tuple[str, str]]:
    for line in lines:
        for fault in kind.judge(line):
            yield line.key, fault_text(fault.code, fault.column, fault.more)


def _take_back(kind: Kind, written: Sequence[Written], reason: str) -> int:
    removed = 0
    for table in kind.tables:
        rows = {one.subject_id: one.key for one in written if one.table == table and one.before is None}
        if not rows:
            continue
        resting = kind.resting(table, rows)
        _require_none(
            _("Something rests on these, so they stay"),
            ((rows[one], table_name(label)) for one, label in resting.items()),
        )
        kind.take_back(table, rows, reason)
        removed += len(rows)
    return removed


def _require_none(told: str, named: Iterable[tuple[str, str]]) -> None:
    """Raise Problem naming the first of the rows, unless there are none."""
    rows = list(named)
    if not rows:
        return
    lines = [f"{key}: {why}" if why else key for key, why in rows[:MOST_NAMED]]
    if len(rows) > MOST_NAMED:
        lines.append("…")
    count = _("%(text)s (%(number)d rows). Nothing was taken back.") % {"text": told, "number": len(rows)}
    raise Problem(CONFLICT, count, errors=[{"code": "rests", "detail": line} for line in lines])
