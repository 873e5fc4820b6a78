"""What a coordinator does with messages that wait: take them in, type them anew, put them away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.gateways.sms.models import SmsMessage, SmsNumber
from observer.gateways.sms.parse import Kind, parse
from observer.gateways.sms.shelf import book_of, place_finder
from observer.gateways.sms.taking import read_text, whole_text
from observer.journal.record import record
from observer.missions.access import Act, require
from observer.missions.models import Membership
from observer.problems import CONFLICT, INVALID, Problem

State = SmsMessage.State
_RELATED = ("number__membership__mission__election", "membership", "channel__mission")


def take_waiting(*, number: SmsNumber, by: Membership, now: datetime | None = None) -> int:
    """Take in what waits of a number that is known now, in the order it came. Returns how many were read.

    Raises Problem FORBIDDEN.
    """
    require(by, Act.WORK_MESSAGES, mission_id=number.mission_id)
    waiting = SmsMessage.objects.filter(number=number, state=State.STRANGER).order_by("received_at", "pk")
    taken = 0
    for pk in waiting.values_list("pk", flat=True):
        taken += _take_one(pk, now or timezone.now())
    return taken


@transaction.atomic
def _take_one(message_id: int, now: datetime) -> bool:
    message = _locked(message_id)
    member = message.number.membership
    if message.state != State.STRANGER or member is None:
        return False
    read_text(message, member, whole_text(message), now)
    return True


@transaction.atomic
def enter_text(*, message: SmsMessage, text: str, by: Membership, now: datetime | None = None) -> None:
    """Take a message in as `text` says it, written as an observer writes; its sender stays the author.

    What was sent is kept as it was. Raises Problem: FORBIDDEN, CONFLICT when it waits no more or nobody knows
    whose number it is, INVALID with the pieces that are not understood.
    """
    require(by, Act.WORK_MESSAGES, mission_id=message.mission_id)
    locked = _locked(message.pk)
    member = locked.number.membership
    if locked.state not in SmsMessage.WAITING:
        raise Problem(CONFLICT, _("This message was settled before."))
    if member is None:
        raise Problem(CONFLICT, _("First say whose number this is."))
    parsed = parse(text, book_of(member.mission), place_finder(member.mission))
    if parsed.kind != Kind.REPORT or parsed.unclear:
        pieces = ", ".join(one.written for one in parsed.unclear) or text
        raise Problem(INVALID, _("Not understood: %(pieces)s") % {"pieces": pieces[:200]})
    read_text(locked, member, text, now or timezone.now())
    _settle(locked, by, "sms.message_entered")


@transaction.atomic
def put_away(*, message: SmsMessage, by: Membership) -> None:
    """It needs nothing more: it was settled by telephone, or says nothing. Raises Problem."""
    require(by, Act.WORK_MESSAGES, mission_id=message.mission_id)
    locked = _locked(message.pk)
    if locked.state not in SmsMessage.WAITING:
        raise Problem(CONFLICT, _("This message was settled before."))
    _settle(locked, by, "sms.message_put_away")


def _locked(message_id: int) -> SmsMessage:
    """The number first, as whoever takes messages does."""
    number = SmsMessage.objects.values_list("number_id", flat=True).get(pk=message_id)
    SmsNumber.objects.select_for_update().get(pk=number)
    message: SmsMessage = SmsMessage.objects.select_related(*_RELATED).get(pk=message_id)
    return message


def _settle(message: SmsMessage, by: Membership, act: str) -> None:
    message.state, message.entered_by, message.entered_at = State.SETTLED, by, timezone.now()
    message.save(update_fields=["state", "entered_by", "entered_at"])
    record(
        act=act,
        mission_id=by.mission_id,
        user_id=by.user_id,
        subject="sms_message",
        subject_id=message.pk,
    )
