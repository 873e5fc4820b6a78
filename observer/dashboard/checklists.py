"""Checklists: which the mission has, their versions, what differs between two, and closing one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from observer.analysis.by_version import received_by_version
from observer.analysis.written import write_figure
from observer.checklists.definition import Definition, read
from observer.checklists.difference import difference
from observer.checklists.drafting import close_version
from observer.checklists.models import Category, Checklist, Draft, Version
from observer.checklists.xlsform import write_workbook
from observer.cursors import ByCode, InOrder, paged
from observer.dashboard.checklist_lines import Reader, write_difference
from observer.dashboard.pages import draw, mission_page
from observer.missions.access import Act, may
from observer.missions.models import Membership
from observer.problems import INVALID, Problem

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Versions of each checklist that the list shows; the others are on the checklist's own page.
VERSIONS_SHOWN = 3


class NewestVersions(InOrder):
    ordering = ("-number", "-id")


@mission_page(Act.SEE_CHECKLISTS)
def checklist_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Every checklist with its newest versions and their state, and what waits to be published."""
    listed = paged(request, Checklist.objects.filter(mission=membership.mission_id), ByCode())
    rows: list[Checklist] = listed["rows"]
    versions = list(versions_of(rows))
    by_checklist: dict[int, list[Version]] = {}
    for version in versions:
        by_checklist.setdefault(version.checklist_id, []).append(version)
    drafts = {draft.checklist_id: draft for draft in drafts_of(rows)}
    shown = {pk: some[:VERSIONS_SHOWN] for pk, some in by_checklist.items()}
    figures = figures_of(membership, [version for some in shown.values() for version in some])
    lines = [
        {
            "checklist": one,
            "versions": [(version, figures.get(version.pk)) for version in shown.get(one.pk, [])],
            "more": len(by_checklist.get(one.pk, [])) - len(shown.get(one.pk, [])),
            "draft": drafts.get(one.pk),
        }
        for one in rows
    ]
    return draw(request, membership, "checklists", listed=listed, lines=lines, **permits(membership))


def versions_of(checklists: Iterable[Checklist]) -> Iterable[Version]:
    """Their versions with state, newest first, without the documents."""
    versions = Version.objects.with_state().filter(checklist__in=list(checklists))
    return versions.select_related("checklist", "published_by").defer("definition").order_by("-number")


def drafts_of(checklists: Iterable[Checklist]) -> Iterable[Draft]:
    drafts = Draft.objects.filter(checklist__in=list(checklists))
    return drafts.select_related("updated_by", "started_by").defer("document")


def figures_of(membership: Membership, versions: list[Version]) -> dict[int, Any]:
    """Reports received by version, written; nothing for who may not see boards."""
    if not versions or not may(membership, Act.SEE_BOARD):
        return {}
    return {key: write_figure(one) for key, one in received_by_version(membership, versions).items()}


def permits(membership: Membership) -> dict[str, bool]:
    return {
        "may_edit": may(membership, Act.EDIT_CHECKLIST),
        "may_publish": may(membership, Act.PUBLISH_CHECKLIST),
    }


@mission_page(Act.SEE_CHECKLISTS)
def checklist_page(request: HttpRequest, membership: Membership, checklist: str) -> HttpResponse:
    """One checklist: its draft, its versions with who published and closed them, and its files."""
    found = checklist_of(membership, checklist)
    versions = Version.objects.with_state().filter(checklist=found).defer("definition")
    listed = paged(
        request, versions.select_related("checklist", "published_by", "closure__closed_by"), NewestVersions()
    )
    figures = figures_of(membership, listed["rows"])
    held = found.files.filter(pk=OuterRef("pk"), held_by__isnull=False)
    files = found.files.select_related("uploaded_by").annotate(is_held=Exists(held)).order_by("name", "-id")
    return draw(
        request,
        membership,
        "checklist",
        checklist=found,
        listed=listed,
        versions=[(version, figures.get(version.pk)) for version in listed["rows"]],
        draft=next(iter(drafts_of([found])), None),
        files=files[:200],
        **permits(membership),
    )


@mission_page(Act.SEE_CHECKLISTS)
def version_page(request: HttpRequest, membership: Membership, checklist: str, number: int) -> HttpResponse:
    """A version as it is asked, in each of its languages, with its rules and standards."""
    version = version_of(membership, checklist, number)
    definition = read(version.definition)
    reader = reader_of(membership, definition, request.GET.get("language", ""))
    figures = figures_of(membership, [version])
    return draw(
        request,
        membership,
        "checklist_version",
        checklist=version.checklist,
        version=version,
        figure=figures.get(version.pk),
        sections=list(reader.sections()),
        identities=list(reader.identities()),
        language=reader.language,
        languages=definition.languages,
        questions=sum(1 for _question in definition.all_questions()),
        **permits(membership),
    )


def reader_of(membership: Membership, definition: Definition, wanted: str) -> Reader:
    """In the language asked for, else the reader's own, else the checklist's."""
    own = (get_language() or "").partition("-")[0]
    language = next(
        (one for one in (wanted, own) if one in definition.languages), definition.default_language
    )
    categories = Category.objects.filter(mission=membership.mission_id)
    return Reader(definition, language, {one.code: one.name for one in categories})


@mission_page(Act.SEE_CHECKLISTS)
def difference_page(request: HttpRequest, membership: Membership, checklist: str) -> HttpResponse:
    """What differs between two versions (`from`, `to`); without these, the draft or the two newest."""
    found = checklist_of(membership, checklist)
    asked = [number_in(request, name) for name in ("from", "to")]
    if not any(asked) and may(membership, Act.EDIT_CHECKLIST) and hasattr(found, "draft"):
        return redirect("dashboard:checklist_draft", membership.mission.code, found.code)
    numbers = list(found.versions.order_by("-number").values_list("number", flat=True))
    newest = asked[1] or next(iter(numbers), None)
    older = asked[0] or next((number for number in numbers if newest and number < newest), None)
    if newest is None or older is None:
        return draw(request, membership, "checklist_difference", checklist=found, numbers=numbers)
    old, new = (version_of(membership, checklist, number) for number in (older, newest))
    definitions = read(old.definition), read(new.definition)
    reader = reader_of(membership, definitions[1], "")
    return draw(
        request,
        membership,
        "checklist_difference",
        checklist=found,
        numbers=numbers,
        old=old,
        new=new,
        found=write_difference(difference(*definitions), reader),
    )


def number_in(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        detail = _("This is no version.")
        raise Problem(INVALID, errors=[{"field": name, "code": "malformed", "detail": detail}])
    return int(text)


@mission_page(Act.PUBLISH_CHECKLIST, "POST")
def close(request: HttpRequest, membership: Membership, checklist: str, number: int) -> HttpResponse:
    """Close a version; what was begun before still counts as it is."""
    version = version_of(membership, checklist, number)
    reason = "".join(one for one in request.POST.get("reason", "") if one.isprintable())
    close_version(version=version, by=membership, reason=reason)
    return redirect("dashboard:checklist", membership.mission.code, version.checklist.code)


@mission_page(Act.SEE_CHECKLISTS)
def workbook(request: HttpRequest, membership: Membership, checklist: str, number: int) -> HttpResponse:
    """The version as an XLSForm that comes in again as this very version."""
    version = version_of(membership, checklist, number)
    response = HttpResponse(write_workbook(read(version.definition)), content_type=XLSX)
    name = f"{version.checklist.code}-{version.number}.xlsx"
    response["Content-Disposition"] = f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(name)}"
    return response


def checklist_of(membership: Membership, code: str) -> Checklist:
    """A checklist of the mission. Raises Http404."""
    found = Checklist.objects.filter(mission=membership.mission_id, code=code).first()
    if found is None:
        raise Http404
    return found


def version_of(membership: Membership, checklist: str, number: int) -> Version:
    """A version with its state, document and who published and closed it. Raises Http404."""
    versions = Version.objects.with_state().filter(mission=membership.mission_id, checklist__code=checklist)
    found = (
        versions.select_related("checklist", "published_by", "closure__closed_by")
        .filter(number=number)
        .first()
        if number < 2**31
        else None
    )
    if found is None:
        raise Http404
    return found
