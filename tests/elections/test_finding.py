"""Nobody copies a code from a door without a mistake: the station is found all the same."""

from typing import Any

import pytest
from django.test import TestCase

from observer.elections.finding import like
from observer.elections.models import Commission, Region, Station
from tests.factories import a_region, a_station, an_election

pytestmark = pytest.mark.django_db

CODES = ["KZ-0027", "KZ-0270", "KZ-0127", "KZ-1027", "AB-0027-2"]


@pytest.fixture
def west() -> Region:
    west = a_region(an_election(), "akmola")
    for code in CODES:
        a_station(west, code)
    a_station(west, "KZ-9000", names={"en": "School 12", "ru": "Школа № 12"})
    return west


def found(typed: str) -> list[str]:
    rows: Any = like(Station.objects.filter(region__code="akmola"), typed)
    return [station.code for station in rows.order_by("likeness", "code")]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("KZ-0027", ["KZ-0027"]),
        ("кз 0027", ["KZ-0027"]),
        ("27", ["KZ-0027", "KZ-0127", "KZ-1027", "AB-0027-2", "KZ-0270"]),
        ("0027", ["KZ-0027", "AB-0027-2"]),
        ("270", ["KZ-0270"]),
        ("ab", ["AB-0027-2"]),
        ("школа", ["KZ-9000"]),
        ("SCHOOL", ["KZ-9000"]),
        ("en", []),
        ("", []),
        ("  - ", []),
        ("100%", []),
        ("'; drop", []),
    ],
)
def test_the_nearest_comes_first(west: Region, typed: str, codes: list[str]) -> None:
    assert found(typed) == codes


def test_commissions_are_found_the_same_way(west: Region) -> None:
    Commission.objects.create(
        election=west.election,
        region=west,
        code="TEC-akmola",
        level="territorial",
        names={"en": "Akmola territorial commission"},
    )
    for typed in ("tec-akmola", "ТЕС akmola", "territorial"):
        assert [each.code for each in like(Commission.objects.filter(region=west), typed)] == ["TEC-akmola"]


def test_one_query_whatever_is_typed(west: Region) -> None:
    with TestCase().assertNumQueries(1):
        found("27")
