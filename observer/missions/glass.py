"""Breaking the glass: an administrator opens what administrators do not see, for a while, in the open.

A reason is asked, it ends by itself, the journal keeps it, and the head of mission is told.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.missions.access import Act, may, require
from observer.missions.models import BreakGlass, Membership
from observer.missions.witness import record
from observer.problems import CONFLICT, INVALID, Problem

USUAL = timedelta(hours=1)
LONGEST = timedelta(hours=4)
# A reason that can be judged later takes a sentence.
SHORTEST_REASON = 15
# How long the head of mission is told after it was opened.
TOLD_FOR = timedelta(days=7)


@transaction.atomic
def break_glass(*, membership: Membership, reason: str, lifetime: timedelta = USUAL) -> BreakGlass:
    """Let an administrator read reports and names until `lifetime` has passed.

    Raises Problem FORBIDDEN for every other role, INVALID without a reason or beyond four hours, CONFLICT
    when the glass is broken already.
    """
    require(membership, Act.BREAK_GLASS)
    _check(reason, lifetime)
    now = timezone.now()
    if BreakGlass.objects.filter(membership=membership, expires_at__gt=now).exists():
        raise Problem(CONFLICT, _("Emergency access is already open for you."))
    opened = BreakGlass.objects.create(
        mission_id=membership.mission_id,
        membership=membership,
        reason=reason.strip(),
        expires_at=now + lifetime,
    )
    record(
        act="break_glass",
        mission_id=membership.mission_id,
        user_id=membership.user_id,
        subject="break_glass",
        subject_id=opened.pk,
        detail={"minutes": int(lifetime.total_seconds() // 60)},
    )
    return opened


def told_to(membership: Membership, now: datetime | None = None) -> QuerySet[BreakGlass]:
    """What the head of mission (and the auditor) is told: who opened what when and why, newest first."""
    since = (now or timezone.now()) - TOLD_FOR
    if not may(membership, Act.SEE_JOURNAL):
        return BreakGlass.objects.none()
    opened = BreakGlass.objects.filter(mission=membership.mission_id, opened_at__gte=since)
    return opened.select_related("membership").order_by("-opened_at")


def _check(reason: str, lifetime: timedelta) -> None:
    errors = []
    if len(reason.strip()) < SHORTEST_REASON:
        errors.append({"field": "reason", "code": "too-short", "detail": _("Say why, in a sentence.")})
    if not timedelta() < lifetime <= LONGEST:
        errors.append({"field": "lifetime", "code": "range", "detail": _("At most four hours.")})
    if errors:
        raise Problem(INVALID, errors=errors)
