"""A map that colours the share of observed stations, and nothing else (house law 8b).

It takes `StationShare`s, which cannot be made from counts, events or visits: a map of raw counts shows
where observers went, not what happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observer.analysis import wording
from observer.analysis.charts.drawing import (
    Cell,
    Chart,
    Table,
    any_synthetic,
    chart_key,
    clean,
    draw,
    mark_synthetic,
    paper,
)
from observer.analysis.charts.map_labels import LABEL_SIZE, MapRegion, draw_labels
from observer.analysis.charts.map_legend import Paint, Subject, draw_legend, legend_height, paint, paints
from observer.analysis.figures import Figure, Measure, Unit
from observer.analysis.suppression import SMALLEST_BASE, Row

MARGIN = 16


@dataclass(frozen=True, slots=True)
class StationShare:
    """A share of the stations observed in one region, or in several that are shown together.

    Raises ValueError for anything else: no map shows raw counts.
    """

    keys: tuple[str, ...]
    figure: Figure

    def __post_init__(self) -> None:
        if self.figure.unit is not Unit.STATIONS or self.figure.measure is not Measure.SHARE:
            raise ValueError("a map colours shares of observed stations only")

    @classmethod
    def of(cls, row: Row) -> StationShare:
        return cls(row.keys, row.figure)


def share_map(
    regions: Sequence[MapRegion],
    size: tuple[int, int],
    shares: Sequence[StationShare],
    *,
    title: str,
    subject: Subject = Subject.SEEN,
    right_to_left: bool = False,
    synthetic: bool = False,
) -> Chart:
    """The map of `regions` in a view box of `size`, coloured by the shares of observed stations.

    Prints k/n on each region, hatches those not covered, greys n < 5 and those shown together with others.
    With the subject COVERED the shares are of the register: k of n stations were observed. `synthetic`
    marks a map that has no figure to say so. Raises ValueError for a share of an unknown region or a
    region with two shares.
    """
    _check_regions(regions, shares)
    covered = [share for share in shares if _is_covered(share, subject)]
    by_region = {key: share for share in covered for key in share.keys}
    description = _description(regions, covered)
    width, height = size
    full_height = height + 3 * MARGIN + legend_height(shares, subject)
    key = chart_key(title, description)
    root = paper(key, title, description)
    root.attrib |= {
        "class": "drawing drawing--map",
        "viewBox": f"{-MARGIN} {-MARGIN} {width + 2 * MARGIN} {full_height}",
        "font-size": str(LABEL_SIZE),
    }
    palette = paints(root, key)
    painted = {region.key: _paint(palette, by_region.get(region.key)) for region in regions}
    _draw_regions(root, regions, painted, by_region)
    synthetic = synthetic or any_synthetic(share.figure for share in shares)
    if synthetic:
        centre = SubElement(root, "g", {"transform": f"translate({width / 2:g} {height / 2:g})"})
        mark_synthetic(centre, width * 0.9)
    labels = {name: _label(share) for name, share in by_region.items()}
    draw_labels(root, regions, labels, painted, bounds=(width, height))
    draw_legend(
        root,
        palette,
        shares,
        subject=subject,
        top=height + 2 * MARGIN,
        width=width,
        right_to_left=right_to_left,
    )
    svg = tostring(root, encoding="unicode")
    return Chart(svg, title, description, _table(regions, shares), synthetic)


def _check_regions(regions: Sequence[MapRegion], shares: Sequence[StationShare]) -> None:
    keys = [key for share in shares for key in share.keys]
    if len(set(keys)) < len(keys):
        raise ValueError("a region has two shares")
    if unknown := set(keys) - {region.key for region in regions}:
        raise ValueError(f"regions that are not on the map: {sorted(unknown)}")


def _is_covered(share: StationShare, subject: Subject) -> bool:
    """Whether observers were there, whatever they could see."""
    return bool(share.figure.numerator if subject is Subject.COVERED else share.figure.asked)


def _paint(palette: Mapping[str, Paint], share: StationShare | None) -> Paint:
    if share is None:
        return palette["uncovered"]
    if len(share.keys) > 1:
        return palette["together"]
    if share.figure.share is None or share.figure.answered < SMALLEST_BASE:
        return palette["few"]
    return paint(palette, share.figure.share)


def _label(share: StationShare) -> str:
    return "*" if len(share.keys) > 1 else wording.of_all(share.figure)


def _draw_regions(
    root: Element,
    regions: Sequence[MapRegion],
    painted: Mapping[str, Paint],
    by_region: Mapping[str, StationShare],
) -> None:
    """Outlines, each with its name and figure for the pointer, and its key for the page's own links."""
    for region in regions:
        look = painted[region.key]
        outline = draw(root, "path", colour=look.colour, fill=look.fill, stroke="line-strong", d=region.path)
        outline.attrib |= {"fill-rule": "evenodd", "stroke-linejoin": "round", "data-region": region.key}
        SubElement(outline, "title").text = clean(_in_words(region.name, by_region.get(region.key)))


def _in_words(name: str, share: StationShare | None) -> str:
    if share is None:
        told = _("not covered")
    elif len(share.keys) > 1:
        told = _("shown together with other regions")
    else:
        told = wording.share(share.figure)
    return f"{name}: {told}"


def _table(regions: Sequence[MapRegion], shares: Sequence[StationShare]) -> Table:
    header = (_("Region"), _("Observed"), _("Not observed"), _("Not applicable"), _("Blank"))
    names = {region.key: region.name for region in regions}
    rows: list[tuple[Cell, ...]] = []
    for share in shares:
        figure = share.figure
        told: Cell = figure if figure.asked else _("not covered")
        label = wording.joined(names[key] for key in share.keys)
        rows.append((label, told, figure.not_observed, figure.not_applicable, figure.blank))
    told_of = {key for share in shares for key in share.keys}
    rows += [(region.name, _("not covered"), 0, 0, 0) for region in regions if region.key not in told_of]
    return Table(header, tuple(rows))


def _description(regions: Sequence[MapRegion], shares: Sequence[StationShare]) -> str:
    """The map in words: how much of it was covered, the largest and the smallest share, who is missing."""
    names = {region.key: region.name for region in regions}
    covered = {key for share in shares for key in share.keys}
    sentences = [
        ngettext(
            "Map of %(all)s region; polling stations were observed in %(covered)s.",
            "Map of %(all)s regions; polling stations were observed in %(covered)s.",
            len(regions),
        )
        % {"all": wording.number(len(regions)), "covered": wording.number(len(covered))}
    ]
    alone = [share for share in shares if len(share.keys) == 1]
    sentences += _extremes(names, alone)
    few = [share.keys[0] for share in alone if share.figure.answered < SMALLEST_BASE]
    sentences += _list(_("Fewer than five polling stations: %(names)s."), names, few)
    together = [key for share in shares if len(share.keys) > 1 for key in share.keys]
    sentences += _list(_("Shown together: %(names)s."), names, together)
    sentences += _list(_("Not covered: %(names)s."), names, [key for key in names if key not in covered])
    return " ".join(sentences)


def _extremes(names: Mapping[str, str], alone: Sequence[StationShare]) -> list[str]:
    known = [share for share in alone if share.figure.answered >= SMALLEST_BASE]
    if not known:
        return []
    largest = max(known, key=lambda share: share.figure.share or 0)
    smallest = min(known, key=lambda share: share.figure.share or 0)
    return [
        _("Largest share: %(region)s.") % {"region": _in_words(names[largest.keys[0]], largest)},
        _("Smallest share: %(region)s.") % {"region": _in_words(names[smallest.keys[0]], smallest)},
    ]


def _list(sentence: str, names: Mapping[str, str], keys: Sequence[str]) -> list[str]:
    return [sentence % {"names": wording.joined(names[key] for key in keys)}] if keys else []
