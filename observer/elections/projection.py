"""Region boundaries made into pictures once, when a register is imported.

WGS 84 boundaries (GeoJSON) are projected with equal areas, simplified together so that neighbours keep one
border, and written as SVG path data with whole numbers in one view box. Pages and PDFs then draw maps
without a map library, tiles or third parties. Imported only where boundaries are imported: shapely is heavy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import radians, sqrt
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, shape

Points = np.ndarray[Any, np.dtype[np.float64]]

MAP_WIDTH = 1000
# Square units of a 1,000-unit wide map: smaller islands are specks, and no region is one.
SMALLEST_ISLAND = 6.0


class UnusableBoundaries(ValueError):
    """The file is not a collection of polygons with a code each; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One region in map units: path data, and the centre and radius of the largest circle inside it.

    `boundary` is the same as the text of a GeoJSON geometry in degrees, simplified as finely as the picture.
    """

    code: str
    path: str
    label_x: float
    label_y: float
    label_radius: float
    boundary: str


@dataclass(frozen=True, slots=True)
class RegionMap:
    """All outlines of an election in one view box of `width` by `height` units from 0, y downwards."""

    width: int
    height: int
    outlines: tuple[Outline, ...]

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


@dataclass(frozen=True, slots=True)
class AlbersEqualArea:
    """Albers' equal-area conic projection of the sphere (Snyder 1987, Map Projections: A Working Manual,
    U.S. Geological Survey Professional Paper 1395, pp. 98-101, equations 14-1 to 14-6), radius 1.

    Equal areas, so that a large empty region looks as large as it is and no larger. Angles in radians.
    Parallels symmetric to the equator make the cone a cylinder (Lambert's, equations 10-1 and 10-2).
    """

    parallel_1: float
    parallel_2: float
    origin_latitude: float
    central_meridian: float

    @classmethod
    def around(cls, west: float, south: float, east: float, north: float) -> AlbersEqualArea:
        """For an area in degrees; standard parallels a sixth of its height inside (Snyder 1987, p. 99)."""
        sixth = (north - south) / 6
        angles = (south + sixth, north - sixth, (south + north) / 2, (west + east) / 2)
        return cls(*map(radians, angles))

    def __call__(self, degrees: Points) -> Points:
        """x to the east and y to the north for rows of longitude and latitude in degrees."""
        longitude, latitude = np.radians(degrees).T
        cone = (np.sin(self.parallel_1) + np.sin(self.parallel_2)) / 2
        east = longitude - self.central_meridian
        if abs(cone) < 1e-6:
            scale = np.cos(self.parallel_1)
            return np.column_stack([east * scale, np.sin(latitude) / scale])
        constant = np.cos(self.parallel_1) ** 2 + 2 * cone * np.sin(self.parallel_1)
        distance = np.sqrt(constant - 2 * cone * np.sin(latitude)) / cone
        origin = sqrt(constant - 2 * cone * np.sin(self.origin_latitude)) / cone
        angle = cone * east
        return np.column_stack([distance * np.sin(angle), origin - distance * np.cos(angle)])


def project(collection: Mapping[str, Any], *, code: str = "code", detail: float = 1.0) -> RegionMap:
    """Outlines of a GeoJSON FeatureCollection whose features are named by the property `code`.

    `detail` is the size, in thousandths of the map's width, below which a bend is smoothed away.
    Raises UnusableBoundaries.
    """
    codes, areas = _read(collection, code)
    placed, height = _placed(areas)
    drawn = shapely.coverage_simplify(placed, detail)
    boundaries = _boundaries(areas, detail)
    outlines = tuple(
        _outline(code, area, boundary) for code, area, boundary in zip(codes, drawn, boundaries, strict=True)
    )
    return RegionMap(MAP_WIDTH, height, outlines)


def _read(collection: Mapping[str, Any], code: str) -> tuple[list[str], list[Any]]:
    features = collection.get("features")
    if collection.get("type") != "FeatureCollection" or not features:
        raise UnusableBoundaries("not a GeoJSON collection of features")
    codes = [str((feature.get("properties") or {}).get(code) or "") for feature in features]
    if not all(codes) or len(set(codes)) < len(codes):
        raise UnusableBoundaries(f"every region needs a {code} of its own")
    return codes, [_area(name, feature) for name, feature in zip(codes, features, strict=True)]


def _area(name: str, feature: Mapping[str, Any]) -> Any:
    geometry = feature.get("geometry") or {}
    if geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        raise UnusableBoundaries(f"{name} has no polygon")
    try:
        area = shape(geometry)
    except (ValueError, TypeError, IndexError, KeyError, shapely.errors.ShapelyError) as error:
        raise UnusableBoundaries(f"the polygon of {name} cannot be read") from error
    west, south, east, north = area.bounds if not area.is_empty else (0, 0, 0, 91)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise UnusableBoundaries(f"{name} is not in degrees of longitude and latitude")
    return area


def _placed(areas: Sequence[Any]) -> tuple[list[Any], int]:
    """Areas in map units with y downwards, sound and without gaps, and the height of the map."""
    degrees = _over_the_date_line(areas)
    projection = AlbersEqualArea.around(*shapely.total_bounds(degrees))
    flat = shapely.transform(degrees, projection)
    west, _, east, north = shapely.total_bounds(flat)
    scale = MAP_WIDTH / (east - west)
    placed = shapely.transform(flat, lambda points: (points - (west, north)) * (scale, -scale))
    if not shapely.coverage_is_valid(placed):
        # Borders from different sources cross or gape: each sliver goes to one of the neighbours.
        placed = shapely.coverage_clean(placed)  # type: ignore[attr-defined]  # newer than its stubs
    return list(placed), int(shapely.total_bounds(placed)[3]) + 1


def _boundaries(areas: Sequence[Any], detail: float) -> list[str]:
    """The areas in degrees with bends below `detail` thousandths of the map smoothed away, as GeoJSON.

    Four decimals are some ten metres. Longitudes run on past 180° where a country lies on both sides.
    """
    degrees = _over_the_date_line(areas)
    west, _, east, _ = shapely.total_bounds(degrees)
    if not shapely.coverage_is_valid(degrees):
        degrees = shapely.coverage_clean(degrees)  # type: ignore[attr-defined]  # newer than its stubs
    smooth = shapely.coverage_simplify(degrees, detail * (east - west) / MAP_WIDTH)
    rounded = shapely.transform(smooth, lambda points: np.round(points, 4))
    return [str(text) for text in shapely.to_geojson(rounded)]


def _over_the_date_line(areas: Sequence[Any]) -> Any:
    """Longitudes that run on past 180° where a country lies on both sides of that meridian."""
    west, _, east, _ = shapely.total_bounds(areas)
    if east - west <= 180:
        return np.array(areas)
    return shapely.transform(np.array(areas), _eastwards)


def _eastwards(degrees: Points) -> Points:
    turned: Points = degrees.copy()
    turned[turned[:, 0] < 0, 0] += 360
    return turned


def _outline(code: str, area: Polygon | MultiPolygon, boundary: str) -> Outline:
    pieces = sorted(shapely.get_parts(area), key=lambda piece: -piece.area)
    if not pieces:
        raise UnusableBoundaries(f"nothing is left of {code}")
    largest, islands = pieces[0], [piece for piece in pieces[1:] if piece.area >= SMALLEST_ISLAND]
    rings = [ring for piece in (largest, *islands) for ring in (piece.exterior, *piece.interiors)]
    spoke = shapely.maximum_inscribed_circle(largest, tolerance=0.5)
    x, y = spoke.coords[0]
    path = "".join(_ring_path(np.rint(shapely.get_coordinates(ring)).astype(int)) for ring in rings)
    return Outline(code, path, round(x, 1), round(y, 1), round(spoke.length, 1), boundary)


def _ring_path(points: Any) -> str:
    """A closed ring of whole numbers as relative SVG path data. Equal neighbours after rounding are one."""
    steps = np.diff(points[:-1], axis=0)
    moves = [f"{dx},{dy}" for dx, dy in steps if dx or dy]
    start_x, start_y = points[0]
    return f"M{start_x},{start_y}l{' '.join(moves)}z" if moves else ""
