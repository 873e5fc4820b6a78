"""Who calls: an app user, by Basic authentication (any name, the token as password) or by the token in the
address. A token is looked up by its fast keyed hash: no request costs a password hash.

https://docs.getodk.org/openrosa-authentication/
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeAlias

from django.core.exceptions import SuspiciousOperation
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework.throttling import SimpleRateThrottle

from observer.gateways.openrosa.answers import VERSION, dressed, refused
from observer.gateways.openrosa.models import AppUser
from observer.missions.senders import Sender, sender_of
from observer.problems import (
    FORBIDDEN,
    INVALID,
    METHOD,
    NOT_FOUND,
    TOO_MANY,
    UNKNOWN_SENDER,
    UNREADABLE,
    Problem,
    as_problem,
)

# (request, sender, token or "", …what the address names)
OpenRosaView: TypeAlias = Callable[..., HttpResponseBase]
CHALLENGE = 'Basic realm="Observer", charset="UTF-8"'
# How exactly headquarters is told when an app user was last heard of.
CONTACT = timedelta(minutes=1)


class SenderThrottle(SimpleRateThrottle):
    """What one device may do; counted together with what it does at the API."""

    scope = "intake"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": view.device_id}


class StrangerThrottle(SimpleRateThrottle):
    """Bounds guessing: only those whose token is wrong are counted, by address."""

    scope = "stranger"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


def openrosa(*methods: str, reads: bool = True) -> Callable[[OpenRosaView], Callable[..., HttpResponseBase]]:
    """An address for OpenRosa clients. `reads`: it gives something out, which revoked phones do not get."""

    def decorate(view: OpenRosaView) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @wraps(view)
        def door(request: HttpRequest, token: str = "", **named: Any) -> HttpResponseBase:
            try:
                sender = _admitted(request, token, methods, reads)
                return dressed(view(request, sender, token, **named))
            except Exception as error:
                problem = _as_problem(error)
                if problem is None:
                    raise
                return dressed(refused(problem))

        return door

    return decorate


def require_version(request: HttpRequest) -> None:
    """Raise Problem INVALID for a request that does not say which OpenRosa it speaks."""
    if request.headers.get("X-OpenRosa-Version") != VERSION:
        raise Problem(INVALID, _("The request must carry the header X-OpenRosa-Version: 1.0."))


def token_in(request: HttpRequest) -> str | None:
    """The password of Basic authentication; None where the request brings none that can be read."""
    scheme, _space, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        _name, colon, password = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return password if colon else None


def _admitted(request: HttpRequest, token: str, methods: tuple[str, ...], reads: bool) -> Sender:
    sender = _sender(request, token)
    throttle = SenderThrottle()
    if not throttle.allow_request(request, sender):  # type: ignore[arg-type]  # it asks for the sender alone
        raise _too_many(throttle)
    if request.method not in methods:
        raise Problem(METHOD, headers={"Allow": ", ".join(methods)})
    if reads and (sender.revoked_at is not None or sender.member_ended):
        raise Problem(FORBIDDEN, _("This phone was shut out. Your coordinator can tell you why."))
    _heard_from(sender)
    return sender


def _sender(request: HttpRequest, token: str) -> Sender:
    shown = token or token_in(request)
    if shown is None:
        # The ordinary beginning of Basic authentication, and no guess.
        raise Problem(UNKNOWN_SENDER, headers={"WWW-Authenticate": CHALLENGE})
    if (sender := sender_of(shown)) is not None:
        return sender
    throttle = StrangerThrottle()
    if not throttle.allow_request(request, None):  # type: ignore[arg-type]  # it does not look at the view
        raise _too_many(throttle)
    if token:
        raise Problem(NOT_FOUND)
    raise Problem(UNKNOWN_SENDER, headers={"WWW-Authenticate": CHALLENGE})


def _too_many(throttle: SimpleRateThrottle) -> Problem:
    return Problem(TOO_MANY, headers={"Retry-After": str(int(throttle.wait() or 1) + 1)})


def _heard_from(sender: Sender) -> None:
    """One statement; it changes something at most once a minute."""
    now = timezone.now()
    stale = Q(last_contact_at__isnull=True) | Q(last_contact_at__lt=now - CONTACT)
    mine = AppUser.objects.filter(mission=sender.mission_id, device__device=sender.device_id)
    mine.filter(stale).update(last_contact_at=now)


def _as_problem(error: Exception) -> Problem | None:
    match error:
        case MultiPartParserError():
            return Problem(UNREADABLE, _("The request broke off before it was complete."))
        case SuspiciousOperation():
            return as_problem(error) or Problem(INVALID)
    return as_problem(error)
