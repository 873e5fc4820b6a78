"""Where a report belongs: from the codes that were typed to rows of the register, or held as typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from observer.checklists.storable import storable_text
from observer.elections.models import Commission, Region
from observer.missions.senders import Sender
from observer.prepared import prepared
from observer.reports.submission import PlaceClaim, Submission

MAX_TYPED = 200


@dataclass(frozen=True, slots=True)
class Place:
    """What a claim leads to. `kind` as claimed; `found` is False where the code is on no list.

    `region_id`: the lowest region it lies in, also None where a report is tied to no place on purpose.
    `planned`: the team was sent to this station, or to a region it lies in.
    """

    kind: str
    found: bool
    typed: str = ""
    station_id: int | None = None
    commission_id: int | None = None
    region_id: int | None = None
    zone: str = ""
    planned: bool = True

    @property
    def ids(self) -> tuple[int | None, int | None, int | None]:
        """(station, commission, region), as a report carries them."""
        return self.station_id, self.commission_id, self.region_id


def claim_of(submission: Submission, facts: Mapping[str, Any]) -> PlaceClaim | None:
    """The place a report tells of: itself, in an incident's answers, or by its visit; None if it does not."""
    if submission.place is not None:
        return submission.place
    visited = PlaceClaim("station", submission.visit.station_code) if submission.visit else None
    kind, code = facts.get("place"), facts.get("place_code")
    if not isinstance(kind, str) or kind == "this_station":
        return visited
    if kind == "station" and not code:
        return visited
    return PlaceClaim(kind, code if isinstance(code, str) else "")


# One statement for a batch. A team sent to a region chooses its own stations there.
_STATIONS = """
    SELECT station.code, station.id, station.region_id,
           coalesce(nullif(station.time_zone, ''), region.time_zone),
           EXISTS (SELECT FROM missions_deployment AS sent
                     JOIN elections_region AS area ON area.id = sent.region_id
                    WHERE sent.mission_id = %(mission)s AND sent.team_id = %(team)s
                      AND CASE WHEN sent.station_id IS NULL THEN starts_with(region.path, area.path)
                               ELSE sent.station_id = station.id END
                      AND NOT EXISTS (SELECT FROM missions_deploymentwithdrawal
                                       WHERE deployment_id = sent.id))
      FROM elections_station AS station
      JOIN elections_region AS region ON region.id = station.region_id
     WHERE station.election_id = (SELECT election_id FROM missions_mission WHERE id = %(mission)s)
       AND station.code = ANY(%(codes)s)
"""


class Gazetteer:
    """The places that the claims of a batch lead to: one query a kind of place, however many they are."""

    def __init__(self, sender: Sender, claims: Iterable[PlaceClaim | None]) -> None:
        self.sender = sender
        codes: dict[str, set[str]] = {"station": set(), "commission": set(), "region": set()}
        for claim in claims:
            if claim is not None and claim.kind in codes and (typed := _typed(claim)):
                codes[claim.kind] |= {typed, typed.upper()}
        self.found: dict[tuple[str, str], Place] = {
            **self._stations(codes["station"]),
            **self._commissions(codes["commission"]),
            **self._regions(codes["region"]),
        }

    def find(self, claim: PlaceClaim | None) -> Place:
        """Where the claim leads. A code typed in small letters finds the one in capitals."""
        if claim is None:
            return Place("station", found=False)
        if claim.kind == "none":
            return Place("none", found=True)
        typed = _typed(claim)
        place = self.found.get((claim.kind, typed)) or self.found.get((claim.kind, typed.upper()))
        return place or Place(claim.kind, found=False, typed=typed)

    def _stations(self, codes: set[str]) -> dict[tuple[str, str], Place]:
        if not codes:
            return {}
        named = {
            "mission": self.sender.mission_id,
            "team": self.sender.team_id,
            "codes": sorted(codes),
        }
        with prepared() as cursor:
            cursor.execute(_STATIONS, named)
            rows = cursor.fetchall()
        return {
            ("station", code): Place("station", True, code, station, None, region, zone, planned)
            for code, station, region, zone, planned in rows
        }

    def _commissions(self, codes: set[str]) -> dict[tuple[str, str], Place]:
        """A code that several contests use leads to the commission that was registered first."""
        if not codes:
            return {}
        rows = (
            Commission.objects.filter(election__missions=self.sender.mission_id, code__in=codes)
            .order_by("-id")
            .values_list("code", "id", "region_id", "region__time_zone")
        )
        return {
            ("commission", code): Place("commission", True, code, None, commission, region, zone or "")
            for code, commission, region, zone in rows
        }

    def _regions(self, codes: set[str]) -> dict[tuple[str, str], Place]:
        if not codes:
            return {}
        both = codes | {code.lower() for code in codes}
        rows = Region.objects.filter(election__missions=self.sender.mission_id, code__in=both).values_list(
            "code", "id", "time_zone"
        )
        return {
            ("region", written): Place("region", True, code, None, None, region, zone)
            for code, region, zone in rows
            for written in (code, code.upper())
        }


def _typed(claim: PlaceClaim) -> str:
    return storable_text(claim.code, MAX_TYPED).strip()


@cache
def zone_of(name: str) -> tzinfo | None:
    """The time zone of a register, or None where it is not one of the tz database."""
    try:
        return ZoneInfo(name) if name else None
    except (OSError, ValueError):
        return None
