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
        """Two queries for the whole register."""
        commissions = {
            commission.pk: commission
            for commission in Commission.objects.filter(election=election_id).select_related("region")
        }
        above = {
            code: commission
            for code, first in Station.objects.filter(election=election_id)
            .exclude(commission=None)
            .values_list("code", "commission")
            if (commission := _climb(commissions, first))
        }
        stations = Counter(commission.pk for commission in above.values())
        seats = {
            commission.pk: Seat(
                commission.code, commission.region.code if commission.region else "", stations[commission.pk]
            )
            for commission in above.values()
        }
        return cls({code: seats[commission.pk] for code, commission in above.items()})

    def above(self, station: str) -> Seat | None:
        return self.of_station.get(station)

    def district_of(self, stations: Sequence[str]) -> list[str]:
        """Those of `stations` under one commission among theirs: the second by code, not the capital's."""
        codes = sorted({seat.code for code in stations if (seat := self.above(code))})
        if not codes:
            return list(stations)
        chosen = codes[min(1, len(codes) - 1)]
        return [code for code in stations if (seat := self.above(code)) and seat.code == chosen]


def _climb(commissions: Mapping[int, Commission], first: int) -> Commission | None:
    """The first commission at or above `first` that adds up protocols of several stations."""
    commission = commissions.get(first)
    while commission is not None and commission.level not in ABOVE:
        commission = commissions.get(commission.parent_id) if commission.parent_id else None
    return commission
