"""Whose number is it? Asked of the register, or answered by a coordinator."""

from __future__ import annotations

import os

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.gateways.sms.models import SmsMessage, SmsNumber
from observer.gateways.sms.sealing import NUMBER, TEXT, is_subscriber, number_index, seal, unseal
from observer.journal.record import record
from observer.missions.access import GRANTS, Act, require
from observer.missions.models import Membership, Mission, PersonalRecord
from observer.missions.roles import Role
from observer.problems import CONFLICT, INVALID, NOT_FOUND, Problem

Source = SmsNumber.Source
_REPORTING = tuple(role.value for role in Role if Act.FILE_REPORT in GRANTS[role])


def correspondent(mission: Mission, sender: str) -> SmsNumber:
    """The row of a number, made when it first writes, and locked until this transaction ends.

    Messages of one number are so read one after the other. Follows the register, unless a person has said
    whose the number is.
    """
    index = number_index(mission.pk, sender)
    SmsNumber.objects.bulk_create(
        [
            SmsNumber(
                mission_id=mission.pk,
                number_index=index,
                number_sealed=seal(mission.pk, sender, owner=None, what=NUMBER),
                source=Source.UNKNOWN,
            )
        ],
        ignore_conflicts=True,
    )
    number = SmsNumber.objects.select_for_update().get(mission=mission.pk, number_index=index)
    if number.source in {Source.REGISTER, Source.UNKNOWN}:
        _follow_register(number)
    return number


def telephone_of(number: SmsNumber) -> str | None:
    """The number itself; None where its owner was erased."""
    return unseal(number.mission_id, bytes(number.number_sealed), owner=number.membership, what=NUMBER)


@transaction.atomic
def show_number(*, number: SmsNumber, by: Membership) -> str:
    """The number, for somebody who may see names; the journal keeps who looked. Raises Problem."""
    require(by, Act.SEE_NAMES, mission_id=number.mission_id)
    telephone = telephone_of(number)
    if telephone is None:
        raise Problem(NOT_FOUND, _("Nothing is stored about this person, or it was erased."))
    _tell("sms.number_shown", by, number)
    return telephone


@transaction.atomic
def assign_number(*, number: SmsNumber, member: Membership, by: Membership) -> None:
    """Say whose a number is. What waits of it may then be taken in (`taking.take_waiting`).

    Raises Problem: FORBIDDEN, CONFLICT when the member files no reports or has left.
    """
    require(by, Act.WORK_MESSAGES, mission_id=number.mission_id)
    if member.mission_id != by.mission_id or member.role not in _REPORTING or hasattr(member, "end"):
        raise Problem(CONFLICT, _("This member files no reports."))
    locked = SmsNumber.objects.select_for_update().get(pk=number.pk)
    _belongs_to(locked, member, Source.ASSIGNED, by)
    _tell("sms.number_assigned", by, number, member)


@transaction.atomic
def add_number(*, telephone: str, member: Membership, by: Membership) -> SmsNumber:
    """A number a coordinator knows before it has written. Raises Problem as `assign_number`, and INVALID."""
    require(by, Act.WORK_MESSAGES, mission_id=member.mission_id)
    if not is_subscriber(telephone):
        detail = _("A telephone number has at least nine digits.")
        raise Problem(INVALID, errors=[{"field": "telephone", "code": "invalid", "detail": detail}])
    number = correspondent(by.mission, telephone)
    assign_number(number=number, member=member, by=by)
    return number


@transaction.atomic
def release_number(*, number: SmsNumber, by: Membership) -> None:
    """A number that was assigned or turned away is again what the register says of it. Raises Problem."""
    require(by, Act.WORK_MESSAGES, mission_id=number.mission_id)
    locked = SmsNumber.objects.select_for_update().get(pk=number.pk)
    if locked.source not in {Source.ASSIGNED, Source.REJECTED}:
        raise Problem(CONFLICT, _("This number follows the register of people. Change it there."))
    _belongs_to(locked, None, Source.UNKNOWN, by)
    _follow_register(locked)
    _tell("sms.number_released", by, number)


@transaction.atomic
def reject_number(*, number: SmsNumber, by: Membership) -> int:
    """Turn a number away: what waits of it is put away, what still comes is kept and not answered.

    Returns how many messages were put away. Raises Problem FORBIDDEN, CONFLICT for a member's number.
    """
    require(by, Act.WORK_MESSAGES, mission_id=number.mission_id)
    locked = SmsNumber.objects.select_for_update().get(pk=number.pk)
    if locked.membership_id is not None:
        raise Problem(CONFLICT, _("This number belongs to a member."))
    _belongs_to(locked, None, Source.REJECTED, by)
    waiting = SmsMessage.objects.filter(number=locked, state__in=SmsMessage.WAITING)
    put_away = waiting.update(state=SmsMessage.State.REJECTED, entered_by=by, entered_at=timezone.now())
    _tell("sms.number_rejected", by, number)
    return put_away


@transaction.atomic
def set_language(*, number: SmsNumber, language: str, by: Membership) -> None:
    """In which language this number's receipts are written; "" for the mission's first. Raises Problem."""
    require(by, Act.WORK_MESSAGES, mission_id=number.mission_id)
    if language and language not in by.mission.languages:
        raise Problem(INVALID, _("The mission does not speak this language."))
    SmsNumber.objects.filter(pk=number.pk).update(language=language)


def forget_numbers(membership: Membership) -> int:
    """The erasure of a person: no number leads to them any more. Their key is destroyed by `retention`."""
    numbers = list(SmsNumber.objects.filter(membership=membership))
    for number in numbers:
        # Random, not empty: the index is unique in its mission.
        number.number_index = os.urandom(32)
        number.number_sealed = b""
        number.save(update_fields=["number_index", "number_sealed"])
    return len(numbers)


def _follow_register(number: SmsNumber) -> None:
    """The member at work with this telephone, if there is exactly one; else one who has left, likewise."""
    records = PersonalRecord.objects.filter(
        mission=number.mission_id,
        telephone_index=bytes(number.number_index),
        membership__role__in=_REPORTING,
    )
    working = list(records.filter(membership__end__isnull=True).select_related("membership")[:2])
    found = working or list(records.select_related("membership")[:2])
    owner = found[0].membership if len(found) == 1 else None
    if (owner and owner.pk) != number.membership_id:
        _belongs_to(number, owner, Source.REGISTER if owner else Source.UNKNOWN, None)


def _belongs_to(number: SmsNumber, owner: Membership | None, source: str, by: Membership | None) -> None:
    """Write down whose it is, and seal it and what was not read yet under the key that is now right."""
    telephone = telephone_of(number)
    if telephone is None:
        raise Problem(CONFLICT, _("Nothing is stored about this person, or it was erased."))
    number.number_sealed = seal(number.mission_id, telephone, owner=owner, what=NUMBER)
    number.membership, number.source = owner, source
    number.settled_by, number.settled_at = by, timezone.now() if by else None
    number.save(update_fields=["number_sealed", "membership", "source", "settled_by", "settled_at"])
    for message in SmsMessage.objects.filter(number=number, state__in=_UNREAD).select_related("membership"):
        text = unseal(message.mission_id, bytes(message.body_sealed), owner=message.membership, what=TEXT)
        if text is not None:
            message.body_sealed = seal(message.mission_id, text, owner=owner, what=TEXT)
            message.membership = owner
            message.save(update_fields=["body_sealed", "membership"])


_UNREAD = (*SmsMessage.WAITING, SmsMessage.State.RECEIVED, SmsMessage.State.PART)


def _tell(act: str, by: Membership, number: SmsNumber, member: Membership | None = None) -> None:
    record(
        act=act,
        mission_id=by.mission_id,
        user_id=by.user_id,
        subject="sms_number",
        subject_id=number.pk,
        detail={"member": member.code} if member else {},
    )
