"""Adding to the tallies: sums by cell, written in one statement per table, in the order of their keys.

A mission's tallies have one writer, the holder of its folder lock, so that no two transactions touch one
cell. A cell that comes to nought is removed; one that would fall below is refused by the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models

from observer.analysis.models import (
    AffectedTally,
    AnswerTally,
    CoverageTally,
    IdentityTally,
    ObservedTally,
    StationTally,
    StationViolationTally,
    Tally,
    ViolationTally,
)

TALLIES: tuple[type[Tally], ...] = (
    AnswerTally,
    IdentityTally,
    CoverageTally,
    StationTally,
    ObservedTally,
    ViolationTally,
    StationViolationTally,
    AffectedTally,
)
# Cell (the values of `keys(tally)`, in their order) to what is to be added, which may be negative.
Sums = Counter[tuple[Any, ...]]


def keys(tally: type[Tally]) -> tuple[str, ...]:
    """The columns that name a cell, beside mission and generation, in the order of the unique index."""
    (unique,) = (found for found in tally._meta.constraints if isinstance(found, models.UniqueConstraint))
    return tuple(_column(tally, name) for name in unique.fields[2:])


def amount(tally: type[Tally]) -> str:
    """The column that holds the sum: reports, events or stations."""
    named = {field.column for field in tally._meta.fields} - {"id", "mission_id", "generation", *keys(tally)}
    (column,) = named
    return str(column)


def add(tally: type[Tally], *, mission_id: int, generation: int, sums: Sums) -> None:
    """Add `sums` to the cells of a tally. Raises IntegrityError where a cell would fall below nought."""
    moved = sorted_cells(sums)
    if not moved:
        return
    source = f"SELECT * FROM {unnest(tally)}"
    add_selected(
        tally, source, mission_id=mission_id, generation=generation, parameters=columns(tally, moved)
    )


def add_selected(
    tally: type[Tally], source: str, *, mission_id: int, generation: int, parameters: Mapping[str, Any]
) -> None:
    """The same for the cells that the query `source` gives: the tally's keys and its amount, by name."""
    with connection.cursor() as cursor:
        cursor.execute(_merge(tally, source), {**parameters, "mission": mission_id, "generation": generation})


def sorted_cells(sums: Sums) -> list[tuple[Any, ...]]:
    """(…cell, amount) for every cell that moves, in the order of the key; what is empty comes last."""
    moved = [(*cell, by) for cell, by in sums.items() if by]
    try:
        return sorted(moved)
    except TypeError:  # an empty part met another
        return sorted(moved, key=lambda row: [(part is None, part) for part in row])


def columns(tally: type[Tally], moved: Sequence[tuple[Any, ...]]) -> dict[str, str]:
    """The parameters of `unnest(tally)` for these rows."""
    names = (*keys(tally), amount(tally))
    return {name: array(values) for name, values in zip(names, zip(*moved, strict=True), strict=True)}


def unnest(tally: type[Tally], name: str = "moved") -> str:
    """The cells as a table, made of array parameters that are named like its columns."""
    names = (*keys(tally), amount(tally))
    given = ", ".join(f"%({column})s::{_type(tally, column)}[]" for column in names)
    return f"unnest({given}) AS {name}({', '.join(names)})"


def matching(tally: type[Tally], left: str, right: str) -> str:
    """The condition that two tables name the same cell. An empty key equals an empty key."""
    return " AND ".join(
        f"{left}.{column} IS NOT DISTINCT FROM {right}.{column}"
        if _nullable(tally, column)
        else f"{left}.{column} = {right}.{column}"
        for column in keys(tally)
    )


def array(values: Iterable[object]) -> str:
    """A PostgreSQL array, as text to be cast. psycopg's own way took a third of the whole fold."""
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case bool() | int():
            return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _merge(tally: type[Tally], source: str) -> str:
    count = amount(tally)
    names = (*keys(tally), count)
    return f"""
        MERGE INTO {tally._meta.db_table} AS tally
        USING ({source}) AS moved
        ON tally.mission_id = %(mission)s AND tally.generation = %(generation)s
            AND {matching(tally, "tally", "moved")}
        WHEN MATCHED AND tally.{count} + moved.{count} = 0 THEN DELETE
        WHEN MATCHED THEN UPDATE SET {count} = tally.{count} + moved.{count}
        WHEN NOT MATCHED THEN INSERT (mission_id, generation, {", ".join(names)})
            VALUES (%(mission)s, %(generation)s, {", ".join(f"moved.{column}" for column in names)})
    """


def _column(tally: type[Tally], name: str) -> str:
    return str(tally._meta.get_field(name).column)  # type: ignore[union-attr]  # keys are columns


def _type(tally: type[Tally], column: str) -> str:
    """The type of a column for a cast; a text without its length, which a cast would cut to."""
    (field,) = (found for found in tally._meta.fields if found.column == column)
    written = field.db_type(connection) or ""
    return written.split("(")[0]


def _nullable(tally: type[Tally], column: str) -> bool:
    (field,) = (found for found in tally._meta.fields if found.column == column)
    return bool(field.null)
