"""Celery's hands for registers; each task calls one function and returns its count."""

from celery import shared_task

from observer.registers import applying, checking, undoing, uploading
from observer.registers.apps import APPLY, CHECK, UNDO


@shared_task(name=CHECK)
def check(job_id: int) -> int:
    """Read a file and tell what it would do."""
    return checking.check(job_id)


@shared_task(name=APPLY)
def apply(job_id: int) -> int:
    """Bring a file in."""
    return applying.apply(job_id)


@shared_task(name=UNDO)
def undo(job_id: int) -> int:
    """Take an import back."""
    return undoing.undo(job_id)


@shared_task(name="registers.sweep_files")
def sweep_files() -> int:
    """Give up files nobody brought in."""
    return uploading.sweep_files()
