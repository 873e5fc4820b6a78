"""What the colours and patterns of a share map mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Protocol
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from observer.analysis.charts.drawing import draw, pattern, wrap, write

# In map units, a thousandth of the map's width: 26 are 9 pixels on a phone.
LEGEND_SIZE = 26
LEGEND_LINE = 38
SWATCH = 24

# Upper ends of the classes of colour, in percent; nought is a class of its own.
CLASS_ENDS = (0, 5, 10, 25, 50, 100)


class Subject(StrEnum):
    """What the shares on the map are: stations where something was seen, or stations where observers were."""

    SEEN = "seen"
    COVERED = "covered"


class Shown(Protocol):
    """What the legend asks of a share: whether it stands for several regions."""

    @property
    def keys(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour of the palette or the id of a pattern."""

    colour: str = ""
    fill: str = ""


def paints(root: Element, key: str) -> dict[str, Paint]:
    """Every paint by name: share-1 … share-6, uncovered, few, together. Patterns are defined in `root`."""
    palette = {f"share-{step}": Paint(f"share-{step}") for step in range(1, len(CLASS_ENDS) + 1)}
    uncovered = pattern(root, key, "slant", ground="surface", ink="hatch", scale=2)
    few = pattern(root, key, "dots", ground="share-few", ink="line-strong", scale=2)
    together = pattern(root, key, "cross", ground="share-few", ink="line-strong", scale=2)
    return palette | {
        "uncovered": Paint(fill=uncovered),
        "few": Paint(fill=few),
        "together": Paint(fill=together),
    }


def paint(palette: Mapping[str, Paint], share: Fraction) -> Paint:
    """The colour of a share 0..1: the first class that holds it."""
    step = next(step for step, end in enumerate(CLASS_ENDS, 1) if share * 100 <= end)
    return palette[f"share-{step}"]


def legend_height(shares: Sequence[Shown], subject: Subject) -> int:
    return (len(_head(subject)) + (len(_entries(shares, subject)) + 1) // 2) * LEGEND_LINE


def draw_legend(
    root: Element,
    palette: Mapping[str, Paint],
    shares: Sequence[Shown],
    *,
    subject: Subject,
    top: float,
    width: float,
    right_to_left: bool,
) -> None:
    """A heading and two columns below the map; the first column is where reading starts."""
    y = top
    for line in _head(subject):
        _write_line(root, line, width if right_to_left else 0, y, right_to_left)
        y += LEGEND_LINE
    entries = _entries(shares, subject)
    half = (len(entries) + 1) // 2
    for place, (name, text) in enumerate(entries):
        start = width / 2 * (place // half)
        line_y = y + place % half * LEGEND_LINE
        x = width - start - SWATCH if right_to_left else start
        look = palette[name]
        where = {"x": f"{x:g}", "y": f"{line_y:g}", "width": f"{SWATCH}", "height": f"{SWATCH}"}
        draw(root, "rect", colour=look.colour, fill=look.fill, stroke="line-strong", **where)
        _write_line(root, text, x - 12 if right_to_left else x + SWATCH + 12, line_y, right_to_left)


def _write_line(root: Element, text: str, x: float, y: float, right_to_left: bool) -> None:
    where = {"x": f"{x:g}", "y": f"{y + SWATCH - 3:g}", "font-size": f"{LEGEND_SIZE}"}
    where["text-anchor"] = "end" if right_to_left else "start"
    write(root, text, where).set("class", "drawing-legend")


def _head(subject: Subject) -> list[str]:
    if subject is Subject.COVERED:
        return wrap(_("On the map: polling stations observed / on the register"), 980, LEGEND_SIZE)
    return wrap(_("On the map: seen in / polling stations observed"), 980, LEGEND_SIZE)


def _entries(shares: Sequence[Shown], subject: Subject) -> list[tuple[str, str]]:
    """Paint and meaning, the classes first."""
    entries = [] if subject is Subject.COVERED else [("share-1", _("in none of those observed"))]
    for step, (above, up_to) in enumerate(pairwise(CLASS_ENDS), 2):
        text = _("over %(above)s to %(up_to)s %%") % {"above": above, "up_to": up_to}
        entries.append((f"share-{step}", text))
    if subject is Subject.SEEN:
        entries.append(("few", _("fewer than five observed")))
    entries.append(("uncovered", _("not covered")))
    if any(len(share.keys) > 1 for share in shares):
        entries.append(("together", _("* shown together")))
    return entries
