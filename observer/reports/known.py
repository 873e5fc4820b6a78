"""What is stored already about the ids in a batch: revisions, and reports with their chains."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from observer.missions.senders import Sender
from observer.reports.chain import Chain
from observer.reports.submission import Submission


@dataclass(frozen=True, slots=True)
class KnownRevision:
    """A stored revision: what tells whether content is the same again, and what its receipt said.

    `report` is the report's phone id; `notices` are unordered. `device_id` is the phone that sent it.
    """

    client_id: UUID
    report: UUID
    content_hash: bytes
    code: str
    received_at: datetime
    notices: frozenset[str]
    device_id: int | None


@dataclass(slots=True)
class KnownReport:
    """A report as it will stand after the batch.

    `revisions`: row ids by phone's id. `place`: (station, commission, region). `placed`: headquarters has
    said where it belongs. `unplaced_hold_id`: the hold that still waits for its place. `pointed_to`: the row
    of the revision that was current when it was looked up. `begun_at`: at the latest.
    """

    id: int
    client_id: UUID
    checklist_id: int
    author_id: int
    team_id: int | None
    place: tuple[int | None, int | None, int | None]
    placed: bool = False
    unplaced_hold_id: int | None = None
    pointed_to: int | None = None
    is_new: bool = False
    begun_at: datetime | None = None
    chain: Chain = field(default_factory=Chain)
    revisions: dict[UUID, int] = field(default_factory=dict)

    @property
    def current_id(self) -> int | None:
        return self.revisions.get(self.chain.current) if self.chain.current else None

    def belongs_to(self, sender: Sender) -> bool:
        """Whether `sender` may correct it: the author, or the author's team."""
        if self.author_id == sender.membership_id:
            return True
        return self.team_id is not None and self.team_id == sender.team_id


@dataclass(frozen=True, slots=True)
class KnownVisit:
    id: int
    team_id: int | None
    arrived_at: datetime | None


# In these the mission is compared after the rows were found by the phones' ids (`OFFSET 0` keeps the
# two apart): a fresh table has no statistics, and "one mission" then looks like a narrower search than it is.

# The holds and doubts that came with a revision are what its receipt told.
_REVISIONS = """
    SELECT revision.client_id, report.client_id, revision.content_hash, revision.receipt_code,
           revision.received_at, revision.device_id,
           ARRAY(SELECT kind::text FROM reports_flag WHERE revision_id = revision.id AND category IS NULL)
           || ARRAY(SELECT jsonb_array_elements_text(detail -> 'held') FROM reports_flag
                     WHERE revision_id = revision.id AND detail ? 'held')
           || ARRAY(SELECT reason::text FROM reports_hold
                     WHERE report_id = revision.report_id AND held_at = revision.received_at)
      FROM (SELECT * FROM reports_revision WHERE client_id = ANY(%s) OFFSET 0) AS revision
      JOIN reports_report AS report ON report.id = revision.report_id
     WHERE revision.mission_id = %s
"""

# Only corrections find rows here, and lock them: in the order of the ids, as the fold does.
_REPORTS = """
    SELECT id, client_id, checklist_id, author_id, team_id, station_id, commission_id, region_id, current_id,
           EXISTS (SELECT FROM reports_placement
                    WHERE report_id = reports_report.id AND placed_by_id <> reports_report.author_id),
           (SELECT id FROM reports_hold AS hold
             WHERE report_id = reports_report.id AND reason = 'unplaced'
               AND NOT EXISTS (SELECT FROM reports_holdrelease WHERE hold_id = hold.id)),
           received_at
      FROM reports_report
     WHERE id = ANY(ARRAY(SELECT id FROM (SELECT id, mission_id FROM reports_report
                                           WHERE client_id = ANY(%s) OFFSET 0) AS found
                           WHERE mission_id = %s))
     ORDER BY reports_report.id FOR NO KEY UPDATE
"""

_CHAINS = """
    SELECT report_id, id, client_id, replaces_client_id, author_id
      FROM reports_revision WHERE report_id = ANY(%s) ORDER BY id
"""


class Known:
    """Nothing, until `look_up` is asked: most batches are new, and find that out when they are written."""

    def __init__(self, sender: Sender) -> None:
        self.sender = sender
        self.revisions: dict[UUID, KnownRevision] = {}
        self.reports: dict[UUID, KnownReport] = {}

    def look_up(self, submissions: Sequence[Submission]) -> None:
        """One query where all of it was stored before, two where some is new, three with corrections."""
        wanted = {one.client_id for one in submissions} | {
            one.replaces for one in submissions if one.replaces
        }
        self.revisions = revisions_of(self.sender.mission_id, wanted)
        fresh = [one for one in submissions if one.client_id not in self.revisions]
        self.reports = self._reports({self.report_of(one) for one in fresh})

    def report_of(self, submission: Submission, corrected: KnownReport | None = None) -> UUID:
        """The report a submission belongs to: that of the revision it replaces, if known, else as it says.

        `corrected` is the report of a replaced revision that came in the same batch.
        """
        if corrected is not None:
            return corrected.client_id
        replaced = self.revisions.get(submission.replaces) if submission.replaces else None
        return replaced.report if replaced else submission.report_id

    def _reports(self, ids: set[UUID]) -> dict[UUID, KnownReport]:
        reports: dict[UUID, KnownReport] = {}
        for row in _rows(_REPORTS, [sorted(ids), self.sender.mission_id]) if ids else ():
            *about, received_at = row
            number, client_id, checklist, author, team, *place, current_id, placed, hold = about
            reports[client_id] = KnownReport(
                number, client_id, checklist, author, team, (*place,), placed, hold, current_id
            )
            reports[client_id].begun_at = received_at
        self._restore_chains({report.id: report for report in reports.values()})
        return reports

    def _restore_chains(self, reports: dict[int, KnownReport]) -> None:
        for report_id, number, client_id, replaces, author in (
            _rows(_CHAINS, [sorted(reports)]) if reports else ()
        ):
            report = reports[report_id]
            report.revisions[client_id] = number
            may_follow = author in (report.author_id, self.sender.membership_id)
            report.chain.restore(client_id, replaces, may_follow=may_follow)
            if number == report.pointed_to:
                report.chain.current = client_id


def revisions_of(mission_id: int, client_ids: Iterable[UUID]) -> dict[UUID, KnownRevision]:
    """The mission's revisions with these phone's ids. One query."""
    return {
        row[0]: KnownRevision(row[0], row[1], bytes(row[2]), row[3], row[4], frozenset(row[6]), row[5])
        for row in _rows(_REVISIONS, [sorted(client_ids), mission_id])
    }


def _rows(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
