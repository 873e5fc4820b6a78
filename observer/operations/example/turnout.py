"""How many had voted by when: the official readings of each region, with a station's own variation.

The readings at 12:00 and 20:00 are real (data/kazakhstan-2012/README.md); that a station follows them is not.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime
from functools import cache

from observer.operations.example.country import DATA

OPENS, NOON, CLOSES = 7.0, 12.0, 20.0
# For regions without readings (stations abroad).
ORDINARY = (0.35, 0.75)
HIGHEST = 0.985


@cache
def readings() -> Mapping[str, tuple[float, float]]:
    """By region: the shares 0..1 that had voted by 12:00 and by 20:00."""
    with (DATA / "official_turnout.csv").open(encoding="utf-8", newline="") as rows:
        return {
            row["region_code"]: (
                float(row["turnout_1200_percent"]) / 100,
                float(row["turnout_2000_percent"]) / 100,
            )
            for row in csv.DictReader(rows)
        }


def share_by(region: str, moment: datetime, *, factor: float = 1.0) -> float:
    """The share 0..1 of voters that had voted by local `moment` on voting day; straight between readings."""
    noon, close = readings().get(region, ORDINARY)
    hour = min(max(moment.hour + moment.minute / 60, OPENS), CLOSES)
    if hour <= NOON:
        share = noon * (hour - OPENS) / (NOON - OPENS)
    else:
        share = noon + (close - noon) * (hour - NOON) / (CLOSES - NOON)
    return min(share * factor, HIGHEST)


def final_share(region: str, *, factor: float = 1.0) -> float:
    """The share 0..1 that had voted when the station closed."""
    return min(readings().get(region, ORDINARY)[1] * factor, HIGHEST)
