"""What the jobs of this room have in common: who asked, in which language, one at a time for an election."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from observer.elections.models import Election
from observer.journal import jobs
from observer.journal.models import Job
from observer.journal.record import entry
from observer.missions.access import memberships
from observer.missions.models import Membership, Mission
from observer.problems import FORBIDDEN, Problem, from_integrity_error
from observer.registers import followers
from observer.registers.models import RegisterImport
from observer.registers.uploading import require_register


def queue(*, by: Membership, kind: str, register_import: RegisterImport, **parameters: Any) -> Job:
    """Ask for a job of this room; what it says when it fails is in the asker's language."""
    require_register(by, register_import.kind)
    named = {"import": register_import.pk, "language": get_language() or "en", **parameters}
    return jobs.queue(membership=by, kind=kind, parameters=named)


def work(job_id: int, do: Callable[[Job, Membership], Mapping[str, int]]) -> int:
    """Do a job and finish it, or fail it with the reason. Returns how many rows it was about.

    What is refused fails the job; anything else breaks it off, and the sweep starts it again.
    """
    job = jobs.start(job_id)
    if job is None:
        return 0
    with translation.override(job.parameters.get("language", "en")):
        try:
            result = do(job, member_of(job))
        except IntegrityError as error:
            jobs.fail(job.pk, _reason(from_integrity_error(error)))
            return 0
        except Problem as problem:
            jobs.fail(job.pk, _reason(problem))
            return 0
    jobs.finish(job.pk, {"import": job.parameters["import"], **result})
    return result.get("rows", 0)


def _reason(problem: Problem) -> str:
    """The refusal with what it names, a line each."""
    named = [str(error["detail"]) for error in problem.errors]
    return "\n".join([str(problem.detail or problem.title), *named])


def member_of(job: Job) -> Membership:
    """Who asked, if they are still a member. Raises Problem."""
    member = memberships(job.requested_by.user).filter(pk=job.requested_by_id).first()
    if member is None:
        raise Problem(FORBIDDEN, _("The member who asked for this has left the mission."))
    return member


def import_of(job: Job, by: Membership) -> RegisterImport:
    """The import a job is about, which its asker must still be allowed to bring in. Raises Problem."""
    found = RegisterImport.objects.get(mission=job.mission_id, pk=job.parameters["import"])
    require_register(by, found.kind)
    return found


def one_at_a_time(by: Membership) -> None:
    """Wait for whoever changes a register of this election: two files are never brought in at once.

    The election is read anew: another file may have drawn its map since.
    """
    by.mission.election = Election.objects.select_for_update(no_key=True).get(pk=by.mission.election_id)


def witness(act: str, register_import: RegisterImport, by: Membership, counts: Mapping[str, int]) -> None:
    """An entry in the mission's journal; a register that others share stands in theirs too.

    Theirs name neither the member nor the mission: missions on one election do not see each other.
    """
    detail = {"kind": register_import.kind, "sha256": bytes(register_import.sha256).hex(), **counts}
    mine = entry(
        act=act,
        mission_id=by.mission_id,
        user_id=by.user_id,
        subject="register_import",
        subject_id=register_import.pk,
        detail=detail,
    )
    others = _others(by) if register_import.is_shared else []
    told = [entry(act=f"{act}_elsewhere", mission_id=one, detail=detail) for one in others]
    type(mine).objects.bulk_create([mine, *told])
    followers.changed([by.mission_id, *others])


def _others(by: Membership) -> Iterable[int]:
    missions = Mission.objects.filter(election=by.mission.election_id).exclude(pk=by.mission_id)
    return list(missions.values_list("pk", flat=True))
