"""What headquarters makes of the synthetic reports, by the verbs that people use there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from observer.elections.models import Station
from observer.missions.models import MembershipRegion
from observer.missions.roles import Role
from observer.operations.example.missions import Loaded
from observer.operations.example.sent import DOUBLE, PLACED, QUARANTINED, WITHDRAWN, WITHOUT_RESULTS, Sent
from observer.reports.decisions import place, release_hold, review, rule_double, withdraw
from observer.reports.incidents import assign, take_step
from observer.reports.models import Hold, Incident, Report, Review

DECIDED = frozenset({WITHDRAWN, QUARANTINED, WITHOUT_RESULTS, DOUBLE, PLACED})
NOTES = {
    "following_up": "Synthetic: the team was called; it stands by what it wrote.",
    "confirmed": "Synthetic: confirmed by telephone and by a photo of the record book.",
    "not_confirmed": "Synthetic: a second team went there and found nothing of the kind.",
    "closed": "Synthetic: nothing further can be learned.",
}
QUESTION = "Synthetic: more voters at arrival than an hour later at the next visit. Please check your notes."
# Every third incident that is worked on becomes somebody's: the long-term observers' of its region.
ASSIGNED_EVERY = 3


class Headquarters:
    """The head of a synthetic mission, its coordinator and who answers for regions, at work on what came in.

    Each step is one that these people may take.
    """

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.head = loaded.head
        self.coordinator = loaded.first(Role.COORDINATOR)
        answering = MembershipRegion.objects.filter(mission=loaded.mission).order_by("-pk")
        self.answers_for = {own.region_id: own.membership for own in answering.select_related("membership")}
        self.worked_on = 0

    def decide(self, reports: Sequence[Sent]) -> None:
        """Review, withdraw, place, settle doubles and work on incidents, as each report's fate asks for."""
        wanted = [sent for sent in reports if sent.fate in DECIDED or sent.verdict or sent.life]
        rows = self._rows(wanted)
        for sent in wanted:
            self._settle(sent, rows)
            if sent.verdict:
                self._judge(rows[sent.report_id], sent.verdict)
            if sent.life:
                self._work(rows[sent.report_id], sent.life)

    def _rows(self, wanted: Sequence[Sent]) -> Mapping[UUID, Report]:
        ids = {sent.report_id for sent in wanted} | {sent.original for sent in wanted if sent.original}
        reports = Report.objects.filter(mission=self.loaded.mission, client_id__in=ids)
        return {report.client_id: report for report in reports.select_related("region", "incident")}

    def _settle(self, sent: Sent, rows: Mapping[UUID, Report]) -> None:
        report = rows[sent.report_id]
        match sent.fate:
            case "withdrawn":
                withdraw(report=report, by=self.head, reason="Synthetic: taken back by the team")
            case "quarantined":
                self._keep_out(report, Review.Verdict.QUARANTINE_ALL, Review.Ground.TEST, "a training report")
            case "without results":
                why = "the protocol was copied from a board, not from the paper"
                self._keep_out(report, Review.Verdict.QUARANTINE_RESULTS, Review.Ground.UNRELIABLE, why)
            case "double" if sent.original:
                rule_double(
                    report=report,
                    counts_instead=rows[sent.original],
                    by=self.head,
                    reason="Synthetic: sent twice",
                )
            case "placed":
                self._place(report, sent)

    def _keep_out(self, report: Report, verdict: str, ground: str, why: str) -> None:
        review(report=report, by=self.head, verdict=verdict, ground=ground, note=f"Synthetic: {why}")

    def _place(self, report: Report, sent: Sent) -> None:
        station = Station.objects.select_related("region").get(
            election=self.loaded.mission.election_id, code=sent.place
        )
        why = f"Synthetic: the team meant {sent.place}"
        place(report=report, by=self.coordinator, station=station, reason=why)
        for hold in Hold.objects.filter(report=report, reason=Hold.Reason.UNPLACED, release=None):
            release_hold(hold=hold, by=self.coordinator, reason=why)

    def _judge(self, report: Report, verdict: str) -> None:
        note = QUESTION if verdict == Review.Verdict.QUESTION else ""
        review(report=report, by=self.coordinator, verdict=verdict, note=note)

    def _work(self, report: Report, life: Sequence[str]) -> None:
        incident: Incident = report.incident
        self.worked_on += 1
        if self.worked_on % ASSIGNED_EVERY == 0:
            near = self.answers_for.get(report.region_id or 0, self.coordinator)
            assign(incident=incident, by=self.head, assignee=near)
        for state in life:
            take_step(incident=incident, by=self.coordinator, state=state, note=NOTES[state])
