"""A summary is approved by somebody who did not ask for it; its editions are typeset anew, and released."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from observer.findings.apps import EDITIONS
from observer.findings.models import Edition, Release, Summary, SummaryApproval
from observer.journal.jobs import queue
from observer.journal.models import Job
from observer.journal.record import record
from observer.missions.access import Act, require
from observer.missions.models import Membership
from observer.problems import CONFLICT, Problem


@transaction.atomic
def approve_summary(*, summary: Summary, by: Membership) -> tuple[SummaryApproval, Job]:
    """Stand for every sentence of a summary, in every language; the job typesets its editions anew.

    Raises Problem: FORBIDDEN without the act or for a summary one asked for oneself, CONFLICT when it was
    approved before or cannot be read in every language yet.
    """
    require(by, Act.APPROVE_SUMMARY, mission_id=summary.mission_id, owner_id=summary.requested_by_id)
    if summary.languages_missing:
        raise Problem(CONFLICT, _("It can be approved once it is there to be read in every language."))
    approval = SummaryApproval(mission_id=summary.mission_id, summary=summary, approved_by=by)
    try:
        with transaction.atomic():
            approval.save(force_insert=True)
    except IntegrityError as error:
        raise Problem(CONFLICT, _("This summary was approved before.")) from error
    record(
        act="summary.approved",
        mission_id=summary.mission_id,
        user_id=by.user_id,
        subject="summary",
        subject_id=summary.pk,
        detail={"content_hash": bytes(summary.content_hash).hex()},
    )
    return approval, queue(membership=by, kind=EDITIONS, parameters={"summary": summary.pk})


@transaction.atomic
def release(*, edition: Edition, by: Membership) -> Release:
    """Let an approved edition leave headquarters.

    Raises Problem: FORBIDDEN without the act, CONFLICT for a draft or when it was released before.
    """
    require(by, Act.RELEASE_EDITION, mission_id=edition.mission_id)
    if edition.approval_id is None:
        raise Problem(CONFLICT, _("A draft is not released. Somebody has to approve the summary first."))
    released = Release(mission_id=edition.mission_id, edition=edition, released_by=by)
    try:
        with transaction.atomic():
            released.save(force_insert=True)
    except IntegrityError as error:
        raise Problem(CONFLICT, _("This edition was released before.")) from error
    record(
        act="edition.released",
        mission_id=edition.mission_id,
        user_id=by.user_id,
        subject="edition",
        subject_id=edition.pk,
        detail={"language": edition.language, "sha256": edition.sha256_hex},
    )
    return released
