"""The pages of the phone: enrol, today, receipt. Reporting itself is in `reporting`."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from observer.field.day import day_of
from observer.field.duties import State
from observer.field.pages import draw, field_page, phone_page
from observer.field.phone import Phone, phone_of, remember
from observer.missions import enrol as enrolments
from observer.missions.codes import normalised
from observer.problems import GONE, Problem
from observer.reports.models import Review
from observer.reports.standing import SentReport, as_sent

# More than one person is ever asked; the list of one's reports shows the rest.
QUESTIONS_LOOKED_AT = 20


@field_page
@require_http_methods(["GET", "HEAD", "POST"])
def enrol_code(request: HttpRequest) -> HttpResponse:
    """For a code that was read out: typed by hand, then as if its link had been followed."""
    typed = request.POST.get("code", "").strip()[:64]
    if code := normalised(typed):
        return redirect("field:enrol", code=code)
    return render(request, "field/enrol_code.html", {"typed": typed, "wrong": request.method == "POST"})


@field_page
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, code: str) -> HttpResponse:
    """Looking at a link uses nothing up: chat programs look at every link. Pressing the button does."""
    if request.method == "POST":
        response = redirect("field:today")
        remember(response, enrolments.enrol(code=code).token)
        return response
    enrolment = enrolments.open_enrolment(code)
    if enrolment is None and is_enrolled(request):
        return redirect("field:today")
    if enrolment is None:
        raise Problem(GONE, _("Ask your coordinator for a new one."))
    return render(request, "field/enrol.html", {"mission": enrolment.membership.mission})


def is_enrolled(request: HttpRequest) -> bool:
    """Whether this browser already holds a phone's token: its own link, opened once more, leads home."""
    try:
        phone_of(request)
    except Problem:
        return False
    return True


@phone_page
@require_safe
def today(request: HttpRequest, phone: Phone) -> HttpResponse:
    """Where the team is, where it is sent, what is due, what headquarters has."""
    phone.refuse_if_shut_out()
    stations = day_of(phone).stations
    planned = [one for one in stations if one.duties]
    return draw(
        request,
        phone,
        "today",
        here=[one for one in stations if one.is_here],
        stations=stations,
        done=sum(one.state == State.DONE for one in planned),
        planned=len(planned),
        forms=phone.forms,
        receipts=phone.receipts(),
        asked=asked(phone),
    )


def asked(phone: Phone) -> list[SentReport]:
    """The member's reports about which headquarters has a question that nothing answers yet, newest first."""
    questioned = phone.own_reports().filter(
        Exists(Review.objects.filter(report=OuterRef("pk"), verdict=Review.Verdict.QUESTION))
    )
    newest = as_sent(questioned).order_by("-received_at", "-id")[:QUESTIONS_LOOKED_AT]
    return [sent for sent in map(SentReport, newest) if sent.state == "asked"]
