"""A team's word that it has come to a station, or left it, without a report.

Most visits begin with their first report (`intake`). A team that says so on arrival has the time right, and
headquarters sees where it is. A visit alone is in no figure: only reports make a station observed.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.elections.models import Station
from observer.journal.record import record
from observer.missions.models import Mission
from observer.missions.senders import Sender
from observer.problems import CONFLICT, INVALID, Problem
from observer.reports.models import Visit, VisitDeparture


@transaction.atomic
def arrive(*, sender: Sender, client_id: UUID, station: Station, now: datetime | None = None) -> Visit:
    """The visit that begins now; said twice under one id it is one visit.

    `now`, aware, is the server's time. Raises Problem: INVALID for a station of another election or a member
    without a team, CONFLICT when the id is that of another visit.
    """
    at = now or timezone.now()
    if sender.team_id is None:
        raise Problem(INVALID, _("You are in no team yet. Your coordinator can put you in one."))
    if not Mission.objects.filter(pk=sender.mission_id, election=station.election_id).exists():
        raise Problem(INVALID, _("This place belongs to another election."))
    named = {"mission_id": sender.mission_id, "client_id": client_id}
    visit, is_new = Visit.objects.get_or_create(
        **named,
        defaults={
            "team_id": sender.team_id,
            "station": station,
            "arrived_at": at,
            "received_at": at,
            "synthetic": sender.synthetic,
        },
    )
    if (visit.team_id, visit.station_id) != (sender.team_id, station.pk):
        raise Problem(CONFLICT, _("This visit was begun elsewhere. Please load the page again."))
    if is_new:
        _tell("visit.arrived", sender, visit, at)
    return visit


@transaction.atomic
def depart(*, sender: Sender, visit: Visit, now: datetime | None = None) -> VisitDeparture:
    """The end of a visit of the sender's team; the first word on it stands.

    Raises Problem CONFLICT when the visit is that of another team.
    """
    at = now or timezone.now()
    if visit.mission_id != sender.mission_id or visit.team_id != sender.team_id:
        raise Problem(CONFLICT, _("This visit was begun elsewhere. Please load the page again."))
    departure, is_new = VisitDeparture.objects.get_or_create(
        mission_id=visit.mission_id, visit=visit, defaults={"departed_at": at, "received_at": at}
    )
    if is_new:
        _tell("visit.departed", sender, visit, at)
    return departure


def _tell(act: str, sender: Sender, visit: Visit, at: datetime) -> None:
    record(
        act=act,
        mission_id=sender.mission_id,
        user_id=sender.user_id,
        device_id=sender.device_id,
        subject="visit",
        subject_id=visit.pk,
        at=at,
    )
