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

from observer.checklists.form import ChecklistForm
from observer.checklists.models import Checklist, Version
from observer.checklists.storable import storable_text
from observer.elections.models import Region
from observer.field.phone import Phone
from observer.reports.forms import Form, forms_of
from observer.reports.places import Gazetteer, Place, zone_of
from observer.reports.submission import PlaceClaim, Submission, VisitClaim

MAX_CODE_CHARACTERS = 64
MAX_REASON_CHARACTERS = 300
HASH_DIGITS = 64


@dataclass(frozen=True, slots=True)
class Filling:
    """Which form, about which place, under which ids; it travels in hidden fields.

    `client_id` is made when the form is first drawn, so that pressing twice sends one report. `station_code`
    as typed, "" where it was not at a station. `replaces` is the revision a correction replaces.
    """

    checklist: Checklist
    form_hash: bytes
    station_code: str = ""
    client_id: UUID = field(default_factory=uuid7)
    visit_id: UUID = field(default_factory=uuid7)
    replaces: UUID | None = None
    reason: str = ""

    def submission(self, answers: Mapping[str, Any]) -> Submission:
        """What intake is given. A correction belongs to the report that its original began."""
        now = timezone.localtime()
        offset = now.utcoffset()
        visit = VisitClaim(self.visit_id, self.station_code) if self.station_code else None
        return Submission(
            client_id=self.client_id,
            report_id=self.original_id,
            form=self.form_hash,
            answers=answers,
            made_at=now,
            made_offset_minutes=int(offset.total_seconds() // 60) if offset else 0,
            replaces=self.replaces,
            reason=self.reason,
            visit=visit,
            language=get_language() or "",
            channel="form",
        )

    @property
    def original_id(self) -> UUID:
        return self.replaces or self.client_id

    def as_correction(self) -> Filling:
        """The same form as a correction of what was sent under its id before."""
        return replace(self, client_id=uuid7(), replaces=self.original_id)


def begun(phone: Phone, checklist: str, data: QueryDict) -> Filling:
    """A form about to be filled in, in its newest open version, at a place that was typed or in a visit that
    goes on. Raises Http404 when there is no such form."""
    version = newest_version(phone, checklist)
    filling = Filling(version.checklist, bytes(version.content_hash))
    visit = next((visit for visit in phone.visits if str(visit.client_id) == data.get("visit")), None)
    if visit is not None and visit.station is not None:
        return replace(filling, station_code=visit.station.code, visit_id=visit.client_id)
    return replace(filling, station_code=_text(data.get("station", ""), MAX_CODE_CHARACTERS))


def sent(phone: Phone, checklist: str, data: QueryDict) -> Filling:
    """The filling that comes back in a request's hidden fields; what is damaged there is made anew."""
    filling = begun(phone, checklist, data)
    return replace(
        filling,
        form_hash=_hash(data.get("version", "")) or filling.form_hash,
        client_id=_uuid(data.get("client_id", "")) or filling.client_id,
        visit_id=_uuid(data.get("visit_id", "")) or filling.visit_id,
        replaces=_uuid(data.get("replaces", "")),
        reason=_text(data.get("reason", ""), MAX_REASON_CHARACTERS),
    )


def newest_version(phone: Phone, checklist: str) -> Version:
    """The newest open version of a form of the phone's mission. Raises Http404 when there is none."""
    versions = Version.objects.filter(mission=phone.sender.mission_id, checklist__code=checklist)
    version = versions.open().newest().select_related("checklist").defer("definition").first()
    if version is None:
        raise Http404
    return version


def place_of(phone: Phone, station_code: str) -> Place | None:
    """The station that a typed code means, or None where it was not at a station."""
    if not station_code:
        return None
    claim = PlaceClaim("station", station_code)
    return Gazetteer(phone.sender, [claim]).find(claim)


def region_of(place: Place | None) -> Region | None:
    return Region.objects.get(pk=place.region_id) if place and place.region_id else None


def questions(
    phone: Phone,
    filling: Filling,
    place: Place | None,
    *,
    data: QueryDict | None = None,
    kept_photos: Mapping[str, str] | None = None,
) -> ChecklistForm:
    """The Django form, in the reader's language and the station's time. Http404: no such version."""
    form = form_of(phone, filling)
    return ChecklistForm(
        form.compiled,
        language=get_language() or form.compiled.definition.default_language,
        now=local_now(phone, place),
        data=data,
        kept_photos=kept_photos,
    )


def form_of(phone: Phone, filling: Filling) -> Form:
    found = forms_of(phone.sender.mission_id, [filling.form_hash]).get(filling.form_hash)
    if found is None or found.checklist_id != filling.checklist.pk:
        raise Http404
    return found


def local_now(phone: Phone, place: Place | None) -> datetime:
    zone = zone_of(place.zone) if place else None
    return timezone.localtime(timezone=zone or phone.zone)


def _text(text: str, limit: int) -> str:
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
