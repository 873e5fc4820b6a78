"""Work of this room that waits for nobody. Tasks call one function and give its count."""

from celery import shared_task

from observer.field import photos


@shared_task(name="field.sweep_unsent_photos")
def sweep_unsent_photos() -> int:
    """Take away photos that no report came for."""
    return photos.sweep()
