"""Mission summaries: asked for here, made by the worker, downloaded when they are there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from observer.cursors import NewestFirst
from observer.dashboard.pages import draw, mission_page, paged
from observer.dashboard.report import stored
from observer.findings.apps import SUMMARY
from observer.findings.models import Edition, Summary
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
    rows = summaries.select_related("requested_by").prefetch_related("editions__release")
    return draw(
        request,
        membership,
        "summaries",
        listed=paged(request, rows, NewestMade()),
        may_compose=may(membership, Act.COMPOSE_SUMMARY),
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


@mission_page(Act.SEE_EDITIONS)
def edition(request: HttpRequest, membership: Membership, edition: int) -> HttpResponseBase:
    """A document to keep."""
    found = Edition.objects.filter(mission=membership.mission_id, pk=edition).first()
    if found is None:
        raise Http404
    name = f"{membership.mission.code}-{found.created_at:%Y%m%d-%H%M}-{found.language}.pdf"
    return stored(found.stored_name, content_type="application/pdf", filename=name, download=True)
