"""Is the journal as it was sealed? Recomputes every seal and tells what differs, entry by entry.

A person who owns the database can change an entry and recompute every later seal. So the last word is a
seal kept elsewhere (every Edition and export prints the newest one): `kept` compares with it.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.utils import timezone

from observer.journal.digests import Written, entry_digest, seal_digest
from observer.journal.models import Seal
from observer.journal.seal import newest_seal, unsealed

# The sealing job runs every few seconds; what is older than this and unsealed was forgotten or slipped in.
UNSEALED_FOR = timedelta(hours=1)
# Finding which entry was slipped into a batch tries each one; in larger batches the batch alone is named.
TRIED_ONE_BY_ONE = 500


class Kind(enum.StrEnum):
    ALTERED = "altered"
    MISSING = "missing"
    ADDED = "added"
    UNSEALED = "unsealed"
    MISSING_SEAL = "missing seal"
    OTHER_SEAL = "other seal"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was sealed. `entries` are ids; `seal` is a number in the chain."""

    kind: Kind
    seal: int | None
    entries: tuple[int, ...]
    text: str


@dataclass(slots=True)
class Verdict:
    """What one chain came to."""

    mission_id: int | None
    seals: int = 0
    entries: int = 0
    newest: Seal | None = None
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Link:
    """A line of a sealed batch: what was sealed, and the entry as it stands now (None when it is gone)."""

    entry_id: int
    digest: bytes
    entry: Written | None

    @property
    def is_intact(self) -> bool:
        return self.entry is not None and entry_digest(self.entry) == self.digest


@dataclass(frozen=True, slots=True)
class Batch:
    number: int
    entry_count: int
    digest: bytes
    sealed_at: datetime
    links: tuple[Link, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(link.entry_id for link in self.links)


@transaction.atomic
def verify(
    mission_id: int | None,
    *,
    now: datetime | None = None,
    unsealed_for: timedelta = UNSEALED_FOR,
    kept: tuple[int, bytes] | None = None,
) -> Verdict:
    """Check one chain from its first seal on, a batch in memory at a time.

    `kept` is the number and digest of a seal written down elsewhere; `unsealed_for` how long an entry may
    wait for its seal.
    """
    verdict = Verdict(mission_id, newest=newest_seal(mission_id))
    previous: Batch | None = None
    for batch in _batches(mission_id):
        verdict.faults += _faults(mission_id, previous, batch)
        verdict.seals += 1
        verdict.entries += len(batch.links)
        if kept and batch.number == kept[0] and batch.digest != kept[1]:
            text = f"seal {batch.number} is not the one kept elsewhere"
            verdict.faults.append(Fault(Kind.OTHER_SEAL, batch.number, (), text))
        previous = batch
    verdict.faults += _unsealed(mission_id, (now or timezone.now()) - unsealed_for)
    if kept and kept[0] > (previous.number if previous else 0):
        text = f"seal {kept[0]}, kept elsewhere, is gone"
        verdict.faults.append(Fault(Kind.MISSING_SEAL, kept[0], (), text))
    return verdict


def _batches(mission_id: int | None) -> Iterator[Batch]:
    rows = (
        Seal.objects.filter(mission=mission_id)
        .order_by("number", "entries__entry_id")
        .values_list(
            *("number", "entry_count", "digest", "sealed_at", "entries__entry_id", "entries__digest"),
            *("entries__entry__at", "entries__entry__mission_id", "entries__entry__act"),
            *("entries__entry__user_id", "entries__entry__device_id", "entries__entry__subject"),
            *("entries__entry__subject_id", "entries__entry__detail"),
        )
        .iterator(chunk_size=2_000)
    )
    for (number, count, digest, sealed_at), lines in groupby(rows, key=itemgetter(0, 1, 2, 3)):
        links = tuple(_link(*line[4:]) for line in lines if line[4] is not None)
        yield Batch(number, count, bytes(digest), sealed_at, links)


def _link(entry_id: int, digest: bytes, at: datetime | None, *rest: Any) -> Link:
    if at is None:
        return Link(entry_id, bytes(digest), None)
    mission, act, user, device, subject, subject_id, detail = rest
    written = Written(entry_id, mission, at, act, user, device, subject, subject_id, detail)
    return Link(entry_id, bytes(digest), written)


def _faults(mission_id: int | None, previous: Batch | None, batch: Batch) -> Iterator[Fault]:
    expected = previous.number + 1 if previous else 1
    if batch.number != expected:
        text = f"seals {expected} to {batch.number - 1} are gone; seal {batch.number} cannot be checked"
        yield Fault(Kind.MISSING_SEAL, expected, (), text)
    missing = tuple(link.entry_id for link in batch.links if link.entry is None)
    altered = tuple(link.entry_id for link in batch.links if link.entry and not link.is_intact)
    if missing:
        yield Fault(Kind.MISSING, batch.number, missing, f"entries of seal {batch.number} are gone")
    if altered:
        yield Fault(Kind.ALTERED, batch.number, altered, f"entries of seal {batch.number} were changed")
    if batch.number == expected:
        before = previous.digest if previous else None
        yield from _batch_faults(mission_id, before, batch)


def _batch_faults(mission_id: int | None, before: bytes | None, batch: Batch) -> Iterator[Fault]:
    """What the seal's own digest and count say about its list of entries."""
    if _digest(mission_id, before, batch, batch.links) == batch.digest:
        return
    surplus = len(batch.links) - batch.entry_count
    if surplus > 0:
        added = _slipped_in(mission_id, before, batch) if surplus == 1 else ()
        text = f"seal {batch.number} covered {batch.entry_count} entries; there are {surplus} more"
        yield Fault(Kind.ADDED, batch.number, added or batch.ids, text)
    elif surplus < 0:
        text = f"seal {batch.number} covered {batch.entry_count} entries; {-surplus} of them are gone"
        yield Fault(Kind.MISSING, batch.number, (), text)
    else:
        text = f"seal {batch.number} does not fit its list of entries"
        yield Fault(Kind.ALTERED, batch.number, batch.ids, text)


def _digest(mission_id: int | None, before: bytes | None, batch: Batch, links: Sequence[Link]) -> bytes:
    return seal_digest(
        mission=mission_id,
        number=batch.number,
        previous=before,
        sealed_at=batch.sealed_at,
        entries=[(link.entry_id, link.digest) for link in links],
    )


def _slipped_in(mission_id: int | None, before: bytes | None, batch: Batch) -> tuple[int, ...]:
    """The one entry without which the seal fits, when the batch is small enough to try them all."""
    if len(batch.links) > TRIED_ONE_BY_ONE:
        return ()
    for place, link in enumerate(batch.links):
        others = batch.links[:place] + batch.links[place + 1 :]
        if _digest(mission_id, before, batch, others) == batch.digest:
            return (link.entry_id,)
    return ()


def _unsealed(mission_id: int | None, before: datetime) -> Iterator[Fault]:
    ids = tuple(unsealed(mission_id).filter(at__lt=before).values_list("pk", flat=True))
    if ids:
        yield Fault(Kind.UNSEALED, None, ids, f"entries written before {before:%Y-%m-%d %H:%M} lie unsealed")
