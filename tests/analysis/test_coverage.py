"""What was expected stands beside what came, and no more is said than the regime allows."""

from __future__ import annotations

import pytest

from observer.analysis.coverage import Coverage, PhaseCoverage, coverage
from observer.analysis.figures import Figure, Measure, Regime, Unit
from observer.analysis.filters import Filters
from observer.analysis.fold import fold
from observer.analysis.listing import reports_behind
from observer.missions.models import Deployment, DeploymentWithdrawal
from observer.problems import Problem
from tests import factories
from tests.analysis.eyes import eyes, send
from tests.factories import Ground, a_deployment, a_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    """West: routes, two stations visited. East: three stations assigned, one of them visited."""
    ground = factories.ground()
    for station in ground.stations[1:3]:
        a_deployment(ground.other_team, region=ground.east, station=station)
    for station in ground.stations[3:5]:
        send(ground, "opening", {"A1": "yes"}, visit=a_visit(station))
    send(ground, "opening", {"A1": "yes"}, visit=a_visit(ground.stations[0]), phone=ground.other_phone)
    fold(mission_id=ground.mission.pk)
    return ground


def seen(ground: Ground, filters: Filters | None = None) -> Coverage:
    return coverage(eyes(ground.head), filters or Filters())


def phase_of(found: Coverage, region: str, phase: str) -> PhaseCoverage:
    [row] = [row for row in (found.total, *found.regions) if row.code == region]
    [one] = [one for one in row.phases if one.phase == phase]
    return one


def counts(figure: Figure | None) -> tuple[int, int] | None:
    return None if figure is None else (int(figure.numerator), figure.answered)


def test_where_stations_were_assigned_one_without_a_report_is_missing(ground: Ground) -> None:
    east = phase_of(seen(ground), "east", "opening")
    assert (counts(east.assigned), counts(east.missing)) == ((1, 3), (2, 0))
    assert (counts(east.observed), counts(east.reports)) == ((1, 0), (1, 0))


def test_where_teams_chose_their_routes_nothing_is_missing_and_there_is_no_share(ground: Ground) -> None:
    west = phase_of(seen(ground), "west", "opening")
    assert (west.assigned, west.missing) == (None, None)
    assert (counts(west.observed), west.observed.measure) == ((2, 0), Measure.COUNT)


def test_the_total_is_of_both_and_says_of_how_many_assigned(ground: Ground) -> None:
    total = phase_of(seen(ground), "", "opening")
    assert (counts(total.observed), counts(total.reports), counts(total.assigned)) == ((3, 0), (3, 0), (1, 3))


def test_a_phase_in_which_nobody_has_reported_is_wholly_missing(ground: Ground) -> None:
    east = phase_of(seen(ground), "east", "counting")
    assert (counts(east.assigned), counts(east.missing)) == ((0, 3), (3, 0))


def test_a_team_sent_for_one_phase_is_expected_in_that_one_only(ground: Ground) -> None:
    Deployment.objects.filter(team=ground.other_team, station=ground.stations[1]).update(phase="counting")
    found = seen(ground)
    assert [counts(phase_of(found, "east", phase).assigned) for phase in ("", "opening", "counting")] == [
        (1, 3),
        (1, 2),
        (0, 3),
    ]


def test_a_station_two_teams_were_sent_to_is_expected_once(ground: Ground) -> None:
    a_deployment(ground.team, region=ground.east, station=ground.stations[0])
    assert counts(phase_of(seen(ground), "east", "").assigned) == (1, 3)


def test_a_deployment_taken_back_expects_nothing(ground: Ground) -> None:
    DeploymentWithdrawal.objects.create(
        mission=ground.mission,
        deployment=Deployment.objects.get(team=ground.other_team, station=ground.stations[1]),
        withdrawn_by=ground.head,
        reason="snow",
    )
    assert counts(phase_of(seen(ground), "east", "").assigned) == (1, 2)


def test_the_weakest_regime_bounds_the_mission_and_each_share_says_its_own(ground: Ground) -> None:
    found = seen(ground)
    assert found.regime is Regime.ROUTE
    assigned = phase_of(found, "east", "").assigned
    assert assigned is not None
    assert (assigned.regime, assigned.unit) == (Regime.ASSIGNED, Unit.STATIONS)
    Deployment.objects.filter(station__isnull=False).update(regime="sample")
    drawn = phase_of(seen(ground), "east", "").assigned
    assert drawn is not None
    assert drawn.regime is Regime.SAMPLE


def test_phases_are_those_with_forms_in_the_order_of_the_day(ground: Ground) -> None:
    assert [one.phase for one in seen(ground).total.phases] == ["", "opening", "counting"]
    assert [one.phase for one in seen(ground, Filters(phase="counting")).total.phases] == ["counting"]


def test_a_regional_coordinator_sees_the_own_regions_and_no_other_answers(ground: Ground) -> None:
    found = coverage(eyes(ground.regional), Filters())
    assert [row.code for row in found.regions] == ["west"]
    assert counts(phase_of(found, "", "opening").observed) == (2, 0)
    with pytest.raises(Problem):
        coverage(eyes(ground.regional), Filters(region="east"))


def test_every_count_leads_to_its_reports(ground: Ground) -> None:
    found = seen(ground)
    for row in (found.total, *found.regions):
        for one in row.phases:
            assert reports_behind(eyes(ground.head), one.reports.source).count() == one.reports.numerator
            stations = set(reports_behind(eyes(ground.head), one.observed.source).values_list("station"))
            assert len(stations) == one.observed.numerator
