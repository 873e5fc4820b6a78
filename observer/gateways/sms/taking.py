"""From the webhook to the report: stored first, then read; a receipt is put into the outbox with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from observer.gateways.sms import receipts
from observer.gateways.sms.adapters.base import Inbound, Part
from observer.gateways.sms.models import SmsChannel, SmsMessage, SmsNumber
from observer.gateways.sms.numbers import correspondent, telephone_of
from observer.gateways.sms.outbox import bounced, queue_reply
from observer.gateways.sms.parse import Kind, Parsed, parse
from observer.gateways.sms.sealing import TEXT, is_subscriber, seal, text_hash, unseal
from observer.gateways.sms.shelf import book_of, place_finder
from observer.gateways.sms.threads import build, thread_of
from observer.missions.models import Membership, Mission
from observer.problems import Problem
from observer.reports.wording import problem_of

# Longer than any phone sends; what is beyond is not read.
MOST_CHARACTERS = 3_000
# A part that has not come by then is told of; one that comes within a day is still joined.
PATIENCE = timedelta(minutes=10)
JOINED_WITHIN = timedelta(days=1)
SWEPT_AFTER = timedelta(seconds=20)
State = SmsMessage.State

log = structlog.get_logger(__name__)


def receive_messages(*, channel: SmsChannel, inbound: Sequence[Inbound], now: datetime | None = None) -> int:
    """Store what a gateway delivered and read it; what was delivered before is passed over.

    Returns how many were new. Once stored nothing is lost: what cannot be read now, `sweep` reads later.
    """
    at = now or timezone.now()
    new = [pk for one in inbound if (pk := _store(channel, one, at)) is not None]
    for message_id in new:
        take_safely(message_id, at)
    return len(new)


def take_safely(message_id: int, now: datetime) -> bool:
    """Read a message; whatever goes wrong, it stays where it is and is read again."""
    try:
        take(message_id=message_id, now=now)
    except (Problem, DatabaseError):
        log.exception("sms.not_taken", message=message_id)
        return False
    return True


@transaction.atomic
def take(*, message_id: int, now: datetime) -> str:
    """Read one stored message, once. Returns its state."""
    message = _locked(message_id)
    if message.state != State.RECEIVED:
        return str(message.state)
    number = message.number
    text = _text(message)
    if number.source == SmsNumber.Source.REJECTED:
        return _set(message, State.REJECTED)
    if message.part_total > 1:
        whole = _join(message, now)
        if whole is None:
            return _set(message, State.PART)
        message, text = whole
    if not is_subscriber(telephone_of(number) or "") or bounced(number, text, now):
        return _set(message, State.AUTOMATIC)
    if number.membership is None:
        return _set(message, State.STRANGER)
    return read_text(message, number.membership, text, now)


def read_text(message: SmsMessage, member: Membership, text: str, now: datetime) -> str:
    """What a member's text says, taken in and answered. Returns the message's new state."""
    mission = member.mission
    parsed = parse(text[:MOST_CHARACTERS], book_of(mission), place_finder(mission))
    if parsed.kind == Kind.STOP:
        return _set(message, State.AUTOMATIC)
    if parsed.kind == Kind.HELP:
        _answer(message, mission, receipts.how_to_write(_language(message, mission)), now)
        return _set(message, State.HELP)
    if parsed.kind != Kind.REPORT:
        pieces = [one.written for one in parsed.unclear]
        language = _language(message, mission)
        told = receipts.not_understood(pieces, language, form_known=parsed.page is not None)
        _answer(message, mission, told, now)
        return _set(message, State.UNCLEAR)
    return _take_report(message, member, parsed, now)


def _take_report(message: SmsMessage, member: Membership, parsed: Parsed, now: datetime) -> str:
    assert parsed.page is not None
    mission = member.mission
    thread = thread_of(mission, member.pk, parsed, message)
    message.thread, message.answers, message.state = thread, dict(parsed.answers), State.TAKEN
    message.save(update_fields=["thread", "answers", "state"])
    stored = build(thread, parsed.page, message, now)
    if (problem := problem_of(stored.receipt)) is not None:
        raise problem
    tags = {one.code: one.tag for one in parsed.page.asked}
    told = receipts.Told(
        code=stored.receipt.code,
        form=parsed.page.tag,
        place=parsed.place,
        number=parsed.number,
        taken=len(parsed.answers),
        unclear=[one.written for one in parsed.unclear],
        doubtful=[tags[code] for code in stored.doubtful if code in tags],
        notices=stored.receipt.notices,
    )
    _answer(message, mission, receipts.receipt(told, _language(message, mission)), now)
    return str(State.TAKEN)


@transaction.atomic
def _store(channel: SmsChannel, one: Inbound, now: datetime) -> int | None:
    """The row of a message; None when the gateway delivered it before."""
    number = correspondent(channel.mission, one.sender)
    text = one.text.replace("\0", "")
    part = one.part or Part("", 1, 1)
    sent_at = min(one.sent_at, now) if one.sent_at else now
    SmsMessage.objects.bulk_create(
        [
            message := SmsMessage(
                mission_id=channel.mission_id,
                channel=channel,
                number=number,
                membership=number.membership,
                gateway_id=one.gateway_id[:128],
                body_sealed=seal(channel.mission_id, text, owner=number.membership, what=TEXT),
                body_hash=text_hash(channel.mission_id, text),
                sent_at=sent_at,
                received_at=now,
                part_reference=part.reference[:64],
                part_number=part.number,
                part_total=part.total,
            )
        ],
        ignore_conflicts=True,
    )
    # With conflicts ignored the row does not tell whether it got in.
    stored = SmsMessage.objects.filter(channel=channel, gateway_id=message.gateway_id, state=State.RECEIVED)
    return stored.values_list("pk", flat=True).first()


def _locked(message_id: int) -> SmsMessage:
    """The message with its number locked before it, in the order every message of a number takes."""
    number = SmsMessage.objects.values_list("number_id", flat=True).get(pk=message_id)
    SmsNumber.objects.select_for_update().get(pk=number)
    related = ("number__membership__mission__election", "membership", "channel__mission")
    message: SmsMessage = SmsMessage.objects.select_related(*related).get(pk=message_id)
    return message


def _join(last: SmsMessage, now: datetime) -> tuple[SmsMessage, str] | None:
    """The first part and the whole text, once all parts are there; None while one is missing."""
    SmsMessage.objects.filter(pk=last.pk).update(state=State.PART)
    waits = Q(state__in=[State.PART, State.TORN]) | Q(state=State.JOINED, whole__state=State.TORN)
    parts = SmsMessage.objects.filter(
        waits,
        number=last.number,
        channel=last.channel,
        part_reference=last.part_reference,
        part_total=last.part_total,
        received_at__gt=now - JOINED_WITHIN,
    )
    related = ("number__membership__mission__election", "membership", "channel__mission")
    by_number = {one.part_number: one for one in parts.select_related(*related).order_by("-pk")}
    if len(by_number) < last.part_total:
        return None
    in_order = [by_number[number] for number in sorted(by_number)]
    first = in_order[0]
    SmsMessage.objects.filter(pk=first.pk).update(whole=None)
    SmsMessage.objects.filter(pk__in=[one.pk for one in in_order[1:]]).update(state=State.JOINED, whole=first)
    return first, "".join(map(_text, in_order))


def _text(message: SmsMessage) -> str:
    """What was written; empty where its writer was erased."""
    opened = unseal(message.mission_id, bytes(message.body_sealed), owner=message.membership, what=TEXT)
    return opened or ""


def whole_text(message: SmsMessage) -> str:
    """The text of a message with all its parts, in their order."""
    if message.part_total == 1:
        return _text(message)
    parts = [message, *message.parts.all()]
    return "".join(map(_text, sorted(parts, key=lambda one: one.part_number)))


def _language(message: SmsMessage, mission: Mission) -> str:
    return message.number.language or next(iter(mission.languages), "en")


def _answer(message: SmsMessage, mission: Mission, text: str, now: datetime) -> None:
    queue_reply(channel=message.channel, number=message.number, text=text, message=message, now=now)


def _set(message: SmsMessage, state: SmsMessage.State) -> str:
    message.state = state
    message.save(update_fields=["state"])
    return str(state)


def sweep(now: datetime | None = None) -> int:
    """Read what was stored and not read, and tell of long messages of which a part never came."""
    at = now or timezone.now()
    unread = SmsMessage.objects.filter(state=State.RECEIVED, received_at__lt=at - SWEPT_AFTER)
    taken = sum(take_safely(pk, at) for pk in unread.order_by("pk").values_list("pk", flat=True)[:200])
    torn = SmsMessage.objects.filter(state=State.PART, received_at__lt=at - PATIENCE)
    for pk in torn.order_by("pk").values_list("pk", flat=True)[:200]:
        _give_up(pk, at)
        taken += 1
    return taken


@transaction.atomic
def _give_up(message_id: int, now: datetime) -> None:
    """One answer for all parts that came of a message."""
    message = _locked(message_id)
    if message.state != State.PART:
        return
    _set(message, State.TORN)
    others = SmsMessage.objects.filter(
        number=message.number,
        channel=message.channel,
        part_reference=message.part_reference,
        state=State.PART,
    )
    others.update(state=State.JOINED, whole=message)
    if message.number.membership is not None:
        mission = message.number.membership.mission
        _answer(message, mission, receipts.a_part_is_missing(_language(message, mission)), now)
