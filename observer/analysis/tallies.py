"""Adding to the tallies: sums by cell, written in one statement per table, in the order of their keys.

A mission's tallies have one writer, the holder of its folder lock, so that no two transactions touch one
cell. A cell that comes to nought is removed; one that would fall below is refused by the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection, models

from observer.analysis.models import (
    AffectedTally,
    AnswerTally,
    CoverageTally,
    IdentityTally,
    ObservedTally,
    ProtocolTally,
    StationTally,
    StationViolationTally,
    Tally,
    TeamTally,
    ViolationTally,
)

TALLIES: tuple[type[Tally], ...] = (
    AnswerTally,
    IdentityTally,
    ProtocolTally,
    CoverageTally,
    TeamTally,
    StationTally,
    ObservedTally,
    ViolationTally,
    StationViolationTally,
    AffectedTally,
)
# Cell (the values of `keys(tally)`, in their order) to what is to be added, which may be negative.
Sums = Counter[tuple[Any, ...]]


class Generation(NamedTuple):
    """The tallies of a mission that are added to."""

    mission: int
    generation: int


def keys(tally: type[Tally]) -> tuple[str, ...]:
    """The columns that name a cell, beside mission and generation, in the order of the unique index."""
    (unique,) = (found for found in tally._meta.constraints if isinstance(found, models.UniqueConstraint))
    return tuple(_column(tally, name) for name in unique.fields[2:])


def amounts(tally: type[Tally]) -> tuple[str, ...]:
    """The columns that hold sums, first the one that says whether there is anything in a cell."""
    named = {"id", "mission_id", "generation", *keys(tally)}
    return tuple(str(field.column) for field in tally._meta.fields if field.column not in named)


def amount(tally: type[Tally]) -> str:
    """The column that says how much a cell has: reports, events or stations."""
    return amounts(tally)[0]


def add(tally: type[Tally], into: Generation, sums: Sums) -> None:
    """Add `sums` to the cells of a tally. Raises IntegrityError where a cell would fall below nought."""
    if moved := sorted_cells(sums):
        add_selected(tally, into, f"SELECT * FROM {unnest(tally)}", columns(tally, moved))


def add_selected(
    tally: type[Tally],
    into: Generation,
    source: str,
    parameters: Mapping[str, Any],
    *,
    distinct: type[Tally] | None = None,
) -> Sums:
    """The same for the cells that the query `source` gives: the tally's keys and its amounts, by name.

    Where `distinct` keeps how many stations of its cells have anything in this tally, what is to be added
    there is returned.
    """
    with connection.cursor() as cursor:
        cursor.execute(_write(tally, source, distinct), {**parameters, **into._asdict()})
        return Sums({tuple(row[:-1]): row[-1] for row in cursor.fetchall()} if distinct else {})


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


def unnest(tally: type[Tally]) -> str:
    """The cells as a table, made of array parameters that are named like its columns."""
    names = (*keys(tally), amount(tally))
    given = ", ".join(f"%({column})s::{_type(tally, column)}[]" for column in names)
    return f"unnest({given}) AS moved({', '.join(names)})"


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


def _write(tally: type[Tally], source: str, distinct: type[Tally] | None) -> str:
    """One statement that looks up each cell by the index, and changes, removes or adds its row.

    Not MERGE: the planner, which cannot know how few cells a fold moves, let it read the whole index of the
    mission for each of them. LIMIT 1 leaves it no other way than to look the cells up. And MERGE cannot tell
    what stood there before (in PostgreSQL 16).
    """
    table, sums, named = tally._meta.db_table, amounts(tally), ", ".join(keys(tally))
    has = ", ".join(f"coalesce(tally.{each}, 0) + cells.{each} AS has_{each}" for each in sums)
    new = ", ".join(f"has_{each}" for each in sums)
    return f"""
        WITH cells AS MATERIALIZED ({source}),
        kept AS MATERIALIZED (
            SELECT cells.*, tally.id, coalesce(tally.{sums[0]}, 0) AS had, {has}
            FROM cells LEFT JOIN LATERAL (
                SELECT tally.id, {", ".join(f"tally.{each}" for each in sums)} FROM {table} tally
                WHERE tally.mission_id = %(mission)s AND tally.generation = %(generation)s
                    AND {_same_cell(tally)}
                LIMIT 1
            ) tally ON true
        ),
        changed AS (
            UPDATE {table} tally SET {", ".join(f"{each} = kept.has_{each}" for each in sums)}
            FROM kept WHERE tally.id = kept.id AND kept.has_{sums[0]} <> 0
        ),
        gone AS (
            DELETE FROM {table} tally USING kept WHERE tally.id = kept.id AND kept.has_{sums[0]} = 0
        ),
        added AS (
            INSERT INTO {table} (mission_id, generation, {named}, {", ".join(sums)})
            SELECT %(mission)s, %(generation)s, {named}, {new} FROM kept WHERE id IS NULL
        )
        {_crossings(sums[0], distinct) if distinct else "SELECT"}
    """


def _crossings(count: str, distinct: type[Tally]) -> str:
    """How many stations of each cell of `distinct` begin (+) or cease (−) to have something."""
    cell, crossing = ", ".join(keys(distinct)), f"sum((has_{count} > 0)::int - (had > 0)::int)"
    return f"SELECT {cell}, {crossing} FROM kept GROUP BY {cell} HAVING {crossing} <> 0"


def _same_cell(tally: type[Tally]) -> str:
    """An empty part equals an empty part."""
    return " AND ".join(
        f"tally.{column} IS NOT DISTINCT FROM cells.{column}"
        if _nullable(tally, column)
        else f"tally.{column} = cells.{column}"
        for column in keys(tally)
    )


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
