"""The commissions above the stations: where protocols go after the count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from observer.elections.models import Commission, Station
from observer.operations.example.days import Seat

ABOVE = (Commission.Level.DISTRICT, Commission.Level.TERRITORIAL)


@dataclass(frozen=True, slots=True)
class Seats:
    """By code of the station, the commission that adds up its protocol."""

    of_station: Mapping[str, Seat]

    @classmethod
    def of(cls, election_id: int) -> Seats:
        """Two queries for the whole register, in the common chain."""
        commissions = {
            pk: _Commission(code, level, region, parent)
            for pk, code, level, region, parent in Commission.objects.filter(
                election=election_id, contest=None
            ).values_list("pk", "code", "level", "region__code", "parent")
        }
        of_stations = Station.objects.filter(election=election_id).exclude(commission=None)
        above = {
            code: commission
            for code, first in of_stations.values_list("code", "commission")
            if (commission := _climb(commissions, first))
        }
        stations = Counter(commission.code for commission in above.values())
        seats = {
            commission.code: Seat(commission.code, commission.region or "", stations[commission.code])
            for commission in above.values()
        }
        return cls({code: seats[commission.code] for code, commission in above.items()})

    def above(self, station: str) -> Seat | None:
        return self.of_station.get(station)

    def district_of(self, stations: Sequence[str]) -> list[str]:
        """Those of `stations` under one commission among theirs: the second by code, not the capital's."""
        codes = sorted({seat.code for code in stations if (seat := self.above(code))})
        if not codes:
            return list(stations)
        chosen = codes[min(1, len(codes) - 1)]
        return [code for code in stations if (seat := self.above(code)) and seat.code == chosen]


@dataclass(frozen=True, slots=True)
class _Commission:
    code: str
    level: str
    region: str | None
    parent: int | None


def _climb(commissions: Mapping[int, _Commission], first: int) -> _Commission | None:
    """The first commission at or above `first` that adds up protocols of several stations."""
    commission = commissions.get(first)
    while commission is not None and commission.level not in ABOVE:
        commission = commissions.get(commission.parent) if commission.parent else None
    return commission
