"""Telling how far a job is while its transaction is open: on a connection of its own, or nobody would see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import structlog
from django.db import Error, connection

from observer.journal import jobs

log = structlog.get_logger(__name__)


@contextmanager
def progress_beside(job_id: int) -> Iterator[Callable[[int, int, str], None]]:
    """A function (done, of, step) that tells at once, whatever transaction the caller is in.

    What cannot be told is logged and changes nothing: the work goes on.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="progress") as beside:

        def tell(done: int, of: int, step: str) -> None:
            beside.submit(_tell, job_id, done, of, step)

        try:
            yield tell
        finally:
            beside.submit(_hang_up).result()


def _tell(job_id: int, done: int, of: int, step: str) -> None:
    try:
        jobs.progress(job_id, done, of, step)
    except Error as error:
        log.warning("progress not told", job=job_id, exc_info=error)


def _hang_up() -> None:
    """Close this thread's connection: named inside it, for each thread has its own."""
    connection.close()
