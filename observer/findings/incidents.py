"""Incidents as a summary may tell them: added up by region and phase, and by category. Nothing finer.

The rows have no field for a team, a station or a time of day, so none can slip into a document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from observer.findings.blocks import Column, Line, Row, Table, terms
from observer.findings.values import Cited, Missing, Reading, Term, Value, Withheld


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """The incidents of one region, by phase. None: withheld, the base is too small for the public."""

    region: str
    by_phase: dict[str, Cited | None]
    total: Cited | None


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """The incidents of one category: what was seen, told and not confirmed are never added together."""

    category: str
    severity: str
    seen: Cited
    told: Cited
    unconfirmed: Cited
    # Stations with at least one seen, of all stations observed.
    stations: Cited


def by_region_and_phase(
    *, key: str, caption: str, phases: dict[str, str], rows: Sequence[IncidentRow], total: IncidentRow
) -> Table:
    """A table of regions down and phases across, the total first: a table broken over pages keeps it.

    `phases` are titles by code, in order.
    """
    columns = (
        Column(_("Region"), numeric=False, width=1),
        *(Column(title) for title in phases.values()),
        Column(_("Total")),
    )
    lines = [(total, Line.TOTAL)] + [(row, Line.ROW) for row in rows]
    return Table(
        key,
        caption,
        columns,
        tuple(Row(_region_cells(row, list(phases)), line) for row, line in lines),
    )


def _region_cells(row: IncidentRow, phases: list[str]) -> tuple[Value, ...]:
    numbers = [row.by_phase[phase] for phase in phases] + [row.total]
    return (
        Term(row.region),
        *(Withheld() if each is None else each.read(Reading.NUMERATOR) for each in numbers),
    )


def by_category(*, key: str, caption: str, rows: Sequence[CategoryRow]) -> Table:
    """A table of categories with seen, told and unconfirmed in columns of their own."""
    columns = (
        Column(_("Category"), numeric=False, width=1),
        Column(_("Usual severity"), numeric=False),
        Column(_("Seen")),
        Column(_("Told of")),
        Column(_("Not confirmed")),
        Column(_("Stations with at least one seen")),
        Column(_("Share")),
    )
    return Table(key, caption, columns, tuple(Row(_category_cells(row)) for row in rows))


def _category_cells(row: CategoryRow) -> tuple[Value, ...]:
    share = row.stations.read(Reading.PERCENT) if row.stations.figure.answered else Missing()
    return (
        *terms(row.category, row.severity),
        row.seen.read(Reading.NUMERATOR),
        row.told.read(Reading.NUMERATOR),
        row.unconfirmed.read(Reading.NUMERATOR),
        row.stations.read(Reading.COUNTS),
        share,
    )
