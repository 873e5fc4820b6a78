"""What a station is like, whoever comes there: its temper, its turnout, its mobile box, its protocols.

All of it follows from the station's code, as the register does, so that two missions at one station find the
same protocol on the wall.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from observer.operations.example.country import Place
from observer.operations.example.protocols import CHOICES, FLAWS, Protocol, flawed, honest
from observer.operations.example.truth import Truth
from observer.operations.example.turnout import final_share


@dataclass(frozen=True, slots=True)
class Wall:
    """A protocol as it hangs on the wall, and which of `protocols.FLAWS` is in it, if any."""

    numbers: Protocol
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """`temper`: standard deviations towards the bad. `factor` of the region's turnout. `mobile`: (requests,
    votes), None if there was no mobile box. `walls`: the protocols by contest."""

    temper: float
    factor: float
    mobile: tuple[int, int] | None
    walls: Mapping[str, Wall]


def spot_of(place: Place) -> Spot:
    """The same for a place on every call."""
    random, truth = Random(f"station {place.code}"), Truth()
    temper = random.gauss(0, 1)
    factor = min(1.15, max(0.8, random.gauss(1, 0.06)))
    requests = round(place.registered * random.uniform(0.004, 0.03))
    votes = requests - random.randint(0, max(0, requests // 5))
    mobile = (requests, votes) if random.random() < truth.mobile_voting else None
    turnout = final_share(place.region, factor=factor)
    walls = {}
    for contest in CHOICES:
        numbers = honest(
            random=random, contest=contest, registered=place.registered, turnout=turnout, mobile=mobile
        )
        walls[contest] = _hung(random, truth, place, temper, contest, numbers)
    return Spot(temper, factor, mobile, walls)


def _hung(random: Random, truth: Truth, place: Place, temper: float, contest: str, numbers: Protocol) -> Wall:
    """With a flaw more often where the rest goes badly too."""
    effect = temper * truth.station_spread
    chance = truth.chance("flaw", region=place.region, settlement=place.settlement, effect=effect)
    if random.random() >= chance:
        return Wall(numbers)
    often = {flaw: weight for flaw, (_make, _breaks, weight) in FLAWS.items()}
    flaw = random.choices(list(often), list(often.values()))[0]
    return Wall(flawed(numbers, flaw, random=random, contest=contest), flaw)
