"""Celery's hands for exports; each task calls one function and returns its count."""

from celery import shared_task

from observer.exports.apps import EXPORT
from observer.exports.make import make
from observer.exports.make import sweep as sweep_files


@shared_task(name=EXPORT)
def export(job_id: int) -> int:
    """Write the file a job asks for."""
    return make(job_id)


@shared_task(name="exports.sweep")
def sweep() -> int:
    """Remove files whose days are over."""
    return sweep_files()
