"""Official figures for machines: every figure with its source and stage, and all of them as one sheet."""

import csv
import io
from datetime import time
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from observer.elections.models import Contest
from observer.elections.official import FigureRow, add_figures, withdraw_figures
from tests.factories import Ground, ground
from tests.people.accounts import browser_of

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/missions/alder/official/"


@pytest.fixture
def alder() -> Ground:
    return ground()


@pytest.fixture
def head(alder: Ground) -> Client:
    return browser_of(alder.head.user)


def add(alder: Ground, *rows: FigureRow) -> list[int]:
    contest = Contest.objects.get(election=alder.election)
    return [figure.pk for figure in add_figures(contest=contest, rows=rows)]


def of_station(code: str) -> FigureRow:
    return FigureRow(stage="final", source="=cmd()", station=code, field="R", number=500, synthetic=True)


SHARE = FigureRow(
    stage="preliminary", source="A paper", choice="alder", percent=Decimal("81.0"), note={"en": "Twice."}
)


def sheet(answer: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_a_figure_comes_with_its_source_stage_and_codes(alder: Ground, head: Client) -> None:
    add(alder, SHARE)
    (row,) = head.get(ADDRESS).json()["results"]
    named = {
        "contest": "lists",
        "stage": "preliminary",
        "source": "A paper",
        "choice": "alder",
        "region": "",
        "station": "",
        "field": "",
    }
    assert named.items() <= row.items()
    assert (row["percent"], row["percent_decimals"], row["votes"]) == ("81.000", 1, None)
    assert (row["note"], row["synthetic"]) == ({"en": "Twice."}, False)


def test_a_time_is_that_of_the_clocks_of_the_place(alder: Ground, head: Client) -> None:
    add(alder, FigureRow(stage="reading", source="A", local_time=time(12), percent=Decimal("35.3")))
    (row,) = head.get(ADDRESS).json()["results"]
    assert row["local_time"] == "12:00"


def test_what_was_withdrawn_is_not_told(alder: Ground, head: Client) -> None:
    withdraw_figures(figure_ids=add(alder, SHARE), reason="wrong file")
    assert head.get(ADDRESS).json()["results"] == []
    assert sheet(head.get(ADDRESS, {"format": "csv"})) == []


def test_filters_narrow_the_list_and_the_sheet_alike(alder: Ground, head: Client) -> None:
    add(alder, SHARE, of_station("W-1"), of_station("E-1"))
    for query, wanted in (({"station": "W-1"}, 1), ({"stage": "final"}, 2), ({"contest": "oak"}, 0)):
        assert len(head.get(ADDRESS, query).json()["results"]) == wanted
        assert len(sheet(head.get(ADDRESS, query | {"format": "csv"}))) == wanted


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_filter_that_makes_no_sense_is_named(head: Client, form: str) -> None:
    answer = head.get(ADDRESS, {"stage": "never", "format": form})
    assert answer.status_code == 400
    assert b"stage" in answer.content


def test_the_sheet_holds_all_and_nothing_a_program_would_run(alder: Ground, head: Client) -> None:
    add(alder, *[of_station("W-1")] * 30)
    rows = sheet(head.get(ADDRESS, {"format": "csv"}))
    assert len(rows) == 30
    assert (rows[0]["source"], rows[0]["station"], rows[0]["number"]) == ("'=cmd()", "W-1", "500")
    assert rows[0]["synthetic"] == "true"
    assert len(head.get(ADDRESS).json()["results"]) == 25


@pytest.mark.parametrize("number", [1, 3])
def test_both_cost_the_same_however_many(
    alder: Ground, head: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add(alder, *[of_station("W-1")] * number)
    head.get(ADDRESS)
    with django_assert_num_queries(5):
        head.get(ADDRESS)
    with django_assert_num_queries(5):
        sheet(head.get(ADDRESS, {"format": "csv"}))


def test_an_observer_and_a_stranger_are_told_nothing(alder: Ground) -> None:
    add(alder, SHARE)
    assert browser_of(alder.observers[0].user).get(ADDRESS).status_code == 403
    assert browser_of(ground("birch").head.user).get(ADDRESS).status_code == 404
