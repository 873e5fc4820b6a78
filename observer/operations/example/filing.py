"""The synthetic stream through the one way in: `reports.intake.receive`, then headquarters' own verbs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TypeVar

from django.core.files.base import ContentFile
from django.db import transaction

from observer.missions.senders import Sender
from observer.operations.example.headquarters import Headquarters
from observer.operations.example.missions import Loaded
from observer.operations.example.photos import drawn
from observer.operations.example.sent import Sent, Sync
from observer.operations.example.synthesis import Synthesis
from observer.reports.attachments import attach
from observer.reports.intake import receive
from observer.reports.submission import PlaceClaim, Submission, VisitClaim

# Each sync is one batch of one phone, as in the field; so many syncs share a commit to spare the disk.
SYNCS_A_COMMIT = 60
Item = TypeVar("Item")


def file_reports(loaded: Loaded, stream: Synthesis, *, told: Callable[[tuple[Sent, ...]], object]) -> int:
    """Send the whole stream and decide what its fates ask for. Returns how many reports were receipted.

    `told` hears of the reports of each sync, to count them and to move a progress bar.
    """
    filed = 0
    headquarters = Headquarters(loaded)
    for syncs in _chunks(stream.syncs(), SYNCS_A_COMMIT):
        with transaction.atomic():
            for sync in syncs:
                filed += _send(loaded, sync)
                told(sync.reports)
            headquarters.decide([sent for sync in syncs for sent in sync.reports])
    return filed


def _send(loaded: Loaded, sync: Sync) -> int:
    sender = (loaded.partners if sync.member else loaded.senders)[sync.team]
    submissions = [_submission(sent, loaded) for sent in sync.reports]
    receipts = receive(sender=sender, submissions=submissions, now=sync.at)
    for sent in sync.reports:
        _photographs(sender, sent, sync)
    return len(receipts)


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
        place=PlaceClaim("commission", sent.commission) if sent.form == "tabulation" else None,
        language=sent.language,
    )


def _photographs(sender: Sender, sent: Sent, sync: Sync) -> None:
    for photo in sent.photos:
        attach(
            sender=sender,
            report_id=sent.report_id,
            client_id=photo.client_id,
            question=photo.question,
            file=ContentFile(drawn(photo, station=sent.place), name="protocol.jpg"),
            now=sync.at,
        )


def _chunks(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    while chunk := list(islice(items, size)):
        yield chunk
