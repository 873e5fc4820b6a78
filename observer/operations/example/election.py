"""The election of the worked example: real regions, lists and official figures; synthetic stations."""

from __future__ import annotations

import csv
import json
from datetime import time
from decimal import Decimal

from django.db import transaction

from observer.elections.models import Choice, Contest, Election, OfficialFigure, Region, VotingDay
from observer.elections.register import RegionRow, StationRow, add_commissions, add_regions, add_stations
from observer.operations.example.country import DATA, EAST_ZONE, OUTSIDE, ROOT, VOTING_DAY, places, zone_of

CODE = "kz-2012"
BOUNDARIES = "Natural Earth (public domain)"
PRESS = "Central Election Commission, by press of the day"
FINAL = "Central Election Commission, final"


@transaction.atomic
def load_election() -> Election:
    """The election with everything below it; the one that is there when it was loaded before."""
    election, new = Election.objects.get_or_create(
        code=CODE,
        defaults={
            "names": {
                "en": "Early parliamentary election, Kazakhstan, 15 January 2012",
                "ru": "Внеочередные парламентские выборы, Казахстан, 15 января 2012 года",
            },
            "country": "KZ",
            "voting_day": VOTING_DAY,
            "default_time_zone": EAST_ZONE,
            "sources": (DATA / "README.md").read_text(encoding="utf-8"),
            "synthetic": False,
        },
    )
    if new:
        VotingDay.objects.create(election=election, date=VOTING_DAY)
        regions = _regions(election)
        _stations(election, regions)
        _official(election, regions)
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


def _stations(election: Election, regions: dict[str, Region]) -> None:
    territorial = {
        code: {language: f"{name}: TEC" for language, name in region.names.items()}
        for code, region in regions.items()
        if code not in {ROOT, OUTSIDE}
    }
    add_commissions(election=election, regions=regions, names=territorial, synthetic=True)
    rows = (StationRow(place.code, place.region, place.settlement, place.registered) for place in places())
    add_stations(election=election, regions=regions, rows=rows, synthetic=True)


def _official(election: Election, regions: dict[str, Region]) -> None:
    contest = Contest.objects.create(
        election=election,
        code="mazhilis",
        names={"en": "Mazhilis, party lists", "ru": "Мажилис, партийные списки"},
        kind="lists",
        seats=98,
    )
    figures = []
    with (DATA / "official_results.csv").open(encoding="utf-8", newline="") as rows:
        for position, row in enumerate(csv.DictReader(rows), start=1):
            choice = Choice.objects.create(
                contest=contest, code=f"list-{position}", names={"en": row["party"]}, position=position
            )
            figures.append(
                OfficialFigure(
                    contest=contest,
                    choice=choice,
                    stage=OfficialFigure.Stage.FINAL,
                    votes=int(row["votes"]),
                    seats=int(row["seats_by_list"]),
                    source=FINAL,
                )
            )
    with (DATA / "official_turnout.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            figures += [
                OfficialFigure(
                    contest=contest,
                    region=regions[row["region_code"]],
                    stage=OfficialFigure.Stage.READING,
                    local_time=time(hour),
                    percent=Decimal(row[f"turnout_{hour}00_percent"]),
                    source=PRESS,
                )
                for hour in (12, 20)
            ]
    OfficialFigure.objects.bulk_create(figures)
