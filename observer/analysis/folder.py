"""The folder's round: every mission with work gets its turn, until nothing is left or the time is up."""

from __future__ import annotations

import socket
from collections import defaultdict
from datetime import timedelta
from time import monotonic

import structlog
from django.db import IntegrityError
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from observer.analysis.fold import FoldResult, fold
from observer.analysis.models import Folder
from observer.analysis.rebuild import rebuild
from observer.missions.models import Mission
from observer.reports.models import Pending

# A small batch shows soon; a large one costs less for each report. The limit grows while work is left.
SMALLEST_BATCH = 2_000
LARGEST_BATCH = 8_000

logger = structlog.get_logger(__name__)


def go_round(*, seconds: float = 20) -> int:
    """Fold what waits in all missions, a batch of each in turn; return how many events were folded."""
    limits: dict[int, int] = defaultdict(lambda: SMALLEST_BATCH)
    deadline = monotonic() + seconds
    folded = 0
    while True:
        note_seen()
        moved = 0
        for mission_id in missions_with_work():
            result = fold_or_rebuild(mission_id, limits[mission_id])
            limits[mission_id] = min(limits[mission_id] * 2, LARGEST_BATCH)
            moved += result.reports
        folded += moved
        if not moved or monotonic() > deadline:
            return folded


def missions_with_work() -> list[int]:
    """Missions with events to fold, or with figures whose version has still to move."""
    waiting = Exists(Pending.objects.filter(mission=OuterRef("pk")))
    return list(
        Mission.objects.filter(waiting | Q(fold_state__version_due=True))
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def fold_or_rebuild(mission_id: int, limit: int) -> FoldResult:
    """Fold; where the database refuses because a sum would fall below nought, add everything up anew.

    That cannot happen unless a row was changed past the project's own code; it is told loudly, and
    headquarters goes on with figures that are right.
    """
    try:
        return fold(mission_id=mission_id, limit=limit)
    except IntegrityError:
        logger.exception("tallies disagree with the reports; adding up anew", mission=mission_id)
        rebuild(mission_id=mission_id)
        return fold(mission_id=mission_id, limit=limit)


def note_seen() -> None:
    """Say that a folder of this machine is at work. At most once a second is enough for anybody."""
    now = timezone.now()
    seen = Folder.objects.filter(name=socket.gethostname())
    if not seen.filter(seen_at__gt=now - timedelta(seconds=1)).exists():
        Folder.objects.bulk_create(
            [Folder(name=socket.gethostname(), seen_at=now)],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["seen_at"],
        )
