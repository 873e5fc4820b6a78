"""From changed reports to sums: what is taken away and what is added, by cell, before it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from observer.analysis.models import (
    AffectedTally,
    CoverageTally,
    ObservedTally,
    StationTally,
    StationViolationTally,
    Tally,
)
from observer.analysis.standing import Change, Contribution
from observer.analysis.tallies import Sums, add, amount, columns, keys, matching, sorted_cells, unnest


def signed(changes: Iterable[Change]) -> Iterator[tuple[int, Contribution]]:
    """−1 and what a report counted for, +1 and what it counts for now."""
    for change in changes:
        if change.before is not None:
            yield -1, change.before
        yield 1, change.after


def add_coverage(changes: Sequence[Change], *, mission_id: int, generation: int) -> None:
    """Every report by what became of it, and the stations that counted reports name."""
    coverage, stations = Sums(), Sums()
    for sign, of in signed(changes):
        coverage[of.version, of.phase, of.outcome, of.hour, of.region] += sign
        if of.counts and of.visited:
            for phase, version in (("", None), (of.phase, None), (of.phase, of.version)):
                stations[of.station, phase, version, of.region] += sign
    add(CoverageTally, mission_id=mission_id, generation=generation, sums=coverage)
    add_stations(StationTally, ObservedTally, mission_id=mission_id, generation=generation, sums=stations)


def add_stations(
    tally: type[Tally], distinct: type[Tally], *, mission_id: int, generation: int, sums: Sums
) -> None:
    """Add to a tally per station; where a station's sum leaves or reaches nought, distinct stations move."""
    moved = sorted_cells(sums)
    if not moved:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _crossings(tally, distinct),
            {**columns(tally, moved), "mission": mission_id, "generation": generation},
        )
        crossings = Sums({tuple(row[:-1]): row[-1] for row in cursor.fetchall()})
    add(tally, mission_id=mission_id, generation=generation, sums=sums)
    add(distinct, mission_id=mission_id, generation=generation, sums=crossings)


def _crossings(tally: type[Tally], distinct: type[Tally]) -> str:
    """How many stations of each cell of `distinct` begin (+) and cease (−) to have something."""
    count = amount(tally)
    cell = ", ".join(f"moved.{column}" for column in keys(distinct))
    return f"""
        SELECT {cell}, sum(
            (coalesce(kept.{count}, 0) + moved.{count} > 0)::int - (coalesce(kept.{count}, 0) > 0)::int)
        FROM {unnest(tally)} LEFT JOIN {tally._meta.db_table} kept
            ON kept.mission_id = %(mission)s AND kept.generation = %(generation)s
            AND {matching(tally, "kept", "moved")}
        GROUP BY {cell}
    """


def add_violation_stations(*, mission_id: int, generation: int, sums: Sums) -> None:
    add_stations(
        StationViolationTally, AffectedTally, mission_id=mission_id, generation=generation, sums=sums
    )
