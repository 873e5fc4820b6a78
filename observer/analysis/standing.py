"""What a report counts for now, read from what was sent and what was decided about it.

A report counts when it has a current revision with answers, was not withdrawn, no ruling calls it a double,
its newest review does not keep it out of all figures, nothing holds it, and its place is known or was said
to be none. `STANDING` is the one place where this is written in SQL.

What it shows is what the newest rules say that its revision was judged under (`reports.judging`).

A station is observed by a report from a visit to it. An incident may tell, in a visit, of another station:
that does not observe it. Where a person placed what was on no list, the visit was to that place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from observer.analysis.hours import FIRST_HOUR, LAST_HOUR
from observer.analysis.models import Outcome
from observer.analysis.tallies import array

IN_FIGURES = (Outcome.COUNTED.value, Outcome.WITHOUT_RESULTS.value)


class Contribution(NamedTuple):
    """What a report counted for. Rows by their ids; empty where there is none."""

    revision: int
    version: int
    rule_set: int
    engine_version: int
    phase: str
    outcome: str
    region: int | None
    station: int | None
    settlement: str
    visited: bool
    hour: int


@dataclass(frozen=True, slots=True)
class Moved:
    """Reports that count for something else than they did, and what those folded before had counted for.

    `counted`: those among them that are in the figures now. `versions`, `rule_sets`: of before and after.
    """

    reports: list[int]
    counted: list[int]
    before: list[Contribution]
    versions: set[int]
    rule_sets: set[int]

    def parameters(self) -> dict[str, Any]:
        """What `MOVED` needs."""
        columns = zip(*self.before, strict=True) if self.before else ((),) * len(COLUMNS)
        return {
            "moved_reports": array(self.reports),
            **{f"moved_{name}": array(values) for name, values in zip(COLUMNS, columns, strict=True)},
        }


def hour_of(instant: str, zone: str, day: str) -> str:
    """`analysis.hours.election_hour` as an SQL expression over three others; a test holds both together."""
    since_midnight = f"extract(epoch FROM {instant} AT TIME ZONE {zone} - {day}::timestamp)"
    return f"least(greatest(floor({since_midnight} / 3600), {FIRST_HOUR}), {LAST_HOUR})::smallint"


_HOUR = hour_of(
    "revision.happened_at",
    "coalesce(nullif(station.time_zone, ''), nullif(region.time_zone, ''), election.default_time_zone)",
    "election.voting_day",
)

# Holds are told in the order of their reasons, so that one report has one outcome. What is needed beside:
# %(mission)s, and a table `named` of report ids.
STANDING = f"""
    SELECT
        report.id AS report_id, revision.id AS revision_id, revision.version_id,
        coalesce(judged.rule_set_id, revision.rule_set_id) AS rule_set_id,
        coalesce(judged.engine_version, revision.engine_version) AS engine_version, report.phase,
        CASE
            WHEN withdrawal.id IS NOT NULL THEN 'withdrawn'
            WHEN ruling.id IS NOT NULL THEN 'double'
            WHEN review.verdict = 'quarantine_all' THEN 'quarantined'
            WHEN hold.reason IS NOT NULL THEN hold.reason
            WHEN revision.answers IS NULL THEN 'sealed'
            WHEN report.region_id IS NULL AND report.commission_id IS NULL
                AND incident.place IS DISTINCT FROM 'none'
                AND NOT EXISTS (SELECT FROM reports_placement WHERE report_id = report.id) THEN 'unplaced'
            WHEN review.verdict = 'quarantine_results' THEN 'without_results'
            ELSE 'counted'
        END AS outcome,
        report.region_id, report.station_id, coalesce(station.settlement, '') AS settlement,
        (report.station_id IS NOT NULL AND visit.id IS NOT NULL
            AND (report.phase <> 'incident' OR coalesce(visit.station_id = report.station_id, true))
        ) AS visited,
        {_HOUR} AS hour
    FROM named
    JOIN reports_report report ON report.id = named.id AND report.mission_id = %(mission)s
    JOIN reports_revision revision ON revision.id = report.current_id
    JOIN missions_mission mission ON mission.id = report.mission_id
    JOIN elections_election election ON election.id = mission.election_id
    LEFT JOIN reports_visit visit ON visit.id = report.visit_id
    LEFT JOIN elections_station station ON station.id = report.station_id
    LEFT JOIN elections_region region ON region.id = report.region_id
    LEFT JOIN reports_incident incident ON incident.report_id = report.id
    LEFT JOIN reports_withdrawal withdrawal ON withdrawal.report_id = report.id
    LEFT JOIN reports_doubleruling ruling ON ruling.report_id = report.id
    LEFT JOIN LATERAL (
        SELECT review.verdict FROM reports_review review
        WHERE review.report_id = report.id ORDER BY review.reviewed_at DESC, review.id DESC LIMIT 1
    ) review ON true
    LEFT JOIN LATERAL (
        SELECT hold.reason FROM reports_hold hold
        WHERE hold.report_id = report.id
            AND NOT EXISTS (SELECT FROM reports_holdrelease release WHERE release.hold_id = hold.id)
        ORDER BY array_position(%(outcomes)s::text[], hold.reason::text) LIMIT 1
    ) hold ON true
    LEFT JOIN LATERAL (
        SELECT judgement.rule_set_id, judgement.engine_version FROM reports_judgement judgement
        WHERE judgement.revision_id = revision.id ORDER BY judgement.rule_set_id DESC LIMIT 1
    ) judged ON true
"""

# The columns of `Counted` that say what a report counts for, with their types.
COLUMNS = {
    "revision_id": "bigint",
    "version_id": "bigint",
    "rule_set_id": "bigint",
    "engine_version": "smallint",
    "phase": "varchar",
    "outcome": "varchar",
    "region_id": "bigint",
    "station_id": "bigint",
    "settlement": "varchar",
    "visited": "boolean",
    "hour": "smallint",
}


def _listed(table: str) -> str:
    return ", ".join(f"{table}.{column}" for column in COLUMNS)


# One statement, one snapshot: what a report counted for, what it counts for now, and the note of it.
_RECOUNT = f"""
    WITH named AS MATERIALIZED (SELECT unnest(%(reports)s::bigint[]) AS id),
    before AS MATERIALIZED (
        SELECT counted.* FROM analysis_counted counted JOIN named ON named.id = counted.report_id
    ),
    standing AS ({STANDING}),
    after AS (
        INSERT INTO analysis_counted (mission_id, report_id, {", ".join(COLUMNS)})
        SELECT %(mission)s, standing.report_id, {_listed("standing")}
        FROM standing LEFT JOIN before ON before.report_id = standing.report_id
        WHERE ({_listed("standing")}) IS DISTINCT FROM ({_listed("before")})
        ON CONFLICT (report_id) DO UPDATE
        SET {", ".join(f"{column} = excluded.{column}" for column in COLUMNS)}
        RETURNING report_id, {", ".join(COLUMNS)}
    )
    SELECT after.report_id, after.version_id, after.rule_set_id,
        after.outcome IN ('counted', 'without_results'), {_listed("before")}
    FROM after LEFT JOIN before ON before.report_id = after.report_id
    ORDER BY after.report_id
"""

# What is added (+1) and what is taken away (−1), once `recount` has noted what the reports count for now.
MOVED = f"""
    moved AS MATERIALIZED (
        SELECT 1 AS sign, {_listed("counted")}
        FROM unnest(%(moved_reports)s::bigint[]) AS named(id)
        JOIN analysis_counted counted ON counted.report_id = named.id
        UNION ALL
        SELECT -1, before.* FROM unnest({
    ", ".join(f"%(moved_{name})s::{kind}[]" for name, kind in COLUMNS.items())
}) AS before
    )
"""

# The same for every report of a mission, told only which were noted otherwise.
RECOUNT_ALL = f"""
    WITH named AS (SELECT id FROM reports_report WHERE mission_id = %(mission)s),
    standing AS ({STANDING})
    INSERT INTO analysis_counted AS counted (mission_id, report_id, {", ".join(COLUMNS)})
    SELECT %(mission)s, standing.report_id, {_listed("standing")} FROM standing
    ON CONFLICT (report_id) DO UPDATE
    SET {", ".join(f"{column} = excluded.{column}" for column in COLUMNS)}
    WHERE ({_listed("excluded")}) IS DISTINCT FROM ({_listed("counted")})
    RETURNING counted.report_id
"""


def parameters(mission_id: int) -> dict[str, Any]:
    """What `STANDING` needs."""
    return {"mission": mission_id, "outcomes": array(Outcome.values)}


def recount(*, mission_id: int, report_ids: Sequence[int]) -> Moved:
    """Note in `Counted` what these reports count for now; give those for which that is something else.

    The caller holds the mission's folder lock: nobody else writes `Counted`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, {**parameters(mission_id), "reports": array(sorted(set(report_ids)))})
        rows = cursor.fetchall()
    before = [Contribution(*row[4:]) for row in rows if row[4] is not None]
    return Moved(
        reports=[row[0] for row in rows],
        counted=[row[0] for row in rows if row[3]],
        before=before,
        versions={row[1] for row in rows} | {one.version for one in before},
        rule_sets={row[2] for row in rows} | {one.rule_set for one in before},
    )
