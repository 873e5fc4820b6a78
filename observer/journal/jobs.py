"""Long work: asked for, done by the worker, started again after a crash.

The row is the truth and the message to the worker only a hint: a broker that is down, a worker that is
killed and a message that comes twice change nothing but the time it takes. A task begins with
`start(job_id)`, which gives None when the job is not to be done (any more); tells `progress` at least every
half minute; and ends with `finish` or `fail`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from observer.celery import app
from observer.journal.models import Job
from observer.journal.record import record
from observer.missions.models import Membership

# What a job of a kind is done by: rooms to the right add theirs when Django starts.
kinds: dict[str, str] = {}

# A job that waits is announced again after this; one that runs is taken for dead.
UNHEARD = timedelta(seconds=30)
SILENT = timedelta(seconds=60)
ATTEMPTS = 5
GAVE_UP = gettext_noop("This was tried five times and broke off each time. Please tell your administrator.")

log = structlog.get_logger(__name__)


@transaction.atomic
def queue(*, membership: Membership, kind: str, parameters: Mapping[str, Any]) -> Job:
    """Ask for long work; the worker hears of it once this is committed.

    `parameters` are ids and codes. Whether the member may ask is the caller's question to `missions.access`.
    Raises KeyError for a kind nobody does.
    """
    assert kinds[kind]
    job = Job.objects.create(
        mission_id=membership.mission_id,
        requested_by=membership,
        kind=kind,
        parameters=dict(parameters),
        heartbeat_at=timezone.now(),
    )
    record(
        act="queue_job",
        mission_id=membership.mission_id,
        user_id=membership.user_id,
        subject="job",
        subject_id=job.pk,
        detail={"kind": kind},
    )
    transaction.on_commit(lambda: announce(job.pk, kind))
    return job


def announce(job_id: int, kind: str) -> None:
    """Tell the worker. Nothing is lost when the broker cannot: the sweep tells again."""
    try:
        app.send_task(kinds[kind], args=[job_id], retry=False)
    except (OperationalError, RedisError, OSError) as error:
        log.warning("job not announced", job=job_id, kind=kind, exc_info=error)


def start(job_id: int) -> Job | None:
    """Take a waiting job; None when it is running, done or unknown, so that a second message does nothing."""
    taken = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING, attempts=F("attempts") + 1, heartbeat_at=timezone.now()
    )
    return Job.objects.get(pk=job_id) if taken else None


def progress(job_id: int, done: int, of: int, step: str = "") -> None:
    """`done` of `of` units, and what is being done, in words for people; also the job's sign of life."""
    _running(job_id).update(
        progress=min(done, of), progress_of=of, step=step[:200], heartbeat_at=timezone.now()
    )


def finish(job_id: int, result: Mapping[str, Any]) -> None:
    """The job is done; `result` holds the ids of what came of it."""
    _running(job_id).update(
        state=Job.State.DONE, result=dict(result), finished_at=timezone.now(), progress=F("progress_of")
    )


def fail(job_id: int, text: str) -> None:
    """The job cannot be done; `text` tells people why."""
    _running(job_id).update(state=Job.State.FAILED, failure=text, finished_at=timezone.now())


def _running(job_id: int) -> QuerySet[Job]:
    return Job.objects.filter(pk=job_id, state=Job.State.RUNNING)


def sweep(now: datetime | None = None) -> int:
    """Announce again what waits unheard, take back what runs in silence, give up after five attempts.

    Returns how many jobs it moved or announced.
    """
    moment = now or timezone.now()
    silent = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=moment - SILENT)
    given_up = silent.filter(attempts__gte=ATTEMPTS).update(
        state=Job.State.FAILED, failure=GAVE_UP, finished_at=moment
    )
    # Back to waiting, with a heartbeat old enough to be announced below.
    silent.update(state=Job.State.QUEUED)
    unheard = Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=moment - UNHEARD)
    waiting = Job.objects.filter(unheard, state=Job.State.QUEUED)
    announced = list(waiting.values_list("pk", "kind"))
    waiting.filter(pk__in=[job_id for job_id, _kind in announced]).update(heartbeat_at=moment)
    for job_id, kind in announced:
        announce(job_id, kind)
    return given_up + len(announced)
