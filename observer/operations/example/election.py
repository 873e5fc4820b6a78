"""The election of the worked example: real regions, lists and official figures; synthetic stations."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from observer.elections.models import Election, Region, Station, StationChange, VotingDay
from observer.elections.register import RegionRow, StationRow, add_regions, add_stations
from observer.operations.example.announced import FINAL, PRESS, add_announced
from observer.operations.example.commissions import add_chains, precinct_of
from observer.operations.example.contests import add_contests
from observer.operations.example.country import (
    DATA,
    EAST_ZONE,
    OUTSIDE,
    ROOT,
    VOTING_DAY,
    Place,
    places,
    zone_of,
)

__all__ = ["CODE", "FINAL", "PRESS", "load_election", "zhanaozen"]

CODE = "kz-2012"
BOUNDARIES = "Natural Earth (public domain)"
ZHANAOZEN = {
    "en": "Zhanaozen (synthetic station)",
    "ru": "Жанаозен (синтетический участок)",
    "kk": "Жаңаөзен (синтетикалық учаске)",
}
# That voting there was cancelled is in our sources; on which day is not, so that row says synthetic.
CANCELLED_ON, RESTORED_ON = date(2012, 1, 6), date(2012, 1, 10)
CANCELLED_BY = "Jamestown EDM 9/14 tells that voting in Zhanaozen was cancelled; the day is assumed"
RESTORED_BY = "Jamestown EDM 9/14: voting in Zhanaozen, under a state of emergency, was restored"


@transaction.atomic
def load_election() -> Election:
    """The election with everything below it; the one that is there when it was loaded before."""
    election, new = Election.objects.get_or_create(
        code=CODE,
        defaults={
            "names": {
                "en": "Early parliamentary election, Kazakhstan, 15 January 2012",
                "ru": "Внеочередные парламентские выборы, Казахстан, 15 января 2012 года",
                "kk": "Кезектен тыс парламенттік сайлау, Қазақстан, 2012 жылғы 15 қаңтар",
            },
            "country": "KZ",
            "voting_day": VOTING_DAY,
            "default_time_zone": EAST_ZONE,
            "known_missions": json.loads((DATA / "known_missions.json").read_text(encoding="utf-8")),
            "sources": (DATA / "README.md").read_text(encoding="utf-8"),
            "synthetic": False,
        },
    )
    if new:
        VotingDay.objects.create(election=election, date=VOTING_DAY)
        regions = _regions(election)
        contests = add_contests(election)
        where = places()
        add_chains(election, regions, contests, where)
        _stations(election, regions, where)
        add_announced(contests)
    return election


def _regions(election: Election) -> dict[str, Region]:
    boundaries = json.loads((DATA / "regions.geojson").read_text(encoding="utf-8"))
    rows = [
        RegionRow(
            code=about["code"],
            names={language: about[f"name_{language}"] for language in ("en", "ru", "kk")},
            level=about["level"],
            time_zone=zone_of(about["code"]),
            source=BOUNDARIES,
        )
        for about in (feature["properties"] for feature in boundaries["features"])
    ]
    outside = RegionRow(OUTSIDE, {"en": "Abroad", "ru": "За рубежом", "kk": "Шетелде"}, "abroad", EAST_ZONE)
    country = RegionRow(
        ROOT, {"en": "Kazakhstan", "ru": "Казахстан", "kk": "Қазақстан"}, "country", EAST_ZONE
    )
    return add_regions(election=election, root=country, rows=[*rows, outside], boundaries=boundaries)


def zhanaozen(where: Sequence[Place]) -> Place:
    """The station that stands for Zhanaozen: the first town station of Mangystau."""
    return next(place for place in where if place.region == "mangystau" and place.settlement == "urban")


def _stations(election: Election, regions: Mapping[str, Region], where: Sequence[Place]) -> None:
    """All stations; the one in Zhanaozen was cancelled, and restored five days before the vote."""
    special = zhanaozen(where).code
    rows = (
        StationRow(
            place.code,
            place.region,
            place.settlement,
            place.registered,
            ZHANAOZEN if place.code == special else None,
            precinct_of(place.code),
        )
        for place in where
    )
    add_stations(election=election, regions=regions, rows=rows, synthetic=True)
    station = Station.objects.get(election=election, code=special)
    kinds = StationChange.Kind
    StationChange.objects.create(
        station=station, kind=kinds.CANCELLED, on=CANCELLED_ON, source=CANCELLED_BY, synthetic=True
    )
    StationChange.objects.create(station=station, kind=kinds.RESTORED, on=RESTORED_ON, source=RESTORED_BY)
