"""The folder goes round all missions until nothing waits, and says that it is there."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from observer.analysis.folder import go_round, missions_with_work, note_seen
from observer.analysis.models import Counted, Folder, FoldState
from observer.analysis.tasks import fold
from observer.reports.intake import receive
from observer.reports.models import Pending
from tests import factories
from tests.factories import Ground, a_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    return factories.ground()


def send(ground: Ground, number: int = 1) -> None:
    receive(sender=ground.phone.sender, submissions=[a_submission(ground.opening) for _each in range(number)])


def test_every_mission_is_folded_until_nothing_waits(ground: Ground) -> None:
    other = factories.ground("birch", election=ground.election)
    send(ground, 3)
    send(other, 2)
    assert go_round() == 5
    assert (Pending.objects.count(), Counted.objects.count()) == (0, 5)


def test_a_mission_without_work_is_left_alone(ground: Ground) -> None:
    factories.ground("birch", election=ground.election)
    send(ground)
    assert missions_with_work() == [ground.mission.pk]


def test_a_mission_whose_version_has_still_to_move_is_work(ground: Ground) -> None:
    """The last change of a burst shows, though nothing comes after it."""
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        send(ground)
        go_round()
        send(ground)
        go_round()
    assert missions_with_work() == [ground.mission.pk]
    before = FoldState.objects.get(mission=ground.mission).version
    with time_machine.travel(start + timedelta(seconds=2), tick=False):
        go_round()
    assert FoldState.objects.get(mission=ground.mission).version == before + 1
    assert missions_with_work() == []


def test_a_round_ends_when_its_time_is_up(ground: Ground) -> None:
    """What is left waits for the next message; other tasks of the worker get their turn."""
    send(ground, 3)
    assert go_round(seconds=-1) == 3
    send(ground)
    assert Pending.objects.count() == 1


def test_a_folder_is_noted_once_for_each_machine(ground: Ground) -> None:
    start = timezone.now()
    for seconds in (0, 0.5, 5):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            note_seen()
    assert Folder.objects.get().seen_at == start + timedelta(seconds=5)


def test_the_task_goes_by_its_name_in_the_timetable(ground: Ground) -> None:
    send(ground)
    assert fold() == 1
    assert settings.CELERY_BEAT_SCHEDULE["fold"]["task"] == fold.name
