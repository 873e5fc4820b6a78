"""Areas and lengths on the ground, from points as phones write them: `lat lon [altitude [accuracy]]`.

A line or a shape is its points with `;` between them. The earth is a sphere of 6,378,100 m, as in ODK.
Area: R. Chamberlain and W. Duquette, "Some algorithms for polygons on a sphere" (JPL, 2007), formula 7.
Length: the haversine formula.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from observer.checklists.expressions import elementary
from observer.checklists.expressions.scope import NOT_A_NUMBER, Value, to_number, to_text

EARTH_RADIUS = 6_378_100.0
_RADIANS = math.pi / 180.0

# Latitude and longitude in degrees.
Point: TypeAlias = tuple[float, float]


def points_of(values: Sequence[Value]) -> list[Point] | None:
    """The points of all values together, blanks left out; None if one of them is no point."""
    found: list[Point] = []
    for value in values:
        for part in to_text(value).split(";"):
            numbers = [to_number(number) for number in part.split()]
            if not numbers:
                continue
            if not 2 <= len(numbers) <= 4 or not (abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180):
                return None
            found.append((numbers[0], numbers[1]))
    return found


def area(values: Sequence[Value]) -> float:
    """Square metres within the points, two decimals; 0 with fewer than three, NaN if one is no point."""
    points = points_of(values)
    if points is None:
        return NOT_A_NUMBER
    if len(points) < 3:
        return 0.0
    total = 0.0
    for here, there in zip(points, points[1:] + points[:1], strict=True):
        total += (
            (there[1] - here[1])
            * _RADIANS
            * (2.0 + elementary.sin(here[0] * _RADIANS) + elementary.sin(there[0] * _RADIANS))
        )
    return _hundredths(abs(total * EARTH_RADIUS * EARTH_RADIUS / 2.0))


def distance(values: Sequence[Value]) -> float:
    """Metres from point to point, two decimals; 0 with fewer than two, NaN if one is no point."""
    points = points_of(values)
    if points is None:
        return NOT_A_NUMBER
    total = 0.0
    for here, there in pairwise(points):
        total += _between(here, there)
    return _hundredths(total)


def _between(here: Point, there: Point) -> float:
    north = elementary.sin((there[0] - here[0]) * _RADIANS / 2.0)
    east = elementary.sin((there[1] - here[1]) * _RADIANS / 2.0)
    narrowing = elementary.cos(here[0] * _RADIANS) * elementary.cos(there[0] * _RADIANS)
    share = north * north + narrowing * east * east
    return 2.0 * EARTH_RADIUS * elementary.asin(math.sqrt(min(1.0, share)))


def _hundredths(number: float) -> float:
    return math.floor(number * 100.0 + 0.5) / 100.0
