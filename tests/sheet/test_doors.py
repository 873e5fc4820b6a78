"""The same forty reports over HTTP: board, tallies and answers as JSON and as CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client

from tests.people.accounts import browser_of
from tests.sheet.playing import EXPECTED, play

API = "/api/v1/missions/sheet"
REGIONS = ("north", "west")


@pytest.fixture
def coordinator(db: None) -> Client:
    return browser_of(play().head.user)


def sheet(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def numbers(figure: dict[str, Any]) -> list[int]:
    return [int(figure["numerator"]), int(figure["denominator"])]


@pytest.mark.django_db
def test_the_board_over_the_api(coordinator: Client) -> None:
    shown = coordinator.get(f"{API}/board/").json()
    assert {step["code"]: step["reports"] for step in shown["inclusion"] if not step["part_of"]} == EXPECTED[
        "inclusion"
    ]
    for region in shown["regions"]:
        code = region["code"]
        assert numbers(region["observed"]) == EXPECTED["stations"]["observed"][code]
        assert numbers(region["affected"]["seen"]) == EXPECTED["stations"]["seen"][code]
        assert numbers(region["affected"]["told"]) == EXPECTED["stations"]["told"][code]
    assert numbers(shown["total"]["affected"]["seen"]) == EXPECTED["stations"]["seen"]["all"]
    assert "5" in shown["total"]["affected"]["seen"]["counts"]
    assert "7" in shown["total"]["affected"]["seen"]["counts"]


@pytest.mark.django_db
def test_violations_as_a_sheet(coordinator: Client) -> None:
    rows = sheet(coordinator, f"{API}/tallies/violations/?format=csv")
    events = {
        (row["region"], row["basis"]): int(row["numerator"])
        for row in rows
        if row["by"] == "region" and row["of"] == "events"
    }
    assert events == {
        (region, basis): sum(EXPECTED["violations"][basis][region].values())
        for region in REGIONS
        for basis in ("seen", "told")
    }
    assert {row["synthetic"] for row in rows} == {"true"}


@pytest.mark.django_db
def test_answers_as_a_sheet(coordinator: Client) -> None:
    rows = sheet(coordinator, f"{API}/tallies/answers/?checklist=opening&format=csv")
    for row in rows:
        if row["question"] == "Q2" and row["answer"]:
            both = [EXPECTED["answers"]["Q2"][region] for region in REGIONS]
            assert int(row["numerator"]) == sum(region.get(row["answer"], 0) for region in both)
            assert [int(row[name]) for name in ("denominator", "not_observed", "blank")] == [12, 3, 1]
    total = next(row for row in rows if (row["question"], row["answer_label"]) == ("Q3", "total"))
    assert total["numerator"] == EXPECTED["Q3"]["sum"]


@pytest.mark.django_db
def test_coverage_as_a_sheet(coordinator: Client) -> None:
    rows = sheet(coordinator, f"{API}/coverage/?format=csv")
    observed = {row["code"]: row for row in rows if row["by"] == "region" and row["of"] == "observed"}
    assert {code: [int(row["numerator"]), int(row["denominator"])] for code, row in observed.items()} == {
        region: EXPECTED["stations"]["observed"][region] for region in REGIONS
    }


@pytest.mark.django_db
def test_reports_and_incidents_are_listed_once_each(coordinator: Client) -> None:
    reports = coordinator.get(f"{API}/reports/?page_size=100").json()["results"]
    assert len({report["id"] for report in reports}) == len(reports) == EXPECTED["inclusion"]["received"]
    standings = [report["standing"] for report in reports]
    assert {
        name: standings.count(name) for name in ("held", "quarantined", "withdrawn", "double", "counted")
    } == {
        "held": 4,
        "quarantined": 1,
        "withdrawn": 2,
        "double": 1,
        "counted": 27,
    }
    incidents = coordinator.get(f"{API}/incidents/?page_size=100").json()["results"]
    assert len(incidents) == 13
