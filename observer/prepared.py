"""Statements that the database plans once for each connection, not each time.

Only for the few fixed statements on the road every report takes: planning them costs several times what they
do (the look-up of a sender: 0.5 ms planned each time, 0.08 ms prepared). A plan is kept for as long as the
connection lives, so each of them must be good for tables of any size: equality on a unique key, or the rows
of one document.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

# Executions after which psycopg prepares a statement; Django's own cursors never are.
_PREPARE_AFTER = 1


@contextmanager
def prepared() -> Iterator[CursorWrapper]:
    """A cursor of the open connection that hands over parameters beside the statement, and prepares it."""
    if connection.queries_logged:  # under DEBUG or in a test that looks at statements: show them whole
        with connection.cursor() as cursor:
            yield cursor
        return
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    if raw.prepare_threshold is None:
        raw.prepare_threshold = _PREPARE_AFTER
    own_cursor: Any = psycopg.Cursor(raw)
    with connection.make_cursor(own_cursor) as cursor:
        yield cursor
