"""Work of this room that waits for nobody. Tasks call one function and give its count."""

from celery import shared_task

from observer.reports.thumbnails import draw_missing


@shared_task(name="reports.thumbnails")
def thumbnails() -> int:
    """Draw the thumbnails that are missing."""
    return draw_missing()
