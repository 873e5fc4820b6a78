"""Legal holds: what may be needed as evidence is not erased while one stands."""

from __future__ import annotations

from django.db import connections, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from observer.missions.access import Act, require
from observer.missions.models import LegalHold, LegalHoldLift, Membership
from observer.missions.witness import record
from observer.problems import CONFLICT, INVALID, Problem


@transaction.atomic
def place_hold(*, by: Membership, reason: str, membership: Membership | None = None) -> LegalHold:
    """Stop erasure for one member, or for the whole mission. Raises Problem."""
    require(by, Act.HOLD_ERASURE, mission_id=membership.mission_id if membership else None)
    _require_reason(reason)
    take_turns(by.mission_id)
    hold = LegalHold.objects.create(
        mission_id=by.mission_id, membership=membership, placed_by=by, reason=reason.strip()
    )
    record(
        act="hold_erasure",
        mission_id=by.mission_id,
        user_id=by.user_id,
        subject="legal_hold",
        subject_id=hold.pk,
    )
    return hold


@transaction.atomic
def lift_hold(*, hold: LegalHold, by: Membership, reason: str) -> LegalHoldLift:
    """Let erasure go on. Raises Problem, also when the hold was lifted before."""
    require(by, Act.HOLD_ERASURE, mission_id=hold.mission_id)
    _require_reason(reason)
    take_turns(by.mission_id)
    if LegalHoldLift.objects.filter(hold=hold).exists():
        raise Problem(CONFLICT, _("This hold was lifted before."))
    lift = LegalHoldLift.objects.create(
        mission_id=hold.mission_id, hold=hold, lifted_by=by, reason=reason.strip()
    )
    record(
        act="lift_hold",
        mission_id=by.mission_id,
        user_id=by.user_id,
        subject="legal_hold",
        subject_id=hold.pk,
    )
    return lift


def is_held(membership: Membership, *, using: str = "default") -> bool:
    """Whether a hold stands on the member or on their whole mission."""
    about = Q(membership=None) | Q(membership=membership.pk)
    return LegalHold.objects.using(using).filter(about, mission=membership.mission_id, lift=None).exists()


def take_turns(mission_id: int, *, using: str = "default") -> None:
    """Wait until no other transaction holds or erases in this mission; ours ends the turn."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"legal hold in mission {mission_id}"]
        )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Problem(INVALID, _("Say why."), errors=[{"field": "reason", "code": "required"}])
