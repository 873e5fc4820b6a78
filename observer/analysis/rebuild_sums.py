"""Every tally from scratch, in SQL of its own: nothing here adds a difference to a sum.

`Counted` and `CountedViolation` must be up to date. Each query gives the keys of its tally and the amounts,
in their order, and needs %(mission)s; those of answers and identities also the parameters of `needs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from observer.analysis.asked import NUMBER, asked, terms
from observer.analysis.by_hour import weight
from observer.analysis.copied import given_numbers, numbers
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
from observer.analysis.tallies import array
from observer.checklists.models import RuleSet, Version

_ANSWERS = f"""
    SELECT counted.version_id, asked.question, answer.answer, counted.settlement, counted.region_id, count(*),
        sum({weight("counted.hour")})
    FROM analysis_counted counted
    JOIN reports_revision revision ON revision.id = counted.revision_id
    JOIN unnest(%(asked_version)s::bigint[], %(asked_question)s::text[], %(asked_kind)s::text[],
            %(asked_results)s::boolean[]) AS asked(version_id, question, kind, results)
        ON asked.version_id = counted.version_id
    CROSS JOIN LATERAL (SELECT nullif(revision.answers -> asked.question, 'null') AS value) sent
    CROSS JOIN LATERAL (
        SELECT asked.kind = 'many' AND coalesce(jsonb_typeof(sent.value) = 'array', false) AS several
    ) form
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN sent.value IS NULL AND revision.statuses ->> asked.question = 'not_applicable'
                THEN '__not_applicable'
            WHEN sent.value IS NULL THEN '__blank'
            WHEN asked.kind = 'given' AND sent.value <> '"__not_observed"' THEN '__answered'
            WHEN asked.kind = 'computed' AND sent.value <> '"__not_observed"'
                AND NOT sent.value #>> '{{}}' ~ '{NUMBER}' THEN '__answered'
            ELSE left(sent.value #>> '{{}}', 64)
        END AS answer
        WHERE NOT form.several
        UNION ALL SELECT '__answered' WHERE form.several
        UNION ALL SELECT DISTINCT left(choice, 64)
        FROM jsonb_array_elements_text(CASE WHEN form.several THEN sent.value ELSE '[]' END) choice
    ) answer
    WHERE counted.mission_id = %(mission)s
        AND (counted.outcome = 'counted' OR (counted.outcome = 'without_results' AND NOT asked.results))
    GROUP BY 1, 2, 3, 4, 5
"""

_IDENTITIES = """
    WITH told AS (
        SELECT counted.revision_id, counted.version_id, counted.region_id, terms.identity,
            count(flag.id) > 0 AS fails,
            bool_or(coalesce(revision.answers ->> terms.question, '__not_observed') = '__not_observed')
                AS lacking
        FROM analysis_counted counted
        JOIN reports_revision revision ON revision.id = counted.revision_id
        JOIN unnest(%(term_rule_set)s::bigint[], %(term_identity)s::text[], %(term_question)s::text[])
            AS terms(rule_set_id, identity, question) ON terms.rule_set_id = counted.rule_set_id
        LEFT JOIN reports_flag flag ON flag.revision_id = revision.id
            AND flag.kind = 'identity' AND flag.rule = terms.identity
            AND flag.rule_set_id = counted.rule_set_id
        WHERE counted.mission_id = %(mission)s AND counted.outcome = 'counted'
        GROUP BY 1, 2, 3, 4
    ),
    protocols AS (
        SELECT revision_id, version_id, region_id, '', bool_or(fails), bool_and(lacking)
        FROM told GROUP BY 1, 2, 3
    ),
    contests AS (
        SELECT revision_id, version_id, region_id, ':' || split_part(identity, ':', 2) AS contest,
            bool_or(fails), bool_and(lacking)
        FROM told WHERE position(':' IN identity) > 0 GROUP BY 1, 2, 3, 4
    )
    SELECT version_id, identity,
        CASE WHEN fails THEN 'fails' WHEN lacking THEN 'not_evaluated' ELSE 'holds' END,
        region_id, count(*)
    FROM (SELECT * FROM told UNION ALL SELECT * FROM protocols UNION ALL SELECT * FROM contests) results
    GROUP BY 1, 2, 3, 4
"""

_COVERAGE = """
    SELECT version_id, phase, outcome, hour, region_id, count(*)
    FROM analysis_counted WHERE mission_id = %(mission)s GROUP BY 1, 2, 3, 4, 5
"""

_TEAMS = """
    SELECT report.team_id, counted.phase, counted.region_id, count(*)
    FROM analysis_counted counted JOIN reports_report report ON report.id = counted.report_id
    WHERE counted.mission_id = %(mission)s AND report.team_id IS NOT NULL
        AND counted.outcome IN ('counted', 'without_results')
    GROUP BY 1, 2, 3
"""

_PROTOCOLS = """
    SELECT numbers.contest, counted.station_id, numbers.letter,
        (revision.answers ->> numbers.question)::bigint, counted.region_id, count(*)
    FROM analysis_counted counted
    JOIN reports_revision revision ON revision.id = counted.revision_id
    JOIN unnest(%(number_version)s::bigint[], %(number_question)s::text[], %(number_contest)s::text[],
        %(number_letter)s::text[]) AS numbers(version_id, question, contest, letter)
        ON numbers.version_id = counted.version_id
    WHERE counted.mission_id = %(mission)s AND counted.outcome = 'counted' AND counted.visited
        AND revision.answers ->> numbers.question ~ '^[0-9]{1,18}$'
    GROUP BY 1, 2, 3, 4, 5
"""

_VISITED = """
    FROM analysis_counted
    WHERE mission_id = %(mission)s AND visited AND outcome IN ('counted', 'without_results')
"""
_BY_PHASE_AND_FORM = "GROUPING SETS ((), (phase), (phase, version_id))"

_STATIONS = f"""
    SELECT station_id, coalesce(phase, ''), version_id, region_id, count(*)
    {_VISITED} GROUP BY station_id, region_id, {_BY_PHASE_AND_FORM}
"""

_OBSERVED = f"""
    SELECT coalesce(phase, ''), version_id, region_id, count(DISTINCT station_id)
    {_VISITED} GROUP BY region_id, {_BY_PHASE_AND_FORM}
"""

_VIOLATIONS = """
    SELECT category, severity, basis, phase, hour, region_id, count(*)
    FROM analysis_countedviolation WHERE mission_id = %(mission)s GROUP BY 1, 2, 3, 4, 5, 6
"""

_AT_STATIONS = "FROM analysis_countedviolation WHERE mission_id = %(mission)s AND visited"
_CELL = "coalesce(category, ''), coalesce(severity, ''), basis, coalesce(phase, '')"

_STATION_VIOLATIONS = f"""
    SELECT station_id, {_CELL}, region_id, count(*)
    {_AT_STATIONS} GROUP BY station_id, region_id, basis, CUBE (category, severity, phase)
"""

_AFFECTED = f"""
    SELECT {_CELL}, region_id, count(DISTINCT station_id)
    {_AT_STATIONS} GROUP BY region_id, basis, CUBE (category, severity, phase)
"""

FROM_SCRATCH: Mapping[type[Tally], str] = {
    AnswerTally: _ANSWERS,
    IdentityTally: _IDENTITIES,
    ProtocolTally: _PROTOCOLS,
    CoverageTally: _COVERAGE,
    TeamTally: _TEAMS,
    StationTally: _STATIONS,
    ObservedTally: _OBSERVED,
    ViolationTally: _VIOLATIONS,
    StationViolationTally: _STATION_VIOLATIONS,
    AffectedTally: _AFFECTED,
}


def needs(mission_id: int) -> dict[str, Any]:
    """The parameters of all these queries: the questions and protocol identities of the mission's forms."""
    questions = asked(Version.objects.filter(mission=mission_id).values_list("pk", flat=True))
    of_protocols = terms(RuleSet.objects.filter(mission=mission_id).values_list("pk", flat=True))
    copied = numbers(Version.objects.filter(mission=mission_id).values_list("pk", flat=True))
    return {
        "mission": mission_id,
        "asked_version": array(one.version for one in questions),
        "asked_question": array(one.question for one in questions),
        "asked_kind": array(one.kind for one in questions),
        "asked_results": array(one.results for one in questions),
        "term_rule_set": array(one.rule_set for one in of_protocols),
        "term_identity": array(one.identity for one in of_protocols),
        "term_question": array(one.question for one in of_protocols),
        **given_numbers(copied),
    }
