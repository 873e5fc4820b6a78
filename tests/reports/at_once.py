"""Running things at the same time, each on a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def at_once(calls: Sequence[Callable[[], T]]) -> list[T]:
    """What each call gives, all begun at one moment. The first exception of any is raised."""
    start = Barrier(len(calls))

    def run(call: Callable[[], T]) -> T:
        start.wait(timeout=10)
        return own_connection(call)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def own_connection(call: Callable[[], T]) -> T:
    """What `call` gives; the connection of this thread is closed afterwards."""
    try:
        return call()
    finally:
        connections.close_all()
