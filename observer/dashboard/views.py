"""The live board and the way down: region, station, the reports behind a figure."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from observer.analysis import wording
from observer.analysis.behind import number_behind
from observer.analysis.filters import Filters
from observer.analysis.reads import board, live, reports_behind
from observer.analysis.stations import observed_stations, station_lines
from observer.analysis.written import write_board, write_live
from observer.cursors import ByCode, NewestFirst
from observer.dashboard.choosing import choices_for, columns, named
from observer.dashboard.pages import draw, mission_page, paged, zone_of
from observer.elections.models import Region, Station
from observer.missions.access import Act, may
from observer.missions.glass import told_to
from observer.missions.models import Membership
from observer.reports.models import Report
from observer.reports.models.report import ReportQuerySet


@mission_page(Act.SEE_BOARD)
def board_page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The board; the page's script fetches the same numbers from the API as they move."""
    filters = Filters.read(request.GET)
    now, zone = timezone.now(), zone_of(membership)
    return draw(
        request,
        membership,
        "board",
        board=write_board(board(membership, filters), zone),
        live=write_live(live(membership.mission_id, now), now, zone),
        choices=choices_for(membership, filters),
        **columns(),
        glass=told_to(membership),
        may_compose=may(membership, Act.COMPOSE_SUMMARY),
    )


@mission_page(Act.SEE_BOARD)
def region_page(request: HttpRequest, membership: Membership, region: str) -> HttpResponse:
    """A region: its figures, and the stations observed in it, each with its own."""
    place = region_of(membership, region)
    around = board(membership, Filters(region=place.code))
    listed = paged(request, observed_stations(membership, place), ByCode())
    listed["rows"] = station_lines(membership, listed["rows"], around)
    written = write_board(around, zone_of(membership))
    return draw(request, membership, "region", region=place, board=written, listed=listed)


@mission_page(Act.SEE_REPORTS)
def report_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The reports behind a figure, whose source is the query; without one, all reports."""
    source = {name: value for name, value in request.GET.dict().items() if value and name != "cursor"}
    reports: Any = reports_behind(membership, source) if source else reports_of(membership)
    listed = paged(request, reports.as_lines(), NewestFirst())
    number = number_behind(membership, source)
    behind = wording.things(number[1], number[0]) if number else ""
    return draw(
        request, membership, "reports", listed=listed, source=source, named=named(source), behind=behind
    )


def reports_of(membership: Membership) -> ReportQuerySet:
    return Report.objects.all().visible_to(membership)


def region_of(membership: Membership, code: str) -> Region:
    """A region within sight. Raises Http404."""
    found = Region.objects.filter(election=membership.mission.election_id, code=code).first()
    if found is None or not may(membership, Act.SEE_BOARD, region=found):
        raise Http404
    return found


def station_of(membership: Membership, code: str) -> Station:
    """A station of a region within sight. Raises Http404, also for what no code can be."""
    if not code.isprintable():
        raise Http404
    stations = Station.objects.filter(election=membership.mission.election_id, code=code)
    found = stations.select_related("region").first()
    if found is None or not may(membership, Act.SEE_BOARD, region=found.region):
        raise Http404
    return found
