"""Files of reports and answers: asked for here, written by the worker, taken away while they are kept."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language

from observer.analysis.filters import Filters
from observer.checklists.models import Checklist
from observer.cursors import NewestFirst
from observer.dashboard.choosing import choices_for
from observer.dashboard.pages import draw, mission_page, paged
from observer.dashboard.report import stored
from observer.exports.apps import EXPORT
from observer.exports.make import KEPT, ask, tell
from observer.exports.models import ExportFile
from observer.exports.request import Request
from observer.journal.models import Job
from observer.missions.access import Act
from observer.missions.models import Membership
from observer.problems import Problem

TYPES = {
    "csv": ("zip", "application/zip"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


class NewestAsked(NewestFirst):
    ordering = ("-requested_at", "-id")
    page_size = 10


@mission_page(Act.EXPORT, "GET", "HEAD", "POST")
def exports(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The form, and what this member asked for before; `part` in the address gives the list alone."""
    if request.method == "POST":
        return _ask(request, membership)
    return _page(request, membership)


def _ask(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What was chosen stays chosen when it cannot be exported."""
    try:
        ask(by=membership, request=Request.read(request.POST.dict(), language=get_language() or "en"))
    except Problem as problem:
        return _page(request, membership, problem=problem)
    return HttpResponseRedirect(reverse("dashboard:exports", args=[membership.mission.code]))


def _page(request: HttpRequest, membership: Membership, problem: Problem | None = None) -> HttpResponse:
    jobs = Job.objects.filter(mission=membership.mission_id, requested_by=membership.pk, kind=EXPORT)
    listed = paged(request, jobs.select_related("export_file__removal"), NewestAsked())
    moving = any(job.state in (Job.State.QUEUED, Job.State.RUNNING) for job in listed["rows"])
    if "part" in request.GET:
        return draw(request, membership, "_exports", listed=listed, moving=moving)
    return draw(
        request,
        membership,
        "exports",
        status=problem.status if problem else 200,
        listed=listed,
        moving=moving,
        problem=problem,
        checklists=Checklist.objects.filter(mission=membership.mission_id).order_by("pk"),
        choices=choices_for(membership, Filters()),
        chosen=request.POST if request.method == "POST" else request.GET,
        kept_days=KEPT.days,
    )


@mission_page(Act.EXPORT)
def export_file(request: HttpRequest, membership: Membership, export: int) -> HttpResponseBase:
    """The file, while it is kept; the journal says who took it away."""
    file = ExportFile.objects.all().visible_to(membership).kept().filter(pk=export).first()
    if file is None:
        raise Http404
    tell(file, membership, "export.taken")
    asked = file.parameters
    suffix, content_type = TYPES[asked["format"]]
    what = "-".join(filter(None, (membership.mission.code, asked["checklist"], asked["rows"])))
    name = f"{what}-{file.as_of:%Y%m%d-%H%M}.{suffix}"
    return stored(file.stored_name, content_type=content_type, filename=name, download=True)
