"""When a register changes, the figures stand in other surroundings: what was kept of them is old."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from observer.reports.models import Pending


def changed(mission_ids: Collection[int]) -> None:
    """Have the fold move the version of these missions, in the transaction that is open."""
    now = timezone.now()
    Pending.objects.bulk_create([Pending(mission_id=one, created_at=now) for one in mission_ids])
