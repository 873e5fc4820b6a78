"""Who asks: a machine with a read token, or a phone with its own. People's sessions are DRF's business."""

from __future__ import annotations

from typing import Any, NoReturn

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from observer.missions.models import ReadToken
from observer.missions.senders import Sender, sender_of
from observer.people.models import User
from observer.people.tokens import token_hash
from observer.problems import UNKNOWN_SENDER, Problem


class ReadTokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer <token>` of a read token: reads what its member reads, in its one mission.

    The token is `request.auth`; views must not look beyond `request.auth.mission_id`. It never writes.
    """

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ReadToken] | None:
        keyword, _space, token = request.headers.get("Authorization", "").partition(" ")
        if keyword != self.keyword or not token:
            return None
        found = (
            ReadToken.objects.select_related("membership__user")
            .filter(
                token_hash=token_hash(token.strip()), revocation__isnull=True, expires_at__gt=timezone.now()
            )
            .filter(membership__end__isnull=True, membership__user__is_active=True)
            .first()
        )
        if found is None:
            raise exceptions.AuthenticationFailed(_("This token is unknown, revoked or has run out."))
        if request.method not in SAFE_METHODS:
            raise exceptions.PermissionDenied(_("A read token reads and does nothing else."))
        return found.membership.user, found

    def authenticate_header(self, request: Request) -> str:
        return self.keyword


class DeviceAuthentication(authentication.BaseAuthentication):
    """`Authorization: Device <token>` of an enrolled phone; the Sender is `request.auth`. One query.

    Only a stranger is turned away: what comes from a revoked phone, or after its member left, is held apart.
    """

    keyword = "Device"

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Sender]:
        keyword, _space, token = request.headers.get("Authorization", "").partition(" ")
        sender = sender_of(token.strip()) if keyword == self.keyword and token.isascii() else None
        if sender is None:
            _turn_away(request)
        return AnonymousUser(), sender

    def authenticate_header(self, request: Request) -> str:
        return self.keyword


class DeviceThrottle(SimpleRateThrottle):
    """Bounds what one phone may do, far above what a person does. Counted in this process, not in Redis."""

    scope = "intake"

    def get_cache_key(self, request: Request, view: Any) -> str:
        sender: Any = request.auth
        return self.cache_format % {"scope": self.scope, "ident": sender.device_id}


class StrangerThrottle(SimpleRateThrottle):
    """Bounds guessing: only those whose token is wrong are counted, by address."""

    scope = "stranger"

    def get_cache_key(self, request: Request, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


def _turn_away(request: Request) -> NoReturn:
    throttle = StrangerThrottle()
    if not throttle.allow_request(request, None):  # type: ignore[arg-type]  # it does not look at the view
        raise exceptions.Throttled(throttle.wait())
    raise Problem(
        UNKNOWN_SENDER,
        _("Please enrol this phone anew; reports that wait on it are not lost."),
        headers={"WWW-Authenticate": DeviceAuthentication.keyword},
    )
