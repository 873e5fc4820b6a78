"""Violations: the cell each counts in, recomputed from the evidence that stands in counted reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

from django.db import connection

from observer.analysis.contributions import add_stations
from observer.analysis.models import AffectedTally, StationViolationTally, ViolationTally
from observer.analysis.standing import MOVED, Moved
from observer.analysis.tallies import Generation, Sums, add, array, columns, sorted_cells, unnest
from observer.checklists.models import Basis, Severity


class Cell(NamedTuple):
    """Where and as what a violation counts."""

    category: str
    severity: str
    basis: str
    phase: str
    hour: int
    region: int | None
    station: int | None
    visited: bool


COLUMNS = ("category", "severity", "basis", "phase", "hour", "region_id", "station_id", "visited")


def _listed(table: str) -> str:
    return ", ".join(f"{table}.{column}" for column in COLUMNS)


# The strongest basis and the heaviest severity of the live evidence; place, phase and hour of the report
# among it that was received first. An identity's flag lives only while the report's results are let in.
# An incident found not confirmed is unconfirmed, however the observer knew; beside other evidence it tells
# nothing of its own. What is needed beside: a table `affected` of violation ids.
CELLS = """
    SELECT DISTINCT ON (violation.id)
        violation.id AS violation_id, violation.category,
        (%(severities)s::text[])[coalesce(
            min(array_position(%(severities)s::text[], flag.severity::text))
                FILTER (WHERE NOT refuted) OVER whole,
            min(array_position(%(severities)s::text[], flag.severity::text)) OVER whole
        )] AS severity,
        (%(bases)s::text[])[min(array_position(
            %(bases)s::text[], CASE WHEN refuted THEN 'unconfirmed' ELSE flag.basis::text END
        )) OVER whole] AS basis,
        counted.phase, counted.hour, counted.region_id, counted.station_id, counted.visited
    FROM affected
    JOIN reports_violation violation ON violation.id = affected.id
    JOIN reports_evidence evidence ON evidence.violation_id = violation.id
    JOIN reports_flag flag ON flag.id = evidence.flag_id
    JOIN reports_revision revision ON revision.id = flag.revision_id
    JOIN reports_report report ON report.id = revision.report_id
    JOIN analysis_counted counted ON counted.report_id = report.id
        AND counted.revision_id = revision.id AND counted.rule_set_id = flag.rule_set_id
    LEFT JOIN reports_incident incident ON incident.report_id = report.id
    LEFT JOIN LATERAL (
        SELECT step.state = 'not_confirmed' AS found FROM reports_incidentstep step
        WHERE step.incident_id = incident.id AND step.state <> 'closed' ORDER BY step.number DESC LIMIT 1
    ) AS newest ON true
    CROSS JOIN LATERAL (SELECT coalesce(newest.found, false) AS refuted) AS judged
    WHERE counted.outcome = 'counted'
        OR (counted.outcome = 'without_results' AND flag.kind <> 'identity')
    WINDOW whole AS (PARTITION BY violation.id)
    ORDER BY violation.id, refuted, report.received_at, report.id
"""

_RECOUNT = f"""
    WITH {MOVED},
    affected AS MATERIALIZED (
        SELECT evidence.violation_id AS id
        FROM moved JOIN reports_flag flag ON flag.revision_id = moved.revision_id
        JOIN reports_evidence evidence ON evidence.flag_id = flag.id
        UNION
        SELECT unnest(%(violations)s::bigint[])
    ),
    before AS MATERIALIZED (
        SELECT counted.* FROM affected JOIN analysis_countedviolation counted
            ON counted.violation_id = affected.id
    ),
    cells AS MATERIALIZED ({CELLS}),
    written AS (
        INSERT INTO analysis_countedviolation (mission_id, violation_id, {", ".join(COLUMNS)})
        SELECT %(mission)s, cells.violation_id, {_listed("cells")}
        FROM cells LEFT JOIN before ON before.violation_id = cells.violation_id
        WHERE ({_listed("cells")}) IS DISTINCT FROM ({_listed("before")})
        ON CONFLICT (violation_id) DO UPDATE
        SET {", ".join(f"{column} = excluded.{column}" for column in COLUMNS)}
    ),
    gone AS (
        DELETE FROM analysis_countedviolation counted USING before
        WHERE counted.id = before.id
            AND NOT EXISTS (SELECT FROM cells WHERE cells.violation_id = before.violation_id)
    )
    SELECT {_listed("before")}, {_listed("cells")}
    FROM before FULL JOIN cells ON cells.violation_id = before.violation_id
    WHERE ({_listed("cells")}) IS DISTINCT FROM ({_listed("before")})
"""


# The same for every violation of a mission, told only which were noted otherwise.
RECOUNT_ALL = f"""
    WITH affected AS (SELECT id FROM reports_violation WHERE mission_id = %(mission)s),
    cells AS MATERIALIZED ({CELLS}),
    written AS (
        INSERT INTO analysis_countedviolation AS counted (mission_id, violation_id, {", ".join(COLUMNS)})
        SELECT %(mission)s, cells.violation_id, {_listed("cells")} FROM cells
        ON CONFLICT (violation_id) DO UPDATE
        SET {", ".join(f"{column} = excluded.{column}" for column in COLUMNS)}
        WHERE ({_listed("excluded")}) IS DISTINCT FROM ({_listed("counted")})
        RETURNING counted.violation_id
    ),
    gone AS (
        DELETE FROM analysis_countedviolation counted
        WHERE counted.mission_id = %(mission)s
            AND NOT EXISTS (SELECT FROM cells WHERE cells.violation_id = counted.violation_id)
        RETURNING counted.violation_id
    )
    SELECT violation_id FROM written UNION ALL SELECT violation_id FROM gone
"""


# An incident's report that counts for what it did may have been found otherwise.
_OF_INCIDENTS = """
    SELECT DISTINCT evidence.violation_id
    FROM unnest(%(reports)s::bigint[]) AS named(id)
    JOIN reports_incident incident ON incident.report_id = named.id
    JOIN reports_report report ON report.id = named.id
    JOIN reports_flag flag ON flag.revision_id = report.current_id
    JOIN reports_evidence evidence ON evidence.flag_id = flag.id
"""


def of_incidents(report_ids: Sequence[int]) -> list[int]:
    """The violations that incidents among these reports are evidence of."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_INCIDENTS, {"reports": array(report_ids)})
        return [violation for (violation,) in cursor.fetchall()]


def parameters() -> dict[str, Any]:
    """What `CELLS` needs."""
    return {"severities": array(Severity.values), "bases": array(Basis.values)}


def add_violations(moved: Moved, into: Generation, *, violation_ids: Sequence[int]) -> None:
    """Move the violations that these reports tell of, or told of before, and those named."""
    violations, stations = Sums(), Sums()
    for sign, cell in _signed(into.mission, moved, violation_ids):
        violations[cell[:6]] += sign
        if cell.visited:
            for category, severity, phase in product(
                ("", cell.category), ("", cell.severity), ("", cell.phase)
            ):
                stations[cell.station, category, severity, cell.basis, phase, cell.region] += sign
    add(ViolationTally, into, violations)
    if cells := sorted_cells(stations):
        source = f"SELECT * FROM {unnest(StationViolationTally)}"
        parameters = columns(StationViolationTally, cells)
        add_stations(StationViolationTally, AffectedTally, into, source, parameters)


def _signed(mission_id: int, moved: Moved, violation_ids: Sequence[int]) -> Iterator[tuple[int, Cell]]:
    """−1 and the cell a violation was added to, +1 and the cell it belongs to now."""
    with connection.cursor() as cursor:
        cursor.execute(
            _RECOUNT,
            {
                **parameters(),
                **moved.parameters(),
                "mission": mission_id,
                "violations": array(violation_ids),
            },
        )
        rows = cursor.fetchall()
    width = len(COLUMNS)
    for row in rows:
        for sign, values in ((-1, row[:width]), (1, row[width:])):
            if values[0] is not None:
                yield sign, Cell(*values)
