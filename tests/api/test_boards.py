"""The boards for machines: the same figures as rows and sheets, and regions for maps made elsewhere."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.urls import reverse

from observer.analysis.fold import fold
from observer.elections.models import Region
from observer.missions.models import Membership
from tests import factories
from tests.analysis.eyes import send
from tests.factories import Ground, a_visit
from tests.people.accounts import browser_of

pytestmark = pytest.mark.django_db

SQUARE = {"type": "Polygon", "coordinates": [[[60, 40], [61, 40], [61, 41], [60, 41], [60, 40]]]}


@pytest.fixture
def ground() -> Ground:
    """West: of three stations one hindered its observers. East: nothing."""
    ground = factories.ground()
    for station, answer in zip(ground.stations[3:6], ("yes", "no", "yes"), strict=True):
        send(ground, "opening", {"A1": answer, "A10": "7"}, visit=a_visit(station))
    fold(mission_id=ground.mission.pk)
    return ground


def ask(member: Membership, name: str, **query: str) -> Any:
    answer: Any = browser_of(member.user).get(reverse(f"api:{name}", args=["alder"]), query)
    assert answer.status_code == 200
    return answer


def found(member: Membership, name: str, wanted: dict[str, str], **query: str) -> tuple[int, int]:
    """k of n of the one row with these labels."""
    rows = ask(member, name, **query).json()["rows"]
    [row] = [row for row in rows if wanted.items() <= row.items()]
    return row["figure"]["numerator"], row["figure"]["answered"]


@pytest.mark.parametrize(
    ("name", "query", "wanted", "figure"),
    [
        ("plan", {}, {"region": "west", "phase": "opening", "of": "teams"}, (1, 1)),
        ("plan", {}, {"region": "east", "phase": "", "of": "missing"}, (1, 0)),
        ("plan", {}, {"region": "", "phase": "", "of": "register"}, (3, 6)),
        ("matrix", {}, {"region": "west", "category": "V10", "basis": "seen", "of": "affected"}, (1, 3)),
        ("matrix", {}, {"region": "", "category": "", "basis": "told", "of": "events"}, (0, 0)),
        ("breakdown", {"by": "settlement"}, {"part": "urban", "answer": "no"}, (1, 3)),
        ("breakdown", {}, {"part": "", "answer": "yes"}, (2, 3)),
        ("protocols", {}, {"region": "", "identity": "K5", "number": "", "of": "failing"}, (0, 0)),
        ("excluded", {}, {"reports": "everything", "of": "affected", "basis": "seen"}, (1, 3)),
    ],
)
def test_rows_tell_the_figures_of_the_pages(
    ground: Ground, name: str, query: dict[str, str], wanted: dict[str, str], figure: tuple[int, int]
) -> None:
    asked = {"checklist": "opening", "question": "A1"} if name == "breakdown" else {}
    assert found(ground.head, name, wanted, **asked, **query) == figure


@pytest.mark.parametrize("name", ["plan", "matrix", "breakdown", "assessments", "protocols", "excluded"])
def test_a_sheet_has_a_line_for_each_row(ground: Ground, name: str) -> None:
    asked = {"checklist": "opening", "question": "A1"} if name == "breakdown" else {}
    rows = ask(ground.head, name, **asked).json()["rows"]
    lines = list(csv.DictReader(io.StringIO(ask(ground.head, name, format="csv", **asked).content.decode())))
    assert [line["numerator"] for line in lines] == [str(row["figure"]["numerator"]) for row in rows]


def test_nothing_is_sent_again_while_nothing_moved(ground: Ground) -> None:
    browser = browser_of(ground.head.user)
    address = reverse("api:matrix", args=["alder"])
    etag = browser.get(address).headers["ETag"]
    assert browser.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_regions_come_as_geojson_with_their_figures(ground: Ground) -> None:
    Region.objects.filter(pk=ground.west.pk).update(boundary=json.dumps(SQUARE))
    answer = ask(ground.head, "regions_geojson")
    assert answer.headers["Content-Type"].startswith("application/geo+json")
    told = answer.json()
    assert (told["type"], told["synthetic"]) == ("FeatureCollection", True)
    east, west = told["features"]
    assert (west["id"], west["geometry"], east["geometry"]) == ("west", SQUARE, None)
    seen = west["properties"]["affected"]["seen"]
    assert (seen["numerator"], seen["answered"], seen["unit"]) == (1, 3, "stations")


def test_a_regional_coordinator_gets_the_own_regions_only(ground: Ground) -> None:
    assert [one["id"] for one in ask(ground.regional, "regions_geojson").json()["features"]] == ["west"]
    assert {row["region"] for row in ask(ground.regional, "matrix").json()["rows"]} == {"", "west"}
