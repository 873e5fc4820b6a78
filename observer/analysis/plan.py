"""The plan and what came of it: stations assigned and teams sent, by region, phase and deadline.

Where stations were assigned, one without a report after its deadline is truly missing, and is named. Where
teams chose their routes nothing was expected of any one station: there is what teams were sent, which of
them reported, and who has been silent since when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from observer.analysis.coverage import PhaseCoverage
from observer.analysis.figures import Figure, Inclusion, Regime


@dataclass(frozen=True, slots=True)
class PhasePlan:
    """One phase of one region; phase "" is any phase.

    `came`: what came, of the stations assigned there. `teams`: of the teams sent there, those from which a
    counted report came. `due` is the last deadline among the region's clocks; None for a phase without one.
    """

    phase: str
    came: PhaseCoverage
    teams: Figure
    opens: datetime | None
    due: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class RegionPlan:
    """A lowest region within sight, or all of them together (`code` "")."""

    code: str
    name: str
    phases: Sequence[PhasePlan]


@dataclass(frozen=True, slots=True)
class Plan:
    """`regime`: the weakest way in which stations were chosen; it bounds what may be said.

    `register`: stations on the register within sight, of which `observed` were observed in any phase.
    """

    version: int
    as_of: datetime
    synthetic: bool
    inclusion: Inclusion
    regime: Regime
    observed: Figure
    total: RegionPlan
    regions: Sequence[RegionPlan]
