"""A finding is backed: by reports, by what observers wrote in them, by figures of the mission.

Citations stay at headquarters. A document prints the figures of a finding and the standards it rests on.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.findings.models import Citation, Statement
from observer.journal.record import record
from observer.missions.access import Act, require
from observer.missions.models import Membership
from observer.problems import CONFLICT, FORBIDDEN, INVALID, Problem
from observer.reports.models import Report, WrittenText

LONGEST_NOTE = 300


@transaction.atomic
def cite(
    *,
    finding: Statement,
    by: Membership,
    text: WrittenText | None = None,
    report: Report | None = None,
    figure: str = "",
    note: str = "",
) -> Citation:
    """Put one of `text` (words of a report), `report` or `figure` (its key) under a finding.

    Raises Problem: FORBIDDEN without the act or where the report is not within sight, INVALID where it is not
    exactly one thing, or no finding; CONFLICT where the finding rests on it already.
    """
    require(by, Act.WRITE_FINDINGS, mission_id=finding.mission_id)
    if [text, report, figure or None].count(None) != 2 or finding.kind != Statement.Kind.FINDING:
        raise Problem(INVALID, _("A finding cites one report, one text or one figure at a time."))
    source = text.report if text else report
    if source and not Report.objects.all().visible_to(by).filter(pk=source.pk).exists():
        raise Problem(FORBIDDEN, _("This report is not yours to see."))
    citation = Citation(
        mission_id=by.mission_id,
        statement=finding,
        report=source,
        revision_id=text.revision_id if text else source.current_id if source else None,
        question=text.question if text else "",
        excerpt=text.text if text else "",
        figure=figure,
        note=note.strip()[:LONGEST_NOTE],
        cited_by=by,
    )
    try:
        with transaction.atomic():
            citation.save(force_insert=True)
    except IntegrityError as error:
        raise Problem(CONFLICT, _("The finding cites this already.")) from error
    _tell("finding.cited", citation, by)
    return citation


@transaction.atomic
def withdraw(*, citation: Citation, by: Membership) -> None:
    """Take a citation away; that it stood, and who took it away, stays. Doing it twice changes nothing.

    Raises Problem FORBIDDEN without the act.
    """
    require(by, Act.WRITE_FINDINGS, mission_id=citation.mission_id)
    standing = Citation.objects.filter(pk=citation.pk, withdrawn_at=None)
    if standing.update(withdrawn_by=by, withdrawn_at=timezone.now()):
        _tell("finding.citation_withdrawn", citation, by)


def _tell(act: str, citation: Citation, by: Membership) -> None:
    record(
        act=act,
        mission_id=citation.mission_id,
        user_id=by.user_id,
        subject="citation",
        subject_id=citation.pk,
        detail={"statement": citation.statement_id, "report": citation.report_id, "figure": citation.figure},
    )
