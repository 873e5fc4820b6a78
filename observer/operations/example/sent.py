"""What phones send in the example, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from observer.operations.example.protocols import Protocol

# What becomes of a report, as far as figures go. KEPT ones count; without results all but the protocol does.
COUNTED, KEPT_DOUBLE, PLACED, WITHOUT_RESULTS = "counted", "kept double", "placed", "without results"
DOUBLE, LATE, UNPLACED, WITHDRAWN, QUARANTINED = "double", "late", "unplaced", "withdrawn", "quarantined"
REPLACED = "original of a correction"
KEPT = frozenset({COUNTED, KEPT_DOUBLE, PLACED, WITHOUT_RESULTS})


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of a protocol to be drawn: under which question, of which contest, with which numbers."""

    client_id: UUID
    question: str
    contest: str
    numbers: Protocol = field(hash=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """One report as a phone sends it.

    `form` is the code of its checklist. `station_code` as typed; "" at a commission (`commission`). `region`
    is the code of the region it belongs to, "" where it is tied to none. `member`: which of the pair sends.
    `fate` is what becomes of it, `verdict` a review that changes no figure, `life` the states an incident
    goes through; `place` the code of the station it is about, where that is a listed one.
    """

    client_id: UUID
    report_id: UUID
    form: str
    visit_id: UUID
    station_code: str
    arrived_at: datetime
    made_at: datetime
    answers: dict[str, object] = field(hash=False)
    replaces: UUID | None = None
    reason: str = ""
    fate: str = COUNTED
    original: UUID | None = None
    region: str = ""
    place: str = ""
    commission: str = ""
    member: int = 0
    language: str = "en"
    verdict: str = ""
    life: tuple[str, ...] = ()
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True)
class Sync:
    """What one team's phone sends in one go, and when the server gets it."""

    team: int
    at: datetime
    reports: tuple[Sent, ...]
    member: int = 0
