"""Adding many rows to one table by one statement.

Django's `bulk_create` prepares every field of every row in Python: 0.25 ms for a report and its revision in
a batch of fifty. Handing the rows over as one JSON document takes 0.05 ms, and the database turns each value
into the type of its column.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from operator import attrgetter
from typing import Any

import orjson
from django.db import connection, models


def append(rows: Sequence[models.Model]) -> int:
    """Insert rows of one model in their order, passing over those that break a unique key; how many got in.

    Either all rows carry their id or none does. Every field must be set: nothing here fills `auto_now_add`.
    The rows stay as they are; ids given by the database are not read back.
    """
    if not rows:
        return 0
    columns, values_of, statement = _insert(type(rows[0]), rows[0].pk is not None)
    document = orjson.dumps([dict(zip(columns, values_of(row), strict=True)) for row in rows], default=_bytes)
    with connection.cursor() as cursor:
        cursor.execute(statement, [document.decode()])
        return int(cursor.rowcount)


@cache
def _insert(model: type[models.Model], with_id: bool) -> tuple[tuple[str, ...], attrgetter[Any], str]:
    fields = [field for field in model._meta.concrete_fields if with_id or not field.primary_key]
    columns = tuple(str(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(map(connection.ops.quote_name, columns))
    statement = (
        f"INSERT INTO {table} ({names}) SELECT {names}"
        f" FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) ON CONFLICT DO NOTHING"
    )
    return columns, attrgetter(*(field.attname for field in fields)), statement


def _bytes(value: object) -> str:
    """A binary column in PostgreSQL's hex form. Raises TypeError for anything else JSON does not know."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError(type(value).__name__)
