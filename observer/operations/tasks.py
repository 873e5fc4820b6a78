"""The caretaker's tasks; each calls one function and returns its count."""

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from observer.journal import jobs


@shared_task(name="operations.sweep_jobs")
def sweep_jobs() -> int:
    """Look after jobs whose worker died or whose message was lost."""
    return jobs.sweep()


@shared_task(name="operations.clear_sessions")
def clear_sessions() -> int:
    """Remove sessions that have ended; who signed in when stands in the journal."""
    return int(Session.objects.filter(expire_date__lt=timezone.now()).delete()[0])
