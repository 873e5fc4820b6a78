"""Questions of a mission's own earlier versions, to be asked again as they were."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from observer.checklists.authoring import authored


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """`question`: authored, as the version `number` of the checklist asked it."""

    checklist: str
    number: int
    question: Mapping[str, Any]


# Each wording once, where it was asked last. Lists that questions share stay behind with their form.
_QUESTIONS = """
    SELECT checklist, number, question FROM (
        SELECT DISTINCT ON (asked.question)
               checklist.code AS checklist, version.number, asked.question,
               section.place AS section_place, asked.place AS question_place
        FROM checklists_version version
        JOIN checklists_checklist checklist ON checklist.id = version.checklist_id
        CROSS JOIN LATERAL jsonb_array_elements(version.definition -> 'sections')
             WITH ORDINALITY AS section(document, place)
        CROSS JOIN LATERAL jsonb_array_elements(section.document -> 'questions')
             WITH ORDINALITY AS asked(question, place)
        WHERE version.mission_id = %(mission)s AND NOT asked.question ? 'choices_from'
          AND NOT EXISTS (
              SELECT FROM unnest(%(words)s::text[]) word
              WHERE position(word IN lower(asked.question::text)) = 0
          )
        ORDER BY asked.question, version.number DESC
    ) found
    ORDER BY checklist, number DESC, section_place, question_place
    LIMIT %(limit)s OFFSET %(after)s
"""


def saved_questions(
    mission_id: int, words: str = "", *, after: int = 0, limit: int = 50
) -> list[SavedQuestion]:
    """Those that hold every one of `words`, in any language; one statement. Skips the first `after`."""
    values: dict[str, Any] = {
        "mission": mission_id,
        "words": words.lower().split(),
        "after": after,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_QUESTIONS, values)
        rows = cursor.fetchall()
    return [SavedQuestion(code, number, _authored(question)) for code, number, question in rows]


def _authored(question: Any) -> dict[str, Any]:
    if isinstance(question, str):
        question = json.loads(question)
    written = authored(question)
    # A rule's own number comes of the code its question has; under another code it would be another's.
    for rule in written.get("violation_when", []):
        if rule["code"].startswith(f"{written['code']}."):
            del rule["code"]
    return written
