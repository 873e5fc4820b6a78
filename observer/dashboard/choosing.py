"""What the filter bar offers, and what stands chosen in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from observer.analysis.charts.timeline import hour_label
from observer.analysis.filters import Filters
from observer.analysis.hours import HOURS
from observer.analysis.models import Outcome
from observer.checklists.models import Basis, Category, Phase, Severity
from observer.elections.models import Region, Station
from observer.missions.access import Act, Reach, reach, region_paths, under
from observer.missions.models import Membership


@dataclass(frozen=True, slots=True)
class Choice:
    """One field of the bar: its options as (value, words), and the value chosen.

    `required`: one of the options is always chosen, so that there is no "all".
    """

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str
    required: bool = False


def choices_for(membership: Membership, filters: Filters, *names: str) -> list[Choice]:
    """The fields of the bar, or those of these names; two queries: regions within sight and categories."""
    categories = Category.objects.filter(mission=membership.mission_id)
    hours = [(str(hour), hour_label(hour)) for hour in HOURS]
    offered: list[tuple[str, str, Sequence[tuple[str, str]]]] = [
        ("region", _("Region"), region_options(membership)),
        ("phase", _("Phase"), [(value, str(label)) for value, label in Phase.choices]),
        ("category", _("Category"), [(one.code, f"{one.code} {one.name}") for one in categories]),
        ("severity", _("Severity"), [(value, str(label)) for value, label in Severity.choices]),
        ("basis", _("Seen or told"), [(one.value, str(one.label)) for one in (Basis.SEEN, Basis.TOLD)]),
        ("from_hour", _("From the hour"), hours),
        ("to_hour", _("To the hour"), hours),
    ]
    chosen = filters.as_query()
    return [
        Choice(name, label, options, chosen.get(name, ""))
        for name, label, options in offered
        if not names or name in names
    ]


def regions_within(membership: Membership) -> list[Region]:
    """The regions this member's board may be narrowed to, parents before children."""
    regions = Region.objects.filter(election=membership.mission.election_id)
    if reach(membership, Act.SEE_BOARD) is Reach.REGIONS:
        regions = regions.filter(under(region_paths(membership), "path"))
    return list(regions)


def region_options(membership: Membership) -> list[tuple[str, str]]:
    """The same as options of a list: (code, name), deeper ones a little to the side."""
    return [(region.code, _indented(region)) for region in regions_within(membership)]


def named(source: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a figure's source asks for, as (name, value) in words."""
    names = {
        "region": _("Region"),
        "phase": _("Phase"),
        "category": _("Category"),
        "severity": _("Severity"),
        "basis": _("Seen or told"),
        "from_hour": _("From the hour"),
        "to_hour": _("To the hour"),
        "outcome": _("What became of it"),
        "station": _("Station"),
        "assigned": _("Assigned to a team"),
        "settlement": _("Urban and rural"),
        "checklist": _("Checklist"),
        "version": _("Version"),
        "question": _("Question"),
        "answer": _("Answer"),
    }
    labels = dict(Phase.choices) | dict(Severity.choices) | dict(Basis.choices) | dict(Outcome.choices)
    labels |= dict(Station.Settlement.choices)
    # The one word whose value is no code of the mission's own; an answer "yes" is one.
    words: dict[str, dict[Any, Any]] = {
        "assigned": {"yes": _("yes")},
        "outcome": {"received": _("received")} | labels,
    }
    return [
        (names[name], str(words.get(name, labels).get(value, value)))
        for name, value in source.items()
        if name in names
    ]


def columns() -> dict[str, Any]:
    """The severities of the table of categories, and one column more for all of them and for stations."""
    severities = [{"code": value, "name": str(label)} for value, label in Severity.choices]
    return {"severities": severities, "columns": range(len(severities) + 2)}


def _indented(region: Region) -> str:
    """Deeper regions stand a little to the side, as a list of options can show it."""
    return "\N{NO-BREAK SPACE}" * 2 * (region.path.count("/") - 1) + region.name
