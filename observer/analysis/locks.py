"""One folder per mission: whoever holds a mission's lock writes its tallies, others go to other missions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# The first half of the two-part key of PostgreSQL's advisory locks; the second is the mission.
FOLDER = 0x666F6C64


def try_hold(mission_id: int) -> bool:
    """Take the mission's folder lock until the end of the transaction; False when somebody has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [FOLDER, mission_id])
        (held,) = cursor.fetchone()
    return bool(held)


@contextmanager
def holding(mission_id: int) -> Iterator[None]:
    """Wait for the mission's folder lock and keep it, outside any transaction, until the block ends.

    Held by the session and not by a transaction: a transaction that waited would see the tables as they
    were before the lock was given.
    """
    with connection.cursor() as cursor:
        # Whoever has it may keep it for longer than the application waits for anything else.
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [FOLDER, mission_id])
        cursor.execute("RESET lock_timeout")
        cursor.execute("RESET statement_timeout")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [FOLDER, mission_id])
