"""What every page of headquarters has in common: who looks, in which clocks, and that no cache keeps it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone

from observer.cursors import paged as paged
from observer.dashboard.guidance import explained_at
from observer.dashboard.navigation import ways
from observer.missions.access import Act, enter, may, require
from observer.missions.models import Membership
from observer.problems import Problem

# (request, membership, …what the address names), and (request, mission=…, …what the address names)
MissionPage: TypeAlias = Callable[..., HttpResponseBase]
Page: TypeAlias = Callable[..., HttpResponseBase]


def mission_page(act: Act, *methods: str) -> Callable[[MissionPage], Page]:
    """A page of a mission for members who may `act`; a stranger gets 404, a refusal is a page too.

    It answers GET and HEAD, unless other `methods` are named.
    """
    allowed = methods or ("GET", "HEAD")

    def decorate(view: MissionPage) -> Page:
        @wraps(view)
        def page(request: HttpRequest, mission: str, **named: Any) -> HttpResponseBase:
            membership = enter(request.user, mission)
            try:
                require(membership, act)
                if request.method not in allowed:
                    return HttpResponseNotAllowed(allowed)
                with timezone.override(zone_of(membership)):
                    response = view(request, membership, **named)
            except Problem as problem:
                response = draw(request, membership, "refusal", status=problem.status, problem=problem)
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        return page

    return decorate


def zone_of(membership: Membership) -> ZoneInfo:
    """The clocks of the election, in which headquarters speaks."""
    return ZoneInfo(membership.mission.election.default_time_zone)


def draw(
    request: HttpRequest, membership: Membership, template: str, *, status: int = 200, **shown: Any
) -> HttpResponse:
    """A template of templates/dashboard/ with the mission around it and the ways this member has."""
    current = request.resolver_match.url_name if request.resolver_match else None
    around = {
        "mission": membership.mission,
        "may_see_board": may(membership, Act.SEE_BOARD),
        "may_see_reports": may(membership, Act.SEE_REPORTS),
        "may_see_editions": may(membership, Act.SEE_EDITIONS),
        "ways": ways(membership, current),
        "help_address": explained_at(current),
    }
    return render(request, f"dashboard/{template}.html", around | shown, status=status)
