"""Which flags tell of one event (house law 8a): one category at one place in one visit is one violation.

Called by the fold, not by intake: an observer's receipt does not wait for it, and one folder per mission
means that nobody opens the same violation twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from observer.reports.models import EvidenceMove

# The flags of the reports' current revisions that show a violation, under the newest rules these were judged
# under, and are not yet linked to one.
_RAISED = """
    SELECT flag.id, flag.category, visit.id, report.received_at, report.synthetic,
        coalesce('visit:' || visit.id, 'report:' || report.id), report.id, flag.rule
    FROM unnest(%(reports)s::bigint[]) AS named(id)
    JOIN reports_report report ON report.id = named.id AND report.mission_id = %(mission)s
    JOIN reports_flag flag ON flag.revision_id = report.current_id
    LEFT JOIN reports_visit visit ON visit.id = report.visit_id
        AND (report.phase <> 'incident'
            OR report.station_id IS NOT NULL AND coalesce(visit.station_id = report.station_id, true))
    WHERE flag.category IS NOT NULL
        AND NOT EXISTS (SELECT FROM reports_evidence evidence WHERE evidence.flag_id = flag.id)
        AND NOT EXISTS (SELECT FROM reports_judgement judgement
            WHERE judgement.revision_id = flag.revision_id AND judgement.rule_set_id > flag.rule_set_id)
"""

_GIVEN = """
    WITH raised AS MATERIALIZED (
        SELECT * FROM unnest(%(flags)s::bigint[], %(categories)s::varchar[], %(visits)s::bigint[],
            %(received)s::timestamptz[], %(synthetic)s::boolean[], %(keys)s::varchar[],
            %(reports)s::bigint[], %(rules)s::varchar[])
            AS raised(flag_id, category, visit_id, received_at, synthetic, event_key, report_id, rule)
    )
"""

# The earliest report opens the violation.
_OPEN = f"""
    {_GIVEN}
    INSERT INTO reports_violation (mission_id, event_key, category, visit_id, opened_at, synthetic)
    SELECT DISTINCT ON (event_key, category)
        %(mission)s, event_key, category, visit_id, received_at, synthetic
    FROM raised ORDER BY event_key, category, received_at
    ON CONFLICT (mission_id, event_key, category) DO NOTHING
"""

_LINK = f"""
    {_GIVEN}
    INSERT INTO reports_evidence (mission_id, violation_id, flag_id, linked_at)
    SELECT %(mission)s, violation.id, raised.flag_id, now()
    FROM raised JOIN reports_violation violation ON violation.mission_id = %(mission)s
        AND violation.event_key = raised.event_key AND violation.category = raised.category
    ON CONFLICT (flag_id) DO NOTHING
"""

# The same where a person has moved evidence of this mission. What a correction says again goes where a person
# put it before; what is said anew of an event that was joined to another goes where that one's evidence is.
_LINK_FOLLOWING = f"""
    {_GIVEN}
    INSERT INTO reports_evidence (mission_id, violation_id, flag_id, linked_by_id, linked_at)
    SELECT %(mission)s, coalesce(own.violation_id, joined.violation_id, violation.id), raised.flag_id,
        coalesce(own.linked_by_id, joined.linked_by_id), now()
    FROM raised JOIN reports_violation violation ON violation.mission_id = %(mission)s
        AND violation.event_key = raised.event_key AND violation.category = raised.category
    LEFT JOIN LATERAL (
        SELECT evidence.violation_id, evidence.linked_by_id
        FROM reports_revision revision
        JOIN reports_flag flag ON flag.revision_id = revision.id
            AND flag.category = raised.category AND flag.rule = raised.rule
        JOIN reports_evidence evidence ON evidence.flag_id = flag.id AND evidence.linked_by_id IS NOT NULL
        WHERE revision.report_id = raised.report_id ORDER BY flag.id DESC LIMIT 1
    ) AS own ON true
    LEFT JOIN LATERAL (
        SELECT evidence.violation_id, evidence.linked_by_id
        FROM reports_evidencemove move JOIN reports_evidence evidence ON evidence.id = move.evidence_id
        WHERE move.from_violation_id = violation.id
            AND NOT EXISTS (SELECT FROM reports_evidence kept WHERE kept.violation_id = violation.id)
        ORDER BY move.id DESC LIMIT 1
    ) AS joined ON true
    ON CONFLICT (flag_id) DO NOTHING
"""


def link(*, mission_id: int, report_ids: Sequence[int]) -> int:
    """Link the flags of these reports' current revisions to their events; return how many were linked.

    The event is the visit, or the report itself where it tells of another place than the visit's. What is
    linked stays, so that a person who moved evidence to another event is not overruled; doing it again links
    nothing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_RAISED, {"mission": mission_id, "reports": f"{{{','.join(map(str, report_ids))}}}"})
        raised = cursor.fetchall()
        if not raised:
            return 0
        names = ("flags", "categories", "visits", "received", "synthetic", "keys", "reports", "rules")
        columns = (list(values) for values in zip(*raised, strict=True))
        given: dict[str, Any] = {"mission": mission_id, **dict(zip(names, columns, strict=True))}
        cursor.execute(_OPEN, given)
        cursor.execute(_LINK_FOLLOWING if _anything_moved(mission_id) else _LINK, given)
        return int(cursor.rowcount)


def _anything_moved(mission_id: int) -> bool:
    return EvidenceMove.objects.filter(mission=mission_id).exists()
