"""The figures of single stations, read from what the fold keeps for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Sum

from observer.analysis.board import Board, Pair
from observer.analysis.figures import Figure
from observer.analysis.models import FoldState, StationTally, StationViolationTally
from observer.checklists.models import Basis
from observer.elections.models import Region, Station
from observer.missions.models import Membership


@dataclass(frozen=True, slots=True)
class StationLine:
    """A station with the counted reports of visits to it, and the violations these found."""

    station: Station
    reports: Figure
    events: Pair


def observed_stations(membership: Membership, region: Region) -> QuerySet[Station]:
    """The stations of a region, and of all below it, that a counted report from a visit observed."""
    visited = StationTally.objects.filter(
        mission=membership.mission_id,
        generation=_generation(membership),
        station=OuterRef("pk"),
        phase="",
        version=None,
        reports__gt=0,
    )
    return Station.objects.within(region).filter(Exists(visited)).select_related("region")


def station_lines(membership: Membership, stations: Sequence[Station], around: Board) -> list[StationLine]:
    """Each station with its figures, in two queries; `around` is a board that these stations are part of."""
    reports, events = _reports(membership, stations), _events(membership, stations)
    total = around.total
    return [
        StationLine(
            station,
            total.reports.narrowed(reports.get(station.pk, 0), station=station.code),
            Pair(
                total.events.seen.narrowed(events.get((station.pk, Basis.SEEN), 0), station=station.code),
                total.events.told.narrowed(events.get((station.pk, Basis.TOLD), 0), station=station.code),
            ),
        )
        for station in stations
    ]


def _reports(membership: Membership, stations: Sequence[Station]) -> dict[int, int]:
    tallies = StationTally.objects.filter(
        mission=membership.mission_id,
        generation=_generation(membership),
        station__in=stations,
        phase="",
        version=None,
    )
    return dict(tallies.values_list("station_id").annotate(Sum("reports")))


def _events(membership: Membership, stations: Sequence[Station]) -> dict[tuple[int, str], int]:
    tallies = StationViolationTally.objects.filter(
        mission=membership.mission_id,
        generation=_generation(membership),
        station__in=stations,
        category="",
        severity="",
        phase="",
    )
    summed = tallies.values_list("station_id", "basis").annotate(Sum("events"))
    return {(station, basis): events for station, basis, events in summed}


def _generation(membership: Membership) -> int:
    """The generation of tallies that figures are read from."""
    state = FoldState.objects.filter(mission=membership.mission_id)
    return state.values_list("generation", flat=True).first() or 1
