"""A register that changes moves the version of the figures, in every mission that shares it."""

import pytest

from observer.analysis.fold import fold
from observer.analysis.models import FoldState
from observer.missions.models import Mission
from tests.factories import ground
from tests.registers.bringing import a_csv, brought_in

pytestmark = pytest.mark.django_db


def due() -> set[str]:
    """Missions whose figures take a new version, after everything that waits was folded."""
    for mission_id in Mission.objects.values_list("pk", flat=True):
        fold(mission_id=mission_id, limit=10)
    return set(FoldState.objects.filter(version_due=True).values_list("mission__code", flat=True))


def test_boards_are_drawn_anew_after_a_register_changed() -> None:
    alder = ground()
    ground("birch", election=alder.election)
    ground("cedar")
    assert due() == set()
    brought_in(alder.head, "stations", a_csv(("code", "voters"), ("W-1", 5)))
    assert due() == {"alder", "birch"}
