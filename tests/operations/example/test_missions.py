"""The example's two missions."""

import pytest

from observer.missions.models import Membership, Mission, Team
from observer.missions.roles import Role
from observer.operations.example.country import places
from observer.operations.example.election import load_election
from observer.operations.example.missions import SMALL_PLAN, full_plan, load_mission


@pytest.mark.django_db
def test_both_missions_are_fictional_and_staffed() -> None:
    election, where = load_election(), places()
    steppe = load_mission(election, full_plan(40), where)
    small = load_mission(election, SMALL_PLAN, where)
    assert set(Mission.objects.values_list("code", "synthetic", "fictional")) == {
        ("steppe", True, True),
        ("delegation", True, True),
    }
    assert Membership.objects.filter(mission=small.mission, role=Role.OBSERVER).count() == 8
    assert Team.objects.filter(mission=steppe.mission).count() == len(steppe.senders) == 40
    assert set(steppe.forms) == {"opening", "incident"}
    roles = set(Membership.objects.filter(mission=steppe.mission).values_list("role", flat=True))
    assert roles == {role.value for role in Role}


@pytest.mark.django_db
def test_teams_of_a_large_mission_cover_every_region() -> None:
    loaded = load_mission(load_election(), full_plan(40), places())
    bases = set(Team.objects.filter(mission=loaded.mission).values_list("base_region__code", flat=True))
    assert len(bases) == 16
