"""The plan beside what came: teams at work, deadlines by each clock, who is missing and who is silent."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.utils import timezone

from observer.analysis.figures import Measure, Unit
from observer.analysis.filters import Filters
from observer.analysis.fold import fold
from observer.analysis.plan import (
    PhasePlan,
    Plan,
    assigned_teams,
    missing_stations,
    plan_coverage,
    silent_teams,
)
from observer.missions.deadlines import LocalMoment, Window
from observer.missions.models import Deployment, Membership
from observer.missions.windows import set_windows
from observer.reports.models import Visit
from tests import factories
from tests.analysis.eyes import eyes, send
from tests.factories import EAST, WEST, Ground, a_deployment, a_member, a_team, a_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    """West: a team on its route has reported, another has not. East: three stations assigned, one visited."""
    ground = factories.ground()
    a_deployment(a_team(ground.mission), region=ground.west)
    for station in ground.stations[1:3]:
        a_deployment(ground.other_team, region=ground.east, station=station)
    send(ground, "opening", {"A1": "yes"}, visit=a_visit(ground.stations[3]))
    send(ground, "opening", {"A1": "yes"}, visit=a_visit(ground.stations[0]), phone=ground.other_phone)
    fold(mission_id=ground.mission.pk)
    return ground


def plan(member: Membership, **filters: str) -> Plan:
    return plan_coverage(eyes(member), Filters(**filters))


def of(found: Plan, region: str, phase: str) -> PhasePlan:
    [row] = [row for row in (found.total, *found.regions) if row.code == region]
    [one] = [one for one in row.phases if one.phase == phase]
    return one


def teams(found: Plan, region: str, phase: str = "") -> tuple[int, int]:
    figure = of(found, region, phase).teams
    assert (figure.unit, figure.measure) == (Unit.TEAMS, Measure.SHARE)
    return int(figure.numerator), figure.answered


def test_teams_that_reported_stand_beside_those_sent(ground: Ground) -> None:
    found = plan(ground.head)
    assert [teams(found, region) for region in ("", "west", "east")] == [(2, 3), (1, 2), (1, 1)]


def test_a_phase_nobody_has_reported_has_no_team_at_work(ground: Ground) -> None:
    found = plan(ground.head)
    assert [teams(found, "west", phase) for phase in ("opening", "counting")] == [(1, 2), (0, 2)]


def test_a_team_sent_for_one_phase_is_not_expected_in_another(ground: Ground) -> None:
    Deployment.objects.filter(team=ground.team).update(phase="counting")
    found = plan(ground.head)
    assert [teams(found, "west", phase) for phase in ("", "opening", "counting")] == [(1, 2), (0, 1), (0, 2)]


def test_what_came_is_what_coverage_tells(ground: Ground) -> None:
    came = of(plan(ground.head), "east", "opening").came
    assert came.missing is not None
    assert (came.observed.numerator, came.missing.numerator) == (1, 2)


def test_a_deadline_is_told_by_the_clocks_of_each_region(ground: Ground) -> None:
    window = Window("opening", LocalMoment(0, time(7)), LocalMoment(0, time(10)))
    set_windows(mission=ground.mission, windows=[window])
    found, day = plan(ground.head), ground.election.voting_day
    ends = {
        region: (of(found, region, "opening").opens, of(found, region, "opening").due)
        for region in ("", "west", "east")
    }
    instants = {zone: window.instants(day, zone) for zone in (WEST, EAST)}
    assert ends["west"] == (instants[WEST].opens, instants[WEST].due)
    assert ends["east"] == (instants[EAST].opens, instants[EAST].due)
    assert ends[""] == (instants[EAST].opens, instants[WEST].due)
    assert of(found, "west", "counting").due is None


def test_missing_stations_are_those_assigned_without_a_counted_report(ground: Ground) -> None:
    codes = ground.stations[1].code, ground.stations[2].code
    found = missing_stations(eyes(ground.head), Filters()).order_by("code")
    assert tuple(station.code for station in found) == codes
    counting = missing_stations(eyes(ground.head), Filters(phase="counting"))
    assert counting.count() == 3
    assert missing_stations(eyes(ground.regional), Filters()).count() == 0
    assert assigned_teams(ground.head, list(found)) == {
        station.pk: [ground.other_team.code] for station in found
    }


def test_a_team_is_silent_when_nothing_came_since_then(ground: Ground) -> None:
    def silent(*, hours: int) -> dict[str, object]:
        since = timezone.now() + timedelta(hours=hours)
        found = silent_teams(eyes(ground.head), Filters(), since=since).order_by("code")
        return {team.code: team.last_word for team in found}

    assert silent(hours=-1) == {"T-03": None}
    words = {team.code: Visit.objects.get(team=team).received_at for team in (ground.team, ground.other_team)}
    assert silent(hours=1) == {**words, "T-03": None}


def test_a_regional_coordinator_hears_of_the_own_teams_only(ground: Ground) -> None:
    later = timezone.now() + timedelta(hours=1)
    found = silent_teams(eyes(ground.regional), Filters(), since=later)
    assert {team.code for team in found} == {"T-01", "T-03"}
    assert [row.code for row in plan(ground.regional).regions] == ["west"]
    assert teams(plan(ground.regional), "") == (1, 2)


def test_a_member_of_a_silent_team_who_sends_an_incident_is_a_word(ground: Ground) -> None:
    member = a_member(ground.mission, factories.Role.OBSERVER)
    team = a_team(ground.mission, [member])
    a_deployment(team, region=ground.west)
    since = timezone.now() - timedelta(hours=1)
    assert team in silent_teams(eyes(ground.head), Filters(), since=since)
    story = {"category": "V15", "severity": "note", "basis": "told", "where": "none"}
    send(ground, "incident", story, phone=factories.a_phone(member))
    assert team not in silent_teams(eyes(ground.head), Filters(), since=since)
