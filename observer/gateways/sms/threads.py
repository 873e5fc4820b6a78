"""The report that the messages of a member build: the same whatever order they came in, and however often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import connection
from uuid_utils.compat import uuid7

from observer.elections.models import Station
from observer.gateways.sms.book import AT_COMMISSION, Page
from observer.gateways.sms.models import SmsMessage, SmsThread
from observer.gateways.sms.parse import Parsed
from observer.missions.models import Mission
from observer.missions.senders import Sender, sender_of_member
from observer.reports.forms import forms_of
from observer.reports.intake import receive
from observer.reports.models import Report, Revision, Visit
from observer.reports.submission import PlaceClaim, Receipt, Submission, VisitClaim

# The day of a count ends when its night does.
NIGHT = timedelta(hours=5)
_LOCK = 0x534D53  # advisory locks of this door
# Nobody can answer these in a first message, and a later one may.
_STILL_TO_COME = "required"


@dataclass(frozen=True, slots=True)
class Stored:
    """`receipt`: of the revision that stands; `doubtful`: questions of this message the form doubts."""

    receipt: Receipt
    doubtful: tuple[str, ...]


def thread_of(mission: Mission, membership_id: int, parsed: Parsed, message: SmsMessage) -> SmsThread:
    """The thread a message belongs to, begun by its first message; locked until the transaction ends."""
    assert parsed.page is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, membership_id])
    sender = sender_of_member(membership_id)
    day = _day(mission, parsed, message.sent_at)
    own_event = parsed.page.phase == "incident" and parsed.number is None
    named = {
        "mission_id": mission.pk,
        "membership_id": membership_id,
        "checklist_id": parsed.page.checklist_id,
        "place": parsed.place[:64],
        "day": day,
        # Each incident is an event of its own, unless its number says that it was told of before.
        "number": str(message.pk) if own_event else f"#{parsed.number or 1}",
    }
    found = SmsThread.objects.filter(**named).first()
    if found is not None:
        return found
    visit = _visit_that_goes_on(sender, parsed, message.sent_at)
    report = None if own_event or (parsed.number or 1) > 1 else _report_of(visit, sender, parsed.page)
    return SmsThread.objects.create(
        **named,
        report_client_id=report.client_id if report else uuid7(),
        visit_client_id=visit.client_id if visit else uuid7(),
    )


def build(thread: SmsThread, page: Page, message: SmsMessage, now: datetime) -> Stored:
    """Fold all messages of the thread and hand the report to intake, unless it says that already."""
    sender = sender_of_member(thread.membership_id)
    report = _report(thread)
    answers, made_at = _folded(thread, page, report, min(message.sent_at, now))
    form = forms_of(thread.mission_id, [page.version])[page.version]
    checked = form.compiled.check(answers, now=made_at)
    doubtful = tuple(
        one.question
        for one in checked.problems
        if one.code != _STILL_TO_COME and message.answers.get(one.question)
    )
    current = report.current if report else None
    if current is not None and bytes(current.content_hash) == checked.content_hash():
        same = Receipt(current.client_id, 200, current.receipt_code, current.received_at)
        return Stored(same, doubtful)
    submission = _submission(thread, page, message, answers, made_at, current)
    [receipt] = receive(sender=sender, submissions=[submission], now=now)
    return Stored(receipt, doubtful)


def _submission(
    thread: SmsThread,
    page: Page,
    message: SmsMessage,
    answers: Mapping[str, Any],
    made_at: datetime,
    current: Revision | None,
) -> Submission:
    """The original, or the correction of what stands. Its id is the message's: sent twice, it is one."""
    revision_id = uuid5(thread.report_client_id, f"{message.channel_id}:{message.gateway_id}")
    offset = made_at.utcoffset()
    at_commission = page.phase == AT_COMMISSION
    visits = bool(thread.place) and not at_commission
    return Submission(
        client_id=revision_id if current else thread.report_client_id,
        report_id=thread.report_client_id,
        form=page.version,
        answers=answers,
        made_at=made_at,
        made_offset_minutes=int(offset.total_seconds() // 60) if offset else 0,
        replaces=current.client_id if current else None,
        reason="SMS" if current else "",
        visit=VisitClaim(thread.visit_client_id, thread.place) if visits else None,
        place=_place(thread, at_commission),
        channel=Revision.Channel.SMS.value,
    )


def _place(thread: SmsThread, at_commission: bool) -> PlaceClaim | None:
    if at_commission:
        return PlaceClaim("commission", thread.place)
    return None if thread.place else PlaceClaim("none")


def _folded(
    thread: SmsThread, page: Page, report: Report | None, latest: datetime
) -> tuple[dict[str, Any], datetime]:
    """All answers of the thread, the later message winning; by the time each was sent, then by its id.

    What came through another door meanwhile (a correction on the phone, by headquarters) stands below the
    messages that arrived after it.
    """
    base = _newest_of_another_door(report)
    answers: dict[str, Any] = dict(base.answers or {}) if base else {}
    messages = thread.messages.filter(state__in=[SmsMessage.State.TAKEN, SmsMessage.State.SETTLED])
    if base is not None:
        messages = messages.filter(received_at__gt=base.received_at)
    for one in messages.order_by("sent_at", "gateway_id"):
        latest = max(latest, one.sent_at)
        for code, answer in one.answers.items():
            if answer == "":
                answers.pop(code, None)
            else:
                answers[code] = answer
    return _with_place(answers, thread, page), latest


def _with_place(answers: dict[str, Any], thread: SmsThread, page: Page) -> dict[str, Any]:
    """An incident told of under a station was at that station, unless its answers say otherwise."""
    if page.phase == "incident":
        asked = next((one for one in page.definition.questions() if one.fills == "place"), None)
        if asked is not None:
            answers.setdefault(asked.code, "this_station" if thread.place else "none")
    return answers


def _newest_of_another_door(report: Report | None) -> Revision | None:
    """The last revision that is not from this door, in the chain that leads to the current one."""
    if report is None or report.current_id is None:
        return None
    revisions = {one.pk: one for one in Revision.objects.filter(report=report.pk)}
    one = revisions.get(report.current_id)
    while one is not None and one.channel == Revision.Channel.SMS:
        one = revisions.pop(one.replaces_id, None) if one.replaces_id else None
    return one


def _report(thread: SmsThread) -> Report | None:
    found = Report.objects.filter(client_id=thread.report_client_id, mission=thread.mission_id)
    return found.select_related("current").first()


def _day(mission: Mission, parsed: Parsed, sent_at: datetime) -> date:
    """The day of the place's own clock, which lasts until five in the morning."""
    station = (
        Station.objects.filter(election=mission.election_id, code=parsed.place)
        .select_related("region")
        .first()
        if parsed.place_known and parsed.place
        else None
    )
    zone = (station.time_zone or station.region.time_zone) if station else ""
    local = sent_at.astimezone(ZoneInfo(zone or mission.election.default_time_zone))
    return (local - NIGHT).date()


def _visit_that_goes_on(sender: Sender, parsed: Parsed, sent_at: datetime) -> Visit | None:
    """The team's newest visit to this station of the last half day: two doors, one visit."""
    if sender.team_id is None or not parsed.place_known or not parsed.place:
        return None
    since = sent_at - timedelta(hours=12)
    visits = Visit.objects.filter(team=sender.team_id, mission=sender.mission_id, received_at__gt=since)
    return visits.filter(station__code=parsed.place, departure__isnull=True).order_by("-id").first()


def _report_of(visit: Visit | None, sender: Sender, page: Page) -> Report | None:
    """What this member has sent by this form in this visit already: the messages add to it."""
    if visit is None:
        return None
    mine = Report.objects.filter(visit=visit, author=sender.membership_id, checklist=page.checklist_id)
    return mine.filter(withdrawal__isnull=True).order_by("-id").first()


def report_id_of(message: SmsMessage) -> UUID | None:
    """The report a message went into, by its phone's id."""
    return message.thread.report_client_id if message.thread else None
