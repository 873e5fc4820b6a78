"""Polling stations, and what happened to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from observer.elections.models import Station, StationChange
from observer.registers.columns import STATION_CHANGES, STATIONS
from observer.registers.differences import Fault, Line, Standing, Values
from observer.registers.kinds.base import (
    BATCH,
    Kind,
    Written,
    delete,
    name_values,
    names_of,
    resting_on,
    save,
    unknown,
)

# Reports carry the place they were counted in: these stay as they are once anything rests on a station.
FIXED = ("region", "settlement", "commission", "time_zone")
FIELDS = ("region", "settlement", "names", "commission", "special", "registered_voters", "time_zone")
DEPLOYMENT = "missions.Deployment"


class Stations(Kind):
    """Facts of stations. Every change is kept in the station's history by the database."""

    columns = STATIONS
    tables = ("elections.Station",)

    @property
    def blank(self) -> Values:
        return {**super().blank, "special": "", "time_zone": ""}

    def key_of(self, values: Values) -> str:
        return str(values["code"])

    @cached_property
    def _rows(self) -> dict[str, Station]:
        rows = Station.objects.filter(election=self.election).select_related("commission")
        return {station.code: station for station in rows}

    def standing(self) -> dict[str, Standing]:
        return {code: Standing(one.pk, self._values(one)) for code, one in self._rows.items()}

    def _values(self, station: Station) -> Values:
        return {
            "code": station.code,
            "region": self.region_codes[station.region_id],
            "settlement": station.settlement,
            **name_values(station.names),
            "commission": station.commission.code if station.commission else None,
            "special": station.special,
            "registered_voters": station.registered_voters,
            "time_zone": station.time_zone,
        }

    @cached_property
    def _resting(self) -> Mapping[int, str]:
        """Stations that reports, figures or history rest on; being sent there is no such thing."""
        return resting_on(Station, [one.pk for one in self._rows.values()], except_for=(DEPLOYMENT,))

    def judge(self, line: Line) -> Iterator[Fault]:
        yield from unknown(line, "region", self.regions)
        yield from unknown(line, "commission", self.commissions)
        if "commission" in line.changed and len(self.commissions.get(line.after["commission"], ())) > 1:
            yield Fault(line.row, "commission", "ambiguous", {"value": line.after["commission"]})
        moved = [one for one in line.changed if one in FIXED] if line.before is not None else []
        if moved and line.subject_id in self._resting:
            yield from (Fault(line.row, column, "fixed") for column in moved)

    def write(self, lines: Sequence[Line]) -> list[Written]:
        stations = [self._filled(self._rows.get(line.key), line) for line in lines]
        save(stations, FIELDS)
        return [
            Written("elections.Station", station.pk, line.key, line.before, line.after)
            for station, line in zip(stations, lines, strict=True)
        ]

    def _filled(self, station: Station | None, line: Line) -> Station:
        made = station or Station(
            election=self.election, code=line.key, synthetic=self.election.synthetic or self.mission.synthetic
        )
        after = line.after
        made.region = self.regions[after["region"]]
        made.settlement = after["settlement"]
        made.names = names_of(after, made.names)
        made.commission_id = self.commissions[after["commission"]][0] if after["commission"] else None
        made.special = after["special"] or ""
        made.registered_voters = after["registered_voters"]
        made.time_zone = after["time_zone"] or ""
        return made

    def take_back(self, table: str, rows: Mapping[int, str], reason: str) -> None:
        delete(Station, rows)


class StationChanges(Kind):
    """What happened to stations. Written once: a change is never taken back, a later one follows it."""

    columns = STATION_CHANGES
    tables = ("elections.StationChange",)

    def key_of(self, values: Values) -> str:
        return f"{values['station']} {values['change']} {values['on']}"

    def standing(self) -> dict[str, Standing]:
        changes = StationChange.objects.filter(station__election=self.election)
        rows = changes.select_related("station", "into").order_by("pk")
        values = [(one.pk, self._values(one)) for one in rows]
        return {self.key_of(of): Standing(pk, of) for pk, of in values}

    def _values(self, change: StationChange) -> Values:
        return {
            "station": change.station.code,
            "change": change.kind,
            "on": change.on.isoformat(),
            "region": self.region_codes[change.region_id] if change.region_id else None,
            "into": change.into.code if change.into else None,
            "source": change.source,
        }

    def judge(self, line: Line) -> Iterator[Fault]:
        yield from unknown(line, "station", self.stations)
        yield from unknown(line, "region", self.regions)
        yield from unknown(line, "into", self.stations)
        if line.before is not None:
            yield Fault(line.row, line.changed[0], "written-once")
        if line.after["change"] == "merged" and not line.after["into"]:
            yield Fault(line.row, "into", "needed")
        if line.after["into"] and line.after["into"] == line.after["station"]:
            yield Fault(line.row, "into", "itself")

    def write(self, lines: Sequence[Line]) -> list[Written]:
        made = StationChange.objects.bulk_create(
            [self._change(line.after) for line in lines], batch_size=BATCH
        )
        return [
            Written("elections.StationChange", change.pk, line.key, None, line.after)
            for change, line in zip(made, lines, strict=True)
        ]

    def _change(self, after: Mapping[str, Any]) -> StationChange:
        return StationChange(
            station_id=self.stations[after["station"]][0],
            kind=after["change"],
            on=date.fromisoformat(after["on"]),
            region=self.regions[after["region"]] if after["region"] else None,
            into_id=self.stations[after["into"]][0] if after["into"] else None,
            source=after["source"],
        )
