"""What people say in documents: passages, findings, recommendations, incidents retold."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from observer.cursors import NewestOpened
from observer.dashboard.pages import draw, mission_page, paged
from observer.dashboard.writing import Page, Written, figures_like, page_of
from observer.findings.chapters import known
from observer.findings.citing import withdraw
from observer.findings.models import Citation, Draft, Statement
from observer.findings.offers import check_paragraph, offers
from observer.findings.writing import approve, choose_incident, drop, open_statement, write
from observer.missions.access import Act, may
from observer.missions.models import Membership
from observer.problems import Problem
from observer.reports.models import Report

Kind = Statement.Kind


@mission_page(Act.SEE_FINDINGS)
def statement_list(request: HttpRequest, membership: Membership, kind: str) -> HttpResponse:
    """Those of one kind, newest first, with how far each is."""
    rows: Any = Statement.objects.all().visible_to(membership).filter(kind=kind).with_newest()
    newest = Draft.objects.order_by("-number").select_related("approval", "written_by")
    rows = rows.select_related("drop", "opened_by").prefetch_related(Prefetch("drafts", queryset=newest))
    listed = paged(request, rows, NewestOpened())
    listed["rows"] = [Written(statement) for statement in listed["rows"]]
    taken = {written.statement.place for written in listed["rows"]}
    return draw(
        request,
        membership,
        "statements",
        listed=listed,
        kind=Kind(kind),
        free_places=[place for place in Statement.Place.choices if place[0] not in taken],
        may_write=may(membership, Act.WRITE_FINDINGS),
    )


@mission_page(Act.WRITE_FINDINGS, "POST")
def new_statement(request: HttpRequest, membership: Membership, said: str) -> HttpResponse:
    """A new one, or for a passage the one of its place."""
    made = open_statement(by=membership, kind=said, place=request.POST.get("place", ""))
    return redirect("dashboard:statement", mission=membership.mission.code, statement=made.pk)


@mission_page(Act.WRITE_FINDINGS, "POST")
def retell_incident(request: HttpRequest, membership: Membership, incident: Any) -> HttpResponse:
    """Choose an incident to be retold in documents."""
    found = Report.objects.all().visible_to(membership).filter(client_id=incident).first()
    if found is None:
        raise Http404
    made = choose_incident(
        by=membership,
        report=found,
        names_station="names_station" in request.POST,
        reason=request.POST.get("reason", ""),
    )
    return redirect("dashboard:statement", mission=membership.mission.code, statement=made.pk)


@mission_page(Act.SEE_FINDINGS, "GET", "HEAD", "POST")
def statement_page(request: HttpRequest, membership: Membership, statement: int) -> HttpResponse:
    """What it says, as it reads with the figures of now; written here, by those who may."""
    found = statement_of(membership, statement)
    page = page_of(membership, found, known(membership), request.POST if request.method == "POST" else None)
    if request.method != "POST" or "preview" in request.POST:
        return draw(request, membership, "statement", page=page)
    return _save(request, membership, page)


def _save(request: HttpRequest, membership: Membership, page: Page) -> HttpResponse:
    try:
        write(statement=page.statement, by=membership, known=page.known, **page.written())
    except Problem as problem:
        page.problem = problem
        return draw(request, membership, "statement", page=page, status=problem.status)
    messages.success(request, _("Saved. Somebody else has to approve it before it enters a document."))
    return redirect("dashboard:statement", mission=membership.mission.code, statement=page.statement.pk)


@mission_page(Act.APPROVE_FINDINGS, "POST")
def statement_approve(request: HttpRequest, membership: Membership, statement: int) -> HttpResponse:
    """Stand for the draft that was read."""
    found = statement_of(membership, statement)
    number = request.POST.get("draft", "")
    read = found.drafts.filter(number=int(number)) if number.isdecimal() and len(number) < 9 else None
    draft = read.first() if read else None
    if draft is None:
        raise Http404
    approve(draft=draft, by=membership)
    return redirect("dashboard:statement", mission=membership.mission.code, statement=found.pk)


@mission_page(Act.WRITE_FINDINGS, "POST")
def statement_drop(request: HttpRequest, membership: Membership, statement: int) -> HttpResponse:
    """Say it no longer."""
    found = statement_of(membership, statement)
    drop(statement=found, by=membership, reason=request.POST.get("reason", ""))
    return redirect("dashboard:statement", mission=membership.mission.code, statement=found.pk)


@mission_page(Act.WRITE_FINDINGS, "POST")
def citation_withdraw(request: HttpRequest, membership: Membership, citation: int) -> HttpResponse:
    """Take a citation away from its finding."""
    found = Citation.objects.filter(mission=membership.mission_id, pk=citation).first()
    if found is None:
        raise Http404
    withdraw(citation=found, by=membership)
    return redirect("dashboard:statement", mission=membership.mission.code, statement=found.statement_id)


@mission_page(Act.SEE_FINDINGS)
def figure_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Figures that texts may name, with what they are now; the editor's script asks for the part alone."""
    words = request.GET.get("words", "")[:80]
    found, more = figures_like(known(membership), words)
    template = "_figures" if "part" in request.GET else "figures"
    return draw(request, membership, template, figures=found, more=more, words=words)


@mission_page(Act.SEE_FINDINGS, "GET", "HEAD", "POST")
def standard_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Every standard, offered or not and why; a legal analyst says here that a paragraph was read."""
    if request.method == "POST":
        joined = _date(request.POST.get("joined", ""))
        check_paragraph(
            by=membership,
            code=request.POST.get("paragraph", ""),
            verdict=request.POST.get("verdict", ""),
            source=request.POST.get("source", ""),
            joined=joined,
        )
        return redirect("dashboard:standards", mission=membership.mission.code)
    known_offers = offers(membership.mission).values()
    return draw(
        request,
        membership,
        "standards",
        offered=[offer for offer in known_offers if offer.offered],
        others=[offer for offer in known_offers if not offer.offered],
        may_check=may(membership, Act.CHECK_STANDARDS),
    )


def _date(text: str) -> Any:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None


def statement_of(membership: Membership, pk: int) -> Statement:
    """Raises Http404."""
    found = Statement.objects.all().visible_to(membership).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
