"""From moved reports to sums: what is taken away and what is added, by cell, before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from observer.analysis.models import CoverageTally, ObservedTally, StationTally, Tally, TeamTally
from observer.analysis.standing import MOVED, Moved
from observer.analysis.tallies import Generation, add, add_selected

_COVERAGE = f"""
    WITH {MOVED}
    SELECT version_id, phase, outcome, hour, region_id, sum(sign)::int AS reports
    FROM moved GROUP BY 1, 2, 3, 4, 5 HAVING sum(sign) <> 0 ORDER BY 1, 2, 3, 4, 5
"""

# Who sent a report never changes, so it is not noted with what the report counts for.
_TEAMS = f"""
    WITH {MOVED}
    SELECT report.team_id, moved.phase, moved.region_id, sum(moved.sign)::int AS reports
    FROM moved JOIN reports_revision revision ON revision.id = moved.revision_id
    JOIN reports_report report ON report.id = revision.report_id
    WHERE report.team_id IS NOT NULL AND moved.outcome IN ('counted', 'without_results')
    GROUP BY 1, 2, 3 HAVING sum(moved.sign) <> 0 ORDER BY 1, 2, 3
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


def add_coverage(moved: Moved, into: Generation) -> None:
    """Every report by what became of it; the teams and the stations that counted reports come from."""
    parameters = moved.parameters()
    add_selected(CoverageTally, into, _COVERAGE, parameters)
    add_selected(TeamTally, into, _TEAMS, parameters)
    add_stations(StationTally, ObservedTally, into, _STATIONS, parameters)


def add_stations(
    tally: type[Tally],
    distinct: type[Tally],
    into: Generation,
    source: str,
    parameters: Mapping[str, Any],
) -> None:
    """Add the cells that `source` gives to a tally per station.

    Where a station's sum leaves or reaches nought, the tally of distinct stations moves.
    """
    add(distinct, into, add_selected(tally, into, source, parameters, distinct=distinct))
