"""Who asks: a machine with a read token. People's sessions are DRF's own business."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from observer.missions.models import ReadToken
from observer.people.models import User
from observer.people.tokens import token_hash


class ReadTokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer <token>` of a read token: reads what its member reads, in its one mission.

    The token is `request.auth`; views must not let it write, nor look beyond `request.auth.mission_id`.
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
        return found.membership.user, found

    def authenticate_header(self, request: Request) -> str:
        return self.keyword
