"""Forty reports worked out by hand come out of every door digit for digit (see derivation.md)."""

from __future__ import annotations

from collections import Counter

import pytest

from observer.analysis.models import AffectedTally, AnswerTally, CoverageTally, ObservedTally, ViolationTally
from tests.sheet.playing import EXPECTED, play

# Rows that are not new reports: sent again, other content under an id that was used.
NOT_NEW = {24: 200, 25: 409}


@pytest.mark.django_db
def test_the_tallies_are_those_worked_out_by_hand() -> None:
    played = play()
    assert {n: r.status for n, r in played.receipts.items()} == {n: NOT_NEW.get(n, 201) for n in range(1, 41)}
    assert played.receipts[24].code == played.receipts[23].code
    answers: dict[str, dict[str, Counter[str]]] = {}
    tallied = AnswerTally.objects.filter(version__checklist__code="opening").exclude(answer="__answered")
    for question, region, answer, reports in tallied.values_list(
        "question", "region__code", "answer", "reports"
    ):
        answers.setdefault(question, {}).setdefault(region, Counter())[answer] += reports
    assert answers == EXPECTED["answers"]


@pytest.mark.django_db
def test_every_report_has_the_fate_worked_out_by_hand() -> None:
    play()
    fates: Counter[str] = Counter()
    for outcome, reports in CoverageTally.objects.values_list("outcome", "reports"):
        held = outcome in {"unplaced", "late", "revoked_device", "mission_locked", "sealed"}
        fates["held" if held else {"double": "doubles"}.get(outcome, outcome)] += reports
    assert {"received": fates.total(), **fates} == EXPECTED["inclusion"]


@pytest.mark.django_db
def test_violations_are_events_and_seen_stands_beside_told() -> None:
    play()
    events: dict[str, dict[str, Counter[str]]] = {
        basis: {"north": Counter(), "west": Counter(), "": Counter()} for basis in ("seen", "told")
    }
    severities: dict[str, Counter[str]] = {"seen": Counter(), "told": Counter()}
    rows = ViolationTally.objects.values_list("basis", "region__code", "category", "severity", "events")
    for basis, region, category, severity, count in rows:
        events[basis][region or ""][category] += count
        severities[basis][severity] += count
    assert events == EXPECTED["violations"]
    assert severities == EXPECTED["severity"]


@pytest.mark.django_db
def test_stations_are_counted_once_and_only_where_they_were_observed() -> None:
    play()
    observed = dict(
        ObservedTally.objects.filter(phase="", version=None).values_list("region__code", "stations")
    )
    register = 4
    assert {region: [count, register] for region, count in observed.items()} == {
        region: EXPECTED["stations"]["observed"][region] for region in ("north", "west")
    }
    for basis in ("seen", "told"):
        affected = AffectedTally.objects.filter(category="", severity="", phase="", basis=basis)
        by_region = dict(affected.values_list("region__code", "stations"))
        assert {region: [count, observed[region]] for region, count in by_region.items()} == {
            region: EXPECTED["stations"][basis][region] for region in ("north", "west")
        }


@pytest.mark.django_db
def test_hours_run_past_midnight_in_the_stations_own_zone() -> None:
    play()
    hours: dict[str, dict[str, int]] = {}
    counted = CoverageTally.objects.filter(phase="opening", outcome="counted")
    for region, hour, reports in counted.values_list("region__code", "hour", "reports"):
        hours.setdefault(region, {})[str(hour)] = reports
    assert hours == EXPECTED["hours"]
