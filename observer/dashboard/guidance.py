"""Help at headquarters: the page of each kind of user, the reader's own first, and where each page points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from observer import guide
from observer.guide import Kind
from observer.missions.access import memberships
from observer.missions.roles import Role

KINDS: Mapping[Role, Kind] = {
    Role.OBSERVER: Kind.OBSERVER,
    Role.REGIONAL_COORDINATOR: Kind.COORDINATOR,
    Role.COORDINATOR: Kind.COORDINATOR,
    Role.CLERK: Kind.OBSERVER,
    Role.ANALYST: Kind.ANALYST,
    Role.LEGAL_ANALYST: Kind.ANALYST,
    Role.HEAD: Kind.HEAD,
    Role.RESULTS_ROOM: Kind.ANALYST,
    Role.SECURITY: Kind.COORDINATOR,
    Role.ADMINISTRATOR: Kind.OPERATOR,
    Role.AUDITOR: Kind.HEAD,
}

_COORDINATOR, _ANALYST, _HEAD = Kind.COORDINATOR, Kind.ANALYST, Kind.HEAD
# Name of a page of headquarters → the page and the heading that explain it.
EXPLAINED: Mapping[str, tuple[Kind, str]] = {
    **dict.fromkeys(("board", "region", "station"), (_COORDINATOR, "watch-the-live-board")),
    **dict.fromkeys(("coverage", "missing_stations"), (_COORDINATOR, "who-is-missing")),
    **dict.fromkeys(("silent_teams", "teams", "team", "team_names"), (_COORDINATOR, "who-is-missing")),
    "violations": (_ANALYST, "violations"),
    "answers": (_ANALYST, "answers-to-one-question"),
    **dict.fromkeys(("results", "compared_stations"), (_ANALYST, "results-protocols")),
    **dict.fromkeys(("reports", "report"), (_COORDINATOR, "review-a-report")),
    **dict.fromkeys(("incident", "incidents"), (_COORDINATOR, "work-on-an-incident")),
    "unplaced": (_COORDINATOR, "place-a-report"),
    "event": (_COORDINATOR, "two-reports-one-event"),
    "texts": (_ANALYST, "read-what-observers-wrote"),
    **dict.fromkeys(("findings", "statement", "passages"), (_ANALYST, "write-a-finding")),
    **dict.fromkeys(("recommendations", "figures"), (_ANALYST, "write-a-finding")),
    "standards": (_ANALYST, "check-a-standard"),
    "retold": (_HEAD, "incidents-in-the-document"),
    "exports": (_ANALYST, "take-data-out"),
    **dict.fromkeys(("summaries", "job", "edition_html"), (_HEAD, "make-the-summary")),
    "results_release": (_HEAD, "release-the-results"),
    **dict.fromkeys(("profile", "profile_form", "election", "commissions"), (_HEAD, "say-who-you-are")),
    **dict.fromkeys(("people", "person", "new_person", "find_people"), (_COORDINATOR, "people-and-phones")),
    **dict.fromkeys(("show_person", "let_in", "invite_people"), (_COORDINATOR, "people-and-phones")),
    **dict.fromkeys(("phones", "invite_phone"), (_COORDINATOR, "people-and-phones")),
    **dict.fromkeys(
        ("checklists", "checklist", "checklist_version", "checklist_difference", "checklist_import"),
        (_COORDINATOR, "make-or-change-a-form"),
    ),
    **dict.fromkeys(
        (
            "checklist_design",
            "checklist_draft",
            "checklist_rules",
            "rule_trial",
            "new_checklist",
            "categories",
        ),
        (_COORDINATOR, "make-or-change-a-form"),
    ),
    **dict.fromkeys(
        ("entry", "entry_new", "entry_sheet", "entry_differing", "entry_settle"),
        (_COORDINATOR, "paper-text-messages-other-apps"),
    ),
    **dict.fromkeys(
        ("messages_in", "message_in", "message_do", "sms_numbers", "sms_number_new", "code_card"),
        (_COORDINATOR, "paper-text-messages-other-apps"),
    ),
    **dict.fromkeys(
        ("sms_channels", "sms_channel_new", "collect", "collect_new"),
        (_COORDINATOR, "paper-text-messages-other-apps"),
    ),
    **dict.fromkeys(("registers", "register_import"), (_COORDINATOR, "bring-in-a-file")),
}


def explained_at(page: str | None) -> str:
    """The address that explains the page of headquarters with this name; the reader's own help otherwise."""
    kind, anchor = EXPLAINED.get(page or "", (None, ""))
    return f"{address(kind)}#{anchor}" if kind else reverse("dashboard:help")


def address(kind: Kind) -> str:
    return reverse("dashboard:help_page", args=[kind.value])


@require_safe
@login_required
def help_page(request: HttpRequest, reader: str = "") -> HttpResponse:
    """One page of help, with the way to the others; without `reader` the reader's own."""
    own = _own_kinds(request.user)
    if reader and reader not in set(Kind):
        raise Http404
    shown = guide.page(Kind(reader) if reader else own[0])
    kinds = [*own, *(each for each in Kind if each not in own)]
    places = [(guide.page(each), address(each), each == shown.kind) for each in kinds]
    body = guide.body(shown, address=address, pictures=True)
    return render(request, "dashboard/help.html", {"shown": shown, "places": places, "body": body})


def _own_kinds(user: Any) -> list[Kind]:
    """What this person is in their missions, each once; an observer where they are nothing yet."""
    roles = [Role(membership.role) for membership in memberships(user).order_by("mission__code")]
    return list(dict.fromkeys(KINDS[role] for role in roles)) or [Kind.OBSERVER]
