"""The truth planted in the synthetic reports: what a reader of the board should be able to find again.

Chances are per visit, on the log-odds scale, so that effects of region, settlement and team add up and
answers within one region or team are correlated as they are in the field. None of it describes what
happened in 2012.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Truth:
    """The planted parameters. `base` is the chance of the bad answer in a town of an ordinary region."""

    base: Mapping[str, float] = field(
        default_factory=lambda: {
            "A1": 0.02,
            "A5": 0.025,
            "A6": 0.02,
            "A7": 0.03,
            "A8": 0.015,
            "A12": 0.03,
            "A13": 0.03,
        }
    )
    worse_regions: tuple[str, ...] = ("almaty-oblast", "kyzylorda", "south-kazakhstan")
    # Added log-odds: exp(1.2) is about three times the odds.
    worse_effect: float = 1.2
    rural_effect: float = 0.35
    team_spread: float = 0.5
    # One team in twelve arrives when the box is already closed and sees none of A6 to A8.
    blind_team_every: int = 12
    blind_chance: float = 0.8
    usual_not_observed: float = 0.04
    # A noisy team that reports incidents at six times the usual rate.
    noisy_team: int = 7
    incident_chance: float = 0.09
    repeat_visit: float = 0.08
    double: float = 0.015
    corrected: float = 0.04
    late: float = 0.006
    unplaced: float = 0.01
    withdrawn: float = 0.005
    quarantined: float = 0.004
    comment: float = 0.2

    def chance(self, question: str, *, region: str, settlement: str, team_effect: float) -> float:
        """The chance 0..1 of the bad answer to `question` in one visit."""
        base = self.base[question]
        odds = math.log(base / (1 - base)) + team_effect
        odds += self.worse_effect if region in self.worse_regions else 0.0
        odds += self.rural_effect if settlement == "rural" else 0.0
        return 1 / (1 + math.exp(-odds))

    def incidents(self, team: int) -> float:
        return min(0.6, self.incident_chance * (6 if team == self.noisy_team else 1))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
