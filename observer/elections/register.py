"""Filling the register: regions with their outlines, stations, official figures.

Verbs for whoever loads an election (the example now, the import screens later). All or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from observer.elections.models import Commission, Election, Region, Station
from observer.elections.projection import Outline, project


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region below the root: code, names by language, its level and its tz database zone."""

    code: str
    names: Mapping[str, str]
    level: str
    time_zone: str
    source: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class StationRow:
    """A polling station: code, code of its lowest region, settlement (urban, rural, abroad), voters."""

    code: str
    region: str
    settlement: str
    registered_voters: int | None = None
    names: Mapping[str, str] | None = None


@transaction.atomic
def add_regions(
    *,
    election: Election,
    root: RegionRow,
    rows: Sequence[RegionRow],
    boundaries: Mapping[str, Any] | None = None,
) -> dict[str, Region]:
    """The root and one level of regions below it, with outlines drawn once from GeoJSON `boundaries`.

    Returns all by code. Raises `projection.UnusableBoundaries`.
    """
    drawn: dict[str, Outline] = {}
    if boundaries:
        plan = project(boundaries)
        drawn = {outline.code: outline for outline in plan.outlines}
        election.map_height = plan.height
        election.save(update_fields=["map_height"])
    top = _region(election, root, None, None)
    top.save()
    below = [_region(election, row, top, drawn.get(row.code)) for row in rows]
    Region.objects.bulk_create(below)
    return {region.code: region for region in (top, *below)}


def _region(election: Election, row: RegionRow, parent: Region | None, outline: Outline | None) -> Region:
    return Region(
        election=election,
        parent=parent,
        code=row.code,
        path=f"{parent.path if parent else ''}{row.code}/",
        level=row.level,
        names=dict(row.names),
        time_zone=row.time_zone,
        outline=outline.path if outline else "",
        label_x=outline.label_x if outline else None,
        label_y=outline.label_y if outline else None,
        label_radius=outline.label_radius if outline else None,
        source=row.source,
        synthetic=row.synthetic,
    )


@transaction.atomic
def add_stations(
    *, election: Election, regions: Mapping[str, Region], rows: Iterable[StationRow], synthetic: bool
) -> int:
    """Stations in bulk, each under its region's commission where there is one. Returns how many."""
    commissions = {
        commission.region_id: commission
        for commission in Commission.objects.filter(election=election, level=Commission.Level.TERRITORIAL)
    }
    stations = [
        Station(
            election=election,
            region=regions[row.region],
            commission=commissions.get(regions[row.region].pk),
            code=row.code,
            names=dict(row.names or {}),
            settlement=row.settlement,
            registered_voters=row.registered_voters,
            synthetic=synthetic,
        )
        for row in rows
    ]
    Station.objects.bulk_create(stations, batch_size=2_000)
    return len(stations)


@transaction.atomic
def add_commissions(
    *,
    election: Election,
    regions: Mapping[str, Region],
    names: Mapping[str, Mapping[str, str]],
    synthetic: bool,
) -> int:
    """A central commission above one territorial commission for each region in `names`. Returns how many."""
    central = Commission.objects.create(
        election=election,
        code="CEC",
        level=Commission.Level.CENTRAL,
        names={"en": "Central Election Commission", "ru": "Центральная избирательная комиссия"},
        synthetic=False,
    )
    made = Commission.objects.bulk_create(
        Commission(
            election=election,
            parent=central,
            region=regions[code],
            code=f"TEC-{code}",
            level=Commission.Level.TERRITORIAL,
            names=dict(words),
            synthetic=synthetic,
        )
        for code, words in names.items()
    )
    return len(made) + 1
