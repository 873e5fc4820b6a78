"""What a batch leaves in the tables: a list of rows for each, written in one fixed order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection

from observer.checklists.check import ENGINE_VERSION
from observer.checklists.checked import NOT_APPLICABLE, CheckedAnswers, RaisedFlag
from observer.checklists.models import Basis, Severity
from observer.checklists.storable import storable_text
from observer.journal.models import Entry
from observer.journal.record import entry
from observer.missions.senders import Sender
from observer.reports.append import append
from observer.reports.incoming import Incoming
from observer.reports.known import KnownReport, KnownVisit
from observer.reports.models import (
    Flag,
    Hold,
    HoldRelease,
    Incident,
    Pending,
    Placement,
    Quarantine,
    Report,
    Revision,
    Visit,
    VisitDeparture,
)
from observer.reports.wire import MAX_LANGUAGE_CHARACTERS

_BY_ID = attrgetter("client_id")


class Overtaken(Exception):
    """Another connection stored one of these ids, or moved one of these reports, since we looked."""


@dataclass(slots=True)
class Rows:
    """Rows to be written. `moved`: reports stored before that point to another revision now."""

    visits: list[Visit] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    moved: list[KnownReport] = field(default_factory=list)
    departures: list[VisitDeparture] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    releases: list[HoldRelease] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    quarantine: list[Quarantine] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def write(self) -> None:
        """One statement for all tables. Phones' ids go first, sorted: two batches never wait in a circle.

        Raises Overtaken when an id has been taken meanwhile; whoever was waited for has committed by then.
        """
        whole = append(
            whole=[sorted(rows, key=_BY_ID) for rows in (self.visits, self.reports, self.revisions)],
            then=[
                sorted(self.departures, key=attrgetter("visit_id")),
                self.flags,
                self.holds,
                self.releases,
                self.placements,
                self.incidents,
                sorted(self.quarantine, key=attrgetter("content_hash")),
                self.pending,
                self.entries,
            ],
        )
        if not whole:
            raise Overtaken
        _move(self.moved)


_MOVE = """
    UPDATE reports_report AS report
       SET current_id = moved.revision, station_id = moved.station, commission_id = moved.commission,
           region_id = moved.region
      FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
           AS moved(report, replaced, revision, station, commission, region)
     WHERE report.id = moved.report AND report.current_id IS NOT DISTINCT FROM moved.replaced
"""


def _move(moved: list[KnownReport]) -> None:
    """Point reports to their new current revision, each only if it still points to the one replaced.

    The rows were locked in the order of their ids when they were looked up.
    """
    if not moved:
        return
    columns = zip(*((one.id, one.pointed_to, one.current_id, *one.place) for one in moved), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [list(column) for column in columns])
        if cursor.rowcount != len(moved):
            raise Overtaken


@dataclass(frozen=True, slots=True)
class Scribe:
    """Writes the rows of one sender's batch, all received at one moment."""

    sender: Sender
    now: datetime

    def visit(self, client_id: UUID, visit: KnownVisit, station_id: int | None) -> Visit:
        return Visit(
            id=visit.id,
            mission_id=self.sender.mission_id,
            client_id=client_id,
            team_id=visit.team_id,
            station_id=station_id,
            arrived_at=visit.arrived_at,
            received_at=self.now,
            synthetic=self.sender.synthetic,
        )

    def departure(self, visit: KnownVisit, departed_at: datetime) -> VisitDeparture:
        return VisitDeparture(
            mission_id=self.sender.mission_id,
            visit_id=visit.id,
            departed_at=departed_at,
            received_at=self.now,
        )

    def report(self, incoming: Incoming) -> Report:
        station, commission, region = incoming.report.place
        return Report(
            id=incoming.report.id,
            mission_id=self.sender.mission_id,
            client_id=incoming.report.client_id,
            checklist_id=incoming.form.checklist_id,
            phase=incoming.form.phase,
            visit_id=incoming.visit.id if incoming.visit else None,
            team_id=self.sender.team_id,
            author_id=self.sender.membership_id,
            station_id=station,
            commission_id=commission,
            region_id=region,
            current_id=incoming.report.current_id,
            received_at=self.now,
            synthetic=self.sender.synthetic,
        )

    def revision(self, incoming: Incoming) -> Revision:
        sent = incoming.submission
        return Revision(
            id=incoming.revision_id,
            mission_id=self.sender.mission_id,
            report_id=incoming.report.id,
            client_id=sent.client_id,
            replaces_id=incoming.report.revisions.get(sent.replaces) if sent.replaces else None,
            replaces_client_id=sent.replaces,
            reason=incoming.reason,
            version_id=incoming.form.version_id,
            rule_set_id=incoming.form.rule_set_id,
            engine_version=ENGINE_VERSION,
            answers=incoming.checked.answers,
            statuses={
                code: status for code, status in incoming.checked.statuses.items() if status == NOT_APPLICABLE
            },
            content_hash=incoming.content_hash,
            language=storable_text(sent.language, MAX_LANGUAGE_CHARACTERS),
            channel=sent.channel,
            made_at=sent.made_at,
            made_offset_minutes=sent.made_offset_minutes,
            happened_at=incoming.happened_at,
            received_at=self.now,
            receipt_code=incoming.code,
            device_id=self.sender.device_id,
            author_id=self.sender.membership_id,
            synthetic=self.sender.synthetic,
        )

    def flags(self, incoming: Incoming) -> Iterable[Flag]:
        """What the answers show, then the doubts about the report itself."""
        for raised in incoming.checked.flags:
            yield self._flag(
                incoming,
                kind=raised.kind,
                rule=raised.question or raised.rule,
                category=raised.category,
                severity=raised.severity,
                basis=raised.basis,
                detail=shown_by(raised, incoming.checked),
            )
        for doubt in incoming.doubts:
            yield self._flag(
                incoming,
                kind=doubt.kind,
                rule=doubt.rule[:32],
                severity=Severity.NOTE,
                basis=Basis.UNCONFIRMED,
                detail=doubt.detail,
            )

    def _flag(self, incoming: Incoming, **values: Any) -> Flag:
        return Flag(
            mission_id=self.sender.mission_id,
            revision_id=incoming.revision_id,
            rule_set_id=incoming.form.rule_set_id,
            engine_version=ENGINE_VERSION,
            **values,
        )

    def hold(self, incoming: Incoming, reason: str) -> Hold:
        return Hold(
            mission_id=self.sender.mission_id,
            report_id=incoming.report.id,
            reason=reason,
            typed=incoming.place.typed if reason == Hold.Reason.UNPLACED else "",
            held_at=self.now,
        )

    def incident(self, incoming: Incoming) -> Incident:
        return Incident(
            mission_id=self.sender.mission_id,
            report_id=incoming.report.id,
            place=incoming.place.kind,
            opened_at=self.now,
            synthetic=self.sender.synthetic,
        )

    def placement(self, incoming: Incoming) -> Placement:
        """The sender's own word on where the report belongs, given by a correction."""
        station, commission, region = incoming.place.ids
        return Placement(
            mission_id=self.sender.mission_id,
            report_id=incoming.report.id,
            station_id=station,
            commission_id=commission,
            region_id=region,
            placed_by_id=self.sender.membership_id,
            placed_at=self.now,
            reason=incoming.reason,
        )

    def release(self, incoming: Incoming, hold_id: int) -> HoldRelease:
        return HoldRelease(
            mission_id=self.sender.mission_id,
            hold_id=hold_id,
            released_by_id=self.sender.membership_id,
            released_at=self.now,
            reason=incoming.reason,
        )

    def pending(self, incoming: Incoming) -> Pending:
        return Pending(
            mission_id=self.sender.mission_id,
            report_id=incoming.report.id,
            rule_set_id=incoming.form.rule_set_id,
            engine_version=ENGINE_VERSION,
            created_at=self.now,
        )

    def received(self, incoming: Incoming) -> Entry:
        """Codes and hashes only: with the seal over it, the entry proves what was sent."""
        detail = {
            "revision": incoming.revision_id,
            "code": incoming.code,
            "hash": incoming.content_hash.hex(),
        }
        return self._entry("report.received", "report", incoming.report.id, detail)

    def quarantine(
        self, client_id: UUID | None, reason: str, content_hash: bytes, content: bytes
    ) -> Quarantine:
        return Quarantine(
            mission_id=self.sender.mission_id,
            client_id=client_id,
            reason=reason,
            content_hash=content_hash,
            content=content,
            device_id=self.sender.device_id,
            received_at=self.now,
        )

    def quarantined(self, code: str, reason: str) -> Entry:
        return self._entry("report.quarantined", "quarantine", None, {"code": code, "reason": reason})

    def _entry(self, act: str, subject: str, subject_id: int | None, detail: dict[str, Any]) -> Entry:
        return entry(
            act=act,
            mission_id=self.sender.mission_id,
            user_id=self.sender.user_id,
            device_id=self.sender.device_id,
            subject=subject,
            subject_id=subject_id,
            detail=detail,
            at=self.now,
        )


def shown_by(raised: RaisedFlag, checked: CheckedAnswers) -> dict[str, Any]:
    """Which rule fired; for a protocol identity, its two sides and their difference in ballots."""
    if raised.kind == Flag.Kind.VIOLATION:
        return {"rule": raised.rule}
    result = next(one for one in checked.identities if one.key == raised.rule)
    return {"left": str(result.left), "right": str(result.right), "difference": str(result.difference)}
