"""The form designer: its page, the draft kept as one writes, and the question bank."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from observer.checklists.bank import bank
from observer.checklists.definition.shapes import PROTOCOL_FIELDS
from observer.checklists.drafting import MAX_DOCUMENT_CHARACTERS, open_draft, save_draft
from observer.checklists.models import Category, Checklist, Draft
from observer.dashboard.banking import bank_answer
from observer.dashboard.design_faults import faults_of
from observer.dashboard.design_words import design_words
from observer.dashboard.pages import draw, mission_page
from observer.elections.models import in_language
from observer.findings.standards import OBLIGATIONS, PARAGRAPHS
from observer.missions.access import Act
from observer.missions.models import Membership
from observer.problems import CONFLICT, INVALID, TOO_LARGE, Problem

# A character has at most four bytes.
MAX_BODY_BYTES = 4 * MAX_DOCUMENT_CHARACTERS
MAX_SEARCH_CHARACTERS = 200


@csp_update({"frame-src": [SELF]})
@mission_page(Act.EDIT_CHECKLIST, "GET", "HEAD", "POST")
def design_page(request: HttpRequest, membership: Membership, checklist: str) -> HttpResponse:
    """The designer of the draft; where there is none, the offer to begin one (POST)."""
    found = checklist_of(membership, checklist)
    if request.method == "POST":
        open_draft(checklist=found, by=membership)
        return redirect("dashboard:checklist_design", mission=membership.mission.code, checklist=found.code)
    draft = Draft.objects.filter(checklist=found).first()
    newest = found.versions.order_by("-number").first()
    if draft is None:
        return draw(request, membership, "design_begin", checklist=found, newest=newest)
    return draw(
        request,
        membership,
        "design",
        checklist=found,
        newest=newest,
        start=_start(membership, found, draft),
        words=design_words(),
        protocol_fields=PROTOCOL_FIELDS,
    )


def _start(membership: Membership, checklist: Checklist, draft: Draft) -> dict[str, Any]:
    """All the designer begins with."""
    categories = list(Category.objects.filter(mission=membership.mission_id).order_by("position"))
    codes = frozenset(each.code for each in categories)
    address = {"mission": membership.mission.code, "checklist": checklist.code}
    return {
        "document": draft.document,
        "revision": draft.revision,
        "problems": faults_of(draft.document, codes),
        "missionLanguages": membership.mission.languages,
        "categories": [
            {"code": each.code, "name": each.name, "severity": each.severity, "standards": each.standards}
            for each in categories
        ],
        "standards": [
            {
                "code": each.code,
                "words": in_language(dict(each.words)),
                "obligations": [in_language(dict(OBLIGATIONS[code])) for code in each.obligations],
            }
            for each in PARAGRAPHS.values()
        ],
        "bankForms": [(form.code, in_language(dict(form.titles))) for form in bank()],
        "bankIdentities": [each.identity for form in bank() for each in form.identities],
        "forms": _forms(membership),
        "addresses": {
            name: reverse(f"dashboard:checklist_{name}", kwargs=address)
            for name in ("save", "bank", "try", "preview")
        },
    }


def _forms(membership: Membership) -> list[dict[str, str]]:
    """Every checklist of the mission, by phase: what can be looked at as a phone shows it."""
    found = Checklist.objects.filter(mission=membership.mission_id).order_by("phase", "code")
    return [
        {
            "title": f"{capfirst(each.get_phase_display())}: {each.name}",
            "preview": reverse("dashboard:checklist_preview", args=(membership.mission.code, each.code)),
        }
        for each in found
    ]


def checklist_of(membership: Membership, code: str) -> Checklist:
    return get_object_or_404(Checklist, mission=membership.mission_id, code=code)


def says_json(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Inside a mission page: a refusal goes to the script of the page, not to a person."""

    @wraps(view)
    def answer(request: HttpRequest, membership: Membership, **named: Any) -> HttpResponseBase:
        try:
            return view(request, membership, **named)
        except Problem as problem:
            return JsonResponse({"detail": str(problem)}, status=problem.status)

    return answer


def sent_json(request: HttpRequest) -> dict[str, Any]:
    """The object in the body. Raises Problem: INVALID, TOO_LARGE."""
    # A form with 20,000 choices is larger than what other pages may send.
    body = request.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        raise Problem(TOO_LARGE, _("This checklist is larger than any form can be."))
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise Problem(INVALID, _("This is not a checklist."))
    return sent


@mission_page(Act.EDIT_CHECKLIST, "POST")
@says_json
def design_save(request: HttpRequest, membership: Membership, checklist: str) -> HttpResponse:
    """Keep the draft and say what is wrong with it; 409 with what somebody else saved meanwhile."""
    found = checklist_of(membership, checklist)
    draft = get_object_or_404(Draft, checklist=found)
    sent = sent_json(request)
    revision = sent.get("revision")
    if not isinstance(revision, int) or isinstance(revision, bool):
        raise Problem(INVALID, _("This is not a checklist."))
    try:
        kept = save_draft(draft=draft, document=sent.get("document"), revision=revision, by=membership)
    except Problem as problem:
        if problem.kind is CONFLICT and (other := _meanwhile(found)) is not None:
            return JsonResponse({"detail": str(problem), **other}, status=409)
        raise
    problems = faults_of(kept.document, category_codes(membership))
    return JsonResponse({"revision": kept.revision, "problems": problems})


def _meanwhile(checklist: Checklist) -> dict[str, Any] | None:
    draft = Draft.objects.filter(checklist=checklist).select_related("updated_by").first()
    if draft is None:
        return None
    return {
        "document": draft.document,
        "revision": draft.revision,
        "who": draft.updated_by.code,
        "when": date_format(timezone.localtime(draft.updated_at), "TIME_FORMAT"),
    }


def category_codes(membership: Membership) -> frozenset[str]:
    return frozenset(Category.objects.filter(mission=membership.mission_id).values_list("code", flat=True))


@mission_page(Act.EDIT_CHECKLIST)
@says_json
def design_bank(request: HttpRequest, membership: Membership, checklist: str) -> HttpResponse:
    """Questions of the bank and of the mission's earlier versions that hold all words asked for."""
    checklist_of(membership, checklist)
    after = request.GET.get("after", "0")
    return JsonResponse(
        bank_answer(
            membership.mission_id,
            words=request.GET.get("words", "")[:MAX_SEARCH_CHARACTERS].replace("\0", ""),
            form=request.GET.get("form", "")[:32],
            after=int(after) if after.isascii() and after.isdecimal() and len(after) < 6 else 0,
        )
    )
