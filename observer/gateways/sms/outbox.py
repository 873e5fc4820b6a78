"""Texts on their way out: one row each, written with what it answers; nothing waits for the broker."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError
from uuid_utils.compat import uuid7

from observer.celery import app
from observer.gateways.sms.models import SmsChannel, SmsMessage, SmsNumber, SmsReply
from observer.gateways.sms.sealing import TEXT, seal, text_hash
from observer.gateways.sms.segments import segments

# More than anybody writes; two machines that answer one another come to an end here.
MOST_AN_HOUR = 20
BOUNCE = timedelta(days=1)
SEND = "gateways.send_texts"

log = structlog.get_logger(__name__)


def queue_reply(
    *, channel: SmsChannel, number: SmsNumber, text: str, message: SmsMessage | None, now: datetime
) -> SmsReply:
    """Put a text into the outbox, at most one for a message. Beyond the hour's measure it is held back."""
    if message is not None and (before := SmsReply.objects.filter(message=message).first()) is not None:
        return before
    lately = SmsReply.objects.filter(number=number, made_at__gt=now - timedelta(hours=1))
    too_many = lately.exclude(state=SmsReply.State.WITHHELD).count() >= MOST_AN_HOUR
    reply = SmsReply.objects.create(
        mission_id=channel.mission_id,
        channel=channel,
        number=number,
        message=message,
        reference=uuid7(),
        membership=number.membership,
        text_sealed=seal(channel.mission_id, text, owner=number.membership, what=TEXT),
        text_hash=text_hash(channel.mission_id, text),
        segments=segments(text),
        made_at=now,
        next_at=now,
        state=SmsReply.State.WITHHELD if too_many else SmsReply.State.QUEUED,
    )
    if not too_many:
        transaction.on_commit(announce)
    return reply


def bounced(number: SmsNumber, text: str, now: datetime) -> bool:
    """Whether a number sends back what was sent to it: a machine that must not be answered."""
    sent = SmsReply.objects.filter(number=number, made_at__gt=now - BOUNCE)
    return bool(text) and sent.filter(text_hash=text_hash(number.mission_id, text)).exists()


def announce() -> None:
    """Tell the worker. When the broker cannot, the timetable finds the row all the same."""
    try:
        app.send_task(SEND, retry=False, expires=60)
    except (OperationalError, RedisError, OSError) as error:
        log.warning("sms.not_announced", exc_info=error)
