"""Asking for a summary: queued at once, followed on its page, downloaded by those who may."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from observer.celery import app
from observer.findings.models import Edition, Summary
from observer.journal import jobs
from observer.journal.jobs import fail, finish, progress, start
from observer.journal.models import Job
from observer.missions.models import Membership
from observer.missions.roles import Role
from tests.factories import Ground, a_member, ground
from tests.people.accounts import browser_of

WORDS = b"%PDF-1.7 of alder"


@pytest.fixture
def alder(db: None, settings: Settings, tmp_path: Path) -> Ground:
    settings.MEDIA_ROOT = tmp_path
    return ground()


def opened(membership: Membership, path: str) -> Any:
    return browser_of(membership.user).get(f"/missions/alder/{path}")


def asked(alder: Ground) -> Job:
    """The job after the coordinator pressed the button."""
    answer = browser_of(alder.coordinator.user).post("/missions/alder/summaries/new/")
    job = Job.objects.get(mission=alder.mission)
    assert (answer.status_code, answer["Location"]) == (302, f"/missions/alder/jobs/{job.pk}/")
    return job


def an_edition(alder: Ground, job: Job | None = None, language: str = "en") -> Edition:
    summary, _new = Summary.objects.get_or_create(
        mission=alder.mission,
        job=job,
        defaults={
            "requested_by": alder.coordinator,
            "cut_off": timezone.now(),
            "figures_version": 1,
            "documents": {},
            "content_hash": bytes(32),
        },
    )
    return Edition.objects.create(
        mission=alder.mission,
        summary=summary,
        language=language,
        pages=7,
        size_bytes=len(WORDS),
        sha256=hashlib.sha256(WORDS).digest(),
        stored_name=default_storage.save("editions/alder.pdf", ContentFile(WORDS)),
        typeset_ms=1,
    )


def test_the_button_queues_a_job_and_its_page_says_that_it_waits(alder: Ground) -> None:
    job = asked(alder)
    assert (job.kind, job.state, job.requested_by) == ("findings.summary", "queued", alder.coordinator)
    assert "waiting" in opened(alder.coordinator, f"jobs/{job.pk}/").content.decode()


def nowhere() -> Celery:
    """An application of its own: what is changed in the one of the project stays in its connections."""
    away = Celery(broker="redis+socket:///nowhere.sock")
    away.conf.broker_transport_options = app.conf.broker_transport_options
    return away


def test_it_is_queued_while_the_broker_is_away(
    alder: Ground, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(jobs, "app", nowhere())
    with django_capture_on_commit_callbacks(execute=True):
        job = asked(alder)
    assert "Nothing is lost if it is away" in opened(alder.coordinator, f"jobs/{job.pk}/").content.decode()


def test_the_part_that_moves_tells_step_result_and_failure(alder: Ground) -> None:
    job = asked(alder)
    part = f"jobs/{job.pk}/?part=1"
    start(job.pk)
    progress(job.pk, 2, 6, "Typesetting")
    page = opened(alder.coordinator, part).content.decode()
    assert '<progress max="6" value="2"' in page
    assert "Typesetting" in page
    assert "<html" not in page
    edition = an_edition(alder, job)
    finish(job.pk, {"summary": edition.summary_id})
    page = opened(alder.coordinator, part).content.decode()
    assert f"/missions/alder/editions/{edition.pk}/" in page
    assert hashlib.sha256(WORDS).hexdigest() in page


def test_a_job_that_failed_says_why(alder: Ground) -> None:
    job = asked(alder)
    start(job.pk)
    fail(job.pk, "The disk is full.")
    assert "The disk is full." in opened(alder.coordinator, f"jobs/{job.pk}/").content.decode()


def test_a_job_is_for_whoever_asked_for_it(alder: Ground) -> None:
    job = asked(alder)
    assert opened(alder.head, f"jobs/{job.pk}/").status_code == 404


def test_an_edition_is_downloaded_whole_and_kept_by_nobody(alder: Ground) -> None:
    answer = opened(alder.head, f"editions/{an_edition(alder).pk}/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.getvalue() == WORDS


def test_who_may_not_compose_has_no_button(alder: Ground) -> None:
    an_edition(alder)
    auditor = opened(a_member(alder.mission, Role.AUDITOR), "summaries/").content.decode()
    assert "summaries/new/" not in auditor
    assert "7 pages" in auditor
    assert browser_of(alder.regional.user).post("/missions/alder/summaries/new/").status_code == 403


def test_three_summaries_cost_as_many_queries_as_one(alder: Ground) -> None:
    def queries() -> int:
        client = browser_of(alder.head.user)
        with CaptureQueriesContext(connection) as counted:
            assert client.get("/missions/alder/summaries/").status_code == 200
        return len(counted)

    an_edition(alder)
    one = queries()
    for _number in range(2):
        job = Job.objects.create(
            mission=alder.mission, requested_by=alder.coordinator, kind="findings.summary"
        )
        an_edition(alder, job)
        an_edition(alder, job, "ru")
    assert queries() == one
