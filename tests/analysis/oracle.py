"""What every tally must hold, recomputed in plain Python from plain rows: no SQL sums, no code of the fold.

`expected(mission_id)` and `shown(mission_id)` give the same shape: for each tally, cell to amount.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from observer.analysis.by_hour import unpack
from observer.analysis.hours import election_hour
from observer.analysis.models import (
    AffectedTally,
    AnswerTally,
    CoverageTally,
    FoldState,
    IdentityTally,
    ObservedTally,
    ProtocolTally,
    StationTally,
    StationViolationTally,
    Tally,
    TeamTally,
    ViolationTally,
)
from observer.analysis.tallies import amount, keys
from observer.checklists.models import RuleSet, Version
from observer.reports.models import Evidence, Flag, IncidentStep, Report


class AnswersByHour:
    """The cells of `AnswerTally` once more, each with an hour: what its column `hours` holds."""


Tables = dict[type, Counter[tuple[Any, ...]]]
FIGURES = {"counted", "without_results"}
# Weakest first.
SEVERITIES = ["note", "procedural", "serious", "critical"]
BASES = ["unconfirmed", "told", "seen"]
NO = "__not_observed"
# Of these the tallies only say that there is something.
GIVEN = {"text", "barcode", "time", "date", "datetime", "geopoint", "rank"}
GIVEN |= {"photo", "audio", "video", "file", "repeat"}


@dataclass
class Counting:
    """A report with what it counts for."""

    report: Report
    outcome: str
    hour: int
    visited: bool

    @property
    def settlement(self) -> str:
        return self.report.station.settlement if self.report.station else ""


TALLIES: tuple[type[Tally], ...] = (
    AnswerTally,
    IdentityTally,
    ProtocolTally,
    CoverageTally,
    TeamTally,
    StationTally,
    ObservedTally,
    ViolationTally,
    StationViolationTally,
    AffectedTally,
)


def shown(mission_id: int) -> Tables:
    generation = FoldState.objects.get(mission=mission_id).generation
    tables: Tables = {AnswersByHour: Counter()}
    for tally in TALLIES:
        rows = tally._base_manager.filter(mission=mission_id, generation=generation)
        cells = rows.values_list(*keys(tally), amount(tally))
        tables[tally] = Counter({tuple(row[:-1]): row[-1] for row in cells})
    answers = AnswerTally.objects.filter(mission=mission_id, generation=generation)
    for *cell, hours in answers.values_list(*keys(AnswerTally), "hours"):
        for hour, number in unpack(int(hours)).items():
            tables[AnswersByHour][(*cell, hour)] = number
    return tables


def expected_empty() -> Tables:
    return {table: Counter() for table in (*TALLIES, AnswersByHour)}


def expected(mission_id: int) -> Tables:
    tables = expected_empty()
    counting = [count(report) for report in reports(mission_id)]
    for one in counting:
        cell = (one.report.current.version_id, one.report.phase, one.outcome, one.hour, one.report.region_id)
        tables[CoverageTally][cell] += 1
    let_in = [one for one in counting if one.outcome in FIGURES]
    add_stations(tables, let_in)
    add_answers(tables, let_in)
    add_protocols(tables, let_in)
    add_teams(tables, let_in)
    add_identities(tables, let_in)
    add_violations(tables, let_in)
    return tables


def reports(mission_id: int) -> list[Report]:
    return list(
        Report.objects.filter(mission=mission_id)
        .select_related("current", "station", "region", "visit", "mission__election", "incident")
        .select_related("withdrawal", "double_ruling")
        .prefetch_related("reviews", "holds__release", "placements", "current__flags")
        .prefetch_related("current__judgements__rule_set", "current__version", "current__rule_set")
        .order_by("received_at", "id")
    )


def count(report: Report) -> Counting:
    election = report.mission.election
    zone = (
        (report.station.time_zone if report.station else "")
        or (report.region.time_zone if report.region else "")
        or election.default_time_zone
    )
    visited = bool(report.visit and report.station)
    if visited and report.phase == "incident" and report.visit.station_id:
        visited = report.visit.station_id == report.station_id
    hour = election_hour(report.current.happened_at, ZoneInfo(zone), election.voting_day)
    return Counting(report, outcome(report), hour, visited)


def outcome(report: Report) -> str:
    if hasattr(report, "withdrawal"):
        return "withdrawn"
    if hasattr(report, "double_ruling"):
        return "double"
    newest = max(report.reviews.all(), key=lambda review: (review.reviewed_at, review.pk), default=None)
    verdict = newest.verdict if newest else ""
    if verdict == "quarantine_all":
        return "quarantined"
    held = {hold.reason for hold in report.holds.all() if not hasattr(hold, "release")}
    for reason in ("unplaced", "late", "revoked_device", "mission_locked", "sealed"):
        if reason in held:
            return reason
    if report.current.answers is None:
        return "sealed"
    if not placed(report):
        return "unplaced"
    return "without_results" if verdict == "quarantine_results" else "counted"


def placed(report: Report) -> bool:
    if report.region_id or report.commission_id or report.placements.all():
        return True
    return hasattr(report, "incident") and report.incident.place == "none"


def add_stations(tables: Tables, let_in: list[Counting]) -> None:
    observed: defaultdict[tuple[Any, ...], set[int]] = defaultdict(set)
    for one in let_in:
        report = one.report
        if not one.visited:
            continue
        for phase, version in (
            ("", None),
            (report.phase, None),
            (report.phase, report.current.version_id),
        ):
            tables[StationTally][report.station_id, phase, version, report.region_id] += 1
            observed[phase, version, report.region_id].add(report.station_id)
    tables[ObservedTally].update({cell: len(stations) for cell, stations in observed.items()})


def questions(version: Version) -> list[dict[str, Any]]:
    """What is asked; a note is not."""
    every = (question for section in version.definition["sections"] for question in section["questions"])
    return [question for question in every if question["type"] != "note"]


def rules_of(revision: Any) -> RuleSet:
    """Of the rule sets that the revision was judged under, the one with the highest number."""
    sets = [revision.rule_set, *(judgement.rule_set for judgement in revision.judgements.all())]
    return max(sets, key=lambda rules: rules.number)


def flags_of(revision: Any) -> list[Flag]:
    return [flag for flag in revision.flags.all() if flag.rule_set_id == rules_of(revision).pk]


def add_answers(tables: Tables, let_in: list[Counting]) -> None:
    for one in let_in:
        revision = one.report.current
        for question in questions(revision.version):
            if "protocol" in question and one.outcome == "without_results":
                continue
            for answer in told(question, revision.answers, revision.statuses):
                cell = (revision.version_id, question["code"], answer, one.settlement, one.report.region_id)
                tables[AnswerTally][cell] += 1
                tables[AnswersByHour][(*cell, one.hour)] += 1


def told(question: dict[str, Any], answers: dict[str, Any], statuses: dict[str, str]) -> Iterator[str]:
    code, kind = question["code"], question["type"]
    answer = answers.get(code)
    if answer is None:
        yield "__not_applicable" if statuses.get(code) == "not_applicable" else "__blank"
    elif answer == NO:
        yield NO
    elif kind in GIVEN or (kind in {"calculated", "hidden"} and not a_number(answer)):
        yield "__answered"
    elif kind == "many_of" and isinstance(answer, list):
        yield "__answered"
        yield from sorted(set(answer))
    else:
        yield (answer if isinstance(answer, str) else json.dumps(answer))[:64]


def a_number(answer: Any) -> bool:
    whole, _point, part = str(answer).removeprefix("-").partition(".")
    return whole.isdigit() and (not part or part.isdigit()) and max(len(whole), len(part)) <= 15


def add_protocols(tables: Tables, let_in: list[Counting]) -> None:
    for one in let_in:
        if one.outcome == "without_results" or not one.visited:
            continue
        for question in questions(one.report.current.version):
            number = one.report.current.answers.get(question["code"])
            if "protocol" in question and isinstance(number, str) and number.isdecimal() and len(number) < 19:
                cell = (question.get("contest") or "", one.report.station_id, question["protocol"])
                tables[ProtocolTally][(*cell, int(number), one.report.region_id)] += 1


def add_teams(tables: Tables, let_in: list[Counting]) -> None:
    for report in (one.report for one in let_in):
        if report.team_id:
            tables[TeamTally][report.team_id, report.phase, report.region_id] += 1


def add_identities(tables: Tables, let_in: list[Counting]) -> None:
    for one in let_in:
        identities = rules_of(one.report.current).rules["identities"]
        if one.outcome == "without_results" or not identities:
            continue
        raised = {flag.rule for flag in flags_of(one.report.current) if flag.kind == "identity"}
        results = {
            identity["code"]: "fails"
            if identity["code"] in raised
            else ("holds" if whole(one.report.current, identity) else "not_evaluated")
            for identity in identities
        }
        found = set(results.values())
        results[""] = next(result for result in ("fails", "holds", "not_evaluated") if result in found)
        for code, result in results.items():
            tables[IdentityTally][one.report.current.version_id, code, result, one.report.region_id] += 1


def whole(revision: Any, identity: dict[str, Any]) -> bool:
    """Whether every number of the formula was written down, the parts of sums included."""
    fields = {q["protocol"]: q["code"] for q in questions(revision.version) if "protocol" in q}
    sums = {
        "X": ["X_st", "X_mob"],
        "I": ["I_in", "I_mob", "I_adv"],
        "C": [name for name in fields if name.startswith("c:")],
    }
    names = identity["formula"]["source"].replace("}", "{").split("${")
    named = [part.split("{")[0] for part in names[1:]]
    parts = [part for name in named for part in sums.get(name, [name])]
    return all(revision.answers.get(fields.get(part, ""), NO) != NO for part in parts)


def add_violations(tables: Tables, let_in: list[Counting]) -> None:
    at_stations: defaultdict[tuple[Any, ...], set[int]] = defaultdict(set)
    refuted = found_otherwise()
    for every in events(let_in).values():
        evidence = [(flag, one) for flag, one in every if one.report.pk not in refuted] or every
        flags = [flag for flag, _one in evidence]
        first = min((one for _flag, one in evidence), key=lambda one: (one.report.received_at, one.report.pk))
        category = flags[0].category
        severity = max((flag.severity for flag in flags), key=SEVERITIES.index)
        known = ["unconfirmed" if one.report.pk in refuted else flag.basis for flag, one in evidence]
        basis = max(known, key=BASES.index)
        phase, region, station = first.report.phase, first.report.region_id, first.report.station_id
        tables[ViolationTally][category, severity, basis, phase, first.hour, region] += 1
        if not first.visited:
            continue
        for some in product(("", category), ("", severity), ("", phase)):
            cell = (some[0], some[1], basis, some[2], region)
            tables[StationViolationTally][station, *cell] += 1
            at_stations[cell].add(station)
    tables[AffectedTally].update({cell: len(stations) for cell, stations in at_stations.items()})


def found_otherwise() -> set[int]:
    """The reports of incidents about which the last word, closing apart, is that they are not confirmed."""
    steps = IncidentStep.objects.exclude(state="closed").order_by("number")
    last = {step.incident.report_id: step.state for step in steps.select_related("incident")}
    return {report for report, state in last.items() if state == "not_confirmed"}


def events(let_in: list[Counting]) -> dict[Any, list[tuple[Flag, Counting]]]:
    """The live evidence of each event: by visit or report and category, unless a person moved it."""
    moved = dict(Evidence.objects.filter(linked_by__isnull=False).values_list("flag", "violation__event_key"))
    found: defaultdict[Any, list[tuple[Flag, Counting]]] = defaultdict(list)
    for one in let_in:
        at_visit = one.report.visit_id and (one.report.phase != "incident" or one.visited)
        own = f"visit:{one.report.visit_id}" if at_visit else f"report:{one.report.pk}"
        for flag in flags_of(one.report.current):
            if flag.category is None or (flag.kind == "identity" and one.outcome == "without_results"):
                continue
            found[moved.get(flag.pk, own), flag.category].append((flag, one))
    return found
