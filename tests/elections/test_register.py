"""A register is filled in bulk, whole or not at all."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from observer.elections.models import Commission, Election, Region, Station
from observer.elections.projection import UnusableBoundaries
from observer.elections.register import (
    CommissionRow,
    RegionRow,
    StationRow,
    add_commissions,
    add_regions,
    add_stations,
)
from observer.problems import Problem

pytestmark = pytest.mark.django_db
ROOT = RegionRow("land", {"en": "Land"}, "country", "Asia/Almaty")
WEST = RegionRow("west", {"en": "West"}, "region", "Asia/Aqtobe", source="a map")
EAST = RegionRow("east", {"en": "East"}, "region", "Asia/Almaty")


@pytest.fixture
def election() -> Election:
    return Election.objects.create(
        code="alder-2026",
        names={"en": "Alder"},
        country="XA",
        voting_day=date(2026, 10, 4),
        default_time_zone="Asia/Almaty",
    )


def square(code: str, west: int) -> dict[str, Any]:
    corners = [[west, 45], [west + 5, 45], [west + 5, 50], [west, 50], [west, 45]]
    geometry = {"type": "Polygon", "coordinates": [corners]}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def boundaries(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def regions(election: Election) -> dict[str, Region]:
    return add_regions(election=election, root=ROOT, rows=[WEST, EAST])


def test_regions_hang_below_the_root_with_their_own_clocks(election: Election) -> None:
    made = regions(election)
    assert [(code, region.path, region.time_zone) for code, region in made.items()] == [
        ("land", "land/", "Asia/Almaty"),
        ("west", "land/west/", "Asia/Aqtobe"),
        ("east", "land/east/", "Asia/Almaty"),
    ]
    stored = Region.objects.get(code="west")
    assert (stored.parent, stored.source, stored.outline) == (made["land"], "a map", "")


def test_outlines_are_drawn_once_and_share_the_elections_frame(election: Election) -> None:
    shapes = boundaries(square("west", 50), square("east", 55))
    add_regions(election=election, root=ROOT, rows=[WEST, EAST], boundaries=shapes)
    west, east = Region.objects.get(code="west"), Region.objects.get(code="east")
    assert west.outline.startswith("M")
    assert west.outline != east.outline
    assert west.label_x is not None
    assert east.label_x is not None
    assert west.label_x < east.label_x
    election.refresh_from_db()
    assert election.map_height


def test_boundaries_that_cannot_be_drawn_leave_no_region(election: Election) -> None:
    with pytest.raises(UnusableBoundaries):
        add_regions(election=election, root=ROOT, rows=[WEST], boundaries=boundaries())
    assert not Region.objects.exists()


def test_commissions_form_a_chain_and_stations_hang_below_theirs(election: Election) -> None:
    made = regions(election)
    # The order of the rows does not matter: the chain is laid from the top.
    chain = [
        CommissionRow("TEC-west", "territorial", {"en": "Commission of the West"}, "CEC", "west"),
        CommissionRow("CEC", "central", {"en": "Central commission"}),
    ]
    assert add_commissions(election=election, regions=made, rows=chain) == 2
    rows = [StationRow("W-1", "west", "urban", 1200), StationRow("E-1", "east", "rural")]
    assert add_stations(election=election, regions=made, rows=rows, synthetic=True) == 2
    west, east = Station.objects.get(code="W-1"), Station.objects.get(code="E-1")
    territorial = Commission.objects.get(code="TEC-west")
    assert (west.commission, west.registered_voters, west.synthetic) == (territorial, 1200, True)
    assert (east.commission, east.registered_voters) == (None, None)
    assert territorial.parent == Commission.objects.get(level="central")


def test_a_station_hangs_below_the_commission_it_names(election: Election) -> None:
    made = regions(election)
    chain = [
        CommissionRow("TEC-west", "territorial", {"en": "West"}, region="west"),
        CommissionRow("PEC-1", "precinct", {"en": "First"}, "TEC-west", "west"),
    ]
    add_commissions(election=election, regions=made, rows=chain)
    rows = [StationRow("W-1", "west", "urban", commission="PEC-1")]
    add_stations(election=election, regions=made, rows=rows, synthetic=True)
    assert Station.objects.get().commission == Commission.objects.get(code="PEC-1")


@pytest.mark.parametrize(
    "rows",
    [
        [CommissionRow("A", "precinct", {"en": "A"}, "nowhere")],
        [CommissionRow("A", "precinct", {"en": "A"}, "B"), CommissionRow("B", "precinct", {"en": "B"}, "A")],
        [CommissionRow("A", "precinct", {"en": "A"}, counterpart="A")],
    ],
    ids=["no parent", "circle", "no counterpart"],
)
def test_commissions_that_hang_on_nothing_are_refused_by_code(
    election: Election, rows: list[CommissionRow]
) -> None:
    with pytest.raises(Problem) as refused, transaction.atomic():
        add_commissions(election=election, regions=regions(election), rows=rows)
    assert refused.value.errors
    assert not Commission.objects.exists()


def test_a_station_of_an_unknown_commission_is_refused(election: Election) -> None:
    made = regions(election)
    with pytest.raises(Problem) as refused:
        add_stations(
            election=election,
            regions=made,
            rows=[StationRow("W-1", "west", "urban", commission="PEC-9")],
            synthetic=True,
        )
    assert [error["field"] for error in refused.value.errors] == ["PEC-9"]


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        ([StationRow("W-1", "west", "urban"), StationRow("N-1", "north", "urban")], KeyError),
        ([StationRow("W-1", "west", "urban"), StationRow("W-1", "west", "rural")], IntegrityError),
        ([StationRow("W-1", "west", "urban"), StationRow("W-2", "west", "at sea")], IntegrityError),
    ],
    ids=["region", "twice", "settlement"],
)
def test_one_bad_row_leaves_no_station(
    election: Election, rows: list[StationRow], refusal: type[Exception]
) -> None:
    made = regions(election)
    with pytest.raises(refusal), transaction.atomic():
        add_stations(election=election, regions=made, rows=rows, synthetic=False)
    assert not Station.objects.exists()
