"""The button "Mission summary": one summary a job whatever is killed on the way, and its files."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from observer.findings.apps import SUMMARY
from observer.findings.models import Edition, Summary
from observer.findings.summarise import NO_LONGER, summarise
from observer.journal import jobs
from observer.journal.models import Entry, Job
from observer.missions.models import MembershipEnd
from observer.missions.roles import Role
from tests import factories
from tests.findings.composing import as_member
from tests.sheet.playing import Played, play


@pytest.fixture
def files(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def played(committed_database: None, redis_url: str) -> Played:
    return play()


def asked_by(played: Played) -> Job:
    return jobs.queue(membership=as_member(played.head), kind=SUMMARY, parameters={})


def test_a_job_makes_one_summary_and_an_edition_in_each_language(played: Played, files: Path) -> None:
    job = asked_by(played)
    assert summarise(job.pk) == 2
    job.refresh_from_db()
    summary = Summary.objects.get(job=job)
    editions = list(Edition.objects.filter(summary=summary).order_by("language"))
    assert (job.state, job.progress, job.progress_of) == (Job.State.DONE, 3, 3)
    assert job.result == {"summary": summary.pk, "editions": [edition.pk for edition in editions]}
    assert [edition.language for edition in editions] == ["en", "ru"]
    for edition in editions:
        with default_storage.open(edition.stored_name) as stored:
            pdf = stored.read()
        assert pdf.startswith(b"%PDF-")
        assert hashlib.sha256(pdf).hexdigest() == edition.sha256_hex
        assert (len(pdf), edition.synthetic) == (edition.size_bytes, True)
    assert len({edition.stored_name for edition in editions}) == 2
    told = Entry.objects.filter(act="edition.typeset").order_by("subject_id")
    assert [entry.subject_id for entry in told] == [edition.pk for edition in editions]


def test_a_second_message_does_nothing(played: Played, files: Path) -> None:
    job = asked_by(played)
    assert [summarise(job.pk), summarise(job.pk)] == [2, 0]
    assert (Summary.objects.count(), Edition.objects.count()) == (1, 2)


def test_a_job_that_broke_off_goes_on_with_the_summary_it_has(
    played: Played, files: Path, settings: Any
) -> None:
    job = asked_by(played)
    files.parent.mkdir(exist_ok=True)
    files.write_text("no folder: nothing can be stored")
    with pytest.raises(NotADirectoryError):
        summarise(job.pk)
    (frozen,) = Summary.objects.all()
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING
    files.unlink()
    jobs.sweep(timezone.now() + timedelta(minutes=2))
    assert summarise(job.pk) == 2
    assert Summary.objects.get() == frozen
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.DONE, 2)


def test_a_worker_killed_while_it_typesets_leaves_one_summary_that_is_gone_on_with(
    played: Played, files: Path
) -> None:
    job = asked_by(played)
    work = (
        "import django; django.setup(); "
        f"from observer.findings.summarise import summarise; summarise({job.pk})"
    )
    surroundings = {**os.environ, "DJANGO_SETTINGS_MODULE": "observer.settings", "OBSERVER_FILES": str(files)}
    with subprocess.Popen([sys.executable, "-c", work], env=surroundings) as worker:
        try:
            given_up = time.monotonic() + 60
            while not Summary.objects.exists() and worker.poll() is None and time.monotonic() < given_up:
                pass
        finally:
            worker.kill()
    (frozen,) = Summary.objects.all()
    job.refresh_from_db()
    assert (worker.returncode, job.state) == (-signal.SIGKILL, Job.State.RUNNING)
    jobs.sweep(timezone.now() + timedelta(minutes=2))
    assert summarise(job.pk) == 2
    assert Summary.objects.get() == frozen
    assert [edition.language for edition in Edition.objects.all().of_job(job)] == ["en", "ru"]


def test_only_missing_editions_are_typeset_again(played: Played, files: Path) -> None:
    job = asked_by(played)
    summarise(job.pk)
    before = list(Edition.objects.order_by("pk").values_list("pk", "stored_name"))
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, finished_at=None)
    assert summarise(job.pk) == 2
    assert list(Edition.objects.order_by("pk").values_list("pk", "stored_name")) == before
    assert len(list((files / "editions").iterdir())) == 2


def test_who_has_left_gets_no_summary(played: Played, files: Path) -> None:
    job = asked_by(played)
    MembershipEnd.objects.create(
        mission=played.mission, membership=played.head, ended_by=played.head, reason="went home"
    )
    assert summarise(job.pk) == 0
    job.refresh_from_db()
    assert (job.state, job.failure) == (Job.State.FAILED, NO_LONGER)
    assert not Summary.objects.exists()


def test_summaries_are_for_those_who_see_the_whole_mission(played: Played, files: Path) -> None:
    job = asked_by(played)
    summarise(job.pk)
    stranger = factories.a_member(factories.a_mission(factories.an_election("oak"), "oak"), Role.HEAD)
    for member, sees in ((played.head, True), (played.regional, False), (stranger, False)):
        reader = as_member(member)
        assert Summary.objects.all().visible_to(reader).exists() is sees
        assert Edition.objects.all().visible_to(reader).exists() is sees
    assert [edition.language for edition in Edition.objects.all().of_job(job)] == ["en", "ru"]
