"""One readable report on its way in, and what is found out about it before anything is written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from observer.checklists.checked import CheckedAnswers
from observer.checklists.storable import storable_text
from observer.missions.senders import Sender
from observer.reports.doubts import Doubt
from observer.reports.forms import Form
from observer.reports.happened import last_time
from observer.reports.known import KnownReport, KnownRevision, KnownVisit
from observer.reports.models import Hold
from observer.reports.places import Place, claim_of, zone_of
from observer.reports.submission import PlaceClaim, Submission
from observer.reports.wire import MAX_REASON_CHARACTERS
from observer.reports.wording import NOTICES


@dataclass(slots=True)
class Incoming:
    """`code` is its receipt code. What follows `claim` is filled by `settle`, in this order.

    `opens_report`: it is the first of its report to arrive. `holds`: reasons to hold the report apart.
    """

    submission: Submission
    form: Form
    checked: CheckedAnswers
    content_hash: bytes
    code: str
    claim: PlaceClaim | None = field(init=False)
    place: Place = field(init=False)
    revision_id: int = field(init=False)
    report: KnownReport = field(init=False)
    opens_report: bool = False
    visit: KnownVisit | None = None
    holds: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.claim = claim_of(self.submission, self.checked.facts)

    def is_same_as(self, other: Incoming | KnownRevision) -> bool:
        return self.content_hash == other.content_hash and self.code == other.code

    @property
    def reason(self) -> str:
        """Why it was corrected, as the database can keep it whichever door it came through."""
        return storable_text(self.submission.reason, MAX_REASON_CHARACTERS)

    @property
    def notices(self) -> tuple[str, ...]:
        held_beside = (reason for doubt in self.doubts for reason in doubt.detail.get("held", ()))
        return in_order({*self.holds, *(doubt.kind for doubt in self.doubts), *held_beside})

    @property
    def arrived_at(self) -> datetime | None:
        """As the phone says, else as answered, else as an earlier report of the visit said."""
        claimed = self.submission.visit.arrived_at if self.submission.visit else None
        return claimed or self.told_time("arrival") or (self.visit.arrived_at if self.visit else None)

    @property
    def departed_at(self) -> datetime | None:
        claimed = self.submission.visit.departed_at if self.submission.visit else None
        return claimed or self.told_time("departure")

    @property
    def begun_at(self) -> datetime:
        """When the form was opened; for a correction, when its report was, which began before it."""
        own = self.submission.begun_at or self.submission.made_at
        return min(own, self.report.begun_at) if self.report.begun_at else own

    @property
    def happened_at(self) -> datetime:
        return self.told_time("happened_at") or self.arrived_at or self.submission.made_at

    def told_time(self, fact: str) -> datetime | None:
        """The moment of a clock time among the answers, in the time of the place it is about."""
        clock = self.checked.facts.get(fact)
        if not isinstance(clock, str):
            return None
        zone = zone_of(self.place.zone) or timezone(timedelta(minutes=self.submission.made_offset_minutes))
        try:
            return last_time(clock, self.submission.made_at, zone)
        except OverflowError:  # a phone that lives in the first or the last year of the calendar
            return None


def held_apart(sender: Sender, now: datetime) -> list[str]:
    """Why everything from this sender is held apart now; empty in the ordinary case."""
    late = sender.late_after is not None and now > sender.late_after
    revoked = sender.revoked_at is not None or sender.member_ended
    return [
        reason.value
        for reason, applies in (
            (Hold.Reason.LATE, late),
            (Hold.Reason.REVOKED_DEVICE, revoked),
            (Hold.Reason.MISSION_LOCKED, sender.locked_at is not None),
        )
        if applies
    ]


def in_order(codes: Collection[str]) -> tuple[str, ...]:
    """Those of `codes` that a receipt tells, in the order it tells them."""
    return tuple(code for code in NOTICES if code in codes)
