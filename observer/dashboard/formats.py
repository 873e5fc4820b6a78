"""What a mission's format lets its boards show (house law 8b)."""

from __future__ import annotations

from observer.missions.models import Mission

# The others saw too little to set one region beside another: they speak of the stations they visited.
COMPARING = frozenset({Mission.Format.FULL.value, Mission.Format.CITIZEN.value})


def compares_regions(mission: Mission) -> bool:
    """Whether figures of single regions may stand side by side."""
    return mission.format in COMPARING
