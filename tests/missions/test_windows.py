"""The windows of a mission's phases are set whole, by whoever sends its teams."""

from dataclasses import replace
from datetime import time

import pytest
from django.db import IntegrityError, transaction

from observer.journal.models import Entry
from observer.missions.deadlines import LocalMoment, Window
from observer.missions.models import PhaseWindow
from observer.missions.windows import set_windows
from observer.problems import Problem
from tests.factories import Ground, ground

pytestmark = pytest.mark.django_db

OPENING = Window("opening", LocalMoment(0, time(6)), LocalMoment(0, time(9)))
COUNTING = Window("counting", LocalMoment(0, time(20)), LocalMoment(1, time(6)))


@pytest.fixture
def alder() -> Ground:
    return ground()


def stored(alder: Ground) -> list[Window]:
    return [row.window for row in PhaseWindow.objects.filter(mission=alder.mission)]


def test_what_is_set_is_what_stands(alder: Ground) -> None:
    set_windows(mission=alder.mission, windows=[COUNTING, OPENING], by=alder.coordinator)
    assert stored(alder) == [OPENING, COUNTING]
    later = replace(OPENING, due=LocalMoment(0, time(10)))
    set_windows(mission=alder.mission, windows=[later], by=alder.coordinator)
    assert stored(alder) == [later]
    told = Entry.objects.filter(act="set_windows").order_by("-id").values_list("detail", flat=True)
    assert told[0] == {"opening": "+0 06:00 / +0 10:00"}


def test_another_missions_windows_stay(alder: Ground) -> None:
    birch = ground("birch", election=alder.election)
    set_windows(mission=birch.mission, windows=[OPENING])
    set_windows(mission=alder.mission, windows=[])
    assert stored(birch) == [OPENING]


@pytest.mark.parametrize(
    "windows",
    [
        [OPENING, OPENING],
        [replace(OPENING, phase="")],
        [replace(OPENING, due=OPENING.opens)],
        [replace(COUNTING, due=LocalMoment(32, time(6)))],
    ],
)
def test_a_window_that_cannot_be_is_refused_and_nothing_changes(alder: Ground, windows: list[Window]) -> None:
    set_windows(mission=alder.mission, windows=[COUNTING])
    with pytest.raises(Problem) as refused:
        set_windows(mission=alder.mission, windows=windows)
    assert (refused.value.status, stored(alder)) == (400, [COUNTING])


@pytest.mark.parametrize("who", ["observer", "regional", "birch"])
def test_who_does_not_send_the_whole_mission_sets_no_windows(alder: Ground, who: str) -> None:
    by = {
        "observer": alder.observers[0],
        "regional": alder.regional,
        "birch": ground("birch", election=alder.election).head,
    }[who]
    with pytest.raises(Problem) as refused:
        set_windows(mission=alder.mission, windows=[OPENING], by=by)
    assert (refused.value.status, stored(alder)) == (403, [])


def test_the_database_refuses_a_deadline_before_the_beginning(alder: Ground) -> None:
    row = {"mission": alder.mission, "phase": "voting", "opens_clock": time(9), "due_clock": time(8)}
    with pytest.raises(IntegrityError, match="phase_window_ends_after_start"), transaction.atomic():
        PhaseWindow.objects.create(**row)
    PhaseWindow.objects.create(**row, due_day=1)
