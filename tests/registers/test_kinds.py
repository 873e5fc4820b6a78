"""Every kind of register: what a file brings in stands there, and taken back is as it was before."""

from __future__ import annotations

import json
from typing import Any

import pytest

from observer.elections.models import Commission, OfficialFigure, Region
from observer.journal.models import Job
from observer.missions.models import Deployment, DeploymentWithdrawal
from tests.factories import Ground, an_election, ground
from tests.registers.bringing import a_csv, brought_in, checked, faults, standing, taken_back, uploaded


@pytest.fixture
def alder(db: None) -> Ground:
    return ground()


def square(west: int) -> dict[str, Any]:
    corners = [[west, 50], [west + 5, 50], [west + 5, 55], [west, 55], [west, 50]]
    return {"type": "Polygon", "coordinates": [corners]}


def collection(**codes: int) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "level": "region", "parent": "land", "name_en": code.title()},
            "geometry": square(west),
        }
        for code, west in codes.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_commissions_come_with_their_chain_whatever_their_order(alder: Ground) -> None:
    before = standing(alder.head, "commissions")
    file = a_csv(
        ("contest", "code", "level", "parent", "region", "name"),
        ("lists", "P-1", "precinct", "D-1", "west", "Precinct 1"),
        ("lists", "D-1", "district", "CEC", "west", "District 1"),
        ("", "CEC", "central", "", "", "Central"),
        ("", "TEC-west", "", "CEC", "", ""),
    )
    made = brought_in(alder.head, "commissions", file)
    precinct = Commission.objects.get(code="P-1")
    assert (precinct.parent.code, precinct.parent.parent.code, precinct.contest.code) == (
        "D-1",
        "CEC",
        "lists",
    )
    assert Commission.objects.get(code="TEC-west").parent.code == "CEC"
    assert taken_back(alder.head, made).state == Job.State.DONE
    assert standing(alder.head, "commissions") == before


def test_a_chain_that_comes_back_to_itself_is_a_fault(alder: Ground) -> None:
    file = a_csv(
        ("code", "level", "parent", "name", "contest"),
        ("A", "district", "B", "A", ""),
        ("B", "district", "A", "B", ""),
        ("C", "district", "Z", "", "mayor"),
    )
    found = checked(alder.head, uploaded(alder.head, "commissions", file))
    assert faults(found) == [
        (2, "parent", "circle"),
        (3, "parent", "circle"),
        (4, "contest", "unknown"),
        (4, "name_en", "needed"),
        (4, "parent", "unknown"),
    ]


def test_boundaries_draw_the_map_and_give_it_back(alder: Ground) -> None:
    before = standing(alder.head, "regions")
    made = brought_in(alder.head, "regions", collection(west=60, east=65, south=70))
    south = Region.objects.get(code="south")
    assert (south.path, south.parent.code, south.time_zone) == ("land/south/", "land", "Asia/Aqtobe")
    assert all(Region.objects.get(code=code).outline.startswith("M") for code in ("west", "east", "south"))
    alder.election.refresh_from_db()
    assert alder.election.map_height
    assert taken_back(alder.head, made).state == Job.State.DONE
    assert standing(alder.head, "regions") == before
    alder.election.refresh_from_db()
    assert alder.election.map_height is None


def test_a_map_is_drawn_of_all_regions_or_not_at_all(alder: Ground) -> None:
    brought_in(alder.head, "regions", collection(west=60, east=65))
    found = checked(alder.head, uploaded(alder.head, "regions", collection(west=60, south=65)))
    assert faults(found) == [(0, "outline", "map-incomplete")]
    far = collection(west=60, east=500)
    assert faults(checked(alder.head, uploaded(alder.head, "regions", far))) == [(0, "outline", "boundaries")]


def test_regions_keep_their_place_in_the_tree(alder: Ground) -> None:
    file = a_csv(
        ("code", "parent", "level", "name", "time_zone"),
        ("west", "east", "", "", ""),
        ("deep", "deeper", "district", "Deep", "Mars/Base"),
        ("deeper", "deep", "district", "Deeper", ""),
    )
    found = checked(alder.head, uploaded(alder.head, "regions", file))
    assert faults(found) == [
        (2, "parent", "region-moves"),
        (3, "time_zone", "not-a-zone"),
        (3, "parent", "circle"),
        (4, "parent", "circle"),
    ]
    nested = a_csv(
        ("code", "parent", "level", "name"),
        ("deep", "deeper", "district", "D"),
        ("deeper", "west", "district", "E"),
    )
    brought_in(alder.head, "regions", nested)
    assert Region.objects.get(code="deep").path == "land/west/deeper/deep/"


def test_teams_are_sent_to_stations_or_regions_in_the_clocks_of_the_place(alder: Ground) -> None:
    before = standing(alder.head, "deployment")
    file = a_csv(
        ("Команда", "station", "region", "phase", "due"),
        ("T-01", "W-2", "", "opening", "04.10.2026 07:30"),
        ("T-01", "", "east", "", ""),
        ("T-02", "E-1", "", "", "2026-10-04 20:00"),
    )
    made = brought_in(alder.head, "deployment", file)
    opening = Deployment.objects.get(station__code="W-2")
    assert (opening.regime, opening.region, opening.phase) == ("assigned", alder.west, "opening")
    assert opening.due_at.isoformat() == "2026-10-04T02:30:00+00:00"
    assert Deployment.objects.get(team=alder.team, region=alder.east).regime == "route"
    assert made.application.counts == {"new": 2, "changed": 1, "unchanged": 0, "missing": 1, "faults": 0}
    assert taken_back(alder.head, made).state == Job.State.DONE
    assert standing(alder.head, "deployment") == before


def test_a_deployment_that_cannot_be_is_told(alder: Ground) -> None:
    withdrawn = Deployment.objects.get(team=alder.other_team)
    DeploymentWithdrawal.objects.create(
        mission=alder.mission, deployment=withdrawn, withdrawn_by=alder.head, reason="Snow."
    )
    file = a_csv(
        ("team", "station", "region", "regime"),
        ("T-02", "E-1", "", ""),
        ("T-01", "W-1", "east", ""),
        ("T-01", "", "west", "sample"),
        ("T-77", "", "", ""),
    )
    found = checked(alder.head, uploaded(alder.head, "deployment", file))
    assert faults(found) == [
        (2, "team", "withdrawn-before"),
        (3, "region", "not-its-region"),
        (4, "station", "needed"),
        (5, "team", "unknown"),
        (5, "region", "place-needed"),
    ]


RESULTS = ("contest", "stage", "region", "choice", "local_time", "votes", "percent", "source")


def test_official_figures_are_added_and_a_mistake_taken_out(alder: Ground) -> None:
    file = a_csv(
        RESULTS,
        ("lists", "final", "", "alder", "", 1200, "61,5", "Gazette 1"),
        ("lists", "reading", "west", "", "12:00", "", "41.70", "Gazette 1"),
    )
    made = brought_in(alder.head, "results", file)
    votes, noon = OfficialFigure.objects.order_by("pk")
    assert (votes.votes, votes.choice.code, votes.stage, votes.source) == (
        1200,
        "alder",
        "final",
        "Gazette 1",
    )
    assert (str(noon.percent), noon.percent_decimals, noon.region) == ("41.700", 2, alder.west)
    changed = a_csv(RESULTS, ("lists", "final", "", "alder", "", 1300, "61,5", "Gazette 1"))
    later = brought_in(alder.head, "results", changed)
    assert [one.votes for one in OfficialFigure.objects.standing().of_votes()] == [1200, 1300]
    assert taken_back(alder.head, later).state == Job.State.DONE
    assert [one.votes for one in OfficialFigure.objects.standing().of_votes()] == [1200]
    assert taken_back(alder.head, made).state == Job.State.DONE
    assert not OfficialFigure.objects.standing().exists()
    assert OfficialFigure.objects.count() == 3, "what was entered by mistake is kept, and shown nowhere"


def test_figures_that_say_nothing_are_faults(alder: Ground) -> None:
    an_election("elsewhere")
    file = a_csv(
        (*RESULTS, "field", "number"),
        ("lists", "reading", "", "", "", "", "41", "G", "", ""),
        ("lists", "final", "", "oak", "", "", "", "G", "", ""),
        ("mayor", "final", "", "", "", 1, "101", "", "R", ""),
    )
    found = checked(alder.head, uploaded(alder.head, "results", file))
    assert faults(found) == [
        (2, "local_time", "needed"),
        (3, "choice", "unknown"),
        (3, "votes", "no-number"),
        (4, "percent", "not-percent"),
        (4, "source", "needed"),
        (4, "contest", "unknown"),
        (4, "number", "field-and-number"),
    ]
