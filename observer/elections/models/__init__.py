"""What is watched, and what the authorities said of it."""

from observer.elections.models.official import OfficialFigure, OfficialFigureQuerySet, OfficialWithdrawal
from observer.elections.models.register import (
    Choice,
    Commission,
    CommissionQuerySet,
    Contest,
    Election,
    Region,
    Station,
    StationChange,
    StationQuerySet,
    VotingDay,
    in_language,
    known_zone,
)

__all__ = [
    "Choice",
    "Commission",
    "CommissionQuerySet",
    "Contest",
    "Election",
    "OfficialFigure",
    "OfficialFigureQuerySet",
    "OfficialWithdrawal",
    "Region",
    "Station",
    "StationChange",
    "StationQuerySet",
    "VotingDay",
    "in_language",
    "known_zone",
]
