"""Celery's hands for findings; each task calls one function and returns its count."""

from celery import shared_task

from observer.findings.apps import EDITIONS, SUMMARY
from observer.findings.summarise import summarise, typeset_approved


@shared_task(name=SUMMARY)
def summary(job_id: int) -> int:
    """Make the summary a job asks for, with its editions."""
    return summarise(job_id)


@shared_task(name=EDITIONS)
def editions(job_id: int) -> int:
    """Typeset the editions of a summary that was approved."""
    return typeset_approved(job_id)
