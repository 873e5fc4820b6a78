"""What the figures would be with the reports that are kept out of them.

Computed from the excluded reports alone and added to what the tallies hold: it costs what was excluded, not
what was received. Doubles stay out, for they say the same thing twice; so does what has no place, or cannot
be read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from observer.analysis.models import KEPT_OUT, Counted, Outcome, StationTally, StationViolationTally
from observer.analysis.sight import Sight
from observer.analysis.sums import within
from observer.analysis.tallies import array
from observer.checklists.models import Basis

# Wholly kept out; of those kept out of results the rest counts.
EXCLUDED = tuple(outcome for outcome in KEPT_OUT if outcome != Outcome.WITHOUT_RESULTS)


@dataclass(frozen=True, slots=True)
class Added:
    """What the excluded reports would add; an event they make stronger is taken away where it stood.

    `affected` and `events` by basis. `stations`: observed stations that no counted report comes from.
    """

    reports: int
    stations: int
    affected: Counter[str]
    events: Counter[str]


class Event(NamedTuple):
    """An event the excluded reports tell of, and how it counts now (None: it does not)."""

    basis: str
    station: int | None
    visited: bool
    phase: str
    now_basis: str | None
    now_station: int | None
    now_visited: bool | None
    now_phase: str | None


# Evidence that a person moved to another event tells of that one. Identity flags of reports whose results
# are kept out are excluded as well; the report itself is counted. What was found not confirmed is
# unconfirmed, here as in `violation_sums`.
_EVENTS = """
    WITH excluded AS MATERIALIZED (
        SELECT counted.* FROM unnest(%(reports)s::bigint[]) AS named(id)
        JOIN analysis_counted counted ON counted.report_id = named.id
    ),
    told AS (
        SELECT coalesce(violation.event_key,
                CASE WHEN visit.id IS NOT NULL AND (excluded.phase <> 'incident' OR excluded.visited)
                    THEN 'visit:' || visit.id ELSE 'report:' || report.id END) AS event_key,
            flag.category, CASE WHEN newest.refuted THEN 'unconfirmed' ELSE flag.basis END AS basis,
            excluded.station_id, excluded.visited, excluded.phase, report.received_at, report.id
        FROM excluded
        JOIN reports_report report ON report.id = excluded.report_id
        JOIN reports_flag flag ON flag.revision_id = excluded.revision_id AND flag.category IS NOT NULL
            AND flag.rule_set_id = excluded.rule_set_id
        LEFT JOIN reports_visit visit ON visit.id = report.visit_id
        LEFT JOIN reports_evidence evidence ON evidence.flag_id = flag.id
        LEFT JOIN reports_violation violation ON violation.id = evidence.violation_id
        LEFT JOIN reports_incident incident ON incident.report_id = report.id
        LEFT JOIN LATERAL (
            SELECT step.state = 'not_confirmed' AS refuted FROM reports_incidentstep step
            WHERE step.incident_id = incident.id AND step.state <> 'closed' ORDER BY step.number DESC LIMIT 1
        ) AS newest ON true
        WHERE excluded.outcome <> 'without_results' OR flag.kind = 'identity'
    ),
    events AS (
        SELECT DISTINCT ON (event_key, category) event_key, category, station_id, visited, phase,
            (%(bases)s::text[])[min(array_position(%(bases)s::text[], basis::text)) OVER whole] AS basis
        FROM told WINDOW whole AS (PARTITION BY event_key, category)
        ORDER BY event_key, category, received_at, id
    )
    SELECT events.basis, events.station_id, events.visited, events.phase,
        counted.basis, counted.station_id, counted.visited, counted.phase
    FROM events
    LEFT JOIN reports_violation violation ON violation.mission_id = %(mission)s
        AND violation.event_key = events.event_key AND violation.category = events.category
    LEFT JOIN analysis_countedviolation counted ON counted.violation_id = violation.id
"""


def added_by(sight: Sight) -> Added:
    """What everything excluded within sight would add; of the filters, region and phase narrow it."""
    rows = Counted.objects.filter(sight.of_regions(), mission=sight.membership.mission_id)
    found = list(
        rows.filter(outcome__in=KEPT_OUT).values_list(
            "report_id", "outcome", "phase", "visited", "station_id"
        )
    )
    reports = [row for row in found if row[1] in EXCLUDED and sight.filters.phase in ("", row[2])]
    visited = {station for *_report, was_there, station in reports if was_there}
    events = _events(sight, [row[0] for row in found])
    return Added(
        reports=len(reports),
        stations=len(visited - _observed(sight, visited)),
        affected=_affected(sight, events),
        events=_moves(sight.filters.phase, events),
    )


def _events(sight: Sight, reports: Sequence[int]) -> list[Event]:
    if not reports:
        return []
    given: dict[str, Any] = {
        "mission": sight.membership.mission_id,
        "reports": array(reports),
        "bases": array(Basis.values),
    }
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, given)
        return [Event(*row) for row in cursor.fetchall()]


def _observed(sight: Sight, stations: Iterable[int]) -> set[int]:
    """Those among the stations that a counted report observed, in the phase asked for."""
    rows = within(sight, StationTally.objects.filter(version=None, phase=sight.filters.phase), hours=False)
    return set(rows.filter(station__in=stations).values_list("station_id", flat=True))


def _stronger(event: Event) -> str | None:
    """How the event would be known with everything; None where nothing changes."""
    bases: list[str] = list(Basis.values)
    if event.now_basis is None or bases.index(event.basis) < bases.index(event.now_basis):
        return event.basis
    return None


def _moves(phase: str, events: Iterable[Event]) -> Counter[str]:
    """How many more (or fewer) events there would be of each basis."""
    moves: Counter[str] = Counter()
    for event in events:
        basis = _stronger(event)
        if basis is None or phase not in ("", event.now_phase or event.phase):
            continue
        moves[basis] += 1
        if event.now_basis is not None:
            moves[event.now_basis] -= 1
    return moves


def _affected(sight: Sight, events: Iterable[Event]) -> Counter[str]:
    """How many more (or fewer) stations would have an event of each basis: one event may not be the only."""
    by_station: defaultdict[int, list[Event]] = defaultdict(list)
    for event in events:
        counts_now = event.now_basis is not None
        station = event.now_station if counts_now else event.station
        if station is not None and (event.now_visited if counts_now else event.visited):
            by_station[station].append(event)
    had = _events_at(sight, by_station)
    affected: Counter[str] = Counter()
    for station, told in by_station.items():
        for basis, by in _moves(sight.filters.phase, told).items():
            before = had[station, basis]
            affected[basis] += (before + by > 0) - (before > 0)
    return affected


def _events_at(sight: Sight, stations: Iterable[int]) -> Counter[tuple[Any, ...]]:
    """Events by station and basis, as they count now."""
    tallies = StationViolationTally.objects.filter(
        station__in=list(stations), category="", severity="", phase=sight.filters.phase
    )
    rows = within(sight, tallies, hours=False).values_list("station_id", "basis", "events")
    return Counter({(station, basis): events for station, basis, events in rows})
