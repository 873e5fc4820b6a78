"""Mission summaries: asked for here, made by the worker, downloaded when they are there."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from observer.cursors import NewestFirst
from observer.dashboard.pages import draw, mission_page, paged
from observer.dashboard.report import stored
from observer.findings.approving import approve_summary, release
from observer.findings.apps import SUMMARY
from observer.findings.models import Edition, Summary
from observer.findings.publish import document_of
from observer.findings.sheets import archive
from observer.journal.jobs import queue
from observer.journal.models import Job
from observer.missions.access import Act, may
from observer.missions.models import Membership


class NewestMade(NewestFirst):
    ordering = ("-created_at", "-id")


@mission_page(Act.SEE_EDITIONS)
def summary_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Every summary with its documents, newest first, and the button that asks for one."""
    summaries = Summary.objects.filter(mission=membership.mission_id).defer("documents")
    # What was approved stands above the drafts it came of.
    editions = Edition.objects.select_related("release", "approval").order_by("approval", "language")
    rows = summaries.select_related("requested_by").prefetch_related(Prefetch("editions", editions))
    return draw(
        request,
        membership,
        "summaries",
        listed=paged(request, rows.select_related("approval__approved_by"), NewestMade()),
        may_compose=may(membership, Act.COMPOSE_SUMMARY),
        may_approve=may(membership, Act.APPROVE_SUMMARY),
        may_release=may(membership, Act.RELEASE_EDITION),
        member=membership,
    )


@mission_page(Act.COMPOSE_SUMMARY, "POST")
def compose(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Ask for a summary of the figures as they stand when the worker takes it up."""
    job = queue(membership=membership, kind=SUMMARY, parameters={})
    return HttpResponseRedirect(reverse("dashboard:job", args=[membership.mission.code, job.pk]))


@mission_page(Act.COMPOSE_SUMMARY)
def job_page(request: HttpRequest, membership: Membership, job: int) -> HttpResponse:
    """How far it is; the page's script asks for the part that moves, with `part` in the address."""
    found = Job.objects.all().visible_to(membership).filter(pk=job).first()
    if found is None:
        raise Http404
    template = "_job" if "part" in request.GET else "job"
    return draw(request, membership, template, job=found, editions=editions_of(membership, found))


def editions_of(membership: Membership, job: Job) -> list[Edition]:
    """What came of a job, for those who may see it."""
    return list(Edition.objects.all().visible_to(membership).of_job(job))


@mission_page(Act.APPROVE_SUMMARY, "POST")
def summary_approve(request: HttpRequest, membership: Membership, summary: int) -> HttpResponse:
    """Stand for a summary somebody else asked for; the worker typesets its editions as approved."""
    found = Summary.objects.all().visible_to(membership).filter(pk=summary).first()
    if found is None:
        raise Http404
    _approval, job = approve_summary(summary=found, by=membership)
    return redirect("dashboard:job", mission=membership.mission.code, job=job.pk)


@mission_page(Act.RELEASE_EDITION, "POST")
def edition_release(request: HttpRequest, membership: Membership, edition: int) -> HttpResponse:
    """Let an approved edition leave headquarters."""
    release(edition=edition_of(membership, edition), by=membership)
    return redirect("dashboard:summaries", mission=membership.mission.code)


@mission_page(Act.SEE_EDITIONS)
def edition(request: HttpRequest, membership: Membership, edition: int) -> HttpResponseBase:
    """A document to keep."""
    found = edition_of(membership, edition)
    name = f"{_name(membership, found)}.pdf"
    return stored(found.stored_name, content_type="application/pdf", filename=name, download=True)


@mission_page(Act.SEE_EDITIONS)
def edition_html(request: HttpRequest, membership: Membership, edition: int) -> HttpResponse:
    """The same document as a page, for a phone; in its own language, whatever the reader's is."""
    found = edition_of(membership, edition)
    written = document_of(found.summary, found.language, found.approval)
    with translation.override(found.language):
        return draw(request, membership, "edition", edition=found, document=written)


@mission_page(Act.SEE_EDITIONS)
def edition_tables(request: HttpRequest, membership: Membership, edition: int) -> HttpResponse:
    """Every table of it as CSV, in one archive."""
    found = edition_of(membership, edition)
    packed = archive(document_of(found.summary, found.language, found.approval))
    response = HttpResponse(packed, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{_name(membership, found)}-tables.zip"'
    return response


def edition_of(membership: Membership, pk: int) -> Edition:
    """Raises Http404."""
    rows: Any = Edition.objects.all().visible_to(membership)
    found: Edition | None = (
        rows.select_related("summary__mission__election", "approval__approved_by").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


def _name(membership: Membership, edition: Edition) -> str:
    draft = "" if edition.approval_id else "-draft"
    return f"{membership.mission.code}-{edition.created_at:%Y%m%d-%H%M}-{edition.language}{draft}"
