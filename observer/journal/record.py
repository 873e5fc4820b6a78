"""Writing down who did what. An entry holds codes and ids: never a name, a position or an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from observer.journal.models import Entry


def entry(
    *,
    act: str,
    mission_id: int | None,
    user_id: int | None = None,
    device_id: int | None = None,
    subject: str = "",
    subject_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Entry:
    """An entry not yet saved, for writing many at once. `at` is now unless given."""
    return Entry(
        act=act,
        mission_id=mission_id,
        user_id=user_id,
        device_id=device_id,
        subject=subject,
        subject_id=subject_id,
        detail=dict(detail or {}),
        at=at or timezone.now(),
    )


def record(*, using: str = "default", **written: Any) -> Entry:
    """Write one entry (the arguments of `entry`), in the transaction that is open on `using`."""
    made = entry(**written)
    made.save(force_insert=True, using=using)
    return made
