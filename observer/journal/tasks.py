"""Celery's hands for the journal; each task calls one function and returns its count."""

from celery import shared_task

from observer.journal import seal as sealing


@shared_task(name="journal.seal")
def seal() -> int:
    """Seal what has been written since the last seal."""
    return sealing.seal()


@shared_task(name="journal.seal_everything")
def seal_everything() -> int:
    """Seal whatever lies unsealed, however old."""
    return sealing.seal(everything=True)
