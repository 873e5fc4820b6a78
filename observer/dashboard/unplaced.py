"""The queue of reports whose place is on no list, each with the places that may have been meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.cursors import OldestHeld
from observer.dashboard.pages import draw, mission_page, paged
from observer.elections.models import Station
from observer.missions.access import Act, Reach, reach
from observer.missions.models import Deployment, Membership
from observer.reports.matching import Codes, Suggestion, Why
from observer.reports.models import Hold, Report

WHY: Mapping[Why, Promise] = {
    Why.ALIKE: gettext_lazy("the same code, written otherwise"),
    Why.CONTAINED: gettext_lazy("the code stands in what was typed"),
    Why.NEAR: gettext_lazy("a sign or two differ"),
    Why.BEGINS: gettext_lazy("the code begins with what was typed"),
}


@dataclass(frozen=True, slots=True)
class Likely:
    """A place that may have been meant: its code, its region and why, in words."""

    code: str
    region: str
    why: str


@mission_page(Act.PLACE_REPORT)
def unplaced_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What waits longest comes first. Whoever answers for regions alone sees none: these lie in no region."""
    holds = waiting(membership)
    listed = paged(request, holds, OldestHeld())
    suggested = suggestions([hold.report for hold in listed["rows"]], listed["rows"], membership)
    listed["rows"] = [{"hold": hold, "likely": suggested[hold.report_id]} for hold in listed["rows"]]
    of_regions = reach(membership, Act.PLACE_REPORT) is Reach.REGIONS
    return draw(request, membership, "unplaced", listed=listed, of_regions=of_regions)


def waiting(membership: Membership) -> Any:
    """Holds for want of a place that nobody has ended, of reports within sight."""
    reports = Report.objects.all().visible_to(membership, Act.PLACE_REPORT)
    holds = Hold.objects.filter(
        mission=membership.mission_id, reason=Hold.Reason.UNPLACED, release__isnull=True, report__in=reports
    )
    return holds.select_related("report__checklist", "report__team", "report__author", "report__current")


def suggestions_for(report: Report) -> list[Likely]:
    """For one report that is held for want of a place; nothing for another."""
    holds = [one for one in report.holds.all() if one.reason == "unplaced" and not hasattr(one, "release")]
    return suggestions([report], holds, None, election=report.mission.election_id)[report.pk] if holds else []


def suggestions(
    reports: Iterable[Report], holds: Iterable[Hold], membership: Membership | None, *, election: int = 0
) -> dict[int, list[Likely]]:
    """The likely places of each report, in three queries for any number of reports."""
    held = list(holds)
    if not held:
        return {}
    election = election or (membership.mission.election_id if membership else 0)
    stations = Station.objects.filter(election=election)
    codes = Codes(list(stations.order_by("code").values_list("code", flat=True)))
    planned = planned_of({one.team_id for one in reports if one.team_id})
    teams = {one.pk: one.team_id for one in reports}
    found = {
        hold.report_id: codes.suggest(hold.typed, planned.get(teams.get(hold.report_id), frozenset()))
        for hold in held
    }
    named = {one.code for likely in found.values() for one in likely}
    regions = {one.code: one.region.name for one in stations.filter(code__in=named).select_related("region")}
    return {report: [_likely(one, regions) for one in likely] for report, likely in found.items()}


def planned_of(teams: set[int]) -> dict[int | None, frozenset[str]]:
    """The stations each team was sent to by name."""
    sent: dict[int | None, set[str]] = {}
    rows = Deployment.objects.standing().filter(team__in=teams, station__isnull=False)
    for team, code in rows.values_list("team", "station__code"):
        sent.setdefault(team, set()).add(code)
    return {team: frozenset(codes) for team, codes in sent.items()}


def _likely(one: Suggestion, regions: Mapping[str, str]) -> Likely:
    why = [str(WHY[one.why])]
    if one.planned:
        why.append(_("this team was sent there"))
    return Likely(one.code, regions.get(one.code, ""), ", ".join(why))
