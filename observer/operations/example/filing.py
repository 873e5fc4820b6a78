"""The synthetic stream through the one way in: `reports.intake.receive`, then headquarters' own verbs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from observer.missions.senders import Sender
from observer.operations.example.missions import Loaded
from observer.operations.example.synthesis import Sent, Sync, Synthesis
from observer.reports.decisions import review, rule_double, withdraw
from observer.reports.intake import receive
from observer.reports.models import Report, Review
from observer.reports.submission import Submission, VisitClaim

# Each sync is one batch of one phone, as in the field; so many syncs share a commit to spare the disk.
SYNCS_A_COMMIT = 40
Item = TypeVar("Item")


def file_reports(loaded: Loaded, stream: Synthesis, *, told: Callable[[int], None]) -> int:
    """Send the whole stream and decide what its fates ask for. Returns how many reports were receipted.

    `told` hears how many more were sent, for a progress bar.
    """
    filed = 0
    for syncs in _chunks(stream.syncs(), SYNCS_A_COMMIT):
        with transaction.atomic():
            for sync in syncs:
                filed += _send(loaded, sync)
            _decide(loaded, [sent for sync in syncs for sent in sync.reports])
        told(sum(len(sync.reports) for sync in syncs))
    return filed


def _send(loaded: Loaded, sync: Sync) -> int:
    sender: Sender = loaded.senders[sync.team]
    submissions = [_submission(sent, loaded) for sent in sync.reports]
    return len(receive(sender=sender, submissions=submissions, now=sync.at))


def _submission(sent: Sent, loaded: Loaded) -> Submission:
    offset = sent.made_at.utcoffset()
    return Submission(
        client_id=sent.client_id,
        report_id=sent.report_id,
        form=bytes(loaded.forms[sent.form].content_hash),
        answers=sent.answers,
        made_at=sent.made_at,
        made_offset_minutes=int(offset.total_seconds() // 60) if offset else 0,
        replaces=sent.replaces,
        reason=sent.reason,
        visit=VisitClaim(sent.visit_id, sent.station_code, sent.arrived_at),
        language="ru" if sent.client_id.int % 3 == 0 else "en",
    )


def _decide(loaded: Loaded, reports: Sequence[Sent]) -> None:
    """Withdraw, quarantine and settle doubles, as headquarters would, by the head of mission."""
    fated = {sent.report_id: sent for sent in reports if sent.fate in {"withdrawn", "quarantined", "double"}}
    wanted = {*fated, *(sent.original for sent in fated.values() if sent.original)}
    rows: Mapping[UUID, Report] = {
        report.client_id: report
        for report in Report.objects.filter(mission=loaded.mission, client_id__in=wanted).select_related(
            "region"
        )
    }
    for sent in fated.values():
        _settle(loaded, sent, rows)


def _settle(loaded: Loaded, sent: Sent, rows: Mapping[UUID, Report]) -> None:
    report = rows[sent.report_id]
    match sent.fate:
        case "withdrawn":
            withdraw(report=report, by=loaded.head, reason="Synthetic: taken back by the team")
        case "quarantined":
            review(
                report=report,
                by=loaded.head,
                verdict=Review.Verdict.QUARANTINE_ALL,
                ground=Review.Ground.TEST,
                note="Synthetic: a training report",
            )
        case "double" if sent.original:
            rule_double(
                report=report,
                counts_instead=rows[sent.original],
                by=loaded.head,
                reason="Synthetic: sent twice",
            )


def _chunks(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    while chunk := list(islice(items, size)):
        yield chunk
