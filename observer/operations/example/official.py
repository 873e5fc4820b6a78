"""Synthetic official protocols of the stations where a count was observed, as two sources give them.

The tables of the territorial commissions and the file of the central one agree; in one district both differ
from the protocols that observers copied from the wall.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from observer.elections.models import Contest, OfficialFigure
from observer.elections.official import FigureRow, announce
from observer.operations.example.missions import Loaded
from observer.operations.example.protocols import CHOICES, Protocol, carried_up
from observer.operations.example.synthesis import Counted, Synthesis

TABLES = "Synthetic: tables of the district commissions"
FILE = "Synthetic: station figures in the central commission's file"
ANNOUNCED = {
    TABLES: (OfficialFigure.Stage.PRELIMINARY, datetime(2012, 1, 16, 6, tzinfo=UTC)),
    FILE: (OfficialFigure.Stage.FINAL, datetime(2012, 1, 17, 12, tzinfo=UTC)),
}


@dataclass(frozen=True, slots=True)
class StationProtocol:
    """One contest's protocol of one station as announced; `changed` if it is not what hung on the wall."""

    station: str
    contest: str
    numbers: Protocol
    changed: bool


def announce_station_figures(loaded: Loaded, stream: Synthesis) -> list[StationProtocol]:
    """Announce a protocol for every observed count, under both sources; a station has one.

    Another mission's count may have brought its figures in before. Returns what was announced now.
    """
    before = OfficialFigure.objects.filter(
        contest__election=loaded.mission.election_id, station__isnull=False
    ).values_list("station__code", flat=True)
    known = set(before.distinct())
    counts = {count.place.code: count for count in stream.counts if count.place.code not in known}
    announced = [_announced(count, contest, stream) for count in counts.values() for contest in CHOICES]
    for contest in Contest.objects.filter(election=loaded.mission.election_id, code__in=CHOICES):
        rows = [row for protocol in announced if protocol.contest == contest.code for row in _rows(protocol)]
        for source, (stage, at) in ANNOUNCED.items():
            announce(contest=contest, stage=stage, source=source, rows=rows, announced_at=at)
    return announced


def _announced(count: Counted, contest: str, stream: Synthesis) -> StationProtocol:
    numbers = count.walls[contest].numbers
    if count.place.code not in stream.changed:
        return StationProtocol(count.place.code, contest, numbers, changed=False)
    share = stream.truth.changed_share
    return StationProtocol(
        count.place.code, contest, carried_up(numbers, share=share, contest=contest), changed=True
    )


def _rows(protocol: StationProtocol) -> Iterator[FigureRow]:
    for name, value in protocol.numbers.items():
        if name.startswith("c:"):
            yield FigureRow(
                station=protocol.station, choice=name.removeprefix("c:"), votes=value, synthetic=True
            )
        else:
            yield FigureRow(station=protocol.station, field=name, number=value, synthetic=True)
