"""The overall rating of each phase: bad and very bad of those who gave one, everywhere and by region."""

from __future__ import annotations

import dataclasses

import pytest

from observer.analysis.assessment import PhaseAssessment, assessments
from observer.analysis.filters import Filters
from observer.analysis.fold import fold
from observer.analysis.listing import reports_behind
from observer.problems import Problem
from tests import factories
from tests.analysis.eyes import eyes, send
from tests.documents import document, question
from tests.factories import Ground, a_version, a_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    """Openings: good, bad and none in the west, very bad in the east. Voting: one good."""
    ground = factories.ground()
    rating = question("A14", "rating", fills="overall", allow_not_observed=True)
    opening = a_version(ground.mission, document("start", "opening", [rating]))
    voting = a_version(
        ground.mission, document("voting", "voting", [question("B25", "rating", fills="overall")])
    )
    ground = dataclasses.replace(ground, opening=opening, counting=voting)
    east, _second, _third, *west = ground.stations
    for station, answers in zip(west, ({"A14": "good"}, {"A14": "bad"}, {}), strict=True):
        send(ground, "opening", answers, visit=a_visit(station))
    send(ground, "opening", {"A14": "very_bad"}, visit=a_visit(east), phone=ground.other_phone)
    send(ground, "counting", {"B25": "good"}, visit=a_visit(west[0]))
    fold(mission_id=ground.mission.pk)
    return ground


def shares(one: PhaseAssessment) -> dict[str, tuple[int, int]]:
    rows = (one.total, *one.regions)
    return {row.code: (int(row.negative.numerator), row.negative.answered) for row in rows}


def test_bad_and_very_bad_are_of_those_who_rated(ground: Ground) -> None:
    found = assessments(eyes(ground.head), Filters())
    assert [(one.phase, one.question, shares(one)) for one in found] == [
        ("opening", "A14", {"": (2, 3), "east": (1, 1), "west": (1, 2)}),
        ("voting", "B25", {"": (0, 1), "east": (0, 0), "west": (0, 1)}),
    ]


def test_who_gave_no_rating_stands_beside(ground: Ground) -> None:
    [opening, _voting] = assessments(eyes(ground.head), Filters())
    assert (opening.total.negative.blank, opening.total.negative.stations) == (1, 4)


def test_every_share_leads_to_its_reports(ground: Ground) -> None:
    for one in assessments(eyes(ground.head), Filters()):
        for row in (one.total, *one.regions):
            behind = reports_behind(eyes(ground.head), row.negative.source)
            assert behind.count() == row.negative.numerator


def test_region_and_phase_narrow_them(ground: Ground) -> None:
    [opening] = assessments(eyes(ground.head), Filters(phase="opening", region="west"))
    assert shares(opening) == {"": (1, 2), "west": (1, 2)}
    assert [shares(one)[""] for one in assessments(eyes(ground.regional), Filters())] == [(1, 2), (0, 1)]
    with pytest.raises(Problem):
        assessments(eyes(ground.regional), Filters(region="east"))


def test_a_mission_whose_forms_ask_for_no_rating_has_none() -> None:
    assert assessments(eyes(factories.ground("birch").head), Filters()) == []
