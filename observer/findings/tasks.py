"""Celery's hands for findings; each task calls one function and returns its count."""

from celery import shared_task

from observer.findings.apps import SUMMARY
from observer.findings.summarise import summarise


@shared_task(name=SUMMARY)
def summary(job_id: int) -> int:
    """Make the summary a job asks for, with its editions."""
    return summarise(job_id)
