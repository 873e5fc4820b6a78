"""Figures and names on a map: inside their region where they fit, beside it where they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sin
from xml.etree.ElementTree import Element

from observer.analysis.charts.drawing import draw, text_width, wrap, write
from observer.analysis.charts.map_legend import Paint

# In map units, a thousandth of the map's width: 28 are 10 pixels on a phone.
LABEL_SIZE = 28
NAME_SIZE = 16
# A region whose largest inner circle is smaller is drawn as a dot, with its figure beside it.
DOT = 12
# Longer words of a name are broken.
LONGEST_WORD = 220
# How wide a label outside its region may be.
ROOM_BESIDE = 200


@dataclass(frozen=True, slots=True)
class MapRegion:
    """A projected region: path data, and the centre and radius of its largest inner circle, in map units."""

    key: str
    name: str
    path: str
    label_x: float
    label_y: float
    label_radius: float


@dataclass(frozen=True, slots=True)
class Label:
    """Lines of a figure and lines of a name under it, centred on a point."""

    region: MapRegion
    figure: tuple[str, ...]
    name: tuple[str, ...]
    x: float
    y: float

    @property
    def width(self) -> float:
        lines = [text_width(line, LABEL_SIZE) for line in self.figure]
        return max(lines + [text_width(line, NAME_SIZE) for line in self.name], default=0.0)

    @property
    def height(self) -> float:
        return len(self.figure) * LABEL_SIZE + len(self.name) * NAME_SIZE * 1.1

    def moved(self, x: float, y: float) -> Label:
        return Label(self.region, self.figure, self.name, x, y)

    def meets(self, other: Label) -> bool:
        """Whether the two boxes overlap."""
        return (
            abs(self.x - other.x) * 2 < self.width + other.width
            and abs(self.y - other.y) * 2 < self.height + other.height
        )


def draw_labels(
    root: Element,
    regions: Sequence[MapRegion],
    figures: Mapping[str, str],
    painted: Mapping[str, Paint],
    *,
    bounds: tuple[float, float],
) -> None:
    """Write each region's figure (may be empty) and name; small regions get a dot and a line to theirs."""
    placed: list[Label] = []
    for region in sorted(regions, key=lambda region: -region.label_radius):
        label = _label(region, figures.get(region.key, ""))
        if region.label_radius >= DOT:
            placed.append(_inside(label, placed))
        else:
            placed.append(_beside(label, placed, bounds))
            _draw_pointer(root, placed[-1], painted[region.key])
    for label in placed:
        _write(root, label)


def _label(region: MapRegion, figure: str) -> Label:
    """The figure on one line, or broken after its stroke where the room is narrow."""
    room = region.label_radius * 2.7 if region.label_radius >= DOT else ROOM_BESIDE
    lines = [figure] if figure else []
    if "/" in figure and text_width(figure, LABEL_SIZE) > room:
        part, whole = figure.split("/")
        lines = [f"{part}/", whole]
    words = region.name.replace("-", "- ").split()
    longest = max((text_width(word, NAME_SIZE) for word in words), default=0)
    names = wrap(region.name, max(room, min(longest, LONGEST_WORD)), NAME_SIZE)
    return Label(region, tuple(lines), tuple(names), region.label_x, region.label_y)


def _inside(label: Label, taken: Sequence[Label]) -> Label:
    """Centred, or where the region is small with the figure in the middle: a phone shows no name under it.
    A name that would cover another region's label is left to the table.
    """
    region = label.region
    figure = len(label.figure) * LABEL_SIZE
    if figure and label.height > 2 * region.label_radius:
        label = label.moved(label.x, label.y + (label.height - figure) / 2)
    if any(label.meets(other) for other in taken):
        return Label(region, label.figure, (), region.label_x, region.label_y)
    return label


def _beside(label: Label, taken: Sequence[Label], bounds: tuple[float, float]) -> Label:
    """The nearest free place around the region: below first, then above, then to the sides."""
    for distance in range(40, 240, 20):
        for angle in (90, 270, 60, 120, 240, 300, 30, 150, 210, 330, 0, 180):
            x = label.x + distance * cos(radians(angle)) + cos(radians(angle)) * label.width / 2
            y = label.y + distance * sin(radians(angle))
            candidate = label.moved(x, y)
            if _is_within(candidate, bounds) and not any(candidate.meets(other) for other in taken):
                return candidate
    return label


def _is_within(label: Label, bounds: tuple[float, float]) -> bool:
    width, height = bounds
    return (
        label.width / 2 <= label.x <= width - label.width / 2
        and label.height / 2 <= label.y <= height - label.height / 2
    )


def _draw_pointer(root: Element, label: Label, look: Paint) -> None:
    region = label.region
    ends = {"x1": region.label_x, "y1": region.label_y, "x2": label.x, "y2": label.y}
    if hypot(label.x - region.label_x, label.y - region.label_y) > DOT:
        line = draw(root, "line", stroke="ink", **{name: f"{at:g}" for name, at in ends.items()})
        line.set("stroke-width", "1.5")
    where = {"cx": f"{region.label_x:g}", "cy": f"{region.label_y:g}", "r": str(DOT - 3)}
    dot = draw(root, "circle", colour=look.colour, fill=look.fill, stroke="ink", **where)
    dot.attrib |= {"stroke-width": "2", "data-region": region.key}


def _write(root: Element, label: Label) -> None:
    y = label.y - label.height / 2
    for line in label.figure:
        y += LABEL_SIZE
        _write_line(root, line, label.x, y - LABEL_SIZE * 0.2, LABEL_SIZE, "drawing-figure")
    for line in label.name:
        y += NAME_SIZE * 1.1
        _write_line(root, line, label.x, y - NAME_SIZE * 0.2, NAME_SIZE, "drawing-name")


def _write_line(root: Element, text: str, x: float, y: float, size: float, name: str) -> None:
    """Text with an edge of the page's colour, readable on the lightest and the darkest region."""
    where = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": "middle", "font-size": f"{size:g}"}
    line = write(root, text, where, bold=name == "drawing-figure")
    line.attrib |= {
        "class": f"{name} drawing-halo",
        "stroke": "#ffffff",
        "stroke-width": f"{size / 5:g}",
        "stroke-linejoin": "round",
        "paint-order": "stroke",
    }
