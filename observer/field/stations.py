"""Where the observer stands: finding a station, coming to it, what to send from there, leaving it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from uuid_utils.compat import uuid7

from observer.elections.finding import Likeness, like
from observer.elections.models import Station
from observer.field.day import Day, day_of
from observer.field.filling import MAX_CODE_CHARACTERS, Filling, form_of, place_of, questions, typed_text
from observer.field.forgery import looks_forged
from observer.field.hindered import Hindrance, answers
from observer.field.pages import draw, phone_page
from observer.field.phone import Phone
from observer.field.reporting import ask
from observer.field.sending import hand_over_answers
from observer.reports.models import Visit
from observer.reports.standing import SentReport, as_sent
from observer.reports.visits import arrive as arrive_at
from observer.reports.visits import depart as depart_from

# More than a thumb scrolls through; whoever has more types another digit.
MATCHES = 20
SENT_SHOWN = 20


@phone_page
@require_safe
def find(request: HttpRequest, phone: Phone) -> HttpResponse:
    """Stations by code or name; a whole code leads straight to its station."""
    phone.refuse_if_shut_out()
    typed = typed_text(request.GET.get("q", ""), MAX_CODE_CHARACTERS)
    day = day_of(phone)
    found = matching(day, typed)
    if len(found) == 1 and found[0].likeness == Likeness.CODE:
        return redirect("field:station", found[0].pk)
    lines = [day.station_today(each) for each in found[:MATCHES]]
    around = {"typed": typed, "found": lines, "has_more": len(found) > MATCHES}
    return draw(request, phone, "find", forms=phone.forms, **around)


def matching(day: Day, typed: str) -> list[Any]:
    """Up to one more than `MATCHES` stations: the very code first, then those of the team's own regions."""
    stations: Any = like(Station.objects.filter(election=day.phone.mission.election_id), typed)
    ordered = stations.annotate(
        is_code=_whether(Q(likeness=Likeness.CODE)), is_planned=_whether(day.within_plan())
    ).order_by("-is_code", "-is_planned", "likeness", "code")
    return list(ordered.select_related("region")[: MATCHES + 1])


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


@phone_page
@require_safe
def station(request: HttpRequest, phone: Phone, place: int) -> HttpResponse:
    """A station today: whether the team is there, what is due, what was sent from it."""
    phone.refuse_if_shut_out()
    return at(request, phone, station_of(phone, place))


def at(request: HttpRequest, phone: Phone, station: Station, **more: Any) -> HttpResponse:
    day = day_of(phone)
    sent = as_sent(phone.reports_of_team().filter(station=station)).order_by("-received_at", "-id")
    return draw(
        request,
        phone,
        "at_station",
        today=day.station_today(station),
        forms=day.forms_at(station),
        visits=[visit for visit in phone.visits if visit.station_id == station.pk],
        sent=[SentReport(report) for report in sent[:SENT_SHOWN]],
        visit_id=uuid7(),
        incident=phone.incident_form(),
        hindrances=Hindrance.choices if phone.incident_form() else (),
        member=phone.sender.membership_id,
        **more,
    )


@phone_page
@require_POST
def arrive(request: HttpRequest, phone: Phone, place: int) -> HttpResponse:
    """ "We have arrived", said once however often it is pressed."""
    phone.refuse_if_shut_out()
    found = station_of(phone, place)
    arrive_at(sender=phone.sender, client_id=uuid_in(request, "visit_id"), station=found)
    return redirect("field:station", place)


@phone_page
@require_POST
def depart(request: HttpRequest, phone: Phone, visit: UUID) -> HttpResponse:
    """ "We have left"."""
    phone.refuse_if_shut_out()
    found = Visit.objects.filter(mission=phone.sender.mission_id, client_id=visit).first()
    if found is None or found.team_id is None or found.team_id != phone.sender.team_id:
        raise Http404
    depart_from(sender=phone.sender, visit=found)
    return redirect("field:station", found.station_id) if found.station_id else redirect("field:today")


@csrf_exempt  # checked below, where what was typed can be given back
@phone_page
@require_POST
def hindered(request: HttpRequest, phone: Phone, place: int) -> HttpResponse:
    """ "Not open", "not let in": an incident in two taps, or its form where the mission asks more."""
    phone.refuse_if_shut_out()
    found, version = station_of(phone, place), phone.incident_form()
    note = typed_text(request.POST.get("note", ""), 300)
    if version is None or request.POST.get("hindrance") not in Hindrance.values:
        raise Http404
    if looks_forged(request):
        return at(
            request, phone, found, note=note, refusal=_("This page was old. Please press it once more.")
        )
    filling = Filling(
        version.checklist,
        bytes(version.content_hash),
        station_code=found.code,
        is_outside=True,
        client_id=uuid_in(request, "client_id"),
    )
    return tell(request, phone, filling, found, Hindrance(request.POST["hindrance"]), note)


def tell(
    request: HttpRequest, phone: Phone, filling: Filling, station: Station, hindrance: Hindrance, note: str
) -> HttpResponse:
    """Send the incident if the form is content with what is known; else show it, filled in so far."""
    form, place = form_of(phone, filling), place_of(phone, filling)
    now = timezone.localtime(timezone=day_of(phone).zone_at(station))
    known = answers(
        form.compiled,
        hindrance=hindrance,
        station=station,
        note=note,
        now=now,
        mission=phone.sender.mission_id,
    )
    checked = form.compiled.check(known, now=now)
    if checked.problems:
        return ask(request, phone, filling, questions(phone, filling, place, answers=known))
    outcome = hand_over_answers(phone, filling, checked.answers)
    if outcome.refusal:
        return at(request, phone, station, note=note, refusal=outcome.refusal, status=outcome.status)
    return redirect("field:receipt", filling.client_id)


def station_of(phone: Phone, number: int) -> Station:
    """A station of the mission's election. Raises Http404."""
    stations = Station.objects.filter(election=phone.mission.election_id).select_related("region")
    found = stations.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def uuid_in(request: HttpRequest, field: str) -> UUID:
    """The id that the page was drawn with; a new one where it is damaged."""
    try:
        return UUID(request.POST.get(field, ""))
    except ValueError:
        return uuid7()
