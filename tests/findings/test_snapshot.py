"""One moment: what others commit meanwhile is not in it."""

from typing import Any

import psycopg
import pytest
from django.db import InternalError

from observer.findings.snapshot import one_moment
from observer.missions.models import Mission, Team
from tests import factories


@pytest.mark.usefixtures("committed_database")
def test_what_others_commit_meanwhile_is_not_in_it(
    owner_connection: "psycopg.Connection[tuple[Any, ...]]",
) -> None:
    ground = factories.ground()
    with one_moment():
        before = Mission.objects.get(pk=ground.mission.pk).names
        owner_connection.execute('UPDATE missions_mission SET names = \'{"en": "Other"}\'')
        assert Mission.objects.get(pk=ground.mission.pk).names == before
    assert Mission.objects.get(pk=ground.mission.pk).names == {"en": "Other"}


@pytest.mark.usefixtures("committed_database")
def test_nothing_can_be_written_in_it() -> None:
    ground = factories.ground()
    with pytest.raises(InternalError, match="read-only"), one_moment():
        Team.objects.create(mission=ground.mission, code="T-99")
