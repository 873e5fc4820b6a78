"""A summary is composed: the figures of one moment become one document in each language of the mission.

Everything is computed; nothing is concluded. Where a word could judge, a person has to find it later.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from observer.elections.models import in_language
from observer.findings.chapters import whole
from observer.findings.document import Basis, Document, content_hash
from observer.findings.limits import limits
from observer.findings.material import Material, read
from observer.findings.mission_card import mission_card, voting_days
from observer.findings.models import Summary
from observer.findings.notes import notes
from observer.findings.snapshot import one_moment
from observer.journal.models import Job
from observer.journal.record import record
from observer.missions.models import Membership, Mission


def compose(*, mission_id: int, requested_by: Membership, now: datetime, job: Job | None = None) -> Summary:
    """Freeze the mission's figures as they are now and write the documents made of them.

    `requested_by` comes from `missions.access`: what that member may not see is in no document. For a job
    that has a summary already, that one is given back. Same figures and same `now`: same content hash.
    Not inside a transaction: the figures are read in a snapshot of their own.
    """
    if job and (made := Summary.objects.filter(job=job).first()):
        return made
    with one_moment():
        frozen = {language: _in(language, requested_by, now) for language in languages(mission_id)}
    documents = {language: written for language, (_material, written) in frozen.items()}
    material = next(material for material, _written in frozen.values())
    try:
        return _keep(material, documents, requested_by, job)
    except IntegrityError:
        # Another worker was given the same job, and was quicker.
        if job and (made := Summary.objects.filter(job=job).first()):
            return made
        raise


def languages(mission_id: int) -> list[str]:
    """The mission's languages that Observer speaks; in others it would be English under their name."""
    known = dict(settings.LANGUAGES)
    own = Mission.objects.values_list("languages", flat=True).get(pk=mission_id)
    return [language for language in own if language in known] or [settings.LANGUAGE_CODE]


def _in(language: str, requested_by: Membership, cut_off: datetime) -> tuple[Material, dict[str, Any]]:
    with translation.override(language):
        material = read(requested_by, cut_off)
        return material, document(material, language).as_json()


@transaction.atomic
def _keep(
    material: Material, documents: Mapping[str, Any], requested_by: Membership, job: Job | None
) -> Summary:
    summary = Summary.objects.create(
        mission=material.mission,
        job=job,
        requested_by=requested_by,
        cut_off=material.cut_off,
        figures_version=material.board.version,
        seal_id=material.seal_id,
        documents=documents,
        content_hash=content_hash(documents),
        synthetic=any(document["synthetic"] for document in documents.values()),
    )
    record(
        act="summary.composed",
        mission_id=material.mission.pk,
        user_id=requested_by.user_id,
        subject="summary",
        subject_id=summary.pk,
        detail={
            "job": job.pk if job else None,
            "content_hash": bytes(summary.content_hash).hex(),
            "figures_version": material.board.version,
        },
    )
    return summary


def document(material: Material, language: str) -> Document:
    """The document of this material, under its own language."""
    sections = whole(material)
    cited = {each.note for section in sections for block in section.blocks for each in block.cited()}
    return Document(
        language=language,
        title=_("%(election)s: what observers saw")
        % {"election": in_language(material.mission.election.names)},
        subtitle=_("Voting day: %(days)s; figures as reported by %(moment)s")
        % {"days": voting_days(material), "moment": moment_text(material)},
        mission=mission_card(material),
        basis=Basis(
            cut_off=material.cut_off,
            cut_off_text=moment_text(material),
            figures_version=material.board.version,
            seal=material.seal,
            inclusion=material.board.inclusion,
        ),
        sections=sections,
        notes=notes(material, cited),
        limits=limits(material),
    )


def moment_text(material: Material) -> str:
    """The cut-off on the clocks of the election: "Jan. 15, 2012, 23:30 (UTC+06:00)"."""
    local = material.cut_off.astimezone(ZoneInfo(material.mission.election.default_time_zone))
    offset = timezone(local.utcoffset() or timedelta())
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M} ({offset})"
