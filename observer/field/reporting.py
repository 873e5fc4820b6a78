"""Filling in a form: which station, the questions, sending, the receipt."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from observer.checklists.form import ChecklistForm
from observer.checklists.models import Phase, Version
from observer.field import photos
from observer.field.day import day_of
from observer.field.filling import (
    Filling,
    begun,
    form_of,
    newest_version,
    place_of,
    questions,
    region_of,
    sent,
)
from observer.field.forgery import looks_forged
from observer.field.pages import draw, phone_page
from observer.field.phone import Phone
from observer.field.placing import is_at_commission, own_commissions, placed
from observer.field.sending import hand_over
from observer.reports.models import Report
from observer.reports.submission import OTHER_CONTENT

READ_OR_WRITE = ["GET", "HEAD", "POST"]
# An incident is rarely told of later than that; its station can be chosen all the same.
VISITS_OFFERED = 3


@phone_page
@require_http_methods(READ_OR_WRITE)
def fill(request: HttpRequest, phone: Phone, checklist: str) -> HttpResponse:
    """First the place: typed, on the plan, or a visit that goes on. Then the questions."""
    phone.refuse_if_shut_out()
    version = newest_version(phone, checklist)
    if request.method != "POST":
        return ask_place(request, phone, version)
    filling = begun(phone, version, request.POST)
    if wrong := missing_place(filling, version):
        return ask_place(request, phone, version, wrong=wrong)
    found = placed(phone, filling)
    if found.candidates and "as_typed" not in request.POST:
        return ask_place(request, phone, version, typed=filling, candidates=found.candidates)
    form = questions(phone, found.filling, place_of(phone, found.filling))
    return ask(request, phone, found.filling, form, before=sent_before(phone, found.filling))


def sent_before(phone: Phone, filling: Filling) -> Report | None:
    """This member's newest report by the same form in the same visit: whoever sent the first part of it
    means to go on with it, and would otherwise send a double. Of incidents there may be any number."""
    if filling.checklist.phase == Phase.INCIDENT:
        return None
    mine = phone.own_reports().filter(checklist=filling.checklist, visit__client_id=filling.visit_id)
    return mine.filter(withdrawal__isnull=True).order_by("-id").first()


def missing_place(filling: Filling, version: Version) -> str:
    """What to write where a form needs a place and has none; an incident may have happened anywhere."""
    if filling.station_code or filling.commission_code or version.checklist.phase == Phase.INCIDENT:
        return ""
    if is_at_commission(version):
        return _("Please write the code of the commission.")
    return _("Please write the code of the station.")


@phone_page
@require_safe
def incident(request: HttpRequest, phone: Phone) -> HttpResponse:
    """The way to the incident form, at the top of every page. Raises Http404 when the mission has none."""
    version = phone.incident_form()
    if version is None:
        raise Http404
    return redirect("field:fill", version.checklist.code)


@csrf_exempt  # checked below, where what was typed can be given back
@phone_page
@require_http_methods(READ_OR_WRITE)
def send(request: HttpRequest, phone: Phone, checklist: str) -> HttpResponse:
    """Check, hand to intake, show the receipt. Whatever goes wrong, the form comes back as it was."""
    if request.method != "POST":
        return redirect("field:fill", checklist)
    if language := other_language(request):
        return in_other_words(request, phone, checklist, language)
    filling, form = returned(request, phone, checklist)
    if looks_forged(request):
        return ask(
            request, phone, filling, form, refusal=_("This page was old. Please press Send once more.")
        )
    if form.is_rearranged:
        return ask(request, phone, filling, form)
    unexplained = filling.replaces is not None and not filling.reason
    if not form.is_valid() or unexplained:
        return ask(request, phone, filling, form, unexplained=unexplained)
    outcome = hand_over(phone, filling, form)
    if outcome.refusal:
        return ask(request, phone, filling, form, refusal=outcome.refusal, status=outcome.status)
    if outcome.status == OTHER_CONTENT:
        return ask(request, phone, filling.as_correction(), form, earlier=filling.client_id)
    chosen = photos.named(form.version, form.canonical_answers)
    photos.attach_kept(filling.client_id, chosen, sender=phone.sender)
    return redirect("field:receipt", filling.client_id)


def other_language(request: HttpRequest) -> str:
    """The language in whose words the form is to go on, chosen in the middle of it; else ""."""
    chosen = request.POST.get("language", "")
    return chosen if chosen in dict(settings.LANGUAGES) else ""


def in_other_words(request: HttpRequest, phone: Phone, checklist: str, language: str) -> HttpResponse:
    """The form as it was typed so far, in another language, which the browser then remembers."""
    with translation.override(language):
        filling, form = returned(request, phone, checklist)
        response = ask(request, phone, filling, form)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language)
    return response


def returned(request: HttpRequest, phone: Phone, checklist: str) -> tuple[Filling, ChecklistForm]:
    """The form as it came back, its photos kept."""
    filling = sent(phone, checklist, request.POST)
    compiled = form_of(phone, filling).compiled
    kept = photos.keep(request, compiled, sender=phone.sender, report_id=filling.original_id)
    place = place_of(phone, filling)
    form = questions(phone, filling, place, data=kept.data, kept_photos=kept.names)
    form.full_clean()
    kept.tell(form)
    return filling, form


@phone_page
@require_safe
def receipt(request: HttpRequest, phone: Phone, client_id: UUID) -> HttpResponse:
    """What headquarters has: a code, a time, what became of it. A phone that was shut out may see it too."""
    received = phone.receipt(client_id)
    if received is None:
        raise Http404
    return draw(request, phone, "receipt", receipt=received, incident=phone.incident_form())


def ask_place(request: HttpRequest, phone: Phone, version: Version, **more: Any) -> HttpResponse:
    """An incident may belong to a visit that is over; a checklist goes on with the one that is not."""
    around = {"title": version.checklist.name, **more}
    if is_at_commission(version):
        return draw(request, phone, "commission", commissions=own_commissions(phone), **around)
    is_incident = version.checklist.phase == Phase.INCIDENT
    current = [phone.current_visit] if phone.current_visit else []
    visits = phone.visits[:VISITS_OFFERED] if is_incident else current
    lines = day_of(phone).stations
    around |= {"visits": visits, "stations": [one for one in lines if one.visit not in visits]}
    return draw(request, phone, "station", may_be_elsewhere=is_incident, **around)


def ask(
    request: HttpRequest, phone: Phone, filling: Filling, form: ChecklistForm, **more: Any
) -> HttpResponse:
    """The questions. `refusal`: why it was not sent; `earlier`: the report this would be a correction of."""
    place = place_of(phone, filling)
    around = {"title": filling.checklist.name, "filling": filling, "place": place, "region": region_of(place)}
    if earlier := more.get("earlier"):
        more["earlier"] = phone.receipt(earlier)
    return draw(request, phone, "fill", form=form, moves_station=moves_station(filling), **around, **more)


def moves_station(filling: Filling) -> bool:
    """Whether this correction may name another station. An incident says in its answers where it was."""
    return bool(filling.replaces and filling.station_code) and filling.checklist.phase != Phase.INCIDENT
