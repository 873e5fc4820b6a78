"""Copied protocols: which do not reconcile, and what became of their numbers at the same stations."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.analysis.filters import Filters
from observer.analysis.protocols import compared_stations, comparisons, protocols
from observer.analysis.reads import live
from observer.analysis.written import write_live
from observer.analysis.written_boards import write_protocols, write_stations
from observer.cursors import ByCode
from observer.dashboard.choosing import Choice, choices_for
from observer.dashboard.pages import draw, mission_page, paged, zone_of
from observer.dashboard.questions import code_of
from observer.findings.claims import compares_regions
from observer.missions.access import Act, require
from observer.missions.models import Membership
from observer.reports.secrecy import votes_visible


@mission_page(Act.SEE_BOARD)
def results_page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Each contest's protocols: the sums they must satisfy, by region, and beside the official ones."""
    filters = Filters.read(request.GET)
    now, zone = timezone.now(), zone_of(membership)
    return draw(
        request,
        membership,
        "results",
        found=write_protocols(protocols(membership, filters), zone),
        compares=compares_regions(membership.mission),
        sees_votes=votes_visible(membership),
        live=write_live(live(membership.mission_id, now), now, zone),
        choices=choices_for(membership, filters, "region"),
        filtered=bool(filters.as_query()),
        filters=filters,
    )


@mission_page(Act.SEE_BOARD)
def compared_page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Station by station: what observers copied beside what was announced for the same station."""
    require(membership, Act.SEE_ANSWERS)
    filters, contest = Filters.read(request.GET), code_of(request, "contest")
    only = request.GET.get("only", "") == "differing"
    stations = compared_stations(membership, contest, filters, only_differing=only)
    listed = paged(request, stations, ByCode())
    return draw(
        request,
        membership,
        "compared_stations",
        listed=listed,
        lines=write_stations(comparisons(membership, contest, listed["rows"])),
        choices=[*choices_for(membership, filters, "region"), only_choice(only)],
        kept={"contest": contest},
        filtered=bool(filters.as_query()) or only,
        sees_votes=votes_visible(membership),
    )


def only_choice(only: bool) -> Choice:
    options = [("differing", _("only those that differ"))]
    return Choice("only", _("Stations"), options, "differing" if only else "")
