"""The job behind the button "Mission summary": figures frozen, documents written, editions typeset."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from observer.findings.compose import compose
from observer.findings.models import Edition, SummaryApproval
from observer.findings.publish import typeset_editions
from observer.journal import jobs
from observer.journal.models import Job
from observer.missions.access import Act, memberships, require
from observer.problems import FORBIDDEN, Problem

# Shown in the reader's language: what is stored is the text to be translated.
FREEZING = gettext_noop("Freezing the figures and writing the documents")
TYPESETTING = gettext_noop("Typesetting the documents")
NO_LONGER = gettext_noop("The member who asked for this has left the mission.")


def summarise(job_id: int) -> int:
    """Do the job, or go on with it after a crash; returns how many editions there are.

    What is refused fails the job with its reason. Anything else breaks it off, and the sweep starts it again:
    a summary that was kept is then found, and only missing editions are typeset.
    """
    return _do(job_id, _make)


def typeset_approved(job_id: int) -> int:
    """Typeset an approved summary in every language; as `summarise`, it goes on after a crash."""
    return _do(job_id, _typeset)


def _do(job_id: int, make: Callable[[Job], list[Edition]]) -> int:
    job = jobs.start(job_id)
    if job is None:
        return 0
    try:
        editions = make(job)
    except Problem as problem:
        with translation.override("en"):
            jobs.fail(job.pk, str(problem.detail or problem.title))
        return 0
    jobs.finish(
        job.pk,
        {"summary": editions[0].summary_id, "editions": [edition.pk for edition in editions]},
    )
    return len(editions)


def _make(job: Job) -> list[Edition]:
    member = memberships(job.requested_by.user).filter(pk=job.requested_by_id).first()
    if member is None:
        raise Problem(FORBIDDEN, NO_LONGER)
    require(member, Act.COMPOSE_SUMMARY)
    jobs.progress(job.pk, 0, 1, FREEZING)
    summary = compose(mission_id=job.mission_id, requested_by=member, job=job, now=timezone.now())
    return typeset_editions(summary_id=summary.pk, progress=_telling(job, 1))


def _typeset(job: Job) -> list[Edition]:
    approval = SummaryApproval.objects.get(mission=job.mission_id, summary=job.parameters["summary"])
    return typeset_editions(summary_id=approval.summary_id, approval=approval, progress=_telling(job, 0))


def _telling(job: Job, before: int) -> Callable[[int, int], None]:
    """Tells how far the typesetting is, after `before` steps of other work."""

    def typesetting(done: int, of: int) -> None:
        jobs.progress(job.pk, before + done, before + of, TYPESETTING)

    return typesetting
