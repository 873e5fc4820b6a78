"""What was announced of the election of 2012, as each source gave it: nothing here is made up."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from observer.elections.models import Contest, OfficialFigure
from observer.elections.official import FigureRow, add_figures
from observer.operations.example.contests import PARTIES
from observer.operations.example.country import DATA, EAST_ZONE

PRESS = "Central Election Commission, by press of the day"
FINAL = "Central Election Commission, final"
LANGUAGES = ("en", "ru", "kk")


def add_announced(contests: Mapping[str, Contest]) -> None:
    """Final votes and seats, turnout of the regions, and everything else that was announced."""
    rows: dict[str, list[FigureRow]] = defaultdict(list)
    rows["mazhilis"] += [*_final_votes(), *_regional_turnout()]
    for line in _lines("official_announced.csv"):
        rows[line["contest"]].append(_row(line))
    for code, told in rows.items():
        add_figures(contest=contests[code], rows=told)


def _lines(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _final_votes() -> Iterator[FigureRow]:
    for line in _lines("official_results.csv"):
        yield FigureRow(
            stage=OfficialFigure.Stage.FINAL,
            source=FINAL,
            choice=PARTIES[line["party"]][0],
            votes=int(line["votes"]),
            seats=int(line["seats_by_list"]),
        )


def _regional_turnout() -> Iterator[FigureRow]:
    for line in _lines("official_turnout.csv"):
        for hour in (12, 20):
            yield FigureRow(
                stage=OfficialFigure.Stage.READING,
                source=PRESS,
                region=line["region_code"],
                local_time=time(hour),
                percent=Decimal(line[f"turnout_{hour}00_percent"]),
            )


def _row(line: Mapping[str, str]) -> FigureRow:
    """A line of official_announced.csv; an empty cell tells nothing."""

    def number(name: str) -> int | None:
        return int(line[name]) if line[name] else None

    day = f"{line['announced_on']}T{line['local_time'] or '00:00'}" if line["announced_on"] else ""
    return FigureRow(
        stage=line["stage"],
        source=line["source"],
        region=line["region"],
        choice=line["choice"],
        field=line["field"],
        local_time=time.fromisoformat(line["local_time"]) if line["local_time"] else None,
        voters=number("voters"),
        percent=Decimal(line["percent"]) if line["percent"] else None,
        seats=number("seats"),
        number=number("number"),
        announced_at=datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(EAST_ZONE)) if day else None,
        note={language: line[f"note_{language}"] for language in LANGUAGES if line[f"note_{language}"]},
    )
