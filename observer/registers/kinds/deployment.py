"""Where teams are sent: to stations, or to regions in which they choose their route."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from observer.elections.models import Station
from observer.missions.models import Deployment, Team
from observer.registers.columns import DEPLOYMENT
from observer.registers.differences import Fault, Given, Line, Standing, Values
from observer.registers.kinds.base import Kind, Written, delete, save, unknown
from observer.registers.sheets import Sheet

TABLE = "missions.Deployment"


class Deployments(Kind):
    """Deployments by team, place and phase. The regime decides what may be claimed from what comes back."""

    columns = DEPLOYMENT
    tables = (TABLE,)

    @property
    def blank(self) -> Values:
        return {**super().blank, "phase": ""}

    def key_of(self, values: Values) -> str:
        place = values.get("station") or values.get("region") or ""
        return " · ".join(filter(None, (str(values["team"]), str(place), values.get("phase") or "")))

    def prepared(self, given: Sequence[Given], sheet: Sheet) -> list[Given]:
        """Each with its region, which a station tells, and its regime: assigned where a station is named."""
        return [Given(one.row, one.key, self._completed(one.values)) for one in given]

    def _completed(self, values: Values) -> Values:
        station = values.get("station")
        known = self.stations.get(station) if station else None
        region = {"region": self.region_codes[known[1]]} if known and not values.get("region") else {}
        usual = Deployment.Regime.ASSIGNED if station else Deployment.Regime.ROUTE
        return {**region, **({} if values.get("regime") else {"regime": usual.value}), **values}

    @cached_property
    def _teams(self) -> dict[str, int]:
        return dict(Team.objects.filter(mission=self.mission).values_list("code", "pk"))

    @cached_property
    def _rows(self) -> dict[str, Deployment]:
        rows = Deployment.objects.filter(mission=self.mission).standing().select_related("team", "station")
        return {self._key(one): one for one in rows}

    def _key(self, one: Deployment) -> str:
        place = one.station.code if one.station else self.region_codes[one.region_id]
        return self.key_of({"team": one.team.code, "station": place, "phase": one.phase})

    @cached_property
    def _withdrawn(self) -> set[str]:
        rows = Deployment.objects.filter(mission=self.mission, withdrawal__isnull=False)
        return {self._key(one) for one in rows.select_related("team", "station")}

    def standing(self) -> dict[str, Standing]:
        return {key: Standing(one.pk, self._values(one)) for key, one in self._rows.items()}

    def _values(self, one: Deployment) -> Values:
        region = self.region_codes[one.region_id]
        station = one.station.code if one.station else None
        due = one.due_at.astimezone(self._zone(region, station)) if one.due_at else None
        return {
            "team": one.team.code,
            "station": station,
            "region": region,
            "phase": one.phase,
            "regime": one.regime,
            "due_at": due.replace(tzinfo=None).isoformat(timespec="minutes") if due else None,
        }

    @cached_property
    def _own_zones(self) -> dict[str, str]:
        """Stations in another zone than their region."""
        rows = Station.objects.filter(election=self.election).exclude(time_zone="")
        return dict(rows.values_list("code", "time_zone"))

    def _zone(self, region: str, station: str | None) -> ZoneInfo:
        return ZoneInfo(self._own_zones.get(station or "") or self.regions[region].time_zone)

    def judge(self, line: Line) -> Iterator[Fault]:
        after = line.after
        yield from unknown(line, "team", self._teams)
        yield from unknown(line, "region", self.regions)
        yield from unknown(line, "station", self.stations)
        if not after["region"] and not after["station"]:
            yield Fault(line.row, "region", "place-needed")
        known = self.stations.get(after["station"]) if after["station"] else None
        if known and after["region"] in self.regions and self.region_codes[known[1]] != after["region"]:
            yield Fault(line.row, "region", "not-its-region", {"value": self.region_codes[known[1]]})
        if after["regime"] != Deployment.Regime.ROUTE and not after["station"]:
            yield Fault(line.row, "station", "needed")
        if line.before is None and line.key in self._withdrawn:
            yield Fault(line.row, "team", "withdrawn-before")

    def write(self, lines: Sequence[Line]) -> list[Written]:
        made = [self._filled(self._rows.get(line.key), line.after) for line in lines]
        save(made, ("regime", "due_at"))
        return [
            Written(TABLE, one.pk, line.key, line.before, line.after)
            for one, line in zip(made, lines, strict=True)
        ]

    def _filled(self, there: Deployment | None, after: Mapping[str, Any]) -> Deployment:
        made = there or Deployment(
            mission=self.mission,
            team_id=self._teams[after["team"]],
            region=self.regions[after["region"]],
            station_id=self.stations[after["station"]][0] if after["station"] else None,
            phase=after["phase"] or "",
        )
        zone = self._zone(after["region"], after["station"])
        made.regime = after["regime"]
        made.due_at = (
            datetime.fromisoformat(after["due_at"]).replace(tzinfo=zone) if after["due_at"] else None
        )
        return made

    def take_back(self, table: str, rows: Mapping[int, str], reason: str) -> None:
        delete(Deployment, rows)
