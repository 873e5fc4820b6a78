"""Copied protocols: sums of each contest, and numbers beside the official ones at the same station only."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.http import Http404

from observer.analysis.filters import Filters
from observer.analysis.fold import fold
from observer.analysis.listing import reports_behind
from observer.analysis.protocols import (
    ContestProtocols,
    compared_stations,
    comparisons,
    protocols,
)
from observer.checklists.identities import KAZAKHSTAN, in_languages
from observer.elections.models import Choice, Contest, OfficialFigure, Station
from observer.missions.models import Membership
from observer.missions.roles import Role
from tests import factories
from tests.analysis.eyes import eyes, send
from tests.documents import document, question
from tests.factories import Ground, a_member, a_version, a_visit

pytestmark = pytest.mark.django_db

# R and A are blank, so that K7 is not evaluated; the boxes hold what was valid and what was not.
SOUND = {"G": "420", "X_st": "400", "X_mob": "20", "V": "410", "N": "10", "c:alder": "210", "c:birch": "200"}
UNSOUND = SOUND | {"V": "400"}
LETTERS = ("G", "X_st", "X_mob", "V", "N", "c:alder", "c:birch")


def counting(*contests: str) -> dict[str, Any]:
    """A form with the protocols of these contests; a question is "lists V", or "V" where there is one."""
    questions = [
        question(
            f"{contest}_{letter.replace(':', '_')}",
            "integer",
            protocol=letter,
            **({"contest": contest} if len(contests) > 1 else {}),
        )
        for contest in contests
        for letter in LETTERS
    ]
    return document("night", "counting", questions, identities=in_languages(KAZAKHSTAN, ["en"]))


def filled(contest: str, numbers: dict[str, str]) -> dict[str, str]:
    return {f"{contest}_{letter.replace(':', '_')}": number for letter, number in numbers.items()}


def announce(contest: Contest, station: Station, **numbers: int) -> None:
    """Final figures of a station: letters, and choices by their code."""
    for name, number in numbers.items():
        choice = Choice.objects.filter(contest=contest, code=name).first()
        OfficialFigure.objects.create(
            contest=contest,
            station=station,
            choice=choice,
            field="" if choice else name,
            votes=number if choice else None,
            number=None if choice else number,
            stage="final",
            source="test",
            synthetic=True,
        )


@pytest.fixture
def ground() -> Ground:
    """One contest. West: a sound protocol and one whose official form differs. East: one does not add up."""
    ground = factories.ground()
    ground = dataclasses.replace(ground, counting=a_version(ground.mission, counting("p")))
    east, _second, _third, *west = ground.stations
    for station, numbers in ((west[0], SOUND), (west[1], SOUND), (east, UNSOUND)):
        send(ground, "counting", filled("p", numbers), visit=a_visit(station))
    fold(mission_id=ground.mission.pk)
    [contest] = Contest.objects.filter(election=ground.election)
    announce(contest, west[0], V=410, G=420, alder=210)
    announce(contest, west[1], V=480, G=420, alder=280)
    return ground


@pytest.fixture
def results_room(ground: Ground) -> Membership:
    return a_member(ground.mission, Role.RESULTS_ROOM)


def only(member: Membership, **filters: str) -> ContestProtocols:
    [contest] = protocols(eyes(member), Filters(**filters)).contests
    return contest


def share(figure: Any) -> tuple[int, int, int]:
    """k of n, and how many could not be judged."""
    return int(figure.numerator), figure.answered, figure.blank


def test_protocols_that_do_not_reconcile_are_told_of_those_that_could_be_judged(ground: Ground) -> None:
    found = only(ground.head)
    assert share(found.failing) == (1, 3, 0)
    identities = {row.code: share(row.failing) for row in found.identities}
    assert (identities["K5"], identities["K7"]) == ((1, 3, 0), (0, 0, 3))
    assert {row.code: share(row.failing)[:2] for row in found.regions} == {"east": (1, 1), "west": (0, 2)}


def test_numbers_meet_at_stations_that_have_both(ground: Ground) -> None:
    found = only(ground.head)
    assert share(found.compared)[:2] == (1, 2)
    assert {row.letter: share(row.differing)[:2] for row in found.numbers if row.differing.answered} == {
        "G": (0, 2),
        "V": (1, 2),
    }


def test_votes_are_compared_for_the_results_room_alone(ground: Ground, results_room: Membership) -> None:
    letters = {row.letter for row in only(ground.head).numbers}
    assert letters == {"G", "X_st", "X_mob", "V", "N"}
    votes = {row.letter: share(row.differing)[:2] for row in only(results_room).numbers}
    assert (votes["c:alder"], votes["c:birch"]) == ((1, 2), (0, 0))


def test_a_station_shows_each_number_beside_the_official(ground: Ground, results_room: Membership) -> None:
    stations = list(compared_stations(eyes(results_room), "", Filters(), only_differing=True))
    assert [station.code for station in stations] == ["W-2"]
    [line] = comparisons(eyes(results_room), "", stations)
    shown = {one.letter: (list(one.observed), one.official, list(one.differences)) for one in line.numbers}
    assert shown["V"] == ([410], 480, [70])
    assert shown["c:alder"] == ([210], 280, [70])
    assert shown["X_st"] == ([400], None, [])
    [blind] = comparisons(eyes(ground.head), "", stations)
    assert "c:alder" not in {one.letter for one in blind.numbers}


def test_copies_that_differ_stand_side_by_side(ground: Ground) -> None:
    visit = a_visit(ground.stations[3])
    send(ground, "counting", filled("p", SOUND | {"G": "421"}), visit=visit, phone=ground.other_phone)
    fold(mission_id=ground.mission.pk)
    [line] = comparisons(eyes(ground.head), "", [ground.stations[3]])
    [signatures] = [one for one in line.numbers if one.letter == "G"]
    assert (list(signatures.observed), signatures.official) == ([420, 421], 420)
    assert share(only(ground.head).compared)[:2] == (2, 2)


def test_every_failing_protocol_leads_to_its_report(ground: Ground) -> None:
    found = only(ground.head)
    for figure in (found.failing, *(row.failing for row in (*found.identities, *found.regions))):
        assert reports_behind(eyes(ground.head), figure.source).count() == figure.numerator


def test_a_regional_coordinator_sees_the_own_stations_only(ground: Ground) -> None:
    found = only(ground.regional)
    assert ([row.code for row in found.regions], share(found.failing)[:2]) == (["west"], (0, 2))
    assert {one.code for one in compared_stations(eyes(ground.regional), "", Filters())} == {"W-1", "W-2"}
    assert share(only(ground.head, region="east").failing)[:2] == (1, 1)


def test_a_contest_nobody_asked_for_is_not_there(ground: Ground) -> None:
    with pytest.raises(Http404):
        compared_stations(eyes(ground.head), "council", Filters())


def test_each_contest_of_a_form_is_judged_by_itself() -> None:
    """The lists reconcile and the council does not: the form fails, and one of its protocols does."""
    ground = factories.ground()
    Contest.objects.create(
        election=ground.election, code="council", names={"en": "Council"}, kind="candidates"
    )
    ground = dataclasses.replace(ground, counting=a_version(ground.mission, counting("lists", "council")))
    answers = filled("lists", SOUND) | filled("council", UNSOUND)
    send(ground, "counting", answers, visit=a_visit(ground.stations[0]))
    fold(mission_id=ground.mission.pk)
    found = {one.contest: one for one in protocols(eyes(ground.head), Filters()).contests}
    # The other form of the mission names no contest, and nobody has sent it.
    assert {code: share(one.failing) for code, one in found.items()} == {
        "lists": (0, 1, 0),
        "council": (1, 1, 0),
        "": (0, 0, 0),
    }
    assert [share(found[code].identities[0].failing) for code in ("lists", "council")] == [(0, 0, 1)] * 2
    del found[""]
    for one in found.values():
        behind = reports_behind(eyes(ground.head), one.failing.source)
        assert behind.count() == one.failing.numerator
