"""Sealing the journal: committed entries go under a seal in batches, each seal naming the one before.

Entries get their numbers before they commit, so a small number may appear after a larger one: there is no
mark below which everything is sealed. What has no seal yet is looked for instead, in the time since the
last seal and a margin before it that no transaction of the application outlives.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from observer.journal.digests import Written, entry_digest, seal_digest
from observer.journal.models import Entry, Seal, SealedEntry
from observer.missions.models import Mission

# The application's statements and pauses end after a minute each (settings.DATABASES); a full sweep finds
# what a longer transaction, or an entry dated back, left behind all the same.
MARGIN = timedelta(minutes=15)
BATCH = 5_000

FIELDS = ("id", "mission_id", "at", "act", "user_id", "device_id", "subject", "subject_id", "detail")


def seal(now: datetime | None = None, *, everything: bool = False) -> int:
    """Seal what is committed and unsealed in every mission's chain and in the one above missions.

    Returns how many entries went under a seal. `everything` looks at all entries ever written, not only at
    those since the last seal.
    """
    moment = now or timezone.now()
    chains: list[int | None] = [None, *Mission.objects.order_by("pk").values_list("pk", flat=True)]
    return sum(_seal_chain(mission_id, moment, everything) for mission_id in chains)


def newest_seal(mission_id: int | None) -> Seal | None:
    """The last seal of a mission's chain (of the chain above missions for None)."""
    return Seal.objects.filter(mission=mission_id).order_by("-number").first()


@transaction.atomic
def _seal_chain(mission_id: int | None, now: datetime, everything: bool) -> int:
    """All batches of one chain, or none of them: the next run starts from the last seal's time."""
    if not _is_only_sealer(mission_id):
        return 0
    last = newest_seal(mission_id)
    entries = unsealed(mission_id)
    if last and not everything:
        entries = entries.filter(at__gte=last.sealed_at - MARGIN)
    sealed = 0
    for batch in _batches(entries):
        last = _seal_batch(mission_id, last, batch, now)
        sealed += len(batch)
    return sealed


def unsealed(mission_id: int | None) -> QuerySet[Entry]:
    """Entries of a chain that lie under no seal, in id order."""
    return Entry.objects.filter(mission=mission_id, sealed__isnull=True).order_by("id")


def _is_only_sealer(mission_id: int | None) -> bool:
    """Whether no other sealer is at this chain; it stays ours until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"journal.seal {mission_id}"]
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def _batches(entries: QuerySet[Entry]) -> Iterator[list[tuple[int, bytes]]]:
    """(id, digest) of each entry, up to BATCH at a time. One statement: one view of what is committed."""
    rows = entries.values_list(*FIELDS).iterator(chunk_size=BATCH)
    while batch := [(row[0], entry_digest(Written(*row))) for row in islice(rows, BATCH)]:
        yield batch


def _seal_batch(
    mission_id: int | None, last: Seal | None, batch: list[tuple[int, bytes]], now: datetime
) -> Seal:
    number = last.number + 1 if last else 1
    digest = seal_digest(
        mission=mission_id,
        number=number,
        previous=bytes(last.digest) if last else None,
        sealed_at=now,
        entries=batch,
    )
    made = Seal.objects.create(
        mission_id=mission_id,
        number=number,
        previous=last,
        entry_count=len(batch),
        digest=digest,
        sealed_at=now,
    )
    SealedEntry.objects.bulk_create(
        (SealedEntry(entry_id=entry_id, seal=made, digest=own) for entry_id, own in batch), batch_size=1_000
    )
    return made
