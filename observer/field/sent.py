"""What an observer has sent: the list, each report in words, correcting it, taking it back."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from observer.cursors import NewestFirst, paged
from observer.field import photos
from observer.field.filling import MAX_REASON_CHARACTERS, correcting, form_of, place_of, questions
from observer.field.forgery import looks_forged
from observer.field.pages import draw, phone_page
from observer.field.phone import Phone
from observer.field.reporting import ask
from observer.problems import CONFLICT, Problem
from observer.reports.answers import sections
from observer.reports.decisions import withdraw as withdraw_report
from observer.reports.models import Flag, Revision
from observer.reports.secrecy import released
from observer.reports.standing import SentReport, as_sent


class Pages(NewestFirst):
    page_size = 20


@phone_page
@require_safe
def reports(request: HttpRequest, phone: Phone) -> HttpResponse:
    """This member's own reports, newest first, with what became of each."""
    phone.refuse_if_shut_out()
    listed = paged(request, as_sent(phone.own_reports()), Pages())
    listed["rows"] = [SentReport(report) for report in listed["rows"]]
    return draw(request, phone, "reports", listed=listed)


@phone_page
@require_safe
def report(request: HttpRequest, phone: Phone, report: UUID) -> HttpResponse:
    """One's own report in the reader's language. Votes per choice stay out until their release: the form
    that corrects them is the one place where their author meets them again."""
    phone.refuse_if_shut_out()
    sent, revision = own(phone, report)
    hidden = frozenset() if released(revision.mission_id) else revision.version.vote_questions
    shown = sections(revision, hidden) if revision.answers is not None else []
    return draw(request, phone, "report", sent=sent, revision=revision, sections=shown)


@phone_page
@require_safe
def correct(request: HttpRequest, phone: Phone, report: UUID) -> HttpResponse:
    """The form as it was sent, to be changed and sent again with a reason."""
    phone.refuse_if_shut_out()
    sent, revision = own(phone, report)
    require_changeable(sent)
    filling = correcting(sent.report, revision)
    answers = revision.answers or {}
    if form_of(phone, filling).compiled.definition.is_only_rapid(answers):
        filling = replace(filling, reason=_("Completed after the first answers."))
    names = photos.names_of(form_of(phone, filling).compiled, answers, phone.sender)
    place = place_of(phone, filling)
    form = questions(phone, filling, place, answers=answers, kept_photos=names)
    return ask(request, phone, filling, form)


@csrf_exempt  # checked below, where what was typed can be given back
@phone_page
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, phone: Phone, report: UUID) -> HttpResponse:
    """Take a report back: it stays at headquarters, and counts nowhere."""
    phone.refuse_if_shut_out()
    sent, _revision = own(phone, report)
    require_changeable(sent)
    reason = request.POST.get("reason", "").strip()[:MAX_REASON_CHARACTERS]
    wrong = ""
    if request.method == "POST" and looks_forged(request):
        wrong = _("This page was old. Please press the button once more.")
    elif request.method == "POST" and not reason:
        wrong = _("Say why.")
    elif request.method == "POST":
        withdraw_report(report=sent.report, by=phone.membership, reason=reason)
        return redirect("field:report", report)
    return draw(request, phone, "withdraw", sent=sent, reason=reason, wrong=wrong)


def own(phone: Phone, client_id: UUID) -> tuple[SentReport, Revision]:
    """A report of this member with its current revision. Raises Http404 for everybody else's."""
    mine = as_sent(phone.own_reports()).select_related("visit__station")
    found = mine.filter(client_id=client_id, current__isnull=False).first()
    if found is None:
        raise Http404
    whole = Revision.objects.select_related("version").prefetch_related(
        Prefetch("flags", Flag.objects.standing())
    )
    return SentReport(found), whole.get(mission=found.mission_id, client_id=found.current.client_id)


def require_changeable(sent: SentReport) -> None:
    """Raise Problem for a report that was taken back."""
    if not sent.may_change:
        raise Problem(CONFLICT, _("This report was withdrawn before."))
