"""Protocols that do not reconcile are counted of those that could be judged, and votes are not given away."""

from __future__ import annotations

import pytest
from django.utils import timezone

from observer.analysis.figures import Figure
from observer.analysis.filters import Filters
from observer.analysis.fold import fold
from observer.analysis.listing import reports_behind
from observer.analysis.models import IdentityResult
from observer.analysis.reconciliation import IdentityOfProtocol, protocols_at, reconciliation
from observer.missions.roles import Role
from observer.reports.intake import receive
from observer.reports.models import Pending, Report, Review
from tests import factories
from tests.analysis.eyes import eyes, send
from tests.documents import COUNTING
from tests.factories import Ground, a_member, a_submission, a_visit

pytestmark = pytest.mark.django_db

RECONCILES = {
    "P_X_st": "400",
    "P_X_mob": "20",
    "P_V": "410",
    "P_N": "10",
    "P_R": "1000",
    "P_A": "0",
    "C1": "200",
    "C2": "210",
}
# One vote too many for the lists, and one ballot too few in the boxes.
FAILS = RECONCILES | {"P_V": "409"}
JUDGES_NOTHING = {"P_B": "500"}


@pytest.fixture
def ground() -> Ground:
    """Two protocols in the west, one of which fails; two in the east, one of which cannot be judged."""
    ground = factories.ground()
    east, _two, _three, west, other_west, _six = ground.stations
    send(ground, "counting", RECONCILES, visit=a_visit(west))
    send(ground, "counting", FAILS, visit=a_visit(other_west))
    send(ground, "counting", RECONCILES, visit=a_visit(east))
    send(ground, "counting", JUDGES_NOTHING, visit=a_visit(ground.stations[1]))
    fold(mission_id=ground.mission.pk)
    return ground


def numbers(figure: Figure) -> tuple[int, int, int]:
    """Failing, judged, not judged."""
    return int(figure.numerator), figure.answered, figure.blank


def at(ground: Ground, station: int, role: Role = Role.HEAD) -> dict[str, IdentityOfProtocol]:
    member = ground.head if role == Role.HEAD else a_member(ground.mission, role)
    [protocol] = protocols_at(eyes(member), ground.stations[station].code)
    return {one.code: one for one in protocol.identities}


def test_protocols_that_fail_are_counted_of_those_that_could_be_judged(ground: Ground) -> None:
    found = reconciliation(eyes(ground.head), Filters())
    assert numbers(found.total) == (1, 3, 1)
    assert {row.code: numbers(row.failing) for row in found.regions} == {"west": (1, 2, 0), "east": (0, 1, 1)}


def test_each_identity_stands_with_the_protocols_that_lack_a_number_for_it(ground: Ground) -> None:
    found = {row.code: row for row in reconciliation(eyes(ground.head), Filters()).identities}
    assert {code: numbers(found[code].failing) for code in ("K1", "K5", "K6", "K7")} == {
        "K1": (0, 0, 4),
        "K5": (1, 3, 1),
        "K6": (1, 3, 1),
        "K7": (0, 3, 1),
    }
    assert found["K5"].name == "Valid and invalid ballots add up to the ballots in the boxes"


def test_results_kept_out_are_judged_by_nobody(ground: Ground) -> None:
    report = Report.objects.get(station=ground.stations[4])
    Review.objects.create(
        mission=ground.mission,
        report=report,
        revision=report.current,
        verdict="quarantine_results",
        ground="unreliable",
        reviewed_by=ground.head,
    )
    Pending.objects.create(mission=ground.mission, report=report, created_at=timezone.now())
    fold(mission_id=ground.mission.pk)
    assert numbers(reconciliation(eyes(ground.head), Filters()).total) == (0, 2, 1)
    assert protocols_at(eyes(ground.head), ground.stations[4].code) == []


def test_a_regional_coordinator_sees_the_own_protocols(ground: Ground) -> None:
    found = reconciliation(eyes(ground.regional), Filters())
    assert (numbers(found.total), [row.code for row in found.regions]) == ((1, 2, 0), ["west"])
    assert len(protocols_at(eyes(ground.regional), ground.stations[4].code)) == 1
    assert protocols_at(eyes(ground.regional), ground.stations[0].code) == []


def test_one_protocol_is_told_number_by_number(ground: Ground) -> None:
    found = at(ground, 4)
    valid = found["K5"]
    assert (valid.result, valid.severity) == (IdentityResult.FAILS, "serious")
    assert (valid.left, valid.right, valid.difference) == (419, 420, -1)
    assert (found["K1"].result, found["K1"].missing[:2]) == (IdentityResult.NOT_EVALUATED, ("B", "U"))
    assert found["K7"].result == IdentityResult.HOLDS


def test_the_sum_of_all_votes_tells_no_votes_for_a_choice(ground: Ground) -> None:
    votes = at(ground, 4)["K6"]
    assert (votes.left, votes.right, votes.difference) == (410, 409, 1)


def test_where_a_sum_is_the_votes_for_one_choice_only_the_results_room_is_told(ground: Ground) -> None:
    questions = COUNTING["sections"][0]["questions"][:-1]
    one_choice = COUNTING | {"sections": [{**COUNTING["sections"][0], "questions": questions}]}
    version = factories.a_version(ground.mission, one_choice)
    answers = {code: answer for code, answer in FAILS.items() if code != "C2"}
    sent = a_submission(version, answers, visit=a_visit(ground.stations[5]))
    receive(sender=ground.phone.sender, submissions=[sent])
    fold(mission_id=ground.mission.pk)
    hidden, told = at(ground, 5)["K6"], at(ground, 5, Role.RESULTS_ROOM)["K6"]
    assert (hidden.result, hidden.left, hidden.right, hidden.difference) == (
        IdentityResult.FAILS,
        None,
        None,
        None,
    )
    assert (told.left, told.right, told.difference) == (200, 409, -209)


def test_whoever_may_not_read_answers_is_told_of_no_protocol(ground: Ground) -> None:
    for role in (Role.AUDITOR, Role.SECURITY, Role.OBSERVER):
        assert protocols_at(eyes(a_member(ground.mission, role)), ground.stations[4].code) == []


def test_every_number_leads_to_its_reports(ground: Ground) -> None:
    found = reconciliation(eyes(ground.head), Filters())
    figures = [found.total, *(row.failing for row in (*found.identities, *found.regions))]
    behind = [reports_behind(eyes(ground.head), figure.source).count() for figure in figures]
    assert behind == [figure.numerator for figure in figures]
