"""The answers of changed reports, added up in SQL straight from their revisions.

Revisions are never edited, so what a report's old revision had added is read again, not remembered.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from observer.analysis.asked import NUMBER, Asked, Term, asked, terms
from observer.analysis.by_hour import weight
from observer.analysis.copied import given_numbers, numbers
from observer.analysis.models import AnswerTally, IdentityTally, ProtocolTally
from observer.analysis.standing import MOVED, Moved
from observer.analysis.tallies import Generation, add_selected, array

# The counted reports among those that moved; without results, the protocol's numbers are left out.
_IN_FIGURES = f"""
    {MOVED},
    in_figures AS MATERIALIZED (
        SELECT moved.*, moved.outcome = 'counted' AS results, revision.answers, revision.statuses,
            moved.sign * {weight("moved.hour")} AS at_hour
        FROM moved JOIN reports_revision revision ON revision.id = moved.revision_id
        WHERE moved.outcome IN ('counted', 'without_results')
    )
"""

# Equal answers are added up first, as the text they are stored in; several choices are told apart after.
# Blank is what was asked of everybody, less what was answered and what was hidden.
_ANSWERS = f"""
    WITH {_IN_FIGURES},
    asked AS MATERIALIZED (
        SELECT * FROM unnest(
            %(asked_version)s::bigint[], %(asked_question)s::text[], %(asked_kind)s::text[],
            %(asked_results)s::boolean[]) AS asked(version_id, question, kind, results)
    ),
    told AS MATERIALIZED (
        SELECT moved.version_id, moved.results, moved.settlement, moved.region_id,
            answer.question, answer.value, sum(moved.sign)::int AS reports, sum(moved.at_hour) AS hours
        FROM in_figures moved CROSS JOIN LATERAL jsonb_each_text(moved.answers) AS answer(question, value)
        GROUP BY 1, 2, 3, 4, 5, 6
    ),
    given AS MATERIALIZED (
        SELECT told.version_id, told.question, asked.kind, told.settlement, told.region_id, told.reports,
            told.hours,
            CASE WHEN told.value = '__not_observed' THEN told.value
                WHEN asked.kind = 'given' THEN '__answered'
                WHEN asked.kind = 'computed' AND told.value !~ '{NUMBER}' THEN '__answered'
                ELSE told.value END AS answer
        FROM told JOIN asked USING (version_id, question)
        WHERE (told.results OR NOT asked.results) AND told.value IS NOT NULL
    ),
    unasked AS MATERIALIZED (
        SELECT moved.version_id, moved.results, moved.settlement, moved.region_id,
            status.question, sum(moved.sign)::int AS reports, sum(moved.at_hour) AS hours
        FROM in_figures moved CROSS JOIN LATERAL jsonb_each_text(moved.statuses) AS status(question, value)
        WHERE moved.statuses <> '{{}}' AND status.value = 'not_applicable'
            AND moved.answers ->> status.question IS NULL
        GROUP BY 1, 2, 3, 4, 5
    ),
    hidden AS MATERIALIZED (
        SELECT unasked.version_id, unasked.question, unasked.settlement, unasked.region_id, unasked.reports,
            unasked.hours
        FROM unasked JOIN asked USING (version_id, question)
        WHERE unasked.results OR NOT asked.results
    ),
    everybody AS (
        SELECT version_id, settlement, region_id, results, sum(sign) AS reports, sum(at_hour) AS hours
        FROM in_figures moved GROUP BY 1, 2, 3, 4
    ),
    cells AS (
        SELECT version_id, question, left(answer, 64) AS answer, settlement, region_id, reports, hours
        FROM given WHERE NOT (kind = 'many' AND answer IS JSON ARRAY)
        UNION ALL
        SELECT version_id, question, '__answered', settlement, region_id, reports, hours
        FROM given WHERE kind = 'many' AND answer IS JSON ARRAY
        UNION ALL
        SELECT version_id, question, choice, settlement, region_id, reports, hours
        FROM given CROSS JOIN LATERAL (
            SELECT DISTINCT left(value, 64) AS choice FROM jsonb_array_elements_text(
                CASE WHEN kind = 'many' AND answer IS JSON ARRAY THEN answer::jsonb ELSE '[]' END)
        ) choices
        UNION ALL
        SELECT version_id, question, '__not_applicable', settlement, region_id, reports, hours FROM hidden
        UNION ALL
        SELECT version_id, question, '__blank', settlement, region_id, -reports, -hours FROM given
        UNION ALL
        SELECT version_id, question, '__blank', settlement, region_id, -reports, -hours FROM hidden
        UNION ALL
        SELECT version_id, asked.question, '__blank', settlement, region_id, reports, hours
        FROM everybody JOIN asked USING (version_id) WHERE everybody.results OR NOT asked.results
    )
    SELECT version_id, question, answer, settlement, region_id,
        sum(reports)::int AS reports, sum(hours) AS hours
    FROM cells GROUP BY 1, 2, 3, 4, 5 HAVING sum(reports) <> 0 OR sum(hours) <> 0
    ORDER BY 1, 2, 3, 4, 5
"""

# An identity fails where its flag was raised; it was evaluated where every number it needs is there. A form
# with protocols of several contests has a result for each of them as a whole (":lists") and one for itself.
_IDENTITIES = f"""
    WITH {_IN_FIGURES},
    terms AS MATERIALIZED (
        SELECT * FROM unnest(
            %(term_rule_set)s::bigint[], %(term_identity)s::text[], %(term_question)s::text[])
            AS terms(rule_set_id, identity, question)
    ),
    evaluated AS (
        SELECT moved.revision_id, moved.rule_set_id, moved.version_id, moved.region_id, moved.sign,
            terms.identity,
            bool_and(coalesce(moved.answers ->> terms.question, '__not_observed') <> '__not_observed')
                AS whole
        FROM in_figures moved JOIN terms USING (rule_set_id)
        WHERE moved.results
        GROUP BY 1, 2, 3, 4, 5, 6
    ),
    told AS (
        SELECT evaluated.*, EXISTS (
            SELECT FROM reports_flag flag
            WHERE flag.revision_id = evaluated.revision_id AND flag.kind = 'identity'
                AND flag.rule = evaluated.identity AND flag.rule_set_id = evaluated.rule_set_id
        ) AS failed
        FROM evaluated
    ),
    results AS (
        SELECT version_id, identity, region_id, sign, failed, whole FROM told
        UNION ALL
        SELECT version_id, '', region_id, sign, bool_or(failed), bool_or(whole)
        FROM told GROUP BY revision_id, 1, 3, 4
        UNION ALL
        SELECT version_id, ':' || split_part(identity, ':', 2), region_id, sign,
            bool_or(failed), bool_or(whole)
        FROM told WHERE position(':' IN identity) > 0 GROUP BY revision_id, 1, 2, 3, 4
    )
    SELECT version_id, identity,
        CASE WHEN failed THEN 'fails' WHEN whole THEN 'holds' ELSE 'not_evaluated' END AS result,
        region_id, sum(sign)::int AS reports
    FROM results GROUP BY 1, 2, 3, 4 HAVING sum(sign) <> 0
    ORDER BY 1, 2, 3, 4
"""


# The numbers of a protocol as they were copied at its station. What is longer than any count of ballots is
# no number to compare; the report itself says so.
_PROTOCOLS = f"""
    WITH {_IN_FIGURES},
    numbers AS MATERIALIZED (
        SELECT * FROM unnest(%(number_version)s::bigint[], %(number_question)s::text[],
            %(number_contest)s::text[], %(number_letter)s::text[])
            AS numbers(version_id, question, contest, letter)
    )
    SELECT numbers.contest, moved.station_id, numbers.letter, sent.number::bigint AS number,
        moved.region_id, sum(moved.sign)::int AS reports
    FROM in_figures moved JOIN numbers USING (version_id)
    CROSS JOIN LATERAL (SELECT moved.answers ->> numbers.question AS number) sent
    WHERE moved.results AND moved.visited AND sent.number ~ '^[0-9]{{1,18}}$'
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(moved.sign) <> 0
    ORDER BY 1, 2, 3, 4, 5
"""


def add_answers(moved: Moved, into: Generation) -> None:
    """Move the answers, the protocol identities and the protocol numbers of these reports."""
    parameters = moved.parameters()
    questions = _asked(asked(moved.versions))
    add_selected(AnswerTally, into, _ANSWERS, parameters | questions)
    if of_protocols := terms(moved.rule_sets):
        add_selected(IdentityTally, into, _IDENTITIES, parameters | _terms(of_protocols))
    if copied := numbers(moved.versions):
        add_selected(ProtocolTally, into, _PROTOCOLS, parameters | given_numbers(copied))


def _asked(questions: Sequence[Asked]) -> dict[str, Any]:
    return {
        "asked_version": array(one.version for one in questions),
        "asked_question": array(one.question for one in questions),
        "asked_kind": array(one.kind for one in questions),
        "asked_results": array(one.results for one in questions),
    }


def _terms(of_protocols: Sequence[Term]) -> dict[str, Any]:
    return {
        "term_rule_set": array(one.rule_set for one in of_protocols),
        "term_identity": array(one.identity for one in of_protocols),
        "term_question": array(one.question for one in of_protocols),
    }
