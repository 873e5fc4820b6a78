"""The phone at this door: its token in a cookie of its own, and what its holder may read back.

The token is no session. It opens nothing outside /field/, where pages work without JavaScript; programs
send the same token in a header to the API.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.checklists.models import Phase, Version
from observer.field import photos
from observer.missions.access import Act
from observer.missions.models import Membership, Mission, Team, TeamMember
from observer.missions.senders import Sender, sender_of
from observer.problems import UNKNOWN_SENDER, Problem
from observer.reports import intake
from observer.reports.forms import forms_of
from observer.reports.models import Attachment, Hold, Report, Revision, Visit
from observer.reports.models.report import ReportQuerySet
from observer.reports.submission import Receipt
from observer.reports.wording import NOTICES

COOKIE = "observer_device"
COOKIE_PATH = "/field/"
# Longer than any mission; revoking the device ends it at once.
COOKIE_AGE = timedelta(days=120)
RECEIPTS_SHOWN = 5
# More than a team manages in a day.
VISITS_SHOWN = 60
VISITS_OF = timedelta(hours=18)


@dataclass(frozen=True, slots=True)
class ShownReceipt:
    """What a phone may read back of what it sent: code, time, and what became of it. No answers.

    `report`: the report it belongs to, None for a phone that may read none any more; `visit`: the visit it
    was made in, where that is at a known station; `photos_missing`: how many of the photos it names are not
    here.
    """

    receipt: Receipt
    report: UUID | None
    visit: Visit | None
    photos_missing: int

    @property
    def is_held(self) -> bool:
        return not frozenset(Hold.Reason.values).isdisjoint(self.receipt.notices)

    @property
    def notices(self) -> list[str]:
        return [str(NOTICES[code]) for code in self.receipt.notices]


@dataclass(frozen=True)
class Phone:
    """An enrolled phone and what its pages are drawn with. Properties query once, when asked."""

    sender: Sender

    @property
    def mission(self) -> Mission:
        return self.membership.mission

    @cached_property
    def membership(self) -> Membership:
        found = Membership.objects.select_related("mission__election")
        return found.get(pk=self.sender.membership_id)

    @cached_property
    def team(self) -> Team | None:
        if self.sender.team_id is None:
            return None
        return Team.objects.filter(mission=self.sender.mission_id, pk=self.sender.team_id).first()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.mission.election.default_time_zone)

    @cached_property
    def forms(self) -> list[Version]:
        """The newest open version of each form, in the order of the day; incidents stand last."""
        versions = (
            Version.objects.filter(mission=self.sender.mission_id)
            .offered()
            .select_related("checklist")
            .defer("definition")
        )
        order = {phase: place for place, phase in enumerate(Phase.values)}
        return sorted(versions, key=lambda version: order[version.checklist.phase])

    def receipts(self) -> Iterable[Mapping[str, Any]]:
        """Codes and times of this member's newest reports; nothing of what they say."""
        newest = self.own_reports().order_by("-received_at", "-id")[:RECEIPTS_SHOWN]
        return newest.values(code=F("current__receipt_code"), at=F("current__received_at"))

    @cached_property
    def visits(self) -> list[Visit]:
        """The team's visits of the last hours to stations of the register, newest first.

        Of a member without a team, those that their reports began.
        """
        since = timezone.now() - VISITS_OF
        visits = Visit.objects.filter(mission=self.sender.mission_id, received_at__gte=since)
        if self.sender.team_id is None:
            mine = visits.filter(reports__in=self.reports_of_team()).distinct()
        else:
            mine = visits.filter(team=self.sender.team_id)
        at_stations = mine.filter(station__isnull=False).select_related("station__region", "departure")
        return list(at_stations.order_by("-received_at", "-id")[:VISITS_SHOWN])

    @property
    def current_visit(self) -> Visit | None:
        """Where the team is: a team that has begun another visit has left the one before."""
        newest = next(iter(self.visits), None)
        return newest if newest is not None and not hasattr(newest, "departure") else None

    def visit(self, client_id: str) -> Visit | None:
        """The visit of the last hours that the phone knows by this id."""
        return next((visit for visit in self.visits if str(visit.client_id) == client_id), None)

    def reports_of_team(self) -> ReportQuerySet:
        """By author: the index of that list serves it, whatever else the mission holds."""
        members = TeamMember.objects.filter(team=self.sender.team_id, until__isnull=True)
        authors = [self.sender.membership_id, *members.values_list("membership", flat=True)]
        found: ReportQuerySet = Report.objects.filter(mission=self.sender.mission_id, author__in=authors)
        return found

    def own_reports(self) -> ReportQuerySet:
        """What this member sent, from whichever phone."""
        return Report.objects.visible_to(self.membership, Act.FILE_REPORT)

    def incident_form(self) -> Version | None:
        return next((form for form in self.forms if form.checklist.phase == Phase.INCIDENT), None)

    def receipt(self, client_id: UUID) -> ShownReceipt | None:
        """The receipt of what this very phone sent under an id, or None where there is none."""
        found = intake.receipts(sender=self.sender, client_ids=[client_id])
        if not found:
            return None
        revisions = Revision.objects.filter(mission=self.sender.mission_id, client_id=client_id)
        revision = revisions.select_related("report__visit__station", "version").get()
        visit = revision.report.visit if revision.report.visit and revision.report.visit.station else None
        report = None if self.is_shut_out else revision.report.client_id
        return ShownReceipt(found[0], report, visit, self._photos_missing(revision))

    def _photos_missing(self, revision: Revision) -> int:
        form_hash = bytes(revision.version.content_hash)
        compiled = forms_of(self.sender.mission_id, [form_hash])[form_hash].compiled
        wanted = {photo for _question, photo in photos.named(compiled, revision.answers or {})}
        here = Attachment.objects.filter(mission=self.sender.mission_id, client_id__in=wanted)
        return len(wanted) - here.count() if wanted else 0

    @property
    def is_shut_out(self) -> bool:
        return self.sender.revoked_at is not None or self.sender.member_ended

    def refuse_if_shut_out(self) -> None:
        """Raise Problem for a phone that may send, but no longer read. What it sends is still kept."""
        if self.is_shut_out:
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
