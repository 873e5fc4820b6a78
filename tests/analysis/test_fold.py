"""What the fold promises: whatever happens to reports, and in whatever order, the sums are theirs."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observer.analysis.fold import FoldResult, fold
from observer.analysis.models import Counted, CoverageTally, FoldState
from observer.reports.intake import receive
from observer.reports.models import Pending, Report, Withdrawal
from tests import factories
from tests.analysis import oracle
from tests.analysis.acts import ACTS, World
from tests.factories import Ground, a_submission, a_visit

FOLD = "fold"
steps = st.tuples(st.sampled_from([*ACTS, "send", "send incident", FOLD, FOLD]), st.integers(0, 10_000))


@pytest.fixture
def ground() -> Ground:
    return factories.ground()


def drain(mission_id: int) -> None:
    while fold(mission_id=mission_id, limit=7).reports:
        pass


def agree(mission_id: int) -> None:
    """The tallies of the fold and the sums of the oracle are equal, cell by cell, in every table."""
    shown, expected = oracle.shown(mission_id), oracle.expected(mission_id)
    for tally, cells in expected.items():
        assert (tally.__name__, shown[tally]) == (tally.__name__, cells)


class Undone(Exception):
    """Ends an example and takes back what it wrote."""


@pytest.mark.django_db
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=st.lists(steps, min_size=5, max_size=30))
def test_whatever_happens_the_tallies_are_the_sum_of_the_reports(
    ground: Ground, story: list[tuple[str, int]]
) -> None:
    try:
        with transaction.atomic():
            world = World(ground)
            for name, number in story:
                if name == FOLD:
                    fold(mission_id=ground.mission.pk, limit=1 + number % 5)
                else:
                    world.act(name, number)
            drain(ground.mission.pk)
            agree(ground.mission.pk)
            raise Undone
    except Undone:
        pass


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_a_long_day_adds_up(ground: Ground, seed: int) -> None:
    """Much happens to the same reports, so that the rare things meet."""
    world, chance = World(ground), random.Random(seed)
    often = ("send protocol", "send incident", "review", "move evidence", "correct", FOLD)
    for name in chance.choices([*ACTS, *often], k=220):
        if name == FOLD:
            fold(mission_id=ground.mission.pk, limit=50)
        else:
            world.act(name, chance.randrange(10_000))
    drain(ground.mission.pk)
    agree(ground.mission.pk)


def send(ground: Ground, number: int = 1) -> None:
    reports = [a_submission(ground.opening, visit=a_visit(ground.stations[3])) for _each in range(number)]
    receive(sender=ground.phone.sender, submissions=reports)


@pytest.mark.django_db
def test_a_fold_takes_as_many_events_as_it_may_and_says_whether_more_may_wait(ground: Ground) -> None:
    send(ground, 5)
    mission_id = ground.mission.pk
    assert fold(mission_id=mission_id, limit=3) == FoldResult(reports=3, pending_left=True, moved=3)
    assert fold(mission_id=mission_id, limit=3) == FoldResult(reports=2, pending_left=False, moved=2)
    assert fold(mission_id=mission_id, limit=3) == FoldResult(reports=0, pending_left=False, moved=0)


@pytest.mark.django_db
def test_an_event_that_changed_nothing_moves_nothing(ground: Ground) -> None:
    send(ground)
    drain(ground.mission.pk)
    Pending.objects.create(mission=ground.mission, report=Report.objects.get(), created_at=timezone.now())
    assert fold(mission_id=ground.mission.pk) == FoldResult(reports=1, pending_left=False, moved=0)


@pytest.mark.django_db
def test_one_mission_is_folded_without_another(ground: Ground) -> None:
    other = factories.ground("birch", election=ground.election)
    send(ground)
    send(other)
    drain(ground.mission.pk)
    assert list(Pending.objects.values_list("mission", flat=True)) == [other.mission.pk]
    assert set(Counted.objects.values_list("mission", flat=True)) == {ground.mission.pk}


@pytest.mark.django_db
def test_what_comes_to_nought_has_no_row(ground: Ground) -> None:
    send(ground)
    drain(ground.mission.pk)
    assert CoverageTally.objects.get().outcome == "counted"
    report = Report.objects.get()
    Withdrawal.objects.create(
        mission=ground.mission, report=report, withdrawn_by=ground.head, reason="mistaken"
    )
    Pending.objects.create(mission=ground.mission, report=report, created_at=timezone.now())
    drain(ground.mission.pk)
    assert CoverageTally.objects.get().outcome == "withdrawn"
    assert [tally.__name__ for tally, cells in oracle.shown(ground.mission.pk).items() if cells] == [
        "CoverageTally"
    ]


@pytest.mark.django_db
def test_the_database_refuses_a_sum_below_nought(ground: Ground) -> None:
    send(ground)
    drain(ground.mission.pk)
    CoverageTally.objects.all().delete()
    report = Report.objects.get()
    Withdrawal.objects.create(
        mission=ground.mission, report=report, withdrawn_by=ground.head, reason="mistaken"
    )
    Pending.objects.create(mission=ground.mission, report=report, created_at=timezone.now())
    with pytest.raises(IntegrityError, match="coverage_tally_not_negative"), transaction.atomic():
        fold(mission_id=ground.mission.pk)
    assert Pending.objects.count() == 1


@pytest.mark.django_db
def test_figures_take_a_new_version_at_most_once_a_second_and_the_last_change_always_shows(
    ground: Ground,
) -> None:
    start = timezone.now()

    def version(seconds: float) -> int:
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            fold(mission_id=ground.mission.pk)
        return FoldState.objects.get(mission=ground.mission).version

    first = version(0)
    send(ground)
    assert [version(seconds) - first for seconds in (0.5, 0.9, 1.1, 1.2, 5)] == [0, 0, 1, 1, 1]
    send(ground)
    assert [version(seconds) - first for seconds in (6, 6.5)] == [2, 2]
    send(ground)
    assert [version(seconds) - first for seconds in (6.9, 7.1, 9)] == [2, 3, 3]


@pytest.mark.django_db
def test_what_changes_only_the_surroundings_of_figures_moves_their_version(ground: Ground) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        fold(mission_id=ground.mission.pk)
    Pending.objects.create(mission=ground.mission, created_at=start)
    before = FoldState.objects.get(mission=ground.mission).version
    with time_machine.travel(start + timedelta(seconds=2), tick=False):
        assert fold(mission_id=ground.mission.pk).moved == 0
    assert FoldState.objects.get(mission=ground.mission).version == before + 1


@pytest.mark.django_db
def test_a_form_without_its_statuses_and_an_answer_of_the_wrong_shape_are_counted_all_the_same(
    ground: Ground,
) -> None:
    """What older software or an import left must not stop everybody's figures."""
    send(ground, 3)
    odd = [{"A4": "[broken", "A1": ["yes"]}, {"A4": "lists", "A3": None}, {"unknown": "x", "A10": "9" * 80}]
    for report, answers in zip(Report.objects.all(), odd, strict=True):
        revision = report.current
        revision.pk, revision.client_id, revision.answers = None, factories.an_id(), answers
        revision.statuses = {}
        revision.save(force_insert=True)
        Report.objects.filter(pk=report.pk).update(current=revision)
    drain(ground.mission.pk)
    agree(ground.mission.pk)
