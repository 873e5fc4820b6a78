"""The truth planted in the synthetic reports: what a reader of the boards should be able to find again.

Chances are per visit, on the log-odds scale, so that effects of region, settlement, team and station add up
and answers within one region, team or station are correlated as they are in the field. None of it describes
what happened in 2012.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

# The chance of the bad answer in a town of an ordinary region, by question (checklists/*.xlsx).
OPENING = {
    "A1": 0.02,
    "A5": 0.025,
    "A6": 0.02,
    "A7": 0.03,
    "A8": 0.015,
    "A8m": 0.03,
    "A9": 0.02,
    "A12": 0.03,
    "A13": 0.06,
}
VOTING = {
    "B2": 0.009,
    "B4": 0.01,
    "B5": 0.006,
    "B7": 0.004,
    "B8": 0.006,
    "B8p": 0.007,
    "B9": 0.025,
    "B10": 0.006,
    "B11": 0.002,
    "B11s": 0.007,
    "B12": 0.008,
    "B12u": 0.005,
    "B13x": 0.05,
    "B15": 0.006,
    "B15v": 0.01,
    "B16": 0.002,
    "B16c": 0.002,
    "B17": 0.0015,
    "B18": 0.008,
    "B19": 0.012,
    "B20": 0.006,
    "B22v": 0.02,
    "B22r": 0.03,
    "B22m": 0.015,
    "B22o": 0.02,
    "B24": 0.007,
    "unrest": 0.0015,
}
# Counting is worse than voting everywhere: that is the first thing to be found.
COUNTING = {
    "C1": 0.02,
    "C1a": 0.05,
    "C2": 0.03,
    "C3": 0.03,
    "C3s": 0.04,
    "C4a": 0.16,
    "C4b": 0.18,
    "C4c": 0.2,
    "C6": 0.14,
    "C7": 0.06,
    "C9": 0.05,
    "C9l": 0.02,
    "C11": 0.06,
    "C12": 0.14,
    "C13": 0.03,
    "C14": 0.1,
    "C15": 0.18,
    "C16": 0.04,
    "C16u": 0.05,
    "flaw": 0.16,
}
TABULATION = {
    "E1": 0.06,
    "E2": 0.14,
    "E3": 0.25,
    "E5": 0.06,
    "E6b": 0.14,
    "E7": 0.12,
    "E8": 0.1,
    "E9": 0.08,
    "E11": 0.18,
    "E13": 0.06,
    "E13c": 0.08,
    "E13p": 0.25,
    "E15": 0.35,
}


@dataclass(frozen=True, slots=True)
class Truth:
    """The planted parameters of one mission."""

    base: Mapping[str, float] = field(default_factory=lambda: {**OPENING, **VOTING, **COUNTING, **TABULATION})
    worse_regions: tuple[str, ...] = ("almaty-oblast", "kyzylorda", "south-kazakhstan")
    # Added log-odds: exp(1.2) is about three times the odds.
    worse_effect: float = 1.2
    rural_effect: float = 0.35
    team_spread: float = 0.5
    station_spread: float = 0.6
    # One team in twelve comes late, stands far off and sees little.
    blind_team_every: int = 12
    blind_chance: float = 0.8
    usual_not_observed: float = 0.04
    # A noisy team that reports incidents at ten times the usual rate, and mostly what it was told.
    noisy_team: int = 7
    incident_chance: float = 0.09
    # Protocols of the counts in this region's watched district change on the way up.
    changed_region: str = "south-kazakhstan"
    changed_share: float = 0.12
    # Women among the members of a commission, by settlement.
    women: Mapping[str, float] = field(default_factory=lambda: {"urban": 0.72, "rural": 0.58, "abroad": 0.5})
    mobile_voting: float = 0.4
    rapid_only: float = 0.1
    section_skipped: float = 0.05
    protocol_unseen: float = 0.06
    number_blank: float = 0.12
    repeat_visit: float = 0.08
    double: float = 0.015
    corrected: float = 0.04
    late: float = 0.006
    unplaced: float = 0.014
    placed_by_headquarters: float = 0.5
    withdrawn: float = 0.005
    quarantined: float = 0.004
    without_results: float = 0.03
    accepted: float = 0.12
    questioned: float = 0.02
    comment: float = 0.25

    def chance(self, question: str, *, region: str, settlement: str, effect: float) -> float:
        """The chance 0..1 of the bad answer to `question` in one visit; `effect` in log-odds."""
        base = self.base[question]
        odds = math.log(base / (1 - base)) + effect
        odds += self.worse_effect if region in self.worse_regions else 0.0
        odds += self.rural_effect if settlement == "rural" else 0.0
        return 1 / (1 + math.exp(-odds))

    def is_blind(self, team: int) -> bool:
        return team % self.blind_team_every == self.blind_team_every // 2 - 1

    def incidents(self, team: int) -> float:
        return min(0.9, self.incident_chance * (10 if team == self.noisy_team else 1))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


# The small delegation hurries: it sees little, and what it sees looks well.
HURRIED = Truth(
    blind_team_every=2,
    blind_chance=0.5,
    usual_not_observed=0.35,
    team_spread=0.2,
    station_spread=0.3,
    noisy_team=0,
    incident_chance=0.02,
    rapid_only=0.6,
    repeat_visit=0.0,
    double=0.0,
    unplaced=0.0,
    late=0.0,
)
