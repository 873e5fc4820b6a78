"""A form being filled in, from the choice of a place to what is handed to intake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from uuid_utils.compat import uuid7

from observer.checklists.answers import Answer
from observer.checklists.definition.shapes import FILE_TYPES
from observer.checklists.form import ChecklistForm
from observer.checklists.models import Checklist, Phase, Version
from observer.checklists.storable import storable_text
from observer.elections.models import Region
from observer.field.form_documents import file_address, list_address
from observer.field.phone import Phone
from observer.reports.attachments import most_bytes
from observer.reports.forms import Form, forms_of
from observer.reports.models import Report, Revision
from observer.reports.places import Gazetteer, Place, zone_of
from observer.reports.submission import PlaceClaim, Submission, VisitClaim

MAX_CODE_CHARACTERS = 64
MAX_REASON_CHARACTERS = 300
HASH_DIGITS = 64


@dataclass(frozen=True, slots=True)
class Filling:
    """Which form, about which place, under which ids; it travels in hidden fields.

    `client_id` is made when the form is first drawn, so that pressing twice sends one report. `station_code`
    as typed, "" where it was not at a station; `commission_code` where results are added up. `is_outside`:
    told of a station that nobody of the team entered, so it is no visit. `replaces` is the revision a
    correction replaces.
    """

    checklist: Checklist
    form_hash: bytes
    station_code: str = ""
    commission_code: str = ""
    is_outside: bool = False
    client_id: UUID = field(default_factory=uuid7)
    visit_id: UUID = field(default_factory=uuid7)
    replaces: UUID | None = None
    reason: str = ""

    def submission(self, answers: Mapping[str, Any]) -> Submission:
        """What intake is given. A correction belongs to the report that its original began."""
        now = timezone.localtime()
        offset = now.utcoffset()
        return Submission(
            client_id=self.client_id,
            report_id=self.original_id,
            form=self.form_hash,
            answers=answers,
            made_at=now,
            made_offset_minutes=int(offset.total_seconds() // 60) if offset else 0,
            replaces=self.replaces,
            reason=self.reason,
            visit=self._visit,
            place=self.place,
            language=get_language() or "",
            channel="form",
        )

    @property
    def _visit(self) -> VisitClaim | None:
        came = (self.station_code and not self.is_outside) or self.commission_code
        return VisitClaim(self.visit_id, self.station_code) if came else None

    @property
    def place(self) -> PlaceClaim | None:
        """Where the report belongs, where its visit does not tell."""
        if self.commission_code:
            return PlaceClaim("commission", self.commission_code)
        return PlaceClaim("station", self.station_code) if self.is_outside and self.station_code else None

    @property
    def original_id(self) -> UUID:
        return self.replaces or self.client_id

    def as_correction(self) -> Filling:
        """The same form as a correction of what was sent under its id before."""
        return replace(self, client_id=uuid7(), replaces=self.original_id)


def begun(phone: Phone, version: Version, data: QueryDict) -> Filling:
    """A form about to be filled in, at a place that was typed or in a visit that goes on."""
    filling = Filling(version.checklist, bytes(version.content_hash))
    if version.checklist.phase == Phase.TABULATION:
        return replace(filling, commission_code=typed_text(data.get("commission", ""), MAX_CODE_CHARACTERS))
    visit = phone.visit(data.get("visit", ""))
    if visit is not None and visit.station is not None:
        return replace(filling, station_code=visit.station.code, visit_id=visit.client_id)
    return replace(filling, station_code=typed_text(data.get("station", ""), MAX_CODE_CHARACTERS))


def sent(phone: Phone, checklist: str, data: QueryDict) -> Filling:
    """The filling that comes back in a request's hidden fields; what is damaged there is made anew.

    A version that was closed meanwhile is taken all the same. Raises Http404 when there is no such form.
    """
    form = Checklist.objects.filter(mission=phone.sender.mission_id, code=checklist).first()
    if form is None:
        raise Http404
    form_hash = _hash(data.get("version", "")) or bytes(newest_version(phone, checklist).content_hash)
    return Filling(
        form,
        form_hash,
        station_code=typed_text(data.get("station", ""), MAX_CODE_CHARACTERS),
        commission_code=typed_text(data.get("commission", ""), MAX_CODE_CHARACTERS),
        is_outside="outside" in data,
        client_id=_uuid(data.get("client_id", "")) or uuid7(),
        visit_id=_uuid(data.get("visit_id", "")) or uuid7(),
        replaces=_uuid(data.get("replaces", "")),
        reason=typed_text(data.get("reason", ""), MAX_REASON_CHARACTERS),
    )


def correcting(report: Report, revision: Revision) -> Filling:
    """A correction of what stands: the same form, place and visit, in a new revision."""
    visit, commission = report.visit, report.commission
    return Filling(
        report.checklist,
        bytes(revision.version.content_hash),
        station_code=_code_of(report),
        commission_code=commission.code if commission and report.phase == Phase.TABULATION else "",
        is_outside=visit is None,
        visit_id=visit.client_id if visit else uuid7(),
        replaces=revision.client_id,
    )


def _code_of(report: Report) -> str:
    """The station a correction begins with; what was typed for one where none is known.

    An incident says itself where it was; beyond that it only has the station of its visit.
    """
    visited = report.visit.station if report.visit else None
    station = visited if report.phase == Phase.INCIDENT else report.station or visited
    if station is not None or (report.phase == Phase.INCIDENT and report.visit is None):
        return station.code if station else ""
    return next((hold.typed for hold in report.holds.all() if hold.typed), "")


def start_answers(phone: Phone, filling: Filling, form: Form, place: Place | None) -> dict[str, Answer]:
    """What is known before the first question is read: when the team came, and where the incident is."""
    facts: dict[str, Answer] = {}
    visit = phone.visit(str(filling.visit_id))
    if visit is not None and visit.arrived_at is not None:
        zone = zone_of(place.zone) if place else None
        facts["arrival"] = timezone.localtime(visit.arrived_at, zone or phone.zone).strftime("%H:%M")
    if form.is_incident and filling.station_code:
        facts["place"] = "this_station"
    questions = (item.question for item in form.compiled.by_code.values())
    return {question.code: facts[question.fills] for question in questions if question.fills in facts}


def newest_version(phone: Phone, checklist: str) -> Version:
    """The newest open version of a form of the phone's mission. Raises Http404 when there is none."""
    versions = Version.objects.filter(mission=phone.sender.mission_id, checklist__code=checklist)
    version = versions.offered().select_related("checklist").defer("definition").first()
    if version is None:
        raise Http404
    return version


def place_of(phone: Phone, filling: Filling) -> Place | None:
    """The station or commission that a typed code means, or None where it was at neither."""
    claim = filling.place
    if claim is None and filling.station_code:
        claim = PlaceClaim("station", filling.station_code)
    return Gazetteer(phone.sender, [claim]).find(claim) if claim else None


def region_of(place: Place | None) -> Region | None:
    return Region.objects.get(pk=place.region_id) if place and place.region_id else None


def questions(
    phone: Phone,
    filling: Filling,
    place: Place | None,
    *,
    data: QueryDict | None = None,
    answers: Mapping[str, Answer] | None = None,
    kept_photos: Mapping[str, str] | None = None,
) -> ChecklistForm:
    """The Django form, in the reader's language and the station's time. Http404: no such version.

    `answers` it starts from; without them and without `data`, from what is known before it is read.
    """
    form = form_of(phone, filling)
    if data is None and answers is None:
        answers = start_answers(phone, filling, form, place)
    return ChecklistForm(
        form.compiled,
        language=get_language() or form.compiled.definition.default_language,
        now=local_now(phone, place),
        data=data,
        answers=answers,
        kept_photos=kept_photos,
        most_bytes={kind: most_bytes(kind) for kind in FILE_TYPES},
        media_url=file_address(filling.form_hash),
        list_url=list_address(filling.form_hash),
    )


def form_of(phone: Phone, filling: Filling) -> Form:
    found = forms_of(phone.sender.mission_id, [filling.form_hash]).get(filling.form_hash)
    if found is None or found.checklist_id != filling.checklist.pk:
        raise Http404
    return found


def local_now(phone: Phone, place: Place | None) -> datetime:
    zone = zone_of(place.zone) if place else None
    return timezone.localtime(timezone=zone or phone.zone)


def typed_text(text: str, limit: int) -> str:
    """What was typed, as the database can keep it, at most `limit` characters."""
    return storable_text(text, limit).strip()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _hash(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text) if len(text) == HASH_DIGITS else None
    except ValueError:
        return None
