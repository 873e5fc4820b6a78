"""What every reading view of the API shares: whose eyes, and whether anything moved since."""

from __future__ import annotations

import gzip
import hashlib
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.encoding import force_bytes
from django.utils.translation import get_language
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from observer.analysis.models import FoldState
from observer.analysis.rules import changed_rules, rules_mark, write_rules
from observer.missions.access import Act, memberships, reach, region_paths, require
from observer.missions.models import Membership, ReadToken

VARIES = ("Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Cookie")


class ReadThrottle(UserRateThrottle):
    scope = "read"


class MissionView(APIView):
    """A view below `/missions/<code>/`: finds the asker's membership, or nothing is there.

    `act` is what the asker must be allowed; access is settled before the ETag is looked at.
    """

    act: ClassVar[Act]
    throttle_classes: tuple[type[UserRateThrottle], ...] = (ReadThrottle,)
    membership: Membership

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.membership = membership_of(request, kwargs["mission"])
        require(self.membership, self.act)


class LiveView(MissionView):
    """A view whose answer changes only when the mission's figures do: 304 when nothing moved.

    What was answered is kept under its ETag in this process, so that boards of one sight cost one
    computation; packed as well, because every page asks again each time the figures move.
    """

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        version = figures_version(self.membership.mission_id)
        rules = rules_mark(self.membership.mission_id)
        question = f"{request.accepted_renderer.format} {rules} {request.get_full_path()}"
        key = eyes(self.membership, version, question)
        if key in request.headers.get("If-None-Match", ""):
            response = HttpResponse(status=304)
        else:
            response = self.kept(key, request, *args, **kwargs)
        response["ETag"] = f'W/"{key}"'
        response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, VARIES)
        return response

    def kept(self, key: str, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """The body kept under `key`, made once; packed for whoever unpacks it."""
        bodies = caches["bodies"]
        packed: bytes | None = bodies.get(key)
        if packed is None:
            renderer = request.accepted_renderer
            data = self.answer(request, *args, **kwargs).data
            body = force_bytes(renderer.render(data, renderer.media_type, {}))
            packed = gzip.compress(body, compresslevel=5, mtime=0)
            bodies.set(key, packed)
        return self._unpacked_for(request, packed)

    def _unpacked_for(self, request: Request, packed: bytes) -> HttpResponse:
        content_type = f"{request.accepted_renderer.media_type}; charset=utf-8"
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers = {"Content-Encoding": "gzip"}
            return HttpResponse(packed, content_type=content_type, headers=headers)
        return HttpResponse(gzip.decompress(packed), content_type=content_type)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise NotImplementedError

    def rules(self) -> list[dict[str, Any]]:
        """Under which rules the figures stand, where a form has had others."""
        zone = ZoneInfo(self.membership.mission.election.default_time_zone)
        return write_rules(changed_rules(self.membership.mission_id), zone)


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
