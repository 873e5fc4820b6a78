"""Filling in a form: which station, the questions, sending, the receipt."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from observer.checklists.models import Phase, Version
from observer.field.pages import draw, phone_page
from observer.field.phone import Phone


@phone_page
@require_safe
def fill(request: HttpRequest, phone: Phone, checklist: str) -> HttpResponse:
    phone.refuse_if_shut_out()
    return ask_station(request, phone, newest_version(phone, checklist))


def newest_version(phone: Phone, checklist: str) -> Version:
    """The newest open version of a form of the phone's mission. Raises Http404 when there is none."""
    versions = Version.objects.filter(mission=phone.sender.mission_id, checklist__code=checklist)
    version = versions.open().newest().select_related("checklist").first()
    if version is None:
        raise Http404
    return version


def ask_station(request: HttpRequest, phone: Phone, version: Version, *, wrong: str = "") -> HttpResponse:
    form = version.checklist
    return draw(
        request,
        phone,
        "station",
        title=form.name,
        stations=phone.stations,
        may_be_elsewhere=form.phase == Phase.INCIDENT,
        code_error=wrong,
    )
