"""The same promise while folders work side by side, are killed, and everything changes under their hands.

Tried by hand: with Pending made unique by report, its rows written with ON CONFLICT DO NOTHING (as
`reports.append` writes all of intake's), these tests go red: the event of a change that is not yet
committed finds an older event of the same report still waiting, and is dropped with it.
"""

from __future__ import annotations

import os
import random
import time
from threading import Event, Thread

import psycopg
import pytest
from django.db import connections, transaction
from django.utils import timezone

from observer.analysis.fold import FoldResult, fold
from observer.analysis.folder import go_round
from observer.analysis.locks import try_hold
from observer.analysis.models import Counted
from observer.analysis.rebuild import check, rebuild
from observer.reports.intake import receive
from observer.reports.models import Pending, Report, Withdrawal
from tests import factories
from tests.analysis.acts import ACTS, World
from tests.analysis.folders import folders
from tests.analysis.test_fold import agree
from tests.factories import Ground, a_submission, a_visit

pytestmark = pytest.mark.usefixtures("committed_database")

FOLDERS = 3
WRITERS = 3
KILLS = 10
FEWEST_ACTS = 300
LONGEST_S = 30


@pytest.fixture
def ground() -> Ground:
    return factories.ground()


def live(world: World, seed: int, acted: list[str], enough: Event) -> None:
    """One thing after another happens, until it is enough."""
    chance = random.Random(seed)
    try:
        while not enough.is_set():
            name = chance.choice([*ACTS, "send", "send incident", "send protocol"])
            world.act(name, chance.randrange(10_000))
            acted.append(name)
    finally:
        connections.close_all()


def test_nothing_is_lost_and_nothing_counted_twice_by_folders_that_are_killed(ground: Ground) -> None:
    acted: list[str] = []
    world, enough = World(ground, slowness_s=0.05), Event()
    writers = [Thread(target=live, args=(world, seed, acted, enough)) for seed in range(WRITERS)]
    deadline = time.monotonic() + LONGEST_S
    with (
        folders(FOLDERS) as working,
        psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as watching,
    ):
        for writer in writers:
            writer.start()
        while time.monotonic() < deadline:
            if working.killed_at_work == KILLS and len(acted) >= FEWEST_ACTS:
                break
            time.sleep(0.002)
            if working.killed_at_work < KILLS:
                working.kill_one_at_work(watching)
        enough.set()
        for writer in writers:
            writer.join()
        # Once more in a quiet hour, when events wait for the folders' next look.
        for number in range(8):
            world.act("send and withdraw", number)
    go_round(seconds=20)
    assert not Pending.objects.exists()
    assert working.killed_at_work == KILLS
    agree(ground.mission.pk)
    assert check(mission_id=ground.mission.pk) == []
    rebuild(mission_id=ground.mission.pk)
    agree(ground.mission.pk)


def withdraw(ground: Ground, report: Report) -> None:
    Withdrawal.objects.create(
        mission=ground.mission, report=report, withdrawn_by=ground.head, reason="mistaken"
    )
    Pending.objects.bulk_create(
        [Pending(mission=ground.mission, report=report, created_at=timezone.now())], ignore_conflicts=True
    )


def test_an_event_written_while_an_older_one_waits_is_not_lost(ground: Ground) -> None:
    """The older event is folded before the change of the newer one can be seen."""
    receive(
        sender=ground.phone.sender,
        submissions=[a_submission(ground.opening, visit=a_visit(ground.stations[3]))],
    )
    written, folded = Event(), Event()

    def headquarters() -> None:
        with transaction.atomic():
            withdraw(ground, Report.objects.get())
            written.set()
            assert folded.wait(timeout=10)
        connections.close_all()

    person = Thread(target=headquarters)
    person.start()
    assert written.wait(timeout=10)
    assert fold(mission_id=ground.mission.pk) == FoldResult(reports=1, moved=1)
    assert Counted.objects.get().outcome == "counted"
    folded.set()
    person.join()
    assert fold(mission_id=ground.mission.pk) == FoldResult(reports=1, moved=1)
    assert Counted.objects.get().outcome == "withdrawn"


def test_a_mission_has_one_folder_at_a_time_and_others_do_not_wait_for_it(ground: Ground) -> None:
    receive(sender=ground.phone.sender, submissions=[a_submission(ground.opening)])
    held, done = Event(), Event()

    def another_folder() -> None:
        with transaction.atomic():
            assert try_hold(ground.mission.pk)
            held.set()
            assert done.wait(timeout=10)
        connections.close_all()

    other = Thread(target=another_folder)
    other.start()
    assert held.wait(timeout=10)
    assert fold(mission_id=ground.mission.pk) == FoldResult(elsewhere=True)
    done.set()
    other.join()
    assert fold(mission_id=ground.mission.pk) == FoldResult(reports=1, moved=1)
