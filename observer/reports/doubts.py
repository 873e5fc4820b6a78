"""Doubts about a report itself: flags stored beside it, no violations, and never a reason to refuse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from observer.checklists.checked import AnswerProblem
from observer.missions.senders import Sender
from observer.prepared import prepared
from observer.reports.forms import Form

CLOCK_AHEAD = timedelta(minutes=10)
CLOCK_BEHIND = timedelta(days=7)
# How far back, and among how many of a station's reports, a report's double is looked for.
DOUBLE_WITHIN = timedelta(days=2)
DOUBLE_AMONG = 50


@dataclass(frozen=True, slots=True)
class Doubt:
    """`kind` is a value of `Flag.Kind`, `rule` the question it stands on or "" for the whole report."""

    kind: str
    rule: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


def about_answers(problems: Iterable[AnswerProblem]) -> Iterator[Doubt]:
    """One for each answer that breaks a rule of the form; what was typed is kept in its detail."""
    for problem in problems:
        yield Doubt("broken_rule", problem.question, problem.as_json())


def about_clock(made_at: datetime, now: datetime) -> Iterator[Doubt]:
    """A report from the future, or older than the longest time a phone may be out of reach."""
    difference = made_at - now
    if difference > CLOCK_AHEAD or difference < -CLOCK_BEHIND:
        yield Doubt("clock", "", {"minutes": int(difference.total_seconds() // 60)})


def about_form(form: Form, made_at: datetime, begun_at: datetime | None = None) -> Iterator[Doubt]:
    """Made when a newer version was out; or begun, or made where that is not known, after it was closed."""
    if form.newer_since is not None and made_at >= form.newer_since:
        yield Doubt("superseded", "", {"version": form.number})
    if form.closed_at is not None and (begun_at or made_at) >= form.closed_at:
        yield Doubt("closed", "", {"version": form.number})


@dataclass(frozen=True, slots=True)
class Likeness:
    """What makes two reports look like one: same form and station, and same content or same visit.

    Several incidents of one visit are several events, so for those only the content counts.
    """

    report: UUID
    checklist_id: int
    station_id: int
    content_hash: bytes
    visit_id: int | None

    @property
    def keys(self) -> Iterator[tuple[Any, ...]]:
        yield self.checklist_id, self.station_id, self.content_hash
        if self.visit_id is not None:
            yield self.checklist_id, self.station_id, self.visit_id


# At most DOUBLE_AMONG reports of a station are looked at, however many there are.
_DOUBLES = """
    SELECT asked.report, double.client_id
      FROM unnest(%(reports)s::uuid[], %(checklists)s::bigint[], %(stations)s::bigint[], %(hashes)s::bytea[],
                  %(visits)s::bigint[]) AS asked(report, checklist, station, hash, visit)
     CROSS JOIN LATERAL (
           SELECT recent.client_id
             FROM (SELECT * FROM reports_report
                    WHERE mission_id = %(mission)s AND station_id = asked.station
                      AND received_at > %(since)s
                    ORDER BY received_at DESC, id DESC LIMIT %(among)s) AS recent
             JOIN reports_revision AS revision ON revision.id = recent.current_id
            WHERE recent.checklist_id = asked.checklist
              AND (recent.author_id = %(author)s OR recent.team_id = %(team)s)
              AND (revision.content_hash = asked.hash
                   OR recent.author_id = %(author)s AND recent.visit_id = asked.visit)
              AND NOT EXISTS (SELECT FROM reports_withdrawal WHERE report_id = recent.id)
            ORDER BY recent.id LIMIT 1) AS double
"""


class Doubles:
    """Which new reports of a batch look like one received before, or like an earlier one of the batch."""

    def __init__(self, sender: Sender, asked: list[Likeness], now: datetime) -> None:
        self.of = _stored(sender, asked, now) if asked else {}
        first: dict[tuple[Any, ...], UUID] = {}
        for likeness in asked:
            for key in likeness.keys:
                earlier = first.setdefault(key, likeness.report)
                if earlier != likeness.report:
                    self.of.setdefault(likeness.report, earlier)

    def about(self, report: UUID) -> Iterator[Doubt]:
        if report in self.of:
            yield Doubt("double", "", {"of": str(self.of[report])})


def _stored(sender: Sender, asked: list[Likeness], now: datetime) -> dict[UUID, UUID]:
    named = {
        "mission": sender.mission_id,
        "author": sender.membership_id,
        "team": sender.team_id,
        "since": now - DOUBLE_WITHIN,
        "among": DOUBLE_AMONG,
        "reports": [one.report for one in asked],
        "checklists": [one.checklist_id for one in asked],
        "stations": [one.station_id for one in asked],
        "hashes": [one.content_hash for one in asked],
        "visits": [one.visit_id for one in asked],
    }
    with prepared() as cursor:
        cursor.execute(_DOUBLES, named)
        return dict(cursor.fetchall())
