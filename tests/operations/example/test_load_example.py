"""`manage.py load_example`: what was planted is found again in the tallies, exactly."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from observer.analysis.fold import fold
from observer.analysis.models import AnswerTally, CoverageTally, ObservedTally
from observer.missions.models import Mission
from observer.reports.models import Flag, Report, Revision

HELD = {"unplaced", "late"}


@pytest.fixture
def planted(db: None, tmp_path: Path, settings: Any) -> dict[str, Any]:
    settings.OBSERVER_HOME = tmp_path
    call_command("load_example", reports=400, seed=7, verbosity=0)
    for mission in Mission.objects.all():
        while fold(mission_id=mission.pk).reports:
            pass
    truths: dict[str, Any] = json.loads((tmp_path / "example-truth.json").read_text(encoding="utf-8"))
    return truths


def test_the_tallies_find_what_was_planted(planted: dict[str, Any]) -> None:
    for code, truth in planted.items():
        mission = Mission.objects.get(code=code)
        tallied: Counter[tuple[str, str, str]] = Counter()
        rows = AnswerTally.objects.filter(mission=mission, question__in=["A1", "A6", "A7", "A8", "A12"])
        for region, question, answer, count in rows.values_list(
            "region__code", "question", "answer", "reports"
        ):
            tallied[region, question, answer] += count
        assert tallied == Counter({tuple(cell[:3]): cell[3] for cell in truth["answers"]})
        observed = ObservedTally.objects.filter(mission=mission, phase="", version=None)
        assert sum(observed.values_list("stations", flat=True)) == truth["stations_observed"]


def test_every_planted_fate_is_met(planted: dict[str, Any]) -> None:
    fates: Counter[str] = Counter()
    for truth in planted.values():
        fates.update(truth["fates"])
    outcomes: Counter[str] = Counter()
    for outcome, count in CoverageTally.objects.values_list("outcome", "reports"):
        outcomes[outcome] += count
    assert outcomes == Counter(
        {
            "counted": fates["counted"] + fates["kept double"],
            "double": fates["double"],
            "unplaced": fates["unplaced"],
            "late": fates["late"],
            "withdrawn": fates["withdrawn"],
            "quarantined": fates["quarantined"],
        }
    )
    assert {fate for fate, count in fates.items() if count} >= {"counted", "unplaced", "late"}


def test_incidents_answer_the_questions_of_their_form(planted: dict[str, Any]) -> None:
    told = Flag.objects.filter(revision__report__phase="incident")
    assert set(told.values_list("kind", flat=True)) == {Flag.Kind.VIOLATION}
    assert told.count() == Report.objects.filter(phase="incident").count() > 0


def test_every_row_says_that_it_is_synthetic(planted: dict[str, Any]) -> None:
    assert Revision.objects.exists()
    assert not Revision.objects.filter(synthetic=False).exists()


def test_what_a_newcomer_files_today_is_not_late(planted: dict[str, Any]) -> None:
    assert set(Mission.objects.values_list("late_after", flat=True)) == {None}


def test_a_second_loading_is_refused(planted: dict[str, Any]) -> None:
    with pytest.raises(CommandError, match="already"):
        call_command("load_example", reports=10, verbosity=0)
