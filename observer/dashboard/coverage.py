"""What was planned beside what came: coverage, the stations still missing, the teams that are silent."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from observer.analysis.filters import Filters
from observer.analysis.moment import one_moment
from observer.analysis.plan import assigned_teams, missing_stations, plan_coverage, silent_teams
from observer.analysis.reads import headlines, live
from observer.analysis.written import write_live
from observer.analysis.written_boards import write_comparison, write_plan
from observer.checklists.models import Phase
from observer.cursors import ByCode
from observer.dashboard.choosing import Choice, choices_for
from observer.dashboard.pages import draw, mission_page, paged, zone_of
from observer.findings.claims import compares_regions
from observer.missions.access import Act, may
from observer.missions.models import Membership
from observer.problems import INVALID, Problem

# After how many hours without a word a team is called silent; the page offers each.
SILENT_HOURS = (1, 2, 3, 6, 12)
USUAL_SILENCE = 3


@mission_page(Act.SEE_BOARD)
@one_moment()
def coverage_page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Plan and what came of it, by region and phase, and the headlines with and without what is excluded."""
    filters = Filters.read(request.GET)
    now, zone = timezone.now(), zone_of(membership)
    plan = plan_coverage(membership, filters)
    return draw(
        request,
        membership,
        "coverage",
        plan=write_plan(plan, now, zone),
        comparison=write_comparison(
            headlines(membership, filters), headlines(membership, filters, everything=True)
        ),
        live=write_live(live(membership.mission_id, now), now, zone),
        choices=choices_for(membership, filters, "region", "phase"),
        filtered=bool(filters.as_query()),
        filters=filters,
        compares=compares_regions(membership.mission),
        may_see_teams=may(membership, Act.SEE_TEAMS),
    )


@mission_page(Act.SEE_BOARD)
def missing_page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Stations a team was assigned to from which no counted report came, by code."""
    filters = Filters.read(request.GET)
    listed = paged(request, missing_stations(membership, filters), ByCode())
    teams = assigned_teams(membership, listed["rows"])
    sees_teams = may(membership, Act.SEE_TEAMS)
    lines = [
        {"station": station, "teams": teams.get(station.pk, []) if sees_teams else []}
        for station in listed["rows"]
    ]
    return draw(
        request,
        membership,
        "missing_stations",
        listed=listed,
        lines=lines,
        sees_teams=sees_teams,
        phase=Phase(filters.phase).label if filters.phase else "",
        choices=choices_for(membership, filters, "region", "phase"),
        filtered=bool(filters.as_query()),
    )


@mission_page(Act.SEE_TEAMS)
def silent_page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Teams that were sent and have said nothing for some hours, with their last word."""
    filters, hours = Filters.read(request.GET), hours_of(request)
    since = timezone.now() - timedelta(hours=hours)
    listed = paged(request, silent_teams(membership, filters, since=since), ByCode())
    return draw(
        request,
        membership,
        "silent_teams",
        listed=listed,
        since=since,
        choices=[*choices_for(membership, filters, "region"), hours_choice(hours)],
        filtered=bool(request.GET),
    )


def hours_of(request: HttpRequest) -> int:
    """How long a silence must last. Raises Problem for what is not offered."""
    text = request.GET.get("silent_hours", "") or str(USUAL_SILENCE)
    if text not in map(str, SILENT_HOURS):
        offered = ", ".join(map(str, SILENT_HOURS))
        detail = _("Choose one of: %(choices)s.") % {"choices": offered}
        raise Problem(INVALID, errors=[{"field": "silent_hours", "code": "unknown", "detail": detail}])
    return int(text)


def hours_choice(chosen: int) -> Choice:
    options = [
        (str(hours), _("%(n)s h without a word") % {"n": number_format(hours)}) for hours in SILENT_HOURS
    ]
    return Choice("silent_hours", _("Silent for"), options, str(chosen), required=True)
