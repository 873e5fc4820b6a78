"""Violations by region, category and severity, with the way to the reports behind every cell."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from observer.analysis.filters import Filters
from observer.analysis.matrix import violation_matrix
from observer.analysis.reads import live
from observer.analysis.written import write_live
from observer.analysis.written_boards import shades, write_matrix
from observer.dashboard.choosing import choices_for
from observer.dashboard.pages import draw, mission_page, zone_of
from observer.findings.claims import compares_regions
from observer.missions.access import Act
from observer.missions.models import Membership


@mission_page(Act.SEE_BOARD)
def violations_page(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The heat table of regions and categories, the map, the trend and the sums by severity."""
    filters = Filters.read(request.GET)
    now, zone = timezone.now(), zone_of(membership)
    return draw(
        request,
        membership,
        "violations",
        matrix=write_matrix(violation_matrix(membership, filters), zone),
        compares=compares_regions(membership.mission),
        shades=shades(),
        live=write_live(live(membership.mission_id, now), now, zone),
        choices=choices_for(membership, filters),
        filtered=bool(filters.as_query()),
    )
