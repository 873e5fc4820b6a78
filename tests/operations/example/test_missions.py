"""The example's two missions."""

from __future__ import annotations

from collections import Counter

import pytest

from observer.missions import personal
from observer.missions.models import Deployment, Membership, Mission, PersonalRecord, PhaseWindow, Team
from observer.missions.profile import read
from observer.missions.roles import Role
from observer.operations.example.country import places
from observer.operations.example.days import TeamPlan
from observer.operations.example.election import load_election
from observer.operations.example.missions import SMALL_PLAN, Loaded, full_plan, load_mission
from observer.operations.example.plans import PROFILES, STORY_TEAMS

FORMS = {"opening", "voting", "counting", "tabulation", "incident"}


@pytest.fixture
def both(db: None) -> tuple[Loaded, Loaded]:
    election, where = load_election(), places()
    return load_mission(election, full_plan(STORY_TEAMS), where), load_mission(election, SMALL_PLAN, where)


def test_both_missions_are_fictional_and_staffed_as_told(both: tuple[Loaded, Loaded]) -> None:
    full, small = both
    assert set(Mission.objects.values_list("code", "synthetic", "fictional")) == {
        ("steppe", True, True),
        ("delegation", True, True),
    }
    the_full_one_has_its_people(full)
    the_small_one_has_eight(small)
    names_are_sealed_and_found(full)


def the_full_one_has_its_people(full: Loaded) -> None:
    people = Counter(Membership.objects.filter(mission=full.mission).values_list("role", flat=True))
    declared = full.mission.profile["headcount"]
    assert people.keys() == {role.value for role in Role}
    assert people[Role.OBSERVER] == declared["short_term"] == 300
    assert people[Role.REGIONAL_COORDINATOR] == declared["long_term"] == 40
    assert sum(people.values()) - 340 == declared["core"]
    teams = Team.objects.filter(mission=full.mission)
    assert teams.count() == len(full.senders) == len(full.partners) == 150
    assert teams.values("base_region").distinct().count() == 16
    assert set(full.forms) == FORMS
    windows = PhaseWindow.objects.filter(mission=full.mission)
    assert set(windows.values_list("phase", flat=True)) == FORMS - {"incident"}
    both_ways_of_working(full)


def both_ways_of_working(full: Loaded) -> None:
    """Most teams choose their route; a fifth were given an opening, six votings and a count each."""
    sent = Deployment.objects.filter(mission=full.mission)
    regimes = Counter(regime for _team, regime in sent.values_list("team", "regime").distinct())
    assert regimes == {"route": 120, "assigned": 30}
    named = Counter(sent.filter(regime="assigned").values_list("phase", flat=True))
    assert named == {"opening": 30, "voting": 180, "counting": 30}
    counting = [plan for plan in full.plans if plan.counts]
    assert len(counting) == 120
    assert sum(plan.commission is not None for plan in counting) == 25
    assert 1 <= sum(plan.silent for plan in full.plans) <= 5
    the_changed_district_is_watched(full.plans, full.changed)


def the_changed_district_is_watched(plans: list[TeamPlan], changed: frozenset[str]) -> None:
    watching = [plan for plan in plans if plan.count_at and plan.count_at.code in changed]
    assert len(watching) >= 6
    assert len({plan.count_at for plan in watching}) == len(watching)
    assert sum(plan.commission is not None for plan in watching) >= 2
    assert len({plan.commission.code for plan in watching if plan.commission}) == 1


def the_small_one_has_eight(small: Loaded) -> None:
    observers = Membership.objects.filter(mission=small.mission, role=Role.OBSERVER)
    assert observers.count() == 8
    reached = [place for plan in small.plans for place in plan.places]
    assert len({place.code for place in reached}) == len(reached) == 65
    assert {place.region for place in reached} == set(SMALL_PLAN.regions)


def names_are_sealed_and_found(full: Loaded) -> None:
    assert PersonalRecord.objects.filter(mission=full.mission).count() == 354
    observer = Membership.objects.filter(mission=full.mission, role=Role.OBSERVER).first()
    assert observer is not None
    person = personal.read(membership=observer, by=full.head)
    assert person.telephone.startswith("+999")
    assert list(personal.find(by=full.head, name=person.name)) == [observer]


@pytest.mark.parametrize("code", ["steppe", "delegation"])
def test_what_a_mission_declares_can_be_read_in_three_languages(code: str) -> None:
    profile, faults = read(PROFILES[code])
    assert faults == []
    texts = [profile.inviting_body, profile.accreditation, profile.sponsor, profile.method, profile.note]
    texts += [*profile.funders, *(each.names for each in profile.delegations)]
    assert all(set(text) == {"en", "ru", "kk"} for text in texts)
