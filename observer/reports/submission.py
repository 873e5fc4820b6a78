"""What every door hands to intake, and what intake answers. Plain values: no door and no database in them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

NEW, SAME_AGAIN, OTHER_CONTENT, NOT_A_REPORT = 201, 200, 409, 422


@dataclass(frozen=True, slots=True)
class VisitClaim:
    """The visit a report says it was made in. `station_code` as typed; times aware."""

    client_id: UUID
    station_code: str
    arrived_at: datetime | None = None
    departed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlaceClaim:
    """Where a report says it belongs, where that is not the visit's station.

    `kind`: station, commission, region or none (tied to no place, on purpose); `code` as typed.
    """

    kind: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """One report as it was sent: an original (`replaces` is None) or a correction.

    `client_id` names this very content; `report_id` the report it belongs to (for an original usually the
    same). `form` is the content hash of the version it was made with (32 bytes). `answers` maps question
    codes to whatever was sent for them. `made_at` is aware and by the phone's clock; `made_offset_minutes`
    is that clock's offset from UTC. `begun_at`, where it is known, is when the form was opened: a closed
    version takes what was begun before. `channel` is a value of `Revision.Channel`.
    """

    client_id: UUID
    report_id: UUID
    form: bytes
    answers: Mapping[str, Any]
    made_at: datetime
    made_offset_minutes: int = 0
    begun_at: datetime | None = None
    replaces: UUID | None = None
    reason: str = ""
    visit: VisitClaim | None = None
    place: PlaceClaim | None = None
    language: str = ""
    channel: str = "api"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with something sent: where ("reports.3.made_at"), which (`reports.wording.FAULTS`)."""

    field: str
    code: str
    arguments: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something sent in the place of a report that could not be read as one; kept as it came.

    `client_id` where at least that could be read.
    """

    client_id: UUID | None
    content: bytes
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender gets for one report.

    `status`: 201 new; 200 the same again; 409 this id was used for other content, 422 not a report of this
    mission (both: kept apart, and `faults` say why). `code`: short, stands for id and content, for people to
    write down. `notices`: codes of `reports.wording.NOTICES`, what the sender should know.
    """

    client_id: UUID | None
    status: int
    code: str
    received_at: datetime
    notices: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
