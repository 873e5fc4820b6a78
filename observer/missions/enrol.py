"""How a phone becomes a member's device, once; and how it stops being one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.missions.access import Act, require
from observer.missions.codes import new_code, normalised
from observer.missions.models import Enrolment, EnrolmentUse, Membership, MissionDevice
from observer.missions.witness import record
from observer.people.models import Device, DeviceRevocation
from observer.people.tokens import new_token, token_hash
from observer.problems import CONFLICT, GONE, INVALID, Problem

INVITATION = timedelta(days=3)
LONGEST_INVITATION = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a phone keeps: its token is shown here and never again. `device_id` is a `people.Device`."""

    token: str
    membership: Membership
    device_id: int


@transaction.atomic
def invite(*, membership: Membership, by: Membership | None, lifetime: timedelta = INVITATION) -> str:
    """A one-time code that enrols one phone for `membership`; only its keyed hash is kept.

    `by` is empty only for the installation itself (the demo, a loaded example). Raises Problem when `by`
    may not enrol phones for this member, when the member files no reports, when the lifetime is not
    between a moment and thirty days.
    """
    if by is not None:
        require(by, Act.ENROL_DEVICE, mission_id=membership.mission_id, region=membership.base_region())
    require(membership, Act.FILE_REPORT)
    if not timedelta() < lifetime <= LONGEST_INVITATION:
        raise Problem(INVALID, _("An invitation lasts up to thirty days."))
    code = new_code()
    made = Enrolment.objects.create(
        mission_id=membership.mission_id,
        membership=membership,
        code_hash=token_hash(code),
        created_by=by,
        expires_at=timezone.now() + lifetime,
    )
    record(
        act="invite_device",
        mission_id=membership.mission_id,
        user_id=by.user_id if by else None,
        subject="enrolment",
        subject_id=made.pk,
        detail={"member": membership.code},
    )
    return code


@transaction.atomic
def enrol(*, code: str, label: str = "") -> Enrolled:
    """Turn a code into a device; of two that use it at once the database lets one through.

    `label` is what the person calls the phone, up to 80 characters. Raises Problem GONE, the same for a
    code that is unknown, used or out of time and for a member who has left: whoever guesses learns nothing.
    """
    enrolment = open_enrolment(code)
    if enrolment is None:
        raise Problem(GONE, _("Ask your coordinator for a new one."))
    membership, token = enrolment.membership, new_token()
    device = Device.objects.create(
        user_id=membership.user_id, token_hash=token_hash(token), label=label.strip()[:80]
    )
    mission = {"mission_id": membership.mission_id}
    bound = MissionDevice.objects.create(**mission, membership=membership, device=device)
    try:
        EnrolmentUse.objects.create(**mission, enrolment=enrolment, device=bound)
    except IntegrityError as error:
        raise Problem(GONE, _("Ask your coordinator for a new one.")) from error
    record(
        act="enrol_device",
        **mission,
        user_id=membership.user_id,
        device_id=device.pk,
        subject="enrolment",
        subject_id=enrolment.pk,
    )
    return Enrolled(token, membership, device.pk)


def open_enrolment(code: str) -> Enrolment | None:
    """The enrolment `code` opens at this moment, without using it; None when there is none."""
    spelled = normalised(code)
    if spelled is None:
        return None
    return (
        Enrolment.objects.select_related("membership__mission", "membership__user")
        .filter(code_hash=token_hash(spelled), expires_at__gt=timezone.now())
        .filter(use__isnull=True, withdrawal__isnull=True)
        .filter(membership__end__isnull=True, membership__user__is_active=True)
        .first()
    )


@transaction.atomic
def revoke_device(*, device: MissionDevice, by: Membership, reason: str) -> DeviceRevocation:
    """Take a phone's word away: from now on what it sends is held apart, and it fetches nothing.

    Raises Problem when `by` may not, when no reason is given, and when it was revoked before.
    """
    require(by, Act.REVOKE_DEVICE, mission_id=device.mission_id, region=device.membership.base_region())
    if not reason.strip():
        detail = _("Say why.")
        raise Problem(INVALID, detail, errors=[{"field": "reason", "code": "required", "detail": detail}])
    if DeviceRevocation.objects.filter(device=device.device_id).exists():
        raise Problem(CONFLICT, _("This phone was revoked before."))
    revocation = DeviceRevocation.objects.create(
        device_id=device.device_id, revoked_by_id=by.user_id, reason=reason.strip()[:200]
    )
    record(
        act="revoke_device",
        mission_id=device.mission_id,
        user_id=by.user_id,
        device_id=device.device_id,
        subject="device",
        subject_id=device.device_id,
    )
    return revocation
