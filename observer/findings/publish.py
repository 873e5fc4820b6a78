"""The documents of a summary become files: one edition in each language, under a name nobody can guess."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import capfirst

from observer.findings.document import Approval
from observer.findings.models import Edition, Summary, SummaryApproval
from observer.findings.typeset import typeset
from observer.journal.record import record
from observer.missions.roles import Role
from observer.typesetting import TypesetResult

FOLDER = "editions"


def typeset_editions(
    *, summary_id: int, progress: Callable[[int, int], None], approval: SummaryApproval | None = None
) -> list[Edition]:
    """Typeset what is not typeset yet of a summary; `progress` hears how many editions of how many there are.

    With an `approval` the editions say who approved them; without, that they are drafts. Called again it goes
    on where it was broken off. Raises Problem (`cannot-typeset`, `typesetting-limit`); the editions made
    before stay.
    """
    summary = Summary.objects.get(pk=summary_id)
    made = Edition.objects.filter(summary=summary, approval=approval)
    editions = {edition.language: edition for edition in made}
    for language in summary.documents:
        progress(len(editions), len(summary.documents))
        if language not in editions:
            document = document_of(summary, language, approval)
            editions[language] = _keep(summary, approval, language, typeset(document), document["synthetic"])
    progress(len(editions), len(summary.documents))
    return [editions[language] for language in summary.documents]


def document_of(summary: Summary, language: str, approval: SummaryApproval | None) -> dict[str, Any]:
    """The stored document, with who approved it and when, in its own language."""
    document: dict[str, Any] = summary.documents[language]
    if approval is None:
        return document
    zone = ZoneInfo(summary.mission.election.default_time_zone)
    with translation.override(language):
        role = capfirst(str(Role(approval.approved_by.role).label))
        at = date_format(approval.approved_at.astimezone(zone), "DATE_FORMAT")
    return document | {"approval": Approval(role, at).as_json()}


def _keep(
    summary: Summary, approval: SummaryApproval | None, language: str, made: TypesetResult, synthetic: bool
) -> Edition:
    """The file first: a row never names a file that is not there."""
    name = default_storage.save(f"{FOLDER}/{uuid4().hex}.pdf", ContentFile(made.pdf))
    try:
        return _write(
            mission_id=summary.mission_id,
            summary=summary,
            approval=approval,
            language=language,
            pages=made.pages,
            size_bytes=len(made.pdf),
            sha256=made.sha256,
            stored_name=name,
            typeset_ms=round(made.seconds * 1000),
            synthetic=synthetic,
        )
    except IntegrityError:
        # Another worker was given the same job, and was quicker.
        default_storage.delete(name)
        return Edition.objects.get(summary=summary, approval=approval, language=language)


@transaction.atomic
def _write(*, summary: Summary, **values: Any) -> Edition:
    edition = Edition.objects.create(summary=summary, **values)
    record(
        act="edition.typeset",
        mission_id=edition.mission_id,
        user_id=summary.requested_by.user_id,
        subject="edition",
        subject_id=edition.pk,
        detail={"summary": summary.pk, "language": edition.language, "sha256": edition.sha256_hex},
    )
    return edition
