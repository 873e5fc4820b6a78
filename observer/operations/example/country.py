"""Kazakhstan as it was divided on 15 January 2012, for the worked example.

Regions, their time zones and the totals are real (sources in data/kazakhstan-2012/README.md). How many
stations each region had was not found, but for Kostanay (861): the shares below are synthetic, and every
station made from them says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from observer.elections.allocation import Rules, allocate

DATA = Path(__file__).parent / "data" / "kazakhstan-2012"
CHECKLISTS = Path(__file__).parent / "checklists"
VOTING_DAY = date(2012, 1, 15)
STATIONS, ABROAD, KOSTANAY = 9_764, 56, 861
ROOT, OUTSIDE = "kz", "abroad"
# As many territorial commissions below the regional ones as there were in 2016 (ODIHR interim report); how
# many stood in which region in 2012 was not found.
DISTRICTS = 208

# Until 2018 twelve regions kept UTC+6 and the four western ones UTC+5.
EAST_ZONE = "Asia/Almaty"
ZONES = {
    "aktobe": "Asia/Aqtobe",
    "atyrau": "Asia/Atyrau",
    "kyzylorda": "Asia/Qyzylorda",
    "kostanay": "Asia/Qostanay",
    "mangystau": "Asia/Aqtau",
    "west-kazakhstan": "Asia/Oral",
}

# Synthetic: relative numbers of stations, and the share of them in towns.
WEIGHTS: dict[str, tuple[int, float]] = {
    "akmola": (62, 0.45),
    "aktobe": (45, 0.55),
    "almaty-city": (48, 1.0),
    "almaty-oblast": (95, 0.25),
    "astana": (22, 1.0),
    "atyrau": (23, 0.5),
    "east-kazakhstan": (86, 0.55),
    "karaganda": (70, 0.75),
    "kyzylorda": (34, 0.4),
    "mangystau": (19, 0.55),
    "north-kazakhstan": (60, 0.4),
    "pavlodar": (46, 0.65),
    "south-kazakhstan": (98, 0.35),
    "west-kazakhstan": (48, 0.45),
    "zhambyl": (45, 0.4),
}
KOSTANAY_URBAN = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """A synthetic station: code, code of its region, settlement, voters on its list, code of its district."""

    code: str
    region: str
    settlement: str
    registered: int
    district: str


def zone_of(region: str) -> str:
    return ZONES.get(region, EAST_ZONE)


def station_counts() -> dict[str, int]:
    """Stations of each region: 861 in Kostanay, 56 abroad, the rest by weight (largest remainder)."""
    left = STATIONS - ABROAD - KOSTANAY
    total = sum(weight for weight, _urban in WEIGHTS.values())
    quotas = {region: left * weight / total for region, (weight, _urban) in WEIGHTS.items()}
    counts = {region: int(quota) for region, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda region: (counts[region] - quotas[region], region))
    for region in by_remainder[: left - sum(counts.values())]:
        counts[region] += 1
    return dict(sorted({**counts, "kostanay": KOSTANAY, OUTSIDE: ABROAD}.items()))


def district_counts() -> dict[str, int]:
    """Districts of each region, in proportion to its stations; one for all abroad. Synthetic."""
    stations = {region: number for region, number in station_counts().items() if region != OUTSIDE}
    return {**allocate(stations, DISTRICTS, Rules()).seats, OUTSIDE: 1}


def places() -> list[Place]:
    """All 9,764 synthetic stations, in order of their codes (KZ-0001 …); the same on every call."""
    made: list[Place] = []
    districts = district_counts()
    for region, count in station_counts().items():
        urban = KOSTANAY_URBAN if region == "kostanay" else WEIGHTS.get(region, (0, 0.0))[1]
        for number in range(count):
            settlement = "abroad" if region == OUTSIDE else "urban" if number < count * urban else "rural"
            # A spread of sizes without chance, so that the register never changes between two installations.
            size = {"urban": 1400, "rural": 520, "abroad": 300}[settlement] + (number * 7919) % 600
            district = f"{region}-{number * districts[region] // count + 1:02}"
            made.append(Place(f"KZ-{len(made) + 1:04}", region, settlement, size, district))
    return made
