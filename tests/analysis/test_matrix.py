"""Violations by category and region: every way of knowing apart, each share of what was observed there."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observer.analysis.filters import Filters
from observer.analysis.fold import fold
from observer.analysis.listing import reports_behind
from observer.analysis.matrix import Known, Matrix, violation_matrix
from observer.missions.models import Membership
from tests import factories
from tests.analysis.eyes import eyes, send
from tests.factories import Ground, a_visit

pytestmark = pytest.mark.django_db

FAILING = {"P_R": "100", "P_A": "0", "P_X_st": "400", "P_X_mob": "20", "P_V": "410", "P_N": "9"}


@pytest.fixture
def ground() -> Ground:
    """West: of three stations two hindered observers (V10), one of them was also sealed badly (V11).

    East: one station, told of V10, and a protocol that does not reconcile. Nowhere: an incident (V15).
    """
    ground = factories.ground()
    east, _second, _third, *west = ground.stations
    for station, answers in zip(west, ({"A1": "no", "A7": "no"}, {"A1": "no"}, {"A1": "yes"}), strict=True):
        send(ground, "opening", answers, visit=a_visit(station))
    there = a_visit(east)
    send(ground, "opening", {"A1": "yes"}, visit=there, phone=ground.other_phone)
    send(ground, "counting", FAILING, visit=there, phone=ground.other_phone)
    story = {"category": "V10", "severity": "critical", "basis": "told", "where": "this_station"}
    send(ground, "incident", story, visit=there, phone=ground.other_phone)
    send(ground, "incident", {"category": "V15", "severity": "note", "basis": "told", "where": "none"})
    fold(mission_id=ground.mission.pk)
    return ground


def seen(member: Membership, **filters: str) -> Matrix:
    return violation_matrix(eyes(member), Filters(**filters))


def shares(known: Known) -> list[tuple[int, int]]:
    """Seen, told, unconfirmed as (k, n)."""
    return [(int(one.numerator), one.answered) for one in (known.seen, known.told, known.unconfirmed)]


def counts(known: Known) -> list[int]:
    return [k for k, _n in shares(known)]


def cell(found: Matrix, category: str, region: str) -> list[tuple[int, int]]:
    [row] = [row for row in found.rows if row.code == category]
    return shares(row.cells[region].affected)


def test_each_cell_is_of_the_stations_observed_in_its_region(ground: Ground) -> None:
    found = seen(ground.head)
    assert cell(found, "V10", "west") == [(2, 3), (0, 3), (0, 3)]
    assert cell(found, "V10", "east") == [(0, 1), (1, 1), (0, 1)]
    assert cell(found, "V11", "west") == [(1, 3), (0, 3), (0, 3)]


def test_what_does_not_reconcile_is_neither_seen_nor_told(ground: Ground) -> None:
    found = seen(ground.head)
    [row] = [row for row in found.rows if row.code == "V28"]
    assert shares(row.cells["east"].affected) == [(0, 1), (0, 1), (1, 1)]
    assert counts(row.total.events) == [0, 0, 1]


def test_a_cell_in_which_nothing_happened_is_not_there(ground: Ground) -> None:
    found = seen(ground.head)
    [row] = [row for row in found.rows if row.code == "V11"]
    assert list(row.cells) == ["west"]
    assert {row.code for row in found.rows} == {"V10", "V11", "V15", "V28"}


def test_columns_and_the_whole_count_a_station_once(ground: Ground) -> None:
    found = seen(ground.head)
    assert [(one.code, shares(one.total.affected)[0]) for one in found.columns] == [
        ("east", (0, 1)),
        ("west", (2, 3)),
    ]
    assert shares(found.total.affected)[0] == (2, 4)


def test_events_tied_to_no_region_are_in_the_sum_and_stand_apart(ground: Ground) -> None:
    found = seen(ground.head)
    assert found.elsewhere is not None
    assert counts(found.elsewhere) == [0, 1, 0]
    assert counts(found.total.events) == [3, 2, 1]


def test_severities_part_the_events_of_a_category(ground: Ground) -> None:
    [row] = [row for row in seen(ground.head).rows if row.code == "V10"]
    assert {code: counts(known) for code, known in row.severities.items()} == {
        "critical": [0, 1, 0],
        "serious": [2, 0, 0],
    }


def test_filters_narrow_rows_and_sums(ground: Ground) -> None:
    found = seen(ground.head, category="V10", severity="serious", phase="opening")
    assert [row.code for row in found.rows] == ["V10"]
    assert shares(found.total.affected)[:2] == [(2, 4), (0, 4)]
    assert counts(found.total.events) == [2, 0, 0]


def test_a_regional_coordinator_sees_the_own_column_only(ground: Ground) -> None:
    found = seen(ground.regional)
    assert ([one.code for one in found.columns], found.elsewhere) == (["west"], None)
    assert counts(found.total.events) == [3, 0, 0]


def test_every_number_leads_to_its_reports(ground: Ground) -> None:
    found = seen(ground.head)
    for row in found.rows:
        for one in row.cells.values():
            for figure in (one.affected.seen, one.affected.told, one.affected.unconfirmed):
                behind = reports_behind(eyes(ground.head), figure.source)
                assert behind.values("station").distinct().count() == figure.numerator


def test_the_cost_does_not_grow_with_the_reports(ground: Ground) -> None:
    with CaptureQueriesContext(connection) as few:
        seen(ground.head)
    for station in ground.stations:
        send(ground, "opening", {"A1": "no"}, {"A7": "no"}, visit=a_visit(station))
    fold(mission_id=ground.mission.pk)
    with CaptureQueriesContext(connection) as many:
        seen(ground.head)
    assert len(many) == len(few)
