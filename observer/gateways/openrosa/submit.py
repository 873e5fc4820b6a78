"""A filled form of an OpenRosa client becomes a report: through the one way in, like those of every door.

Evidence first: what the OpenRosa rules refuse (an unknown form, an edit of what is no longer current, other
content under a used id) is kept all the same, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.checklists import xlsform
from observer.checklists.models import Version
from observer.gateways.openrosa.instance import Instance, InstanceRefused, file_id, read_instance, visit_id
from observer.missions.senders import Sender
from observer.problems import CONFLICT, INVALID, NOT_FOUND, SAME_ID_OTHER_CONTENT, Problem
from observer.reports.attachments import attach
from observer.reports.forms import Form, forms_of
from observer.reports.intake import receive
from observer.reports.submission import OTHER_CONTENT, Fault, Receipt, Submission, Unreadable, VisitClaim
from observer.reports.wording import NOTICES

if TYPE_CHECKING:
    from observer.checklists.xlsform import Collected

CHANNEL = "openrosa"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one request: the receipt of its report, and the files nothing in the form asks for."""

    receipt: Receipt
    left_out: tuple[str, ...] = ()


def submit(
    *, sender: Sender, xml: bytes, files: Mapping[str, UploadedFile[bytes]], now: datetime | None = None
) -> Taken:
    """Keep a filled form and those of its files that came with it; more of them may come with it again.

    Raises Problem, after the content was kept: INVALID for what is no filled form, NOT_FOUND for a form this
    mission does not have, SAME_ID_OTHER_CONTENT, CONFLICT for an edit of what is no longer current. Files
    raise what `reports.attachments.attach` raises; those beside them are kept.
    """
    at = now or timezone.now()
    instance = _instance(sender, xml, at)
    content_hash, form = _form(sender, instance)
    if form is None:
        _keep(sender, instance.client_id, xml, "unknown-form", at)
        raise Problem(NOT_FOUND, _("This mission has no such form. What you sent was kept for headquarters."))
    collected = xlsform.collect_answers(
        form.compiled.definition,
        instance.root,
        file_id=lambda name: str(file_id(instance.client_id, name)),
    )
    sent = _submission(instance, content_hash, collected, at)
    visit = _visit(sender, instance, form, collected)
    (receipt,) = receive(sender=sender, submissions=[replace(sent, visit=visit)], now=at)
    if receipt.status == OTHER_CONTENT:
        raise Problem(
            SAME_ID_OTHER_CONTENT, _("What came first stands. This was kept beside it for headquarters.")
        )
    left_out = _attach(sender, instance.client_id, collected.files, files)
    if "conflict" in receipt.notices:
        raise Problem(CONFLICT, str(NOTICES["conflict"]))
    return Taken(receipt, left_out)


def _instance(sender: Sender, xml: bytes, now: datetime) -> Instance:
    try:
        return read_instance(xml)
    except InstanceRefused as refused:
        _keep(sender, None, xml, "wrong-type", now)
        raise Problem(INVALID, sentence(refused.code)) from refused


def sentence(code: str) -> str:
    """Why something is no filled form (`InstanceRefused.code`), for the person with the phone."""
    return {
        "declares": _("The form declares a document type, which none may. It was kept as it came."),
        "encrypted": _("The form is encrypted, and this mission has no key for it. It was kept as it came."),
        "no-form": _("The XML does not say which form it is. It was kept as it came."),
    }.get(code, _("This is not the XML of a filled form. It was kept as it came."))


def _keep(sender: Sender, client_id: UUID | None, xml: bytes, code: str, now: datetime) -> None:
    receive(sender=sender, submissions=[Unreadable(client_id, xml, (Fault("form", code),))], now=now)


def _form(sender: Sender, instance: Instance) -> tuple[bytes, Form | None]:
    """The version the phone filled in, by the id and the number its XForm gave it; its hash. Two queries."""
    if not (instance.version.isascii() and instance.version.isdecimal()) or len(instance.version) > 9:
        return b"", None
    named = Version.objects.filter(
        mission=sender.mission_id, checklist__code=instance.form_id, number=int(instance.version)
    )
    hashes = [bytes(found) for found in named.values_list("content_hash", flat=True)]
    return (hashes[0], forms_of(sender.mission_id, hashes).get(hashes[0])) if hashes else (b"", None)


def _submission(instance: Instance, form: bytes, collected: Collected, now: datetime) -> Submission:
    begun = moment(collected.meta.get("start", ""))
    made_at = moment(collected.meta.get("end", "")) or begun or now
    return Submission(
        client_id=instance.client_id,
        report_id=instance.deprecated_id or instance.client_id,
        form=form,
        answers=collected.answers,
        made_at=made_at,
        made_offset_minutes=int((made_at.utcoffset() or timedelta()).total_seconds() // 60),
        begun_at=begun,
        replaces=instance.deprecated_id,
        channel=CHANNEL,
    )


def _visit(sender: Sender, instance: Instance, form: Form, collected: Collected) -> VisitClaim | None:
    """Where the form was filled in. Forms that tell of one place and one arrival belong to one visit."""
    station = collected.visit.get("station", "").strip()
    if not station:
        return None
    arrival = collected.visit.get("arrival", "").strip()
    answered = collected.answers.get(form.compiled.fills.get("arrival", ""))
    told = arrival or (answered if isinstance(answered, str) else "")
    who = f"{sender.mission_id}:{sender.team_id or f'member {sender.membership_id}'}"
    # Without a time of arrival nothing says that two forms are of one visit; an edit stays with its report.
    when = told or str(instance.deprecated_id or instance.client_id)
    return VisitClaim(visit_id(who, station, when), station, moment(arrival))


def moment(text: str) -> datetime | None:
    """A point in time as XForms write it ("2026-10-04T08:15:00.000+05:00"); None without an offset."""
    try:
        found = datetime.fromisoformat(text.strip())
        # What cannot be told in UTC (the first and last days of the calendar) cannot be stored.
        found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.utcoffset() is not None else None


def _attach(
    sender: Sender, report: UUID, asked: Mapping[str, str], files: Mapping[str, UploadedFile[bytes]]
) -> tuple[str, ...]:
    """Keep the files the form names. The first that cannot be kept is told, after the others were."""
    refused: list[Problem] = []
    for name, file in files.items():
        if name not in asked:
            continue
        named = {"report_id": report, "client_id": file_id(report, name), "question": asked[name]}
        try:
            attach(sender=sender, file=file, **named)  # type: ignore[arg-type]  # named as they are typed
        except Problem as problem:
            refused.append(Problem(problem.kind, f"{name}: {problem.detail}"))
    if refused:
        raise refused[0]
    return tuple(name for name in files if name not in asked)
