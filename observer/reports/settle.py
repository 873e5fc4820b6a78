"""Where each new report of a batch belongs: its report, its place in the chain of corrections, its visit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from observer.missions.senders import Sender
from observer.prepared import prepared
from observer.reports import chain
from observer.reports.doubts import Doubles, Doubt, Likeness, about_answers, about_clock, about_form
from observer.reports.incoming import Incoming, held_apart
from observer.reports.known import Known, KnownReport, KnownVisit
from observer.reports.models import Hold
from observer.reports.places import Gazetteer
from observer.reports.rows import Rows, Scribe
from observer.reports.submission import PlaceClaim

UNPLACED = Hold.Reason.UNPLACED.value

# Some of the numbers stay unused. `OFFSET 0`: see `reports.known`.
_NUMBERS = """
    SELECT nextval('reports_report_id_seq'), nextval('reports_revision_id_seq'),
           nextval('reports_visit_id_seq'), visit.client_id, visit.id, visit.team_id, visit.arrived_at
      FROM unnest(%s::uuid[]) WITH ORDINALITY AS asked(visit, place)
      LEFT JOIN LATERAL (SELECT * FROM reports_visit WHERE client_id = asked.visit OFFSET 0) AS visit
             ON visit.mission_id = %s
     ORDER BY place
"""


def settle(fresh: Mapping[UUID, Incoming], *, known: Known, sender: Sender, now: datetime) -> Rows:
    """Find out all about `fresh`, in the order they came, and give the rows they leave."""
    settlement = _Settlement(fresh, known, sender, now)
    for incoming in fresh.values():
        settlement.join(incoming)
    settlement.look_for_doubles()
    return settlement.write_down()


class _Settlement:
    def __init__(self, fresh: Mapping[UUID, Incoming], known: Known, sender: Sender, now: datetime) -> None:
        self.fresh, self.known, self.sender, self.now = fresh, known, sender, now
        self.scribe, self.rows = Scribe(sender, now), Rows()
        self.held_apart = held_apart(sender, now)
        claims = [claim for incoming in fresh.values() for claim in (incoming.claim, _visited(incoming))]
        self.gazetteer = Gazetteer(sender, claims)
        self.joined: dict[UUID, KnownReport] = {}
        self.unplaced: dict[int, list[Incoming]] = {}
        self._take_numbers()

    def _take_numbers(self) -> None:
        """Row ids for all that others of the batch point to, and the visits that are known. One query."""
        visits = [one.submission.visit and one.submission.visit.client_id for one in self.fresh.values()]
        with prepared() as cursor:
            cursor.execute(_NUMBERS, [visits, self.sender.mission_id])
            rows = cursor.fetchall()
        self.report_ids, self.revision_ids, self.visit_ids = (
            iter([row[column] for row in rows]) for column in (0, 1, 2)
        )
        self.visits: dict[UUID, KnownVisit] = {row[3]: KnownVisit(*row[4:]) for row in rows if row[4]}

    def join(self, incoming: Incoming) -> None:
        """Open a report, or add a revision to one that is there; then the visit and the doubts."""
        sent = incoming.submission
        incoming.place = self.gazetteer.find(incoming.claim)
        incoming.revision_id = next(self.revision_ids)
        report_id = self.known.report_of(sent, self.joined.get(sent.replaces) if sent.replaces else None)
        report = self.known.reports.get(report_id)
        if report is None:
            self._open_report(incoming, report_id)
        else:
            incoming.report = report
            self._add_revision(incoming)
        incoming.report.revisions[sent.client_id] = incoming.revision_id
        self.joined[sent.client_id] = incoming.report
        self._join_visit(incoming)
        incoming.doubts += self._doubts(incoming)

    def _open_report(self, incoming: Incoming, report_id: UUID) -> None:
        """Also for a correction that came before its original: that one will find its place behind it."""
        incoming.opens_report = True
        incoming.report = self.known.reports[report_id] = KnownReport(
            id=next(self.report_ids),
            client_id=report_id,
            checklist_id=incoming.form.checklist_id,
            author_id=self.sender.membership_id,
            team_id=self.sender.team_id,
            place=incoming.place.ids,
            is_new=True,
            begun_at=incoming.submission.begun_at or incoming.submission.made_at,
        )
        incoming.report.chain.add(incoming.submission.client_id, incoming.submission.replaces)
        incoming.holds += self.held_apart
        if not incoming.place.found:
            self._hold_unplaced(incoming)

    def _add_revision(self, incoming: Incoming) -> None:
        sent, its_chain = incoming.submission, incoming.report.chain
        why_beside = self._why_beside(incoming)
        landed = its_chain.add(sent.client_id, sent.replaces, may_move=not why_beside)
        if landed is chain.Landed.BESIDE:
            incoming.doubts.append(Doubt("conflict", "", why_beside or {"replaces": str(sent.replaces)}))
        elif its_chain.current == sent.client_id and incoming.claim is not None:
            self._move_report(incoming)

    def _why_beside(self, incoming: Incoming) -> dict[str, Any]:
        """Why a revision may not become current by itself; empty when it may.

        What comes late does not hold the whole report apart: that would take away what was counted in time.
        """
        if self.held_apart:
            return {"held": self.held_apart}
        if not incoming.report.belongs_to(self.sender):
            return {"sender": "another team"}
        if incoming.report.checklist_id != incoming.form.checklist_id:
            return {"form": "another checklist"}
        return {}

    def _move_report(self, incoming: Incoming) -> None:
        """A correction that tells of another place moves its report, unless headquarters has placed it."""
        report, place = incoming.report, incoming.place
        if not place.found:
            if report.unplaced_hold_id is None:
                self._hold_unplaced(incoming)
        elif report.placed:
            if place.ids != report.place:
                incoming.doubts.append(Doubt("broken_rule", "place", {"typed": place.typed}))
        elif place.ids != report.place or report.unplaced_hold_id or report.id in self.unplaced:
            self.rows.placements.append(self.scribe.placement(incoming))
            report.place = place.ids
            self._let_go(incoming)

    def _hold_unplaced(self, incoming: Incoming) -> None:
        incoming.holds.append(UNPLACED)
        self.unplaced.setdefault(incoming.report.id, []).append(incoming)

    def _let_go(self, incoming: Incoming) -> None:
        """The hold that waited for a place ends; one planned in this very batch is not written at all."""
        report = incoming.report
        if report.unplaced_hold_id is not None:
            self.rows.releases.append(self.scribe.release(incoming, report.unplaced_hold_id))
            report.unplaced_hold_id = None
        for held in self.unplaced.pop(report.id, ()):
            held.holds.remove(UNPLACED)

    def _join_visit(self, incoming: Incoming) -> None:
        """The visit the report names: an earlier one of the same team, or a new one if the report is new."""
        claim = incoming.submission.visit
        if claim is None:
            return
        visit = self.visits.get(claim.client_id)
        if visit is None and incoming.opens_report:
            visit = KnownVisit(next(self.visit_ids), self.sender.team_id, incoming.arrived_at)
            self.visits[claim.client_id] = visit
            station = self.gazetteer.find(_visited(incoming)).station_id
            self.rows.visits.append(self.scribe.visit(claim.client_id, visit, station))
        if visit is not None and visit.team_id != self.sender.team_id:
            incoming.doubts.append(Doubt("broken_rule", "visit", {"visit": str(claim.client_id)}))
            visit = None
        incoming.visit = visit
        if visit is not None and (departed_at := incoming.departed_at) is not None:
            self.rows.departures.append(self.scribe.departure(visit, departed_at))

    def _doubts(self, incoming: Incoming) -> Iterator[Doubt]:
        made_at, place = incoming.submission.made_at, incoming.place
        yield from about_answers(incoming.checked.problems)
        yield from about_clock(made_at, self.now)
        yield from about_form(incoming.form, made_at, incoming.begun_at)
        # An incident may be met anywhere; the stations a team fills forms at were planned.
        if place.found and not place.planned and not incoming.form.is_incident:
            yield Doubt("unplanned", "", {"station": place.typed})

    def look_for_doubles(self) -> None:
        new = [one for one in self.fresh.values() if one.opens_report and one.place.station_id is not None]
        doubles = Doubles(self.sender, [_likeness(one) for one in new], self.now)
        for incoming in new:
            incoming.doubts += doubles.about(incoming.report.client_id)

    def write_down(self) -> Rows:
        for incoming in self.fresh.values():
            self._write_down(incoming)
        reports = {one.report.id: one.report for one in self.fresh.values() if not one.report.is_new}
        self.rows.moved = [one for one in reports.values() if one.current_id != one.pointed_to]
        return self.rows

    def _write_down(self, incoming: Incoming) -> None:
        rows, scribe = self.rows, self.scribe
        if incoming.opens_report:
            rows.reports.append(scribe.report(incoming))
            if incoming.form.is_incident:
                rows.incidents.append(scribe.incident(incoming))
        rows.revisions.append(scribe.revision(incoming))
        rows.flags += scribe.flags(incoming)
        rows.holds += (scribe.hold(incoming, reason) for reason in incoming.holds)
        rows.pending.append(scribe.pending(incoming))
        rows.entries.append(scribe.received(incoming))


def _visited(incoming: Incoming) -> PlaceClaim | None:
    visit = incoming.submission.visit
    return PlaceClaim("station", visit.station_code) if visit else None


def _likeness(incoming: Incoming) -> Likeness:
    return Likeness(
        report=incoming.report.client_id,
        checklist_id=incoming.form.checklist_id,
        station_id=incoming.place.station_id or 0,
        content_hash=incoming.content_hash,
        # Several incidents of one visit are several events: for those only the content tells.
        visit_id=incoming.visit.id if incoming.visit and not incoming.form.is_incident else None,
    )
