"""Adding the rows of many tables by one statement.

Django's `bulk_create` prepares every field of every row in Python and sends a statement for each table: for a
single report the journeys to the database and back cost more than all the rest of intake. Here the rows of
a table travel as one JSON document, and the database turns each value into the type of its column.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from operator import attrgetter
from typing import Any, TypeAlias

import orjson
from django.db import connection, models

from observer.prepared import prepared

Rows: TypeAlias = Sequence[models.Model]


def append(*, whole: Sequence[Rows], then: Sequence[Rows]) -> bool:
    """Insert rows of several tables, each list of one model and in its order.

    The lists of `whole` go in one after the other, each only if all rows of the one before got in; False when
    a unique key of some was taken, and then roll back. The lists of `then` follow when all of `whole` is in;
    of those, rows whose unique key is taken are passed over. Within a list either all rows carry their id or
    none does. Every field must be set: nothing here fills `auto_now_add`.
    """
    parts: list[str] = []
    values: list[str | int] = []
    complete: tuple[str, tuple[int, ...]] = ("true", ())

    def add(rows: Rows) -> None:
        insert, document = _insert(rows)
        condition, count = complete
        parts.append(f"part{len(parts)} AS ({insert} WHERE {condition} ON CONFLICT DO NOTHING RETURNING 1)")
        values.extend((document, *count))

    for rows in filter(None, whole):
        add(rows)
        complete = (f"(SELECT count(*) FROM part{len(parts) - 1}) = %s", (len(rows),))
    for rows in filter(None, then):
        add(rows)
    if not parts:
        return True
    # Which tables there are makes the statement; what is in them, its parameters.
    with prepared() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} SELECT {complete[0]}", [*values, *complete[1]])
        row = cursor.fetchone()
    return bool(row and row[0])


def _insert(rows: Rows) -> tuple[str, str]:
    """The statement without its end, and the document it reads."""
    columns, values_of, statement = _statement(type(rows[0]), rows[0].pk is not None)
    document = orjson.dumps([dict(zip(columns, values_of(row), strict=True)) for row in rows], default=_bytes)
    return statement, document.decode()


@cache
def _statement(model: type[models.Model], with_id: bool) -> tuple[tuple[str, ...], attrgetter[Any], str]:
    fields = [field for field in model._meta.concrete_fields if with_id or not field.primary_key]
    columns = tuple(str(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(map(connection.ops.quote_name, columns))
    source = f"jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
    statement = f"INSERT INTO {table} ({names}) SELECT {names} FROM {source}"
    return columns, attrgetter(*(field.attname for field in fields)), statement


def _bytes(value: object) -> str:
    """A binary column in PostgreSQL's hex form. Raises TypeError for anything else JSON does not know."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError(type(value).__name__)
