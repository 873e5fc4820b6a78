"""A version of a checklist on paper, to print and to fill in with a pen."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from observer.checklists.definition import read
from observer.checklists.models import Version
from observer.checklists.paper import paper_form
from observer.dashboard.pages import mission_page
from observer.missions.access import Act
from observer.missions.models import Membership


@mission_page(Act.SEE_CHECKLISTS)
def checklist_paper(
    request: HttpRequest, membership: Membership, checklist: str, number: int, language: str
) -> HttpResponse:
    """The PDF, in one language of the checklist."""
    versions = Version.objects.filter(mission=membership.mission_id, checklist__code=checklist)
    version = get_object_or_404(versions, number=number)
    definition = read(version.definition)
    if language not in definition.languages:
        raise Http404
    printed = paper_form(
        definition,
        language=language,
        number=version.number,
        content_hash=version.hash_hex,
        mission=membership.mission.name,
        synthetic=membership.mission.synthetic,
        at=version.published_at,
    )
    name = f"{checklist}-{version.number}-{language}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(printed.pdf, content_type="application/pdf", headers=headers)
