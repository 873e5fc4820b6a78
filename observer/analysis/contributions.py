"""From moved reports to sums: what is taken away and what is added, by cell, before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from observer.analysis.models import CoverageTally, ObservedTally, StationTally, Tally
from observer.analysis.standing import MOVED, Moved
from observer.analysis.tallies import Sums, add, add_selected, amount, keys, matching

_COVERAGE = f"""
    WITH {MOVED}
    SELECT version_id, phase, outcome, hour, region_id, sum(sign)::int AS reports
    FROM moved GROUP BY 1, 2, 3, 4, 5 HAVING sum(sign) <> 0 ORDER BY 1, 2, 3, 4, 5
"""

# A visit counts for its station, for the phase there, and for the form in that phase.
_STATIONS = f"""
    WITH {MOVED}
    SELECT moved.station_id, of.phase, of.version_id, moved.region_id, sum(moved.sign)::int AS reports
    FROM moved CROSS JOIN LATERAL (
        VALUES ('', NULL::bigint), (moved.phase, NULL), (moved.phase, moved.version_id)
    ) AS of(phase, version_id)
    WHERE moved.visited AND moved.outcome IN ('counted', 'without_results')
    GROUP BY 1, 2, 3, 4 HAVING sum(moved.sign) <> 0 ORDER BY 1, 2, 3, 4
"""


def add_coverage(moved: Moved, *, mission_id: int, generation: int) -> None:
    """Every report by what became of it, and the stations that counted reports come from."""
    where = {"mission_id": mission_id, "generation": generation}
    parameters = moved.parameters()
    add_selected(CoverageTally, _COVERAGE, parameters=parameters, **where)
    add_stations(StationTally, ObservedTally, _STATIONS, parameters=parameters, **where)


def add_stations(
    tally: type[Tally],
    distinct: type[Tally],
    source: str,
    *,
    mission_id: int,
    generation: int,
    parameters: Mapping[str, Any],
) -> None:
    """Add the cells that `source` gives to a tally per station.

    Where a station's sum leaves or reaches nought, the tally of distinct stations moves.
    """
    where = {"mission_id": mission_id, "generation": generation}
    with connection.cursor() as cursor:
        cursor.execute(
            _crossings(tally, distinct, source),
            {**parameters, "mission": mission_id, "generation": generation},
        )
        crossings = Sums({tuple(row[:-1]): row[-1] for row in cursor.fetchall()})
    add_selected(tally, source, parameters=parameters, **where)
    add(distinct, sums=crossings, **where)


def _crossings(tally: type[Tally], distinct: type[Tally], source: str) -> str:
    """How many stations of each cell of `distinct` begin (+) and cease (−) to have something."""
    count = amount(tally)
    cell = ", ".join(f"moved.{column}" for column in keys(distinct))
    return f"""
        SELECT {cell}, sum(
            (coalesce(kept.{count}, 0) + moved.{count} > 0)::int - (coalesce(kept.{count}, 0) > 0)::int)
        FROM ({source}) AS moved LEFT JOIN {tally._meta.db_table} kept
            ON kept.mission_id = %(mission)s AND kept.generation = %(generation)s
            AND {matching(tally, "kept", "moved")}
        GROUP BY {cell}
    """
