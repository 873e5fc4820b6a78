"""What a phone needs for a day without a line: where it may go, what is due when, with which forms, and what
has become of what it sent. No names of people, no answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from observer.checklists.models import Version
from observer.elections.models import Station
from observer.missions.access import Act
from observer.missions.models import Deployment, Membership, PhaseWindow, Team
from observer.missions.senders import Sender
from observer.reports.models import Report
from observer.reports.standing import SentReport, as_sent

REPORTS_TOLD = 100


def package(sender: Sender) -> dict[str, Any]:
    """A constant number of queries. Stations are bare codes by region: some ten bytes each.

    A station has an entry in `station_names` and `station_time_zones` only where it has one of its own.
    """
    membership = Membership.objects.select_related("mission__election").get(pk=sender.membership_id)
    mission, election = membership.mission, membership.mission.election
    team = Team.objects.filter(mission=mission, pk__in=[sender.team_id]).first()
    deployments = list(
        Deployment.objects.standing()
        .filter(mission=mission, team=sender.team_id)
        .select_related("region", "station")
        .order_by("id")
    )
    return {
        "mission": mission.code,
        "names": mission.names,
        "synthetic": mission.synthetic,
        "voting_day": election.voting_day,
        "time_zone": election.default_time_zone,
        "team": team.code if team else None,
        "windows": [_window(row) for row in PhaseWindow.objects.filter(mission=mission)],
        "forms": [_form(version) for version in _forms(mission.pk)],
        "assigned": [_assigned(one) for one in deployments if one.station],
        "regions": regions(election.pk, deployments),
        "reports": [_report(SentReport(report)) for report in _reports(membership)],
    }


def regions(election_id: int, deployments: Iterable[Deployment]) -> list[dict[str, Any]]:
    """The stations of the regions the team is sent to, and those it is sent to elsewhere; by region."""
    own = Q(pk__in=[])
    for one in deployments:
        own |= Q(pk=one.station_id) if one.station_id else Q(region__path__startswith=one.region.path)
    rows = Station.objects.filter(own, election=election_id).order_by("region__path", "code")
    found: dict[str, dict[str, Any]] = {}
    for code, names, zone, region, region_names, region_zone in rows.values_list(
        "code", "names", "time_zone", "region__code", "region__names", "region__time_zone"
    ):
        new = {"code": region, "names": region_names, "time_zone": region_zone}
        into = found.setdefault(
            region, {**new, "stations": [], "station_names": {}, "station_time_zones": {}}
        )
        into["stations"].append(code)
        if names:
            into["station_names"][code] = names
        if zone and zone != region_zone:
            into["station_time_zones"][code] = zone
    return list(found.values())


def _window(row: PhaseWindow) -> dict[str, Any]:
    """`day` counts from the voting day; the clock is that of each station."""
    return {
        "phase": row.phase,
        "opens": {"day": row.opens_day, "clock": f"{row.opens_clock:%H:%M}"},
        "due": {"day": row.due_day, "clock": f"{row.due_clock:%H:%M}"},
    }


def _forms(mission_id: int) -> Iterable[Version]:
    offered = Version.objects.filter(mission=mission_id).offered()
    found = offered.select_related("checklist").defer("definition")
    return sorted(found, key=lambda version: version.checklist.code)


def _form(version: Version) -> Mapping[str, Any]:
    return {"checklist": version.checklist.code, "phase": version.checklist.phase, "form": version.hash_hex}


def _assigned(one: Deployment) -> Mapping[str, Any]:
    station = one.station.code if one.station else None
    return {"station": station, "phase": one.phase, "regime": one.regime, "due_at": one.due_at}


def _reports(membership: Membership) -> Iterable[Report]:
    mine = as_sent(Report.objects.visible_to(membership, Act.FILE_REPORT))
    return mine.filter(current__isnull=False).order_by("-received_at", "-id")[:REPORTS_TOLD]


def _report(sent: SentReport) -> Mapping[str, Any]:
    report, question = sent.report, sent.question
    return {
        "id": str(report.client_id),
        "revision": str(report.current.client_id) if report.current else None,
        "code": report.current.receipt_code if report.current else None,
        "checklist": report.checklist.code,
        "station": report.station.code if report.station else None,
        "received_at": report.received_at,
        "state": sent.state,
        "question": question.note if question else None,
    }
