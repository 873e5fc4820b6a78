"""Work of this room that waits for nobody. Tasks call one function and give its count."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from observer.reports import rejudging
from observer.reports.apps import JUDGE_AGAIN, TRY_RULES
from observer.reports.paper import send_unsent
from observer.reports.thumbnails import draw_missing


@shared_task(name="reports.thumbnails")
def thumbnails() -> int:
    """Draw the thumbnails that are missing among the newest photos."""
    return draw_missing()


@shared_task(name="reports.all_thumbnails")
def all_thumbnails() -> int:
    """Draw every thumbnail that is missing, for at most five minutes."""
    return draw_missing(within_s=300, everywhere=True)


@shared_task(name=JUDGE_AGAIN)
def judge_again(job_id: int) -> int:
    """Judge the stored reports of a version under its newest rules."""
    return rejudging.judge_again(job_id)


@shared_task(name=TRY_RULES)
def try_rules(job_id: int) -> int:
    """Find out what rules that somebody thinks of would change."""
    return rejudging.try_out(job_id)


@shared_task(name="reports.send_sheets")
def send_sheets() -> int:
    """Send the typed sheets that a crash kept from becoming reports."""
    return send_unsent()


@worker_ready.connect
def draw_at_start(**_about: Any) -> None:
    """Photos may have come in by the thousand while no worker was there."""
    all_thumbnails.apply_async(expires=60)
