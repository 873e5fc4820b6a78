"""A question in parts: the parts add up to the whole, say who did not answer, and lead to their reports."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from observer.analysis.board import QuestionRow
from observer.analysis.breakdown import BY, Breakdown, breakdown
from observer.analysis.figures import Measure
from observer.analysis.filters import Filters
from observer.analysis.fold import fold
from observer.analysis.listing import reports_behind
from observer.elections.models import Station
from observer.missions.models import Membership
from observer.problems import Problem
from observer.reports.models import Report
from tests import factories
from tests.analysis.acts import FIRST
from tests.analysis.eyes import eyes, send
from tests.documents import document, question
from tests.factories import Ground, a_version, a_visit

pytestmark = pytest.mark.django_db
# Nine in the morning in the west, and one in the afternoon in the east.
MORNING = FIRST + timedelta(hours=12)


@pytest.fixture
def ground() -> Ground:
    """Two reports from a village in the west, one from a town there; two of the east, an hour later."""
    ground = factories.ground()
    east, _second, _third, *west = ground.stations
    Station.objects.filter(pk=west[0].pk).update(settlement="rural")
    for station, at, answers in (
        (west[0], MORNING, {"A1": "yes", "A10": "7", "A7": "yes"}),
        (west[0], MORNING, {"A1": "no", "A10": "5", "A7": "__not_observed"}),
        (west[1], MORNING, {"A1": "no", "A10": "9"}),
        (east, MORNING + timedelta(hours=1), {"A1": "yes", "A10": "7", "A7": "no"}),
        (east, MORNING + timedelta(hours=1), {"A1": "yes", "A7": "no"}),
    ):
        send(ground, "opening", answers, visit=a_visit(station, at=at), made_at=at)
    fold(mission_id=ground.mission.pk)
    return ground


def of(
    member: Membership, code: str, by: str, *, checklist: str = "opening", filters: Filters | None = None
) -> Breakdown:
    return breakdown(eyes(member), checklist, code, by, filters or Filters())


def given(row: QuestionRow, answer: str) -> tuple[int, int]:
    [figure] = [one.figure for one in row.answers if one.code == answer]
    return int(figure.numerator), figure.answered


def parts(found: Breakdown, answer: str) -> dict[str, tuple[int, int]]:
    return {part.code: given(part.row, answer) for part in found.parts}


def test_regions_are_all_there_in_their_order(ground: Ground) -> None:
    found = of(ground.head, "A1", "region")
    assert parts(found, "no") == {"east": (0, 2), "west": (2, 3)}
    assert [part.name for part in found.parts] == ["East", "West"]


def test_town_and_village_stand_apart(ground: Ground) -> None:
    assert parts(of(ground.head, "A1", "settlement"), "no") == {"urban": (1, 3), "rural": (1, 2)}


def test_hours_are_those_of_each_station(ground: Ground) -> None:
    """The clocks of the east are five hours ahead of the west, and its reports came an hour later."""
    hours = parts(of(ground.head, "A1", "hour"), "no")
    assert list(hours.values()) == [(2, 3), (0, 2)]
    first, second = map(int, hours)
    assert second - first == 6


def test_a_region_narrows_hours_and_settlements(ground: Ground) -> None:
    west = Filters(region="west")
    assert list(parts(of(ground.head, "A1", "hour", filters=west), "no").values()) == [(2, 3)]
    settlements = parts(of(ground.head, "A1", "settlement", filters=west), "no")
    assert settlements == {"urban": (1, 1), "rural": (1, 2)}


def test_by_phase_the_same_question_of_another_form_stands_beside(ground: Ground) -> None:
    voting = a_version(ground.mission, document("voting", "voting", [question("A1", "yes_no")]))
    a_version(ground.mission, document("tally", "tabulation", [question("A1", "integer")]))
    later = dataclasses.replace(ground, opening=voting)
    send(later, "opening", {"A1": "no"}, visit=a_visit(ground.stations[3]))
    fold(mission_id=ground.mission.pk)
    found = of(ground.head, "A1", "phase")
    assert parts(found, "no") == {"opening": (2, 5), "voting": (1, 1)}
    assert given(found.whole, "no") == (2, 5)


@pytest.mark.parametrize("by", BY)
def test_parts_add_up_to_the_whole(ground: Ground, by: str) -> None:
    found = of(ground.head, "A7", by)
    basis = [
        (row.answered.answered, row.answered.not_observed, row.answered.blank)
        for row in (found.whole, *(part.row for part in found.parts))
    ]
    assert basis[0] == tuple(map(sum, zip(*basis[1:], strict=True))) == (3, 1, 1)


@pytest.mark.parametrize("by", BY)
def test_every_share_leads_to_its_reports(ground: Ground, by: str) -> None:
    for part in of(ground.head, "A1", by).parts:
        for answer in part.row.answers:
            behind = reports_behind(eyes(ground.head), answer.figure.source)
            assert behind.count() == answer.figure.numerator


def test_numbers_have_a_sum_a_mean_and_a_median_in_every_part(ground: Ground) -> None:
    found = of(ground.head, "A10", "region")
    west = found.parts[1].row.numbers
    assert {name: (one.numerator, one.answered) for name, one in west.items()} == {
        "total": (21, 3),
        "mean": (21, 3),
        "median": (7, 3),
        "minimum": (5, 3),
        "maximum": (9, 3),
    }
    assert west["mean"].measure is Measure.MEAN
    assert found.whole.numbers["total"].numerator == 28


def test_a_regional_coordinator_sees_the_own_region_only(ground: Ground) -> None:
    assert [part.code for part in of(ground.regional, "A1", "region").parts] == ["west"]
    assert given(of(ground.regional, "A1", "hour").whole, "no") == (2, 3)
    with pytest.raises(Problem):
        of(ground.regional, "A1", "hour", filters=Filters(region="east"))


def test_votes_are_there_for_the_results_room_alone(ground: Ground) -> None:
    with pytest.raises(Http404):
        of(ground.head, "C1", "region", checklist="counting")


@pytest.mark.parametrize(("checklist", "code"), [("opening", "Z9"), ("nothing", "A1")])
def test_what_nobody_asked_is_not_there(ground: Ground, checklist: str, code: str) -> None:
    with pytest.raises(Http404):
        of(ground.head, code, "region", checklist=checklist)


def test_an_unknown_dimension_is_refused_by_name(ground: Ground) -> None:
    with pytest.raises(Problem) as refused:
        of(ground.head, "A1", "weather")
    assert [error["field"] for error in refused.value.errors] == ["by"]


@pytest.mark.parametrize("by", BY)
def test_the_cost_does_not_grow_with_the_reports(ground: Ground, by: str) -> None:
    with CaptureQueriesContext(connection) as few:
        of(ground.head, "A1", by)
    answers = [{"A1": "yes", "A10": str(n)} for n in range(8)]
    send(ground, "opening", *answers, visit=a_visit(ground.stations[4]))
    fold(mission_id=ground.mission.pk)
    assert Report.objects.count() == 13
    with CaptureQueriesContext(connection) as many:
        of(ground.head, "A1", by)
    assert len(many) == len(few)
