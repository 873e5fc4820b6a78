"""What observers wrote, gathered from their answers so that it can be searched, and tagged by area.

`gather` is called by the fold beside `events.link`: a receipt does not wait for it. The twelve areas are
those by which European Union missions assess an election (domain.md §1.2, from the EU's handbook for
observation); a mission adds its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.checklists.definition.shapes import NOT_OBSERVED
from observer.checklists.models import Version
from observer.journal.record import record
from observer.missions.access import Act, require
from observer.missions.models import Membership
from observer.problems import CONFLICT, INVALID, Problem
from observer.reports.models import TextArea, TextTag, WrittenText
from observer.reports.models.text import SEARCHED

AREAS: Mapping[str, Promise] = {
    "political-context": gettext_lazy("Political context"),
    "legal-framework": gettext_lazy("Legal framework"),
    "administration": gettext_lazy("Election administration"),
    "voter-registration": gettext_lazy("Voter registration"),
    "candidates": gettext_lazy("Registration of parties and candidates"),
    "campaign": gettext_lazy("Campaign"),
    "media": gettext_lazy("Media"),
    "complaints": gettext_lazy("Complaints and appeals"),
    "human-rights": gettext_lazy("Human rights, women and minorities"),
    "civil-society": gettext_lazy("Civil society"),
    "election-day": gettext_lazy("Election day"),
    "results": gettext_lazy("Results and aftermath"),
}

_VERSIONS = """
    SELECT DISTINCT revision.version_id
    FROM unnest(%s::bigint[]) AS named(id)
    JOIN reports_report report ON report.id = named.id AND report.mission_id = %s
    JOIN reports_revision revision ON revision.id = report.current_id
"""

_GATHER = """
    INSERT INTO reports_writtentext (mission_id, report_id, revision_id, question, phase, is_narrative,
        language, text, received_at, synthetic)
    SELECT report.mission_id, report.id, revision.id, asked.question, report.phase, asked.narrative,
        revision.language, revision.answers ->> asked.question, revision.received_at, revision.synthetic
    FROM unnest(%(reports)s::bigint[]) AS named(id)
    JOIN reports_report report ON report.id = named.id AND report.mission_id = %(mission)s
    JOIN reports_revision revision ON revision.id = report.current_id
    JOIN unnest(%(versions)s::bigint[], %(questions)s::varchar[], %(narratives)s::boolean[])
        AS asked(version, question, narrative) ON asked.version = revision.version_id
    WHERE btrim(revision.answers ->> asked.question) NOT IN ('', %(not_observed)s)
    ORDER BY revision.id, asked.question
    ON CONFLICT (revision_id, question) DO NOTHING
"""


def gather(*, mission_id: int, report_ids: Sequence[int]) -> int:
    """Keep the texts of these reports' current revisions for searching; return how many were new.

    What was gathered stays, under its revision; doing it again gathers nothing.
    """
    reports = f"{{{','.join(map(str, report_ids))}}}"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_VERSIONS, [reports, mission_id])
        asked = [
            (version, code, narrative)
            for (version,) in cursor.fetchall()
            for code, narrative in text_questions(version)
        ]
        if not asked:
            return 0
        versions, questions, narratives = (list(column) for column in zip(*asked, strict=True))
        given: dict[str, Any] = {"versions": versions, "questions": questions, "narratives": narratives}
        given |= {"reports": reports, "mission": mission_id, "not_observed": NOT_OBSERVED}
        cursor.execute(_GATHER, given)
        return int(cursor.rowcount)


# Versions are frozen: what one asks for once it asks for ever.
@lru_cache(maxsize=256)
def text_questions(version_id: int) -> tuple[tuple[str, bool], ...]:
    """The questions of a version that are answered in words, and whether each is a narrative.

    A typed code of a place is no text.
    """
    definition = Version.objects.values_list("definition", flat=True).get(pk=version_id)
    return tuple(
        (question["code"], question.get("fills") == "narrative")
        for section in definition["sections"]
        for question in section["questions"]
        if question["type"] == "text" and question.get("fills") != "place_code"
    )


def searched(words: str) -> Q:
    """The condition that a text holds `words`: as they stand, or by their stem in Russian or English.

    The words as people type them into a search engine: quoted phrases, `or`, a minus before what must not
    be there.
    """
    condition = Q()
    for config in SEARCHED:
        condition |= Q(search=SearchQuery(words, config=config, search_type="websearch"))
    return condition


def areas_of(mission_id: int) -> dict[str, str]:
    """Every area of a mission by its code: the common ones in their order, then its own."""
    own = TextArea.objects.filter(mission=mission_id).order_by("id").values_list("code", "name")
    return {code: str(name) for code, name in AREAS.items()} | dict(own)


@transaction.atomic
def tag(*, text: WrittenText, by: Membership, area: str) -> TextTag:
    """Say that a text belongs to an area. Raises Problem: FORBIDDEN; INVALID for no area; CONFLICT."""
    _require(by, text)
    if area not in areas_of(text.mission_id):
        raise _invalid("area", _("There is no such area."))
    made = TextTag(mission_id=text.mission_id, text=text, area=area, by=by)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Problem(CONFLICT, _("This text has that tag already.")) from error
    _tell("text.tagged", by, text, area)
    return made


@transaction.atomic
def untag(*, tag: TextTag, by: Membership) -> TextTag:
    """Take a tag off. Raises Problem: FORBIDDEN; CONFLICT when it was taken off before."""
    _require(by, tag.text)
    standing = TextTag.objects.filter(pk=tag.pk, removed_at__isnull=True)
    if not standing.update(removed_at=timezone.now(), removed_by=by):
        raise Problem(CONFLICT, _("This tag was taken off before."))
    _tell("text.untagged", by, tag.text, tag.area)
    tag.refresh_from_db()
    return tag


@transaction.atomic
def add_area(*, by: Membership, name: str) -> TextArea:
    """Give the mission an area of its own. Raises Problem: FORBIDDEN; INVALID; CONFLICT if there is one."""
    require(by, Act.TAG_TEXT, mission_id=by.mission_id)
    named = " ".join(name.split())[:80]
    code = slugify(named, allow_unicode=True)[:32].strip("-")
    if not code:
        raise _invalid("name", _("Give the area a name."))
    if code in areas_of(by.mission_id) or named in areas_of(by.mission_id).values():
        raise Problem(CONFLICT, _("There is an area of that name."))
    made = TextArea.objects.create(mission_id=by.mission_id, code=code, name=named, added_by=by)
    record(
        act="text.area_added",
        mission_id=by.mission_id,
        user_id=by.user_id,
        subject="text_area",
        subject_id=made.pk,
        detail={"code": code},
    )
    return made


def _require(by: Membership, text: WrittenText) -> None:
    """Who tags a text may read it: answers, in the region it comes from."""
    region = text.report.region
    for act in (Act.TAG_TEXT, Act.SEE_ANSWERS):
        require(by, act, mission_id=text.mission_id, region=region)


def _invalid(field: str, detail: str) -> Problem:
    return Problem(INVALID, errors=[{"field": field, "code": "invalid", "detail": detail}])


def _tell(act: str, by: Membership, text: WrittenText, area: str) -> None:
    record(
        act=act,
        mission_id=text.mission_id,
        user_id=by.user_id,
        subject="written_text",
        subject_id=text.pk,
        detail={"area": area},
    )
