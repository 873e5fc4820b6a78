"""Writing down what the authorities announced, and taking out what was entered by mistake.

A later figure stands beside an earlier one and never replaces it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as part
from datetime import datetime, time
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from observer.elections.models import Choice, Contest, OfficialFigure, OfficialWithdrawal, Region, Station
from observer.problems import INVALID, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One announced figure. Places and choices by code: `region`, `station`, `choice`; empty for all.

    Votes of a choice (`votes`, `percent`, `seats`), a line of a protocol (`field` with `number`), or turnout
    (`voters`, `percent`). `percent` keeps its decimals: 80 and 80.0 differ.
    """

    stage: str = ""
    source: str = ""
    region: str = ""
    station: str = ""
    choice: str = ""
    field: str = ""
    local_time: time | None = None
    votes: int | None = None
    voters: int | None = None
    percent: Decimal | None = None
    seats: int | None = None
    number: int | None = None
    announced_at: datetime | None = None
    note: Mapping[str, str] = part(default_factory=dict)
    synthetic: bool = False


@transaction.atomic
def add_figures(*, contest: Contest, rows: Iterable[FigureRow]) -> list[OfficialFigure]:
    """Write down what was announced, all or nothing, in five statements for any number of rows.

    Raises Problem INVALID naming, row by row, every code that is not on the register.
    """
    wanted = list(rows)
    places = _Places.of(contest, wanted)
    if errors := [error for number, row in enumerate(wanted) for error in places.unknown(number, row)]:
        raise Problem(INVALID, errors=errors)
    return OfficialFigure.objects.bulk_create(
        (places.figure(contest, row) for row in wanted), batch_size=2_000
    )


def announce(
    *,
    contest: Contest,
    stage: str,
    source: str,
    rows: Iterable[FigureRow],
    announced_at: datetime | None = None,
) -> list[OfficialFigure]:
    """One announcement: every row of it has this stage, source and time. Raises as `add_figures` does."""
    told = [replace(row, stage=stage, source=source, announced_at=announced_at) for row in rows]
    return add_figures(contest=contest, rows=told)


@transaction.atomic
def withdraw_figures(*, figure_ids: Iterable[int], reason: str) -> int:
    """Take out figures entered by mistake (an import undone); they are kept with the reason.

    Those withdrawn before stay as they are. Returns how many were withdrawn now.
    """
    figures = OfficialFigure.objects.filter(pk__in=list(figure_ids), withdrawal__isnull=True)
    made = OfficialWithdrawal.objects.bulk_create(
        [OfficialWithdrawal(figure=figure, reason=reason) for figure in figures], batch_size=2_000
    )
    return len(made)


@dataclass(frozen=True, slots=True)
class _Places:
    """What the codes in some rows stand for."""

    regions: Mapping[str, int]
    stations: Mapping[str, int]
    choices: Mapping[str, int]

    @classmethod
    def of(cls, contest: Contest, rows: Sequence[FigureRow]) -> _Places:
        codes = {row.station for row in rows if row.station}
        stations = Station.objects.filter(election=contest.election_id, code__in=codes)
        return cls(
            dict(Region.objects.filter(election=contest.election_id).values_list("code", "pk")),
            dict(stations.values_list("code", "pk")),
            dict(Choice.objects.filter(contest=contest).values_list("code", "pk")),
        )

    def unknown(self, number: int, row: FigureRow) -> list[dict[str, str]]:
        named = {"region": self.regions, "station": self.stations, "choice": self.choices}
        return [
            {"field": f"rows.{number}.{name}", "code": "unknown", "detail": _("This is on no list.")}
            for name, known in named.items()
            if (code := getattr(row, name)) and code not in known
        ]

    def figure(self, contest: Contest, row: FigureRow) -> OfficialFigure:
        exponent = row.percent.as_tuple().exponent if row.percent is not None else None
        return OfficialFigure(
            contest=contest,
            region_id=self.regions.get(row.region),
            station_id=self.stations.get(row.station),
            choice_id=self.choices.get(row.choice),
            field=row.field,
            stage=row.stage,
            local_time=row.local_time,
            votes=row.votes,
            voters=row.voters,
            percent=row.percent,
            percent_decimals=max(0, -exponent) if isinstance(exponent, int) else None,
            seats=row.seats,
            number=row.number,
            source=row.source,
            note=dict(row.note),
            announced_at=row.announced_at,
            synthetic=row.synthetic,
        )
