"""Long work is asked for once, done once as far as anybody sees, and survives every crash."""

import json
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta

import pytest
import redis
from celery import Celery
from django.db import transaction
from django.utils import timezone

from observer.celery import app
from observer.journal import jobs
from observer.journal.models import Entry, Job
from observer.missions.models import Membership
from observer.missions.roles import Role
from observer.operations.tasks import sweep_jobs
from tests.factories import a_member, a_mission, an_election

pytestmark = pytest.mark.django_db
QUEUE = "celery"


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(jobs.kinds, "count", "tests.count")


@pytest.fixture
def broker(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        yield client


def member(code: str = "alder", role: Role = Role.ANALYST) -> Membership:
    return a_member(a_mission(an_election(code), code), role)


def a_job(membership: Membership | None = None) -> Job:
    return jobs.queue(membership=membership or member(), kind="count", parameters={"upto": 3})


def messages(broker: redis.Redis) -> list[tuple[str, list[int]]]:
    """Task and arguments of every message that waits, oldest first."""
    waiting = [json.loads(message) for message in reversed(broker.lrange(QUEUE, 0, -1))]
    return [(each["headers"]["task"], json.loads(b64decode(each["body"]))[0]) for each in waiting]


def test_the_worker_is_told_once_the_job_is_committed(
    broker: redis.Redis, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        job = a_job()
        assert messages(broker) == []
    assert messages(broker) == [("tests.count", [job.pk])]


def test_a_job_rolled_back_was_never_asked_for(
    broker: redis.Redis, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():  # type: ignore[operator]
        a_job()
        transaction.set_rollback(True)
    assert (messages(broker), Job.objects.count()) == ([], 0)


def test_the_journal_says_who_asked() -> None:
    job = a_job()
    entry = Entry.objects.get(act="queue_job")
    assert (entry.user_id, entry.subject, entry.subject_id) == (
        job.requested_by.user_id,
        "job",
        job.pk,
    )


def test_a_kind_nobody_does_is_refused() -> None:
    with pytest.raises(KeyError):
        jobs.queue(membership=member(), kind="fly", parameters={})


def test_a_job_runs_from_start_to_finish() -> None:
    job = a_job()
    started = jobs.start(job.pk)
    assert started is not None
    assert (started.state, started.attempts, started.parameters) == ("running", 1, {"upto": 3})
    jobs.progress(job.pk, 2, 3, "counting")
    job.refresh_from_db()
    assert (job.progress, job.progress_of, job.step) == (2, 3, "counting")
    jobs.finish(job.pk, {"sum": 6})
    job.refresh_from_db()
    assert (job.state, job.progress, job.result) == ("done", 3, {"sum": 6})
    assert job.finished_at is not None


def test_a_second_message_starts_nothing() -> None:
    job = a_job()
    assert jobs.start(job.pk) is not None
    assert jobs.start(job.pk) is None
    jobs.finish(job.pk, {})
    assert jobs.start(job.pk) is None
    assert jobs.start(0) is None


def test_a_failure_tells_why_and_is_final() -> None:
    job = a_job()
    jobs.start(job.pk)
    jobs.fail(job.pk, "The template is missing.")
    jobs.finish(job.pk, {"late": True})
    jobs.progress(job.pk, 1, 1)
    job.refresh_from_db()
    assert (job.state, job.failure, job.result, job.progress) == ("failed", "The template is missing.", {}, 0)


def test_a_job_whose_message_was_lost_is_announced_again(broker: redis.Redis) -> None:
    job = a_job()
    assert jobs.sweep() == 0
    later = timezone.now() + timedelta(seconds=31)
    assert jobs.sweep(later) == 1
    assert jobs.sweep(later + timedelta(seconds=5)) == 0
    assert messages(broker) == [("tests.count", [job.pk])]


def test_a_job_whose_worker_died_is_done_again(broker: redis.Redis) -> None:
    job = a_job()
    jobs.start(job.pk)
    later = timezone.now() + timedelta(seconds=61)
    assert jobs.sweep(later) == 1
    assert messages(broker) == [("tests.count", [job.pk])]
    again = jobs.start(job.pk)
    assert again is not None
    assert again.attempts == 2


def test_a_job_that_gives_signs_of_life_is_left_alone() -> None:
    job = a_job()
    jobs.start(job.pk)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(seconds=50))
    assert jobs.sweep() == 0
    jobs.progress(job.pk, 1, 3)
    assert jobs.sweep(timezone.now() + timedelta(seconds=50)) == 0
    job.refresh_from_db()
    assert job.state == "running"


def test_after_five_attempts_it_is_given_up_and_said_so(broker: redis.Redis) -> None:
    job, moment = a_job(), timezone.now()
    for _attempt in range(5):
        assert jobs.start(job.pk) is not None
        moment += timedelta(seconds=61)
        assert jobs.sweep(moment) == 1
    job.refresh_from_db()
    assert (job.state, job.failure, job.attempts) == ("failed", jobs.GAVE_UP, 5)
    assert jobs.start(job.pk) is None
    assert sweep_jobs() == 0


def test_a_broker_that_is_down_loses_no_job(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object, broker: redis.Redis
) -> None:
    nowhere = Celery(broker="redis+socket:///nowhere/at/all.sock")
    nowhere.conf.broker_transport_options = app.conf.broker_transport_options
    with monkeypatch.context() as down:
        down.setattr(jobs, "app", nowhere)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            job = a_job()
    assert jobs.app is app
    assert jobs.sweep(timezone.now() + timedelta(seconds=31)) == 1
    assert messages(broker) == [("tests.count", [job.pk])]


def test_a_job_is_seen_by_the_member_who_asked_alone() -> None:
    asker = member()
    job = a_job(asker)
    other, stranger = a_member(asker.mission, Role.HEAD), member("birch", Role.HEAD)
    seen = [list(Job.objects.visible_to(each)) for each in (asker, other, stranger)]  # type: ignore[attr-defined]
    assert seen == [[job], [], []]
