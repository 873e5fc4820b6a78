"""Boundaries become small pictures: equal areas, common borders, a label inside every region."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from math import cos, pi, radians, sin, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

import observer
from observer.elections.projection import AlbersEqualArea, RegionMap, UnusableBoundaries, project

EXAMPLE = Path(observer.__file__).parent / "operations/example/data/kazakhstan-2012/regions.geojson"


@pytest.fixture(scope="module")
def kazakhstan() -> RegionMap:
    return project(json.loads(EXAMPLE.read_text(encoding="utf-8")))


def collection(**rings: list[list[tuple[float, float]]]) -> dict[str, Any]:
    """Features by code, each a polygon of rings."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {"type": "Polygon", "coordinates": ring},
        }
        for code, ring in rings.items()
    ]
    return {"type": "FeatureCollection", "features": features}


def box(west: float, south: float, east: float, north: float) -> list[tuple[float, float]]:
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def area(path: str) -> Any:
    """What a path of relative lines encloses; rings inside rings are holes."""
    rings = []
    for start, lines in re.findall(r"M([-\d,]+)l([^z]*)z", path):
        steps = np.array([[int(number) for number in step.split(",")] for step in (start, *lines.split())])
        rings.append(Polygon(np.cumsum(steps, axis=0)))
    whole = rings[0]
    for ring in rings[1:]:
        whole = whole.symmetric_difference(ring)
    # Rounding leaves a line where a region is thinner than a unit.
    return whole.buffer(0)


def test_the_projection_is_snyders() -> None:
    # Snyder 1987, p. 291: the numerical example for the sphere of radius 1.
    projection = AlbersEqualArea(radians(29.5), radians(45.5), radians(23), radians(-96))
    (x, y), (origin_x, origin_y) = projection(np.array([[-75.0, 35.0], [-96.0, 23.0]]))
    assert (round(x, 7), round(y, 7)) == (0.2952720, 0.2416774)
    assert (round(origin_x, 12), round(origin_y, 12)) == (0, 0)


@given(st.floats(-55, 50), st.floats(2, 25), st.floats(-60, 60), st.floats(0.5, 5), st.floats(0.1, 0.9))
def test_equal_areas_stay_equal(
    south: float, height: float, meridian: float, width: float, part: float
) -> None:
    """A cell of the graticule keeps its area on the sphere: width times the difference of the sines."""
    north = south + height
    projection = AlbersEqualArea.around(meridian - 10, south, meridian + 10, north)
    low = south + part * height / 2
    high = low + height / 4
    steps = np.linspace(0, 1, 400)
    bottom = np.column_stack([meridian + width * steps, np.full(400, low)])
    top = np.column_stack([meridian + width * steps[::-1], np.full(400, high)])
    drawn = Polygon(projection(np.vstack([bottom, top]))).area
    true = radians(width) * (sin(radians(high)) - sin(radians(low)))
    assert drawn == pytest.approx(true, rel=1e-4)


def test_an_area_across_the_equator_is_drawn_on_a_cylinder() -> None:
    projection = AlbersEqualArea.around(30, -5, 40, 5)
    parallel = radians(5 - 10 / 6)
    ((x, y),) = projection(np.array([[40.0, 5.0]]))
    assert (x, y) == pytest.approx((radians(5) * cos(parallel), sin(radians(5)) / cos(parallel)))


def test_the_map_of_kazakhstan_is_small_and_whole(kazakhstan: RegionMap) -> None:
    assert len(kazakhstan.outlines) == 16
    assert sum(len(outline.path) for outline in kazakhstan.outlines) < 15_000
    assert kazakhstan.view_box == "0 0 1000 561"
    assert all(re.fullmatch(r"(M-?\d+,-?\d+l[-\d, ]+z)+", outline.path) for outline in kazakhstan.outlines)


def on_the_sphere(ring: list[tuple[float, float]]) -> float:
    """The area of a ring of degrees on a sphere of radius 1, by the trapezoids under its sides."""
    return sum(
        radians(east - west) * (sin(radians(south)) + sin(radians(north))) / 2
        for (west, south), (east, north) in pairwise(ring)
    )


def test_regions_keep_their_true_proportions(kazakhstan: RegionMap) -> None:
    true = {
        feature["properties"]["code"]: sum(
            abs(on_the_sphere(polygon[0])) - sum(abs(on_the_sphere(hole)) for hole in polygon[1:])
            for polygon in feature["geometry"]["coordinates"]
        )
        for feature in json.loads(EXAMPLE.read_text(encoding="utf-8"))["features"]
    }
    drawn = {outline.code: area(outline.path).area for outline in kazakhstan.outlines}
    scale = sum(drawn.values()) / sum(true.values())
    wrong = [
        code
        for code in drawn
        if code not in {"almaty-city", "astana"} and abs(drawn[code] / (true[code] * scale) - 1) > 0.01
    ]
    assert wrong == []


def test_neighbours_leave_no_gap_and_do_not_overlap(kazakhstan: RegionMap) -> None:
    areas = [area(outline.path) for outline in kazakhstan.outlines]
    whole = shapely.union_all(areas)
    assert sum(piece.area for piece in areas) == pytest.approx(whole.area, rel=1e-4)
    holes = [Polygon(ring).area for piece in shapely.get_parts(whole) for ring in piece.interiors]
    # The one hole is the Aral Sea.
    assert [size for size in holes if size > 2] == [pytest.approx(825, rel=0.1)]


def test_every_label_stands_inside_its_region(kazakhstan: RegionMap) -> None:
    for outline in kazakhstan.outlines:
        spot = Point(outline.label_x, outline.label_y)
        region = area(outline.path)
        assert region.contains(spot), outline.code
        # Rounding to whole units moves a border by less than one.
        assert region.boundary.distance(spot) > outline.label_radius - 1


def test_a_town_stands_in_a_hole_of_its_region() -> None:
    inner = box(10.4, 50.4, 10.6, 50.6)
    drawn = project(collection(oblast=[box(10, 50, 11, 51), inner], town=[inner]))
    oblast, town = (area(outline.path) for outline in drawn.outlines)
    assert oblast.intersection(town).area == 0
    assert town.area / oblast.area == pytest.approx(0.04 / 0.96, rel=0.05)


def test_a_common_border_is_smoothed_once() -> None:
    wave = [(10 + 0.01 * sin(place / 3), 50 + place / 100) for place in range(101)]
    west = [*wave, (9.0, 51.0), (9.0, 50.0), wave[0]]
    east = [*wave, (11.0, 51.0), (11.0, 50.0), wave[0]]
    drawn = project(collection(west=[west], east=[east]), detail=5)
    one, other = (area(outline.path) for outline in drawn.outlines)
    assert one.intersection(other).area == 0
    assert len(shapely.union(one, other).interiors) == 0
    assert len(drawn.outlines[0].path) < 500


def test_borders_that_do_not_meet_are_brought_together() -> None:
    drawn = project(collection(west=[box(9, 50, 10.001, 51)], east=[box(10, 50, 11, 51)]))
    one, other = (area(outline.path) for outline in drawn.outlines)
    assert one.intersection(other).area == 0
    assert one.distance(other) == 0


def test_a_country_on_both_sides_of_the_date_line_is_one_piece() -> None:
    drawn = project(collection(west=[box(178, -18, 180, -16)], east=[box(-180, -18, -178, -16)]))
    west, east = (area(outline.path) for outline in drawn.outlines)
    assert west.centroid.x < east.centroid.x
    assert west.distance(east) == 0


def test_specks_are_left_out_and_islands_kept() -> None:
    rings = [box(0, 40, 10, 50)], [box(12, 40, 13, 41)], [box(14, 40, 14.01, 40.01)]
    feature = {
        "type": "Feature",
        "properties": {"code": "a"},
        "geometry": {"type": "MultiPolygon", "coordinates": list(rings)},
    }
    drawn = project({"type": "FeatureCollection", "features": [feature]})
    assert drawn.outlines[0].path.count("M") == 2


def test_a_region_that_crosses_itself_is_mended() -> None:
    bow = [(0.0, 40.0), (2.0, 42.0), (2.0, 40.0), (0.0, 42.0), (0.0, 40.0)]
    drawn = project(collection(bow=[bow]))
    assert area(drawn.outlines[0].path).area > 0


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({}, "not a GeoJSON collection of features"),
        ({"type": "FeatureCollection", "features": []}, "not a GeoJSON collection of features"),
        (collection(**{"": [box(0, 0, 1, 1)]}), "every region needs a code of its own"),
        (
            {"type": "FeatureCollection", "features": collection(a=[box(0, 0, 1, 1)])["features"] * 2},
            "every region needs a code of its own",
        ),
        (collection(a=[box(500_000, 0, 600_000, 1)]), "a is not in degrees of longitude and latitude"),
        (collection(a=[[(0, 0), (1, 1)]]), "the polygon of a cannot be read"),
        (collection(a=[[("x", "y")] * 4]), "the polygon of a cannot be read"),  # type: ignore[list-item]
        (collection(a=[]), "a is not in degrees of longitude and latitude"),
        (
            {"type": "FeatureCollection", "features": [{"properties": {"code": "a"}, "geometry": None}]},
            "a has no polygon",
        ),
        (
            {
                "type": "FeatureCollection",
                "features": [
                    {"properties": {"code": "a"}, "geometry": {"type": "Point", "coordinates": [0, 0]}}
                ],
            },
            "a has no polygon",
        ),
    ],
)
def test_a_file_that_is_no_map_is_refused_with_its_reason(written: dict[str, Any], message: str) -> None:
    with pytest.raises(UnusableBoundaries, match=re.escape(message)):
        project(written)


def test_the_largest_circle_is_the_largest() -> None:
    drawn = project(
        collection(disc=[[(10 + cos(t), 50 + sin(t) * 0.65) for t in np.linspace(0, 2 * pi, 90)]])
    )
    (outline,) = drawn.outlines
    inside = area(outline.path)
    assert outline.label_radius == pytest.approx(sqrt(inside.area / pi), rel=0.05)


def test_a_region_keeps_its_boundary_in_degrees(kazakhstan: RegionMap) -> None:
    """For maps made elsewhere: as coarse as the picture, so that a city loses corners and no more."""
    given = json.loads(EXAMPLE.read_text(encoding="utf-8"))["features"]
    true = {feature["properties"]["code"]: shapely.geometry.shape(feature["geometry"]) for feature in given}
    for outline in kazakhstan.outlines:
        kept = shapely.geometry.shape(json.loads(outline.boundary))
        whole = true[outline.code]
        assert kept.symmetric_difference(whole).area / whole.area < 0.2
        assert len(outline.boundary) < 12_000
