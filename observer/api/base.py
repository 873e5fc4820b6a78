"""What every reading view of the API shares: whose eyes, and whether anything moved since."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django.conf import settings
from django.http import Http404
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from observer.analysis.models import FoldState
from observer.missions.access import Act, memberships, reach, region_paths, require
from observer.missions.models import Membership, ReadToken


class ReadThrottle(UserRateThrottle):
    scope = "read"


class MissionView(APIView):
    """A view below `/missions/<code>/`: finds the asker's membership, or nothing is there.

    `act` is what the asker must be allowed; access is settled before the ETag is looked at.
    """

    act: ClassVar[Act]
    throttle_classes = (ReadThrottle,)
    membership: Membership

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.membership = membership_of(request, kwargs["mission"])
        require(self.membership, self.act)


class LiveView(MissionView):
    """A view whose answer changes only when the mission's figures do: 304 when nothing moved."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        version = figures_version(self.membership.mission_id)
        etag = f'"{eyes(self.membership, version, request.get_full_path())}"'
        if etag in request.headers.get("If-None-Match", ""):
            response = Response(status=304)
        else:
            response = self.answer(request, *args, **kwargs)
        response["ETag"] = etag
        response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Authorization", "Cookie", "Accept-Language"])
        return response

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise NotImplementedError


def membership_of(request: Request, mission_code: str) -> Membership:
    """The asker's membership in the mission; a read token sees its own mission alone. Raises Http404."""
    found = memberships(request.user).filter(mission__code=mission_code)
    if isinstance(request.auth, ReadToken):
        found = found.filter(pk=request.auth.membership_id)
    membership = found.first()
    if membership is None:
        raise Http404
    return membership


def figures_version(mission_id: int) -> int:
    return FoldState.objects.filter(mission=mission_id).values_list("version", flat=True).first() or 0


def eyes(membership: Membership, version: int, query: str) -> str:
    """A digest of all an answer depends on: figures, what these eyes may see, language, release, query.

    Members of one reach share it, so their boards share one computation.
    """
    sight = sorted(f"{act}:{how.value}" for act in Act if (how := reach(membership, act)))
    own = str(membership.pk) if any(part.endswith(":own") for part in sight) else ""
    parts = [
        str(membership.mission_id),
        str(version),
        *sight,
        *sorted(region_paths(membership)),
        own,
        get_language() or "",
        settings.RELEASE,
        query,
    ]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
