"""App users: phones with ODK Collect that report for a member. Made here; shut out as every phone is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from observer.gateways.openrosa.models import AppUser
from observer.missions.access import Act, require
from observer.missions.models import Membership, MissionDevice
from observer.missions.witness import record
from observer.people.models import Device
from observer.people.tokens import new_token, token_hash


@dataclass(frozen=True, slots=True)
class NewAppUser:
    """The token is shown once, as part of the QR code, and never again."""

    token: str
    app_user: AppUser


@transaction.atomic
def make_app_user(*, membership: Membership, by: Membership) -> NewAppUser:
    """A new app user of `membership`; a member may have several, one for each phone.

    Raises Problem FORBIDDEN when `by` may not enrol phones for this member, or the member files no reports.
    """
    require(by, Act.ENROL_DEVICE, mission_id=membership.mission_id, region=membership.base_region())
    require(membership, Act.FILE_REPORT)
    token = new_token()
    # No label: people write their names into such fields.
    device = Device.objects.create(user_id=membership.user_id, token_hash=token_hash(token))
    mission = {"mission_id": membership.mission_id}
    bound = MissionDevice.objects.create(**mission, membership=membership, device=device)
    made = AppUser.objects.create(**mission, device=bound, made_by=by)
    record(
        act="make_app_user",
        **mission,
        user_id=by.user_id,
        device_id=device.pk,
        subject="app_user",
        subject_id=made.pk,
        detail={"member": membership.code},
    )
    return NewAppUser(token, made)
