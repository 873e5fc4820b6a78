"""The phone at this door: its token in a cookie of its own, and what its holder may read back.

The token is no session. It opens nothing outside /field/, where pages work without JavaScript; programs
send the same token in a header to the API.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from observer.checklists.models import Phase, Version
from observer.elections.models import Station
from observer.missions.access import Act
from observer.missions.models import Deployment, Membership, Mission, Team
from observer.missions.senders import Sender, sender_of
from observer.problems import UNKNOWN_SENDER, Problem
from observer.reports.models import Report

COOKIE = "observer_device"
COOKIE_PATH = "/field/"
# Longer than any mission; revoking the device ends it at once.
COOKIE_AGE = timedelta(days=120)
RECEIPTS_SHOWN = 8


@dataclass(frozen=True)
class Phone:
    """An enrolled phone and what its pages are drawn with. Properties query once, when asked."""

    sender: Sender

    @cached_property
    def mission(self) -> Mission:
        return Mission.objects.select_related("election").get(pk=self.sender.mission_id)

    @cached_property
    def membership(self) -> Membership:
        return Membership.objects.get(pk=self.sender.membership_id)

    @cached_property
    def team(self) -> Team | None:
        return Team.objects.filter(mission=self.sender.mission_id, pk=self.sender.team_id).first()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.mission.election.default_time_zone)

    @cached_property
    def stations(self) -> list[Station]:
        """The stations the team is sent to; not the regions it chooses its own route in."""
        standing = Deployment.objects.standing().filter(team=self.sender.team_id, station__isnull=False)
        return list(
            Station.objects.filter(pk__in=standing.values("station"))
            .select_related("region")
            .order_by("code")
        )

    def forms(self) -> list[Version]:
        """The newest open version of each form, in the order of the day; incidents stand last."""
        versions = (
            Version.objects.filter(mission=self.sender.mission_id)
            .open()
            .newest()
            .select_related("checklist")
            .defer("definition")
        )
        order = {phase: place for place, phase in enumerate(Phase.values)}
        return sorted(versions, key=lambda version: order[version.checklist.phase])

    def receipts(self) -> Iterable[dict[str, Any]]:
        """Codes and times of this member's newest reports; nothing of what they say."""
        mine = Report.objects.visible_to(self.membership, Act.FILE_REPORT)
        newest = mine.order_by("-received_at", "-id")[:RECEIPTS_SHOWN]
        return newest.values(code=F("current__receipt_code"), at=F("current__received_at"))

    def refuse_if_shut_out(self) -> None:
        """Raise Problem for a phone that may send, but no longer read. What it sends is still kept."""
        if self.sender.revoked_at is not None or self.sender.member_ended:
            raise Problem(UNKNOWN_SENDER, _("This phone was shut out. Your coordinator can tell you why."))


def phone_of(request: HttpRequest) -> Phone:
    """The phone that holds this request's cookie. Raises Problem for a stranger."""
    token = request.COOKIES.get(COOKIE, "")
    sender = sender_of(token) if token else None
    if sender is None:
        raise Problem(UNKNOWN_SENDER, _("This phone is not enrolled."))
    return Phone(sender)


def remember(response: HttpResponse, token: str) -> None:
    """Let the browser keep the token, out of reach of scripts, other sites and other pages of this one."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_AGE,
        path=COOKIE_PATH,
        secure=settings.BEHIND_TLS,
        httponly=True,
        samesite="Strict",
    )
