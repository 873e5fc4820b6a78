"""Pictures and recordings of a checklist: uploaded, looked at, removed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from observer.checklists.models import FormFile
from observer.dashboard.checklists import checklist_of
from observer.dashboard.pages import mission_page
from observer.dashboard.report import stored
from observer.missions.access import Act
from observer.missions.models import Membership
from observer.problems import INVALID, Problem
from observer.reports.form_files import add_file, remove_file

MOST_FILES = 50


@mission_page(Act.EDIT_CHECKLIST, "POST")
def upload_files(request: HttpRequest, membership: Membership, checklist: str) -> HttpResponse:
    """Keep the files; of several, those before the first that is refused are kept."""
    found = checklist_of(membership, checklist)
    files = request.FILES.getlist("files")
    if not files or len(files) > MOST_FILES:
        raise Problem(INVALID, _("Choose one file, or up to 50."))
    for file in files:
        add_file(checklist=found, by=membership, name=file.name or "", content=file.read())
    page = "checklist_draft" if hasattr(found, "draft") else "checklist"
    return redirect(f"dashboard:{page}", membership.mission.code, found.code)


@mission_page(Act.SEE_CHECKLISTS)
def form_file(request: HttpRequest, membership: Membership, checklist: str, file: int) -> HttpResponseBase:
    """A file as the checklist shows it."""
    found = file_of(membership, checklist, file)
    return stored(found.stored_name, content_type=found.content_type, filename=found.name)


@mission_page(Act.EDIT_CHECKLIST, "POST")
def remove(request: HttpRequest, membership: Membership, checklist: str, file: int) -> HttpResponse:
    """Delete a file no version was published with."""
    found = file_of(membership, checklist, file)
    remove_file(file=found, by=membership)
    return redirect("dashboard:checklist", membership.mission.code, found.checklist.code)


def file_of(membership: Membership, checklist: str, file: int) -> FormFile:
    """Raises Http404."""
    files = FormFile.objects.filter(mission=membership.mission_id, checklist__code=checklist)
    found = files.select_related("checklist").filter(pk=file).first() if file < 2**63 else None
    if found is None:
        raise Http404
    return found
