"""One moment of the database, for everything a summary is made of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside was so at one moment, and nothing can be written. Not inside a transaction.

    What is made of it is written afterwards, in a transaction of its own: under this one a row somebody
    moved meanwhile, such as the sign of life of the job, could not be referred to.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
