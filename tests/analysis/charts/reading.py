"""Reads a drawing as a person would: its words, where they stand, and what is filled how."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

from PIL import ImageFont

from observer.analysis.charts import Chart

SVG = "{http://www.w3.org/2000/svg}"
FONTS = Path(__file__).resolve().parents[3] / "observer" / "typesetting" / "fonts"
ISOLATES = re.compile("[\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}]")


def parsed(chart: Chart) -> Element:
    return fromstring(chart.svg)


def elements(chart: Chart, tag: str) -> list[Element]:
    return list(parsed(chart).iter(f"{SVG}{tag}"))


def words(chart: Chart) -> list[str]:
    """Every text drawn, but for the diagonal mark, without characters of direction."""
    return [content(text) for text in elements(chart, "text") if not text.get("transform")]


def content(text: Element) -> str:
    return ISOLATES.sub("", text.text or "")


def marks(chart: Chart) -> list[str]:
    return [content(text) for text in elements(chart, "text") if "drawing-synthetic" in text.get("class", "")]


@dataclass(frozen=True)
class Extent:
    text: str
    left: float
    right: float


def extents(chart: Chart, width: float) -> list[Extent]:
    """Where each text of a fluid chart begins and ends, in pixels, in the bold font of the edition."""
    font = ImageFont.truetype(str(FONTS / "NotoSans-Bold.ttf"), 14)
    found = []
    for text in elements(chart, "text"):
        if text.get("transform"):
            continue
        length = font.getlength(content(text))
        at = float(text.get("x", "0%").rstrip("%")) / 100 * width + float(text.get("dx", "0"))
        left = at - {"start": 0.0, "middle": length / 2, "end": length}[text.get("text-anchor", "start")]
        found.append(Extent(content(text), left, left + length))
    return found
