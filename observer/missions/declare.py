"""Declaring who the mission is: the verb behind the form of its transparency page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from observer.missions.access import Act, require
from observer.missions.models import Membership, Mission
from observer.missions.profile import Fault, Profile, read
from observer.missions.witness import record
from observer.problems import INVALID, Problem


@transaction.atomic
def declare_profile(*, membership: Membership, written: Mapping[str, Any]) -> Profile:
    """Replace the mission's declaration; the journal keeps which parts changed, the history what they were.

    Raises Problem FORBIDDEN for roles that may not, INVALID naming every field that cannot be read.
    """
    require(membership, Act.DECLARE_PROFILE)
    profile, faults = read(written)
    if faults:
        raise Problem(INVALID, errors=[_error(fault) for fault in faults])
    mission = Mission.objects.select_for_update().get(pk=membership.mission_id)
    before, after = mission.profile, profile.as_json()
    changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    if changed:
        mission.profile = after
        mission.save(update_fields=["profile"])
        record(
            act=Act.DECLARE_PROFILE,
            mission_id=mission.pk,
            user_id=membership.user_id,
            subject="mission",
            subject_id=mission.pk,
            detail={"changed": changed},
        )
    return profile


def _error(fault: Fault) -> dict[str, str]:
    return {"field": fault.field, "code": fault.code, "detail": _detail(fault)}


def _detail(fault: Fault) -> str:
    match fault.code:
        case "order":
            return _("The last day is before the first.")
        case "range":
            return _("This is more than can be right.")
        case _:
            return _("This cannot be read.")
