"""No session goes anywhere without a second factor.

Only headquarters people have passwords and sessions (observers have enrolled phones), so the rule needs no
look at roles: a session in which no second factor was shown reaches the pages that set one up or ask for
it, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from observer.problems import SIGN_IN, Problem, problem_response, wants_json

# Signing in and out, choosing a language, and a second factor's own pages.
OPEN = frozenset(
    {
        *("account_login", "account_logout", "account_reauthenticate", "set_language"),
        *("mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp"),
        *("mfa_list_webauthn", "mfa_add_webauthn", "mfa_login_webauthn", "mfa_reauthenticate_webauthn"),
        *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
    }
)


class SecondFactorRequired:
    """Middleware, after authentication: turns back a session without a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_signed_in(request):
            # A shared computer keeps no copy of what was seen in a session.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not is_signed_in(request) or was_shown(request):
            return None
        match = request.resolver_match
        if match and match.view_name in OPEN:
            return None
        return turn_back(request)


def is_signed_in(request: HttpRequest) -> bool:
    """Whether a session stands behind the request; without its cookie the session is not even looked for."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and bool(request.user.is_authenticated)


def was_shown(request: HttpRequest) -> bool:
    """Whether a second factor (or a passkey, which is both) was shown in this session."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def turn_back(request: HttpRequest) -> HttpResponse:
    """To the page that sets up a second factor or asks for it; machines are told."""
    text = _("Your account needs a second factor before it opens anything.")
    if wants_json(request):
        return problem_response(Problem(SIGN_IN, text))
    if not is_mfa_enabled(request.user):
        messages.info(request, text)
        return HttpResponseRedirect(reverse("mfa_index"))
    has_app = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
    asking = reverse("mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn")
    wanted = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"{asking}?{urlencode({'next': wanted})}")
