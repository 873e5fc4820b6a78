"""The caretaker's tasks; each calls one function and returns its count."""

from celery import shared_task

from observer.journal import jobs


@shared_task(name="operations.sweep_jobs")
def sweep_jobs() -> int:
    """Look after jobs whose worker died or whose message was lost."""
    return jobs.sweep()
