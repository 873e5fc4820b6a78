"""Filling the register: regions with their outlines, commissions, stations.

Verbs for whoever loads an election (the example now, the import screens later). All or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from observer.elections.models import Commission, Contest, Election, Region, Station
from observer.elections.projection import Outline, project
from observer.problems import INVALID, Problem


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
    """A polling station: code, code of its lowest region, settlement (urban, rural, abroad), voters.

    `commission`: code of the one directly above it in the common chain.
    """

    code: str
    region: str
    settlement: str
    registered_voters: int | None = None
    names: Mapping[str, str] | None = None
    commission: str = ""


@dataclass(frozen=True, slots=True)
class CommissionRow:
    """A commission: code, level and names; parent, region and counterpart by code, where there is one."""

    code: str
    level: str
    names: Mapping[str, str]
    parent: str = ""
    region: str = ""
    counterpart: str = ""
    synthetic: bool = False


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
        boundary=outline.boundary if outline else "",
        source=row.source,
        synthetic=row.synthetic,
    )


@transaction.atomic
def add_stations(
    *, election: Election, regions: Mapping[str, Region], rows: Iterable[StationRow], synthetic: bool
) -> int:
    """Stations in bulk, each under its commission, or its region's territorial one. Returns how many.

    Raises Problem INVALID for the code of a commission that is not there.
    """
    common = Commission.objects.filter(election=election, contest__isnull=True)
    by_code = dict(common.values_list("code", "pk"))
    territorial = dict(
        common.filter(level=Commission.Level.TERRITORIAL, region__isnull=False).values_list("region", "pk")
    )
    wanted = list(rows)
    _refuse_unknown({row.commission for row in wanted if row.commission} - by_code.keys())
    stations = [
        Station(
            election=election,
            region=regions[row.region],
            commission_id=by_code.get(row.commission) or territorial.get(regions[row.region].pk),
            code=row.code,
            names=dict(row.names or {}),
            settlement=row.settlement,
            registered_voters=row.registered_voters,
            synthetic=synthetic,
        )
        for row in wanted
    ]
    Station.objects.bulk_create(stations, batch_size=2_000)
    return len(stations)


@transaction.atomic
def add_commissions(
    *,
    election: Election,
    regions: Mapping[str, Region],
    rows: Iterable[CommissionRow],
    contest: Contest | None = None,
) -> int:
    """The common chain, or that of a contest, in bulk, a layer of the tree at a time. Returns how many.

    Parents are named among the rows or are there already; counterparts stand in the common chain. Raises
    Problem INVALID for codes that are nowhere, and for rows that stand below each other in a circle.
    """
    known = dict(Commission.objects.filter(election=election, contest=contest).values_list("code", "pk"))
    common = Commission.objects.filter(election=election, contest__isnull=True).values_list("code", "pk")
    counterparts = dict(common) if contest else {}
    waiting, made = list(rows), 0
    _refuse_unknown({row.counterpart for row in waiting if row.counterpart} - counterparts.keys())
    while waiting:
        ready = [row for row in waiting if not row.parent or row.parent in known]
        if not ready:
            _refuse_unknown({row.parent for row in waiting})
        layer = Commission.objects.bulk_create(
            [
                Commission(
                    election=election,
                    contest=contest,
                    parent_id=known.get(row.parent),
                    counterpart_id=counterparts.get(row.counterpart),
                    region=regions[row.region] if row.region else None,
                    code=row.code,
                    level=row.level,
                    names=dict(row.names),
                    synthetic=row.synthetic,
                )
                for row in ready
            ],
            batch_size=2_000,
        )
        known |= {commission.code: commission.pk for commission in layer}
        waiting = [row for row in waiting if row.code not in known]
        made += len(layer)
    return made


def _refuse_unknown(codes: Iterable[str]) -> None:
    if unknown := sorted(codes):
        raise Problem(
            INVALID,
            errors=[
                {"field": code, "code": "unknown", "detail": _("There is no such commission.")}
                for code in unknown
            ],
        )
