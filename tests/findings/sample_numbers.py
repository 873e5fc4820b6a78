"""The invented numbers of the sample: sixteen regions of Kazakhstan as they were in 2012, seeded."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from observer.analysis import wording
from observer.analysis.charts import MapRegion
from observer.analysis.figures import Figure, Inclusion, Measure, Regime, Unit, combine
from observer.analysis.suppression import Row as Suppressed
from observer.analysis.suppression import suppress
from observer.elections.projection import project
from observer.findings.values import Cited

BOUNDARIES = Path(__file__).parents[2] / "observer/operations/example/data/kazakhstan-2012/regions.geojson"
CUT_OFF = datetime(2012, 1, 15, 17, 30, tzinfo=UTC)
RULE = Inclusion(received=1312, held=37, quarantined=9, withdrawn=6, doubles=14)
NOT_COVERED = {"mangystau"}

QUESTIONS = (
    ("A1", "The team could watch the preparation without obstruction", 0.962),
    ("A2", "The station opened on time or less than fifteen minutes late", 0.913),
    ("A4", "All materials the law asks for were there", 0.974),
    ("A5", "The commission counted the ballots it had received", 0.881),
    ("A6", "Ballots were signed as the law says", 0.843),
    ("A7", "The ballot box was shown empty to all present", 0.931),
    ("A8", "The stationary box and the mobile boxes were sealed", 0.951),
    ("A9", "A control sheet was put into the box", 0.712),
    ("A11", "Party agents or candidates' proxies were present", 0.804),
    ("A12", "Nobody was present without authority", 0.967),
    ("A13", "The station could be reached and used without help", 0.574),
    ("A16", "Information was displayed in the state language and in Russian", 0.986),
)
PHASES = {"opening": "Opening", "voting": "Voting", "closing": "Closing", "counting": "Counting"}
CATEGORIES = (
    ("V14", "Late opening, early closing or suspension", "procedural", 31, 6, 2),
    ("V15", "Missing or wrong materials", "procedural", 24, 3, 1),
    ("V11", "Box unsealed, seals missing, not shown empty", "serious", 19, 4, 3),
    ("V10", "Observers refused, restricted or expelled", "serious", 14, 2, 0),
    ("V04", "Group or family voting; secrecy broken", "procedural", 46, 11, 5),
    ("V09", "Unauthorised persons; officials directing", "serious", 12, 9, 4),
    ("V18", "Steps of the count skipped or not visible", "serious", 17, 1, 0),
    ("V20", "Protocol not posted, altered or refused", "serious", 15, 5, 2),
    ("V01", "Ballot-box stuffing", "critical", 3, 8, 6),
)


@cache
def region_map() -> tuple[tuple[str, str, MapRegion], ...]:
    """Code, English name and outline of every region."""
    collection = json.loads(BOUNDARIES.read_text(encoding="utf-8"))
    names = {f["properties"]["code"]: f["properties"]["name_en"] for f in collection["features"]}
    return tuple(
        (
            outline.code,
            names[outline.code],
            MapRegion(
                outline.code,
                names[outline.code],
                outline.path,
                outline.label_x,
                outline.label_y,
                outline.label_radius,
            ),
        )
        for outline in sorted(project(collection).outlines, key=lambda outline: names[outline.code])
    )


@cache
def map_size() -> tuple[int, int]:
    projected = project(json.loads(BOUNDARIES.read_text(encoding="utf-8")))
    return projected.width, projected.height


@dataclass(frozen=True)
class Sheet:
    """The invented numbers, before anything is said about them."""

    register: Mapping[str, int]
    observed: Mapping[str, int]
    visits: Mapping[str, int]
    violated: Mapping[str, int]


def sheet() -> Sheet:
    seeded = Random(2012)
    codes = [code for code, _name, _region in region_map()]
    register = {code: seeded.randint(310, 910) for code in codes}
    register["astana"], register["almaty-city"] = 260, 520
    observed = {code: 0 if code in NOT_COVERED else seeded.randint(9, 62) for code in codes}
    observed["atyrau"] = 4
    visits = {code: n + seeded.randint(0, n // 2) if n else 0 for code, n in observed.items()}
    violated = {code: sum(seeded.random() < 0.22 for _each in range(n)) for code, n in observed.items()}
    return Sheet(register, observed, visits, violated)


def figure(numerator: int, answered: int = 0, **told: Any) -> Figure:
    """A figure of the sample; its regime, rule and time are the mission's."""
    parts: dict[str, Any] = {
        "unit": Unit.STATIONS,
        "regime": Regime.ROUTE,
        "rule": RULE,
        "as_of": CUT_OFF,
        "synthetic": True,
        "source": {"mission": "steppe-2012"},
    }
    return Figure(numerator=numerator, answered=answered, **parts | told)


def opening_figures() -> list[tuple[str, str, Cited]]:
    seeded = Random(7)
    rows = []
    for code, text, share in QUESTIONS:
        not_observed, blank = seeded.randint(2, 40), seeded.randint(0, 6)
        not_applicable = seeded.choice([0, 0, 3, 11])
        answered = 311 - not_observed - blank - not_applicable
        told = figure(
            round(answered * share),
            answered,
            not_observed=not_observed,
            not_applicable=not_applicable,
            blank=blank,
            stations=answered,
            unit=Unit.VISITS,
            source={"mission": "steppe-2012", "phase": "opening", "question": code},
        )
        rows.append((code, text, Cited(f"opening.{code}", told, "N2")))
    return rows


def share_of(part: Mapping[str, int], whole: Mapping[str, int], key: str, note: str) -> dict[str, Cited]:
    return {
        code: Cited(f"{key}.{code}", figure(part[code], whole[code], source={"region": code}), note)
        for code in whole
    }


def total_of(parts: Mapping[str, Cited], key: str, note: str) -> Cited:
    whole = replace(combine(part.figure for part in parts.values()), rule=RULE)
    return Cited(key, whole, note)


def public_groups(numbers: Sheet) -> tuple[Suppressed, ...]:
    """The regions as the public may see them, small ones together."""
    rows = [
        Suppressed((code,), figure(numbers.violated[code], numbers.observed[code]))
        for code, _name, _region in region_map()
    ]
    return suppress(rows, combine(row.figure for row in rows)).rows


def group_name(keys: tuple[str, ...]) -> str:
    names = {code: name for code, name, _region in region_map()}
    return wording.joined(names[key] for key in keys)


def violation_total(numbers: Sheet) -> Cited:
    parts = share_of(numbers.violated, numbers.observed, "violations", "N4")
    return total_of(parts, "violations.total", "N4")


def events(key: str, count: int) -> Cited:
    return Cited(key, figure(count, unit=Unit.EVENTS, measure=Measure.COUNT), "N5")
