"""Regions, from a table or from GeoJSON: with boundaries, the map of the election is drawn anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from observer.elections.models import Region
from observer.elections.projection import Outline, RegionMap, UnusableBoundaries, project
from observer.missions.models import Membership
from observer.registers.columns import REGIONS
from observer.registers.differences import Fault, Given, Line, Standing, Values
from observer.registers.kinds.base import (
    Kind,
    Written,
    delete,
    lacks_a_name,
    name_values,
    names_of,
    save,
)
from observer.registers.sheets import Sheet

TABLE = "elections.Region"
DRAWN = ("outline", "label_x", "label_y", "label_radius", "boundary")
FIELDS = ("level", "names", "time_zone", "source", *DRAWN)


class Regions(Kind):
    """Regions by code. They change their names and outlines, and never their place in the tree."""

    columns = REGIONS
    tables = (TABLE,)

    def __init__(self, by: Membership) -> None:
        super().__init__(by)
        self._coming: dict[str, Given] = {}
        self._unusable = ""

    @property
    def blank(self) -> Values:
        drawing = {**dict.fromkeys(DRAWN), "outline": "", "boundary": "", "map_height": None}
        return {**super().blank, "source": "", "time_zone": self.election.default_time_zone, **drawing}

    def key_of(self, values: Values) -> str:
        return str(values["code"])

    @cached_property
    def _rows(self) -> dict[str, Region]:
        rows = Region.objects.filter(election=self.election).select_related("parent")
        return {one.code: one for one in rows}

    def standing(self) -> dict[str, Standing]:
        return {code: Standing(one.pk, self._values(one)) for code, one in self._rows.items()}

    def _values(self, one: Region) -> Values:
        return {
            "code": one.code,
            "parent": one.parent.code if one.parent else None,
            "level": one.level,
            **name_values(one.names),
            "time_zone": one.time_zone,
            "source": one.source,
            **{field: getattr(one, field) for field in DRAWN},
            "map_height": self.election.map_height if one.outline else None,
        }

    def prepared(self, given: Sequence[Given], sheet: Sheet) -> list[Given]:
        """Each row with its outline, all of them projected together."""
        self._coming = {one.key: one for one in given}
        drawing = self._drawing(given, sheet)
        if drawing is None:
            return list(given)
        outlines = {outline.code: outline for outline in drawing.outlines}
        return [
            Given(one.row, one.key, {**one.values, **_drawn(outlines.get(one.key), drawing.height)})
            for one in given
        ]

    def _drawing(self, given: Sequence[Given], sheet: Sheet) -> RegionMap | None:
        features = [
            {"properties": {"code": one.key}, "geometry": sheet.shapes[one.row]}
            for one in given
            if sheet.shapes.get(one.row)
        ]
        if not features:
            return None
        try:
            return project({"type": "FeatureCollection", "features": features})
        except UnusableBoundaries as unusable:
            self._unusable = str(unusable)
            return None

    def faults(self, given: Sequence[Given], sheet: Sheet, matched: Collection[str]) -> Iterable[Fault]:
        """A map is drawn of all regions at once: boundaries for some of them would not fit the others."""
        if self._unusable:
            yield Fault(0, "outline", "boundaries", {"value": self._unusable})
        drawn = {one.key for one in given if one.values.get("outline")}
        left_out = [code for code, one in self._rows.items() if one.outline and code not in drawn]
        if drawn and left_out:
            yield Fault(0, "outline", "map-incomplete", {"value": ", ".join(sorted(left_out)[:10])})
        levels = {one.values.get("level") for one in given if one.values.get("outline")}
        if len(levels) > 1:
            yield Fault(0, "level", "one-level")

    def judge(self, line: Line) -> Iterator[Fault]:
        yield from lacks_a_name(line)
        parent = line.after["parent"]
        if line.before is not None and "parent" in line.changed:
            yield Fault(line.row, "parent", "region-moves")
        elif parent and parent not in self._rows and parent not in self._coming:
            yield Fault(line.row, "parent", "unknown", {"value": parent})
        elif parent and self._path(line.key, set()) is None:
            yield Fault(line.row, "parent", "circle")

    def _path(self, code: str, seen: set[str]) -> str | None:
        """The codes from the top, each closed by a slash; None where the way up never ends."""
        if code in seen:
            return None
        there = self._rows.get(code)
        if there is not None:
            return there.path
        parent = self._coming[code].values.get("parent")
        above = self._path(parent, {*seen, code}) if parent else ""
        return None if above is None else f"{above}{code}/"

    def write(self, lines: Sequence[Line]) -> list[Written]:
        made = {line.key: self._filled(self._rows.get(line.key), line) for line in lines}
        # Parents before their children: a child names the row above it.
        for level in _by_depth(made.values()):
            for one in level:
                self._hang(one, made)
            save(level, FIELDS)
        heights = [line.after["map_height"] for line in lines if "map_height" in line.changed]
        if heights:
            self._set_height(heights[0])
        return [Written(TABLE, made[line.key].pk, line.key, line.before, line.after) for line in lines]

    def _filled(self, there: Region | None, line: Line) -> Region:
        after = line.after
        made = there or Region(
            election=self.election,
            code=line.key,
            path=self._path(line.key, set()) or "",
            synthetic=self.election.synthetic or self.mission.synthetic,
        )
        made.level, made.time_zone, made.source = after["level"], after["time_zone"], after["source"] or ""
        made.names = names_of(after, made.names)
        for field in DRAWN:
            setattr(made, field, after[field])
        return made

    def _hang(self, one: Region, made: Mapping[str, Region]) -> None:
        *_above, parent, _own, _end = ["", *one.path.split("/")]
        if one.parent_id is None and parent:
            one.parent = self._rows.get(parent) or made[parent]

    def _set_height(self, height: int | None) -> None:
        self.election.map_height = height
        self.election.save(update_fields=["map_height"])

    def take_back(self, table: str, rows: Mapping[int, str], reason: str) -> None:
        delete(Region, rows)
        if not Region.objects.filter(election=self.election).exclude(outline="").exists():
            self._set_height(None)


def _drawn(outline: Outline | None, height: int) -> dict[str, Any]:
    if outline is None:
        return {}
    return {
        "outline": outline.path,
        "label_x": outline.label_x,
        "label_y": outline.label_y,
        "label_radius": outline.label_radius,
        "boundary": outline.boundary,
        "map_height": height,
    }


def _by_depth(regions: Iterable[Region]) -> list[list[Region]]:
    levels: dict[int, list[Region]] = {}
    for one in regions:
        levels.setdefault(one.path.count("/"), []).append(one)
    return [levels[depth] for depth in sorted(levels)]
