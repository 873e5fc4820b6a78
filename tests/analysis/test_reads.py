"""Boards say what the reports say, at one moment, for one pair of eyes, at a cost that does not grow."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from observer.analysis.board import Board, Pair, RegionRow
from observer.analysis.coverage import coverage
from observer.analysis.figures import Figure, Unit
from observer.analysis.filters import Filters
from observer.analysis.fold import fold
from observer.analysis.models import CountedViolation
from observer.analysis.questions import questions
from observer.analysis.reads import board, reports_behind
from observer.analysis.rebuild import rebuild
from observer.analysis.reconciliation import reconciliation
from observer.missions.models import Membership
from observer.reports.models import Evidence, Report
from tests import factories
from tests.analysis.acts import ACTS, World
from tests.analysis.eyes import eyes, send
from tests.factories import Ground, a_visit
from tests.reports.at_once import at_once

OF_THE_COUNTRY = {"category": "V10", "basis": "told", "where": "region", "place_code": "land"}
CRITICAL = {"category": "V10", "severity": "critical", "basis": "seen", "where": "none"}


@pytest.fixture
def ground() -> Ground:
    return factories.ground()


def much_happened(ground: Ground, acts: int = 120) -> None:
    world, chance = World(ground), random.Random(26)
    for name in chance.choices([*ACTS, "send", "send incident", "send incident"], k=acts):
        world.act(name, chance.randrange(10_000))
    while fold(mission_id=ground.mission.pk).reports:
        pass


def figures(shown: Board) -> Iterator[Figure]:
    for row in (shown.total, *shown.regions):
        yield from _of_region(row)
    for category in shown.categories:
        yield from _of_pair(category.events)
        yield from _of_pair(category.affected)
        for pair in category.severities.values():
            yield from _of_pair(pair)
    for pair in shown.severities.values():
        yield from _of_pair(pair)
    yield from shown.phases.values()
    yield shown.unconfirmed
    if shown.elsewhere:
        yield from _of_pair(shown.elsewhere)


def _of_region(row: RegionRow) -> Iterator[Figure]:
    yield row.observed
    yield row.reports
    yield from _of_pair(row.affected)
    yield from _of_pair(row.events)


def _of_pair(pair: Pair) -> Iterator[Figure]:
    yield pair.seen
    yield pair.told


def behind(member: Membership, figure: Figure) -> int:
    """How many things of the figure's own unit the reports in the list it leads to tell of."""
    reports = reports_behind(member, figure.source)
    if figure.source["show"] == "reports":
        return len(reports)
    if figure.source["show"] == "observed":
        return len(set(reports.values_list("counted__station", flat=True)))
    events = events_behind(reports, figure.source)
    if figure.unit is Unit.EVENTS:
        return events.count()
    return len(set(events.filter(visited=True).values_list("station", flat=True)))


def events_behind(reports: QuerySet[Report], source: Mapping[str, str]) -> QuerySet[CountedViolation]:
    """The events of the cell asked for that these reports are evidence of."""
    evidence = Evidence.objects.filter(flag__revision__in=reports.values("current"))
    named = ("category", "severity", "basis", "phase")
    cell = {name: source[name] for name in named if source.get(name)}
    events = CountedViolation.objects.filter(violation__evidence__in=evidence, **cell).distinct()
    events = events.filter(hour__range=(int(source.get("from_hour", 0)), int(source.get("to_hour", 99))))
    region = source.get("region", "-")
    return events if region == "-" else events.filter(region__path__contains=f"{region}/")


@pytest.mark.django_db
def test_every_number_of_a_board_leads_back_to_its_reports(ground: Ground) -> None:
    much_happened(ground, acts=90)
    head, regional = eyes(ground.head), eyes(ground.regional)
    for member, filters in (
        (head, Filters()),
        (regional, Filters(phase="opening")),
        (head, Filters(phase="incident", category="V10")),
        (head, Filters(severity="critical", region="east")),
        (regional, Filters(from_hour=6, to_hour=20)),
        (head, Filters(from_hour=24, basis="told")),
    ):
        wrong = [
            (filters, dict(figure.source), figure.unit, figure.numerator, found)
            for figure in figures(board(member, filters))
            if (found := behind(member, figure)) != figure.numerator
        ]
        assert wrong == []


@pytest.mark.django_db
def test_what_lies_in_a_wider_region_is_in_the_total_and_beside_the_lowest_ones(ground: Ground) -> None:
    """An incident may be of the whole country: it is in no lowest region, and must not be lost."""
    told_of = {
        "category": "V10",
        "severity": "serious",
        "basis": "told",
        "where": "region",
        "place_code": "land",
    }
    send(ground, "incident", told_of)
    fold(mission_id=ground.mission.pk)
    shown = board(eyes(ground.head), Filters())
    assert shown.inclusion.counted == 1
    assert (shown.total.events.told.numerator, shown.total.reports.numerator) == (1, 1)
    assert shown.elsewhere is not None
    assert shown.elsewhere.told.numerator == 1
    assert [row.events.told.numerator for row in shown.regions] == [0, 0]
    assert reports_behind(eyes(ground.head), shown.elsewhere.told.source).count() == 1
    assert [line.region for line in shown.newest] == ["land"]
    assert board(eyes(ground.regional), Filters()).elsewhere is None


@pytest.mark.django_db
def test_a_wider_region_takes_in_what_lies_in_itself(ground: Ground) -> None:
    told_of = {
        "category": "V10",
        "severity": "serious",
        "basis": "told",
        "where": "region",
        "place_code": "land",
    }
    send(ground, "incident", told_of, {**told_of, "where": "none", "place_code": ""})
    fold(mission_id=ground.mission.pk)
    shown = board(eyes(ground.head), Filters(region="land"))
    assert (shown.inclusion.received, shown.total.events.told.numerator) == (1, 1)


@pytest.mark.django_db
def test_a_board_costs_the_same_queries_for_one_report_and_for_many(ground: Ground) -> None:
    member, costs = eyes(ground.head), []
    for answers in ([{"A1": "no"}], [{"A1": "no", "A10": str(number)} for number in range(40)]):
        send(ground, "opening", *answers, visit=a_visit(ground.stations[3]))
        send(
            ground, "incident", *[{"category": "V10", "severity": "critical", "where": "none"}] * len(answers)
        )
        fold(mission_id=ground.mission.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            board(member, Filters())
        costs.append(len(queries))
    assert costs == [20, 20]


@pytest.mark.django_db
def test_a_board_scans_no_reports(ground: Ground) -> None:
    """Told to do without, no statement needs to read a table of evidence from end to end."""
    much_happened(ground, acts=30)
    member = eyes(ground.head)
    with CaptureQueriesContext(connection) as queries:
        board(member, Filters())
        questions(member, "opening", Filters())
        coverage(member, Filters())
        reconciliation(member, Filters())
    scanned = [table for query in queries for table in scans(query["sql"])]
    assert [table for table in scanned if table.startswith("reports_")] == []


def scans(statement: str) -> list[str]:
    """The tables that a statement reads from end to end even when it should not."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
        [[plan]] = cursor.fetchall()
        cursor.execute("SET LOCAL enable_seqscan = on")
    return list(_scanned((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))


def _scanned(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan":
        yield node["Relation Name"]
    for child in node.get("Plans", ()):
        yield from _scanned(child)


@pytest.mark.usefixtures("committed_database")
def test_a_board_is_of_one_moment_though_everything_is_added_up_anew_meanwhile(ground: Ground) -> None:
    much_happened(ground, acts=40)
    member = eyes(ground.head)
    begun: list[bool] = []

    def rebuild_once(execute: Any, *arguments: Any) -> Any:
        """After the board has read which generation is shown, and before it reads a tally."""
        if not begun and "tally" in arguments[0]:
            begun.append(True)
            at_once([partial(rebuild, mission_id=ground.mission.pk)])
        return execute(*arguments)

    before = board(member, Filters())
    with connection.execute_wrapper(rebuild_once):
        during = board(member, Filters())
    assert begun
    assert [(figure.numerator, figure.answered) for figure in figures(during)] == [
        (figure.numerator, figure.answered) for figure in figures(before)
    ]
