"""Typing in sheets of paper: two people read each, blind; where they differ, a third settles it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.checklists.definition import read
from observer.checklists.models import Checklist, Phase, Version
from observer.journal.record import record
from observer.missions.access import Act, require
from observer.missions.models import Membership, TeamMember
from observer.missions.senders import Sender, sender_of_member
from observer.problems import CONFLICT, Problem
from observer.reports.double_entry import (
    Difference,
    answers_of,
    clock_of,
    differences,
    moment_of,
    tidy_fields,
    tidy_head,
)
from observer.reports.intake import receive
from observer.reports.models import PaperSheet, SheetReading, SheetReport
from observer.reports.models.paper import FIRST, SECOND, SETTLED
from observer.reports.places import Gazetteer, zone_of
from observer.reports.submission import PlaceClaim, Receipt, Submission, VisitClaim

# Ids that follow from the sheet: typing in again after a crash is the same report.
_SHEETS = UUID("7d1a9f52-6c0c-5b0e-8d0b-5d0a3c6a9f11")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one person typed: the head of the sheet, and its fields as keys. `language`: of the form."""

    head: Mapping[str, str]
    fields: Mapping[str, str]
    language: str = ""

    @property
    def typed(self) -> dict[str, str]:
        return {**self.head, **{f"q:{field}": text for field, text in self.fields.items()}}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a sheet: a receipt where it is a report now, differences where a third is needed."""

    receipt: Receipt | None = None
    differences: tuple[Difference, ...] = ()


@transaction.atomic
def begin_sheet(*, version: Version, reading: Reading, by: Membership) -> PaperSheet:
    """A new sheet with its first reading. Raises Problem FORBIDDEN."""
    require(by, Act.ENTER_REPORT, mission_id=version.mission_id)
    # Numbers are written on paper: no two clerks get the same.
    Checklist.objects.select_for_update().get(pk=version.checklist_id)
    newest = PaperSheet.objects.filter(checklist=version.checklist_id).aggregate(newest=Max("number"))
    sheet = PaperSheet.objects.create(
        mission_id=version.mission_id,
        version=version,
        checklist_id=version.checklist_id,
        number=(newest["newest"] or 0) + 1,
        created_at=timezone.now(),
    )
    _keep(sheet, FIRST, reading, by)
    return sheet


def read_again(*, sheet: PaperSheet, reading: Reading, by: Membership) -> Outcome:
    """The second reading; where it is the same as the first, the sheet becomes a report.

    Raises Problem FORBIDDEN; CONFLICT for whoever read it first, and where it was read twice already.
    """
    require(by, Act.ENTER_REPORT, mission_id=sheet.mission_id)
    with transaction.atomic():
        _keep(sheet, SECOND, reading, by)
    found = found_in(sheet)
    if found:
        return Outcome(differences=tuple(found))
    return Outcome(receipt=_send(sheet, as_reading(sheet.readings.get(place=SECOND))))


def found_in(sheet: PaperSheet) -> list[Difference]:
    """Where the two readings of a sheet differ."""
    first, second = (as_reading(one) for one in sheet.readings.filter(place__lte=SECOND).order_by("place"))
    return differences(first.typed, second.typed)


def settle_sheet(*, sheet: PaperSheet, settled: Mapping[str, str], by: Membership) -> Receipt:
    """A third person says what the sheet says where two readings differ; it becomes a report.

    `settled`: by field, as `Difference` names it, what stands there. Raises Problem FORBIDDEN; CONFLICT for
    whoever read it before, where it was settled already, and where a difference is left open.
    """
    require(by, Act.APPROVE_ENTRY, mission_id=sheet.mission_id)
    open_fields = {one.field for one in found_in(sheet)} - settled.keys()
    if open_fields:
        raise Problem(CONFLICT, _("Please settle every difference."))
    first = as_reading(sheet.readings.get(place=FIRST))
    typed = {**first.typed, **settled}
    reading = Reading(
        head={field: text for field, text in typed.items() if not field.startswith("q:")},
        fields={field[2:]: text for field, text in typed.items() if field.startswith("q:")},
        language=first.language,
    )
    with transaction.atomic():
        _keep(sheet, SETTLED, reading, by)
    return _send(sheet, as_reading(sheet.readings.get(place=SETTLED)))


def as_reading(row: SheetReading) -> Reading:
    return Reading(row.head, row.answers, row.language)


def _keep(sheet: PaperSheet, place: int, reading: Reading, by: Membership) -> None:
    try:
        with transaction.atomic():
            SheetReading.objects.create(
                mission_id=sheet.mission_id,
                sheet=sheet,
                place=place,
                by=by,
                head=tidy_head(reading.head),
                answers=tidy_fields(list(read(sheet.version.definition).questions()), reading.fields),
                language=reading.language,
                read_at=timezone.now(),
            )
    except IntegrityError as error:
        if "reading_person_once" in str(error):
            raise Problem(
                CONFLICT, _("You have read this sheet before. Another person reads it now.")
            ) from error
        if "reading_place_once" in str(error):
            raise Problem(
                CONFLICT, _("This sheet has been typed in meanwhile. Please take the next.")
            ) from error
        raise
    record(
        act="sheet.read",
        mission_id=sheet.mission_id,
        user_id=by.user_id,
        subject="sheet",
        subject_id=sheet.pk,
        detail={"sheet": sheet.name, "place": place},
    )


def _send(sheet: PaperSheet, reading: Reading) -> Receipt:
    """Through the one way in, under ids that follow from the sheet: sent twice it is the same report."""
    sender = sender_of_member(_author(sheet, reading))
    (receipt,) = receive(sender=sender, submissions=[_submission(sheet, reading, sender)])
    SheetReport.objects.get_or_create(
        sheet=sheet,
        defaults={
            "mission_id": sheet.mission_id,
            "client_id": _client_id(sheet),
            "receipt": receipt.code,
            "sent_at": receipt.received_at,
        },
    )
    return receipt


def send_unsent() -> int:
    """Send what a crash left behind; how many there were. Safe to run at any time."""
    sent = 0
    for sheet in PaperSheet.objects.unsent():
        last = sheet.readings.order_by("place").last()
        if last is not None and (last.place == SETTLED or not found_in(sheet)):
            _send(sheet, as_reading(last))
            sent += 1
    return sent


def _author(sheet: PaperSheet, reading: Reading) -> int:
    """A member of the team that the sheet names; whoever typed it first where it names none we know."""
    members = TeamMember.objects.filter(mission=sheet.mission_id, until__isnull=True)
    named = members.filter(team__code__iexact=reading.head.get("team", "")).order_by("pk").first()
    return named.membership_id if named else sheet.readings.get(place=FIRST).by_id


def _submission(sheet: PaperSheet, reading: Reading, sender: Sender) -> Submission:
    version = sheet.version
    zone = _zone(sheet, reading, sender)
    made_at = moment_of(reading.head, zone, timezone.localtime(sheet.created_at, zone))
    offset = made_at.utcoffset()
    client_id = _client_id(sheet)
    code = reading.head.get("station", "").strip()
    tabulation = version.checklist.phase == Phase.TABULATION
    return Submission(
        client_id=client_id,
        report_id=client_id,
        form=bytes(version.content_hash),
        answers=answers_of(read(version.definition).questions(), reading.fields),
        made_at=made_at,
        made_offset_minutes=int(offset.total_seconds() // 60) if offset else 0,
        visit=_visit(client_id, "" if tabulation else code, reading.head, made_at) if code else None,
        place=PlaceClaim("commission", code) if tabulation and code else None,
        language=reading.language,
        channel="paper",
    )


def _client_id(sheet: PaperSheet) -> UUID:
    return uuid5(_SHEETS, f"{sheet.mission_id}/{sheet.pk}")


def _zone(sheet: PaperSheet, reading: Reading, sender: Sender) -> tzinfo:
    """The clocks on the wall of the station; of the election where no such station is known."""
    claim = PlaceClaim("station", reading.head.get("station", "").strip())
    place = Gazetteer(sender, [claim]).find(claim) if claim.code else None
    known = zone_of(place.zone) if place else None
    return known or ZoneInfo(sheet.version.mission.election.default_time_zone)


def _visit(client_id: UUID, code: str, head: Mapping[str, str], day: datetime) -> VisitClaim:
    def at(field: str) -> datetime | None:
        clock = clock_of(head.get(field, ""))
        return day.replace(hour=clock.hour, minute=clock.minute) if clock and head.get("date") else None

    return VisitClaim(uuid5(client_id, "visit"), code, arrived_at=at("arrival"), departed_at=at("departure"))
