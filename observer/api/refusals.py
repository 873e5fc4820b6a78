"""The pages behind the `type` of a problem document: what the refusal means and what helps."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from observer import problems
from observer.problems import Kind

KINDS: Mapping[str, Kind] = {kind.code: kind for kind in vars(problems).values() if isinstance(kind, Kind)}

# What helps, for whoever writes or runs the program that was refused.
WHAT_HELPS: Mapping[str, str | Promise] = {
    "invalid": _(
        "Look at “errors”: each names a field and what is wrong with it. Correct these and ask again."
    ),
    "unreadable": _("The request broke off, or is not UTF-8 or JSON. “detail” says where. Send it whole."),
    "unknown-sender": _(
        "Send “Authorization: Device …” with the token this phone got when it was enrolled. If it was "
        "enrolled anew, the older token is gone: ask your coordinator for a new link."
    ),
    "sign-in": _("Sign in, or send “Authorization: Bearer …” with a read token that has not run out."),
    "forbidden": _("The role in this mission does not include this. The head of mission can change roles."),
    "not-found": _(
        "The address is mistyped, or what is there is not open to you: the two look alike on purpose."
    ),
    "method-not-allowed": _("The reference of the API lists what each address does."),
    "not-acceptable": _("Ask for application/json, or for text/csv where the reference says so."),
    "report-first": _("Photos follow their report. Send the report, wait for its receipt, then the photo."),
    "conflict": _("Something is already there that this clashes with. Fetch it anew and decide."),
    "same-id-other-content": _(
        "An id names one content for ever. What came first stands; what came now was kept apart. "
        "A correction is a new revision with an id of its own that names the one it replaces."
    ),
    "gone": _("One-time links and codes work once and for a short time. Ask for a new one."),
    "too-large": _("Send less at once. The detail says how much is accepted."),
    "wrong-media-type": _("Send the kind of content the reference of the API names for this address."),
    "locked": _("The mission has closed its books. Reports are still taken, and held apart."),
    "too-many-requests": _("Wait as many seconds as “Retry-After” says, and ask less often."),
    "fault": _("Our fault, not yours. Send it again; nothing sent twice counts twice. Tell us if it stays."),
    "unavailable": _("Part of the server is away. Wait and send again; nothing sent twice counts twice."),
    "not-a-report": _("The content was kept, but cannot be counted. “errors” says what is missing."),
}


@require_safe
def explained(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind of refusal, for whoever follows the link of a problem document."""
    if kind not in KINDS:
        raise Http404
    shown = {"kind": KINDS[kind], "help": WHAT_HELPS.get(kind, "")}
    return render(request, "api/refusal.html", shown)
