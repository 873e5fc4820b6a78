"""The two fictional missions of the example, as plans: who they are and how their teams work."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from observer.missions.models import Mission
from observer.missions.roles import Role

PROFILES: Mapping[str, Any] = json.loads(
    (Path(__file__).parent / "profiles.json").read_text(encoding="utf-8")
)
STORY_TEAMS = 150
# Of the story's 150 teams: 120 counts, 25 tabulations.
COUNTING_SHARE, TABULATING_SHARE = 120 / STORY_TEAMS, 25 / STORY_TEAMS

_ONE_OF_EACH = tuple(role for role in Role if role not in {Role.OBSERVER, Role.REGIONAL_COORDINATOR})
# Deputy and operations beside the coordinator, several analysts, two clerks, two in the results room.
_CORE = (
    *_ONE_OF_EACH,
    *(Role.COORDINATOR, Role.ANALYST, Role.ANALYST, Role.CLERK, Role.RESULTS_ROOM),
)


@dataclass(frozen=True, slots=True)
class MissionPlan:
    """What makes a fictional mission: `teams` of two observers each.

    `core`: the roles at headquarters, one person for each entry. `long_term` observers coordinate regions.
    `regions`: codes of the regions it goes to, empty for all. `visits` of a team during voting, give or take
    `spread`. `assigned_every`: each so-manieth team is sent to stations named in advance; 0 is none.
    """

    code: str
    names: Mapping[str, str]
    format: str
    teams: int
    profile: Mapping[str, Any]
    core: Sequence[Role] = _ONE_OF_EACH
    long_term: int = 0
    regions: tuple[str, ...] = ()
    stations: int = 0
    visits: int = 6
    spread: int = 1
    assigned_every: int = 0
    counting: float = COUNTING_SHARE
    tabulating: float = TABULATING_SHARE
    may_fall_silent: bool = False
    languages: Mapping[str, int] = field(default_factory=lambda: {"en": 10, "ru": 7, "kk": 3})


def full_plan(teams: int) -> MissionPlan:
    """The large mission; the story has 150 teams, other numbers are for trying and measuring."""
    return MissionPlan(
        code="steppe",
        names={
            "en": "Steppe Observation Mission (fictional)",
            "ru": "Миссия наблюдения «Степь» (вымышленная)",
            "kk": "«Дала» бақылау миссиясы (ойдан шығарылған)",
        },
        format=Mission.Format.FULL,
        teams=teams,
        profile=PROFILES["steppe"],
        core=_CORE,
        long_term=40,
        assigned_every=5,
        may_fall_silent=True,
    )


# Sixty-five stations in four regions, as eight observers once did in four days; the regions are invented.
SMALL_PLAN = MissionPlan(
    code="delegation",
    names={
        "en": "Delegation of Eight (fictional)",
        "ru": "Делегация восьми (вымышленная)",
        "kk": "Сегіздік делегациясы (ойдан шығарылған)",
    },
    format=Mission.Format.SMALL,
    teams=4,
    profile=PROFILES["delegation"],
    long_term=1,
    regions=("astana", "akmola", "karaganda", "almaty-city"),
    stations=65,
    visits=15,
    spread=0,
    counting=0.5,
    tabulating=0.0,
    languages={"en": 3, "ru": 1},
)
