"""How far a job is can be seen while its transaction is open, and whatever becomes of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from observer.journal.models import Job
from observer.registers.beside import progress_beside
from tests.factories import ground


class Broken(Exception):
    """What goes wrong in the middle of the work."""


def test_progress_outlives_the_transaction_it_tells_of(committed_database: None) -> None:
    alder = ground()
    job = Job.objects.create(
        mission=alder.mission,
        requested_by=alder.head,
        kind="registers.apply",
        state=Job.State.RUNNING,
        heartbeat_at=timezone.now(),
    )
    with pytest.raises(Broken), progress_beside(job.pk) as tell, transaction.atomic():
        alder.mission.languages = ["kk"]
        alder.mission.save()
        tell(2, 5, "Writing the register")
        raise Broken
    job.refresh_from_db()
    alder.mission.refresh_from_db()
    assert (job.progress, job.progress_of, job.step) == (2, 5, "Writing the register")
    assert alder.mission.languages == ["en", "ru"]


def test_progress_that_cannot_be_told_stops_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_told: Any) -> None:
        raise DatabaseError("no room")

    monkeypatch.setattr("observer.journal.jobs.progress", refuse)
    with progress_beside(1) as tell:
        tell(1, 2, "Reading")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
