"""The paper and the pens: what every chart is drawn with.

A chart has no view box where text must keep its size on any screen: lengths across are percentages of the
width the page gives, lengths down are pixels. In a document the same file has `PRINT_WIDTH`.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.translation import gettext as _

from observer.analysis import wording
from observer.analysis.figures import Figure

Cell = str | int | Figure

# At the width of a page of text its 14 pixels come to 8 points.
PRINT_WIDTH = 800
# The narrowest screen a chart is laid out for, less the page's margins.
NARROWEST = 320
TEXT_SIZE = 14
LINE = 18

# The light values of static/css/tokens.css, for paper; a test compares them.
COLOURS: Mapping[str, str] = {
    "ink": "#14202a",
    "surface": "#ffffff",
    "surface-sunk": "#e9edec",
    "line": "#cdd4d8",
    "line-strong": "#6b7884",
    "critical": "#9f1239",
    "serious": "#854700",
    "procedural": "#234a93",
    "note": "#45535f",
    "synthetic": "#5a2a83",
    "share-1": "#e3eef0",
    "share-2": "#b4d3da",
    "share-3": "#7fb2bf",
    "share-4": "#468d9f",
    "share-5": "#12667b",
    "share-6": "#073e4d",
    "share-few": "#b9c1c7",
    "hatch": "#84909a",
}

# Letters about as wide as the size of their type.
_BROAD = frozenset("MWmw@%ЖМФШЩЫЮжмфшщыю—…")

# Characters that XML 1.0 cannot hold, in any spelling.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Table:
    """A chart's twin: the same figures as words, for those who do not see the picture."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def texts(self) -> tuple[tuple[str, ...], ...]:
        """Every cell as text in the reader's language; a figure with its counts."""
        return tuple(tuple(_cell_text(cell) for cell in row) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Chart:
    """An SVG element ready for a page or a file, its title, its alternative text and its table."""

    svg: str
    title: str
    description: str
    table: Table
    synthetic: bool


def _cell_text(cell: Cell) -> str:
    if isinstance(cell, Figure):
        return wording.amount(cell)
    return wording.number(cell) if isinstance(cell, int) else cell


class Canvas:
    """An SVG being drawn. `x` and `width` are 0..100 percent from the side reading starts at; `y`, `height`,
    `shift` are pixels. From right to left everything is mirrored.
    """

    def __init__(self, *, title: str, description: str, height: float, right_to_left: bool) -> None:
        self.right_to_left = right_to_left
        self.height = height
        self.key = chart_key(title, description)
        self.root = paper(self.key, title, description)
        self.root.attrib |= {"width": str(PRINT_WIDTH), "height": f"{height:g}"}
        self.root.set("class", "drawing drawing--fluid")

    def box(self, x: float, y: float, width: float, height: float, colour: str, *, fill: str = "") -> Element:
        """A rectangle in a colour of `COLOURS`, or filled with the pattern `fill`."""
        start = 100 - x - width if self.right_to_left else x
        where = {"x": f"{start:g}%", "y": f"{y:g}", "width": f"{width:g}%", "height": f"{height:g}"}
        return draw(self.root, "rect", colour=colour, fill=fill, **where)

    def swatch(self, y: float, colour: str, *, fill: str = "") -> None:
        """A square for a legend, at the side reading starts at."""
        where = {"y": f"{y:g}", "width": "14", "height": "14"}
        where |= {"x": "100%", "transform": "translate(-14 0)"} if self.right_to_left else {"x": "0"}
        draw(self.root, "rect", colour=colour, fill=fill, stroke="line-strong", **where)

    def rule(self, y: float, colour: str = "line") -> None:
        """A line from side to side."""
        draw(self.root, "line", stroke=colour, x1="0", x2="100%", y1=f"{y:g}", y2=f"{y:g}")

    def upright(self, x: float, y: float, height: float, colour: str = "line") -> None:
        """A line downwards."""
        at = f"{100 - x if self.right_to_left else x:g}%"
        draw(self.root, "line", stroke=colour, x1=at, x2=at, y1=f"{y:g}", y2=f"{y + height:g}")

    def text(
        self, x: float, y: float, content: str, *, anchor: str = "start", shift: float = 0, bold: bool = False
    ) -> None:
        """One line of text; `anchor` says which side of it stands at `x`."""
        if self.right_to_left:
            x, shift = 100 - x, -shift
            anchor = {"start": "end", "end": "start"}.get(anchor, anchor)
        where = {"x": f"{x:g}%", "y": f"{y:g}", "text-anchor": anchor, "dx": f"{shift:g}"}
        write(self.root, content, where, bold=bold)

    def finish(self, *, synthetic: bool) -> str:
        """The drawing as text, with the diagonal mark where the figures are invented."""
        if synthetic:
            every = max(1, round(self.height / 220))
            for place in range(every):
                middle = self.height * (2 * place + 1) / (2 * every)
                # A viewport of its own puts the centre of turning at half the width, whatever that is.
                centre = SubElement(self.root, "svg", {"x": "50%", "y": f"{middle:g}", "overflow": "visible"})
                mark_synthetic(centre, NARROWEST)
        return tostring(self.root, encoding="unicode")


def chart_key(title: str, description: str) -> str:
    """A name for what is defined inside one picture: several stand in one page."""
    return "chart-" + hashlib.sha256(f"{title}\n{description}".encode(errors="replace")).hexdigest()[:12]


def paper(key: str, title: str, description: str) -> Element:
    """An SVG element that says what it shows."""
    # The anchors of text are set for each line, so the page's direction must not turn them around.
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "role": "img",
            "aria-labelledby": f"{key}-title {key}-description",
            "font-family": "Noto Sans, sans-serif",
            "font-size": str(TEXT_SIZE),
            "color": COLOURS["ink"],
            "direction": "ltr",
        },
    )
    SubElement(root, "title", {"id": f"{key}-title"}).text = clean(title)
    SubElement(root, "desc", {"id": f"{key}-description"}).text = clean(description)
    return root


def draw(
    parent: Element, tag: str, *, colour: str = "", fill: str = "", stroke: str = "", **where: str
) -> Element:
    """A shape. `colour` and `stroke` name a colour of `COLOURS`; `fill` is the id of a pattern."""
    classes = [f"fill-{colour}"] if colour and not fill else []
    classes += [f"stroke-{stroke}"] if stroke else []
    attributes = {"class": " ".join(classes)} if classes else {}
    attributes["fill"] = f"url(#{fill})" if fill else COLOURS.get(colour, "none")
    if stroke:
        attributes["stroke"] = COLOURS[stroke]
    return SubElement(parent, tag, attributes | where)


def write(parent: Element, content: str, where: Mapping[str, str], *, bold: bool = False) -> Element:
    """One line of text with the attributes `where`. Text of a right-to-left script takes its order from
    isolating characters, since not every program that draws SVG knows the direction attribute.
    """
    attributes = {"fill": "currentColor"} | ({"font-weight": "600"} if bold else {})
    element = SubElement(parent, "text", {**attributes, **where})
    line = clean(content)
    turned = any(unicodedata.bidirectional(character) in {"R", "AL"} for character in line)
    element.text = f"\N{FIRST STRONG ISOLATE}{line}\N{POP DIRECTIONAL ISOLATE}" if turned else line
    return element


# What lies over the colour of each pattern: lines at a slant, dots, level lines, lines across.
_STROKES: Mapping[str, str] = {
    "slant": "M-2,2l4,-4M0,8l8,-8M6,10l4,-4",
    "dots": "M1,2h2M5,6h2",
    "level": "M0,2h8M0,6h8",
    "cross": "M0,0l8,8M0,8l8,-8",
}


def pattern(root: Element, key: str, kind: str, *, ground: str, ink: str, scale: float = 1) -> str:
    """Define a pattern of `ink` over `ground`; the answer is its id, for `fill`."""
    name = f"{key}-{kind}-{ground}"
    size = {"width": "8", "height": "8", "patternUnits": "userSpaceOnUse"}
    element = SubElement(root, "pattern", {"id": name, "patternTransform": f"scale({scale:g})"} | size)
    draw(element, "rect", colour=ground, width="8", height="8")
    draw(element, "path", stroke=ink, d=_STROKES[kind]).set("stroke-width", "2" if kind == "dots" else "1.5")
    return name


def mark_synthetic(parent: Element, width: float) -> None:
    """The diagonal word across invented figures, about `width` long and centred on 0, 0."""
    word = clean(_("SYNTHETIC"))
    size = min(width / 6, width / (0.9 * len(word)))
    write(
        parent,
        word,
        {
            "class": "drawing-synthetic fill-synthetic",
            "fill": COLOURS["synthetic"],
            "fill-opacity": "0.2",
            "font-size": f"{size:.3g}",
            "font-weight": "700",
            "text-anchor": "middle",
            "transform": "rotate(-16)",
            "aria-hidden": "true",
        },
    )


def clean(text: str) -> str:
    """Without the characters that would make the whole picture unreadable."""
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def text_width(text: str, size: float = TEXT_SIZE) -> float:
    """A cautious guess: no font is at hand where the picture is drawn."""
    return size * sum(map(_letter_width, text))


def _letter_width(letter: str) -> float:
    if letter in _BROAD or unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    return 0.75 if letter.isupper() else 0.62


def wrap(text: str, width: float, size: float = TEXT_SIZE) -> list[str]:
    """Lines that fit into `width`; a word that does not is broken rather than cut off."""
    letters = max(1, int(width / (size * 0.5)))
    lines = textwrap.wrap(text, letters)
    while letters > 1 and any(text_width(line, size) > width for line in lines):
        letters -= 1
        lines = textwrap.wrap(text, letters)
    return lines or [""]


def any_synthetic(figures: Iterable[Figure]) -> bool:
    return any(figure.synthetic for figure in figures)
