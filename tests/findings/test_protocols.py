"""What a document tells of protocols: nothing of a handful of stations."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from observer.analysis.fold import fold
from observer.elections.models import Contest
from tests import factories
from tests.analysis.eyes import eyes, send
from tests.analysis.test_protocols import SOUND, announce, counting, filled
from tests.factories import Ground, a_version, a_visit
from tests.findings.composing import blocks, summary_of, table

pytestmark = pytest.mark.usefixtures("committed_database")


def ground() -> Ground:
    """A mission whose form of the night asks for one protocol."""
    made = factories.ground()
    return dataclasses.replace(made, counting=a_version(made.mission, counting("p")))


def document(ground: Ground, *places: int) -> dict[str, Any]:
    """The summary after protocols copied at these of the six stations."""
    for place in places:
        send(ground, "counting", filled("p", SOUND), visit=a_visit(ground.stations[place]))
    fold(mission_id=ground.mission.pk)
    found: dict[str, Any] = summary_of(eyes(ground.head)).documents["en"]
    return found


def compared(written: dict[str, Any]) -> list[list[str]]:
    keys = [block["key"] for block in blocks(written, "table") if block["key"].startswith("compared")]
    return [row for key in keys for row in table(written, key)]


def announced(ground: Ground, valid_at: int, invalid_at: int) -> None:
    """So many stations have an official number of valid ballots, so many one of invalid ones."""
    contest = Contest.objects.get(election=ground.election)
    for station in ground.stations[:valid_at]:
        announce(contest, station, V=411)
    for station in ground.stations[:invalid_at]:
        announce(contest, station, N=11)


def test_a_number_known_from_few_stations_is_left_out_and_that_is_said() -> None:
    one = ground()
    announced(one, valid_at=6, invalid_at=4)
    written = document(one, *range(6))
    assert [row[1] for row in compared(written)] == ["6 of 6"]
    assert "fewer than five stations are left out" in str(written)


def test_a_number_known_from_enough_stations_is_told() -> None:
    one = ground()
    announced(one, valid_at=6, invalid_at=5)
    assert [row[1] for row in compared(document(one, *range(6)))] == ["6 of 6", "5 of 5"]


def test_many_protocols_of_few_stations_are_withheld() -> None:
    """Ten protocols, copied at four stations."""
    written = document(ground(), *range(4), *range(4), 0, 1)
    keys = {block["key"] for block in blocks(written, "table")}
    assert not [key for key in keys if key.startswith(("identities", "protocols", "compared"))]
    assert "So few protocols were copied" in str(written)
