"""Every number of every board leads to exactly the reports behind it, whatever happened to them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from django.utils import timezone

from observer.analysis.assessment import assessments
from observer.analysis.behind import number_behind
from observer.analysis.breakdown import BY, breakdown
from observer.analysis.coverage import coverage
from observer.analysis.figures import Figure, Measure, Unit
from observer.analysis.filters import Filters
from observer.analysis.fold import fold
from observer.analysis.headlines import headlines
from observer.analysis.listing import reports_behind
from observer.analysis.matrix import violation_matrix
from observer.analysis.plan import plan_coverage
from observer.analysis.protocols import protocols
from observer.analysis.questions import questions
from observer.analysis.reads import board
from observer.missions.models import Membership
from observer.reports.models import Pending, Review
from tests import factories
from tests.analysis.acts import ACTS, World
from tests.analysis.eyes import eyes
from tests.analysis.test_reads import behind as of_unit
from tests.factories import Ground

NUMBERS = set(Measure) - {Measure.SHARE, Measure.COUNT}
pytestmark = pytest.mark.django_db
FILTERS = (Filters(), Filters(region="east", from_hour=6, to_hour=20), Filters(phase="incident"))
FEWEST = 40
ASKED = {"opening": ("A4", "A10", "A14"), "counting": ("P_V",)}


@pytest.fixture
def ground() -> Ground:
    """A mission to which all that may happen has happened, also to protocols."""
    ground = factories.ground()
    world, chance = World(ground), random.Random(15)
    for name in chance.choices([*ACTS, "send", "send incident", "send protocol", "review"], k=110):
        world.act(name, chance.randrange(10_000))
    while fold(mission_id=ground.mission.pk).reports:
        pass
    return ground


def figures(told: Any) -> Iterator[Figure]:
    """All figures within, at whatever depth."""
    if isinstance(told, Figure):
        yield told
    elif is_dataclass(told):
        for field in fields(told):
            yield from figures(getattr(told, field.name))
    elif isinstance(told, dict):
        for one in told.values():
            yield from figures(one)
    elif isinstance(told, list | tuple):
        for one in told:
            yield from figures(one)


def boards(member: Membership, filters: Filters) -> Iterator[tuple[str, Any]]:
    yield "matrix", violation_matrix(member, filters)
    yield "plan", plan_coverage(member, filters)
    yield "headlines", headlines(member, filters)
    yield "protocols", protocols(member, filters)
    yield "assessments", assessments(member, filters)
    for checklist, codes in ASKED.items():
        yield f"questions {checklist}", questions(member, checklist, Filters(region=filters.region))
        for code in codes:
            for by in BY:
                yield f"breakdown {code} {by}", breakdown(member, checklist, code, by, filters)


def behind(member: Membership, figure: Figure) -> int:
    """How many things of the figure's own unit the reports in its list tell of."""
    if figure.source["show"] in {"answers", "protocols"}:
        return reports_behind(member, figure.source).count()
    return of_unit(member, figure)


def counted(figure: Figure) -> int | None:
    """What the list must hold: the numerator, or for a mean and its like those who answered."""
    if figure.source.get("show") is None or figure.unit is Unit.TEAMS:
        return None
    return figure.answered if figure.measure in NUMBERS else int(figure.numerator)


def leads_elsewhere(member: Membership, filters: Filters) -> list[Any]:
    """Figures whose list holds another number than they say."""
    known: dict[Any, int] = {}
    wrong = []
    for name, told in boards(member, filters):
        for figure in figures(told):
            wanted = counted(figure)
            if wanted is None:
                continue
            asked = (figure.unit, *sorted(figure.source.items()))
            if asked not in known:
                known[asked] = behind(member, figure)
            if known[asked] != wanted:
                wrong.append((name, dict(figure.source), str(figure.measure), wanted, known[asked]))
    assert len(known) > FEWEST
    return wrong


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_every_number_of_every_board_leads_to_as_many_reports(ground: Ground, filters: Filters) -> None:
    assert leads_elsewhere(eyes(ground.head), filters) == []


def test_a_regional_coordinators_numbers_lead_to_what_they_may_see(ground: Ground) -> None:
    assert leads_elsewhere(eyes(ground.regional), Filters()) == []


def test_a_number_of_a_protocol_kept_out_of_results_is_behind_no_figure(ground: Ground) -> None:
    """Its report counts, and so do its other answers."""
    head = eyes(ground.head)
    source = {"show": "answers", "checklist": "counting", "question": "P_V", "answer": "__answered"}
    behind_it = reports_behind(head, source)
    before, report = behind_it.count(), behind_it[0]
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
    assert (reports_behind(head, source).count(), leads_elsewhere(head, Filters())) == (before - 1, [])


def test_a_share_of_assigned_stations_leads_to_these_alone(ground: Ground) -> None:
    member = eyes(ground.head)
    came = coverage(member, Filters()).total.phases[0]
    assert came.assigned is not None
    assert came.observed.numerator > came.assigned.numerator
    assert number_behind(member, came.assigned.source) == (came.assigned.numerator, Unit.STATIONS)


def test_coverage_and_the_board_count_the_same_reports(ground: Ground) -> None:
    """Also those tied to no region, which no line by region can hold."""
    member = eyes(ground.head)
    total, *_phases = coverage(member, Filters()).total.phases
    assert total.reports.numerator == board(member, Filters()).total.reports.numerator
    lowest = coverage(member, Filters()).regions
    assert sum(region.phases[0].reports.numerator for region in lowest) < total.reports.numerator


def test_an_hour_of_the_timeline_leads_to_that_hour(ground: Ground) -> None:
    member = eyes(ground.head)
    rows = board(member, Filters()).timeline.table.rows
    cells = [cell for row in rows for cell in row if isinstance(cell, Figure)]
    assert len({cell.source["from_hour"] for cell in cells}) > 1
    assert [of_unit(member, cell) for cell in cells] == [cell.numerator for cell in cells]
