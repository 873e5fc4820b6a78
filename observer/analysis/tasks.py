"""Celery's hands for the fold."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from observer.analysis.folder import go_round


@shared_task(name="analysis.fold")
def fold() -> int:
    """Fold what waits, in all missions; return how many events."""
    return go_round()


@worker_ready.connect
def fold_at_start(**_about: Any) -> None:
    """What came while no worker was there is folded at once, whether or not the timetable is read."""
    fold.apply_async(expires=60)
