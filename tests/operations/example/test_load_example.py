"""`manage.py load_example`: what was planted is found again in the tallies, exactly."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from observer.analysis.filters import Filters
from observer.analysis.fold import fold
from observer.analysis.models import (
    AnswerTally,
    CoverageTally,
    FoldState,
    IdentityTally,
    ObservedTally,
    StationTally,
    ViolationTally,
)
from observer.analysis.protocols import compared_stations
from observer.elections.models import OfficialFigure
from observer.findings.chapters import known
from observer.findings.models import Approval, ChosenIncident, Citation, Statement
from observer.findings.passages import Token, pieces
from observer.findings.said import Said, said
from observer.missions.models import Membership, Mission
from observer.missions.roles import Role
from observer.operations.example.sent import (
    DOUBLE,
    KEPT,
    LATE,
    QUARANTINED,
    REPLACED,
    UNPLACED,
    WITHDRAWN,
)
from observer.reports.models import Attachment, Incident, Report, Revision, Violation, Visit

RESERVED = ("__not_observed", "__not_applicable", "__blank", "__answered")


@pytest.mark.django_db
def test_what_was_planted_is_found_again(tmp_path: Path, settings: Any) -> None:
    """Loaded once, for it takes its time; every check reads the same tallies."""
    settings.OBSERVER_HOME = tmp_path
    call_command("load_example", reports=400, seed=7, verbosity=0)
    for mission in Mission.objects.all():
        while fold(mission_id=mission.pk).reports:
            pass
    truths: dict[str, Any] = json.loads((tmp_path / "example-truth.json").read_text(encoding="utf-8"))
    for code, truth in truths.items():
        the_tallies_find_it(Mission.objects.get(code=code), truth)
    every_fate_is_met(truths)
    changed_protocols_are_told_apart(Mission.objects.get(code="steppe"), truths["steppe"])
    assert truths["delegation"]["stations_observed"][""] == 65
    the_full_mission_tells_its_story(Mission.objects.get(code="steppe"))
    the_small_one_says_no_more_than_it_may(Mission.objects.get(code="delegation"))
    everything_says_that_it_is_synthetic()
    # What a newcomer files today is not late.
    assert set(Mission.objects.values_list("late_after", flat=True)) == {None}
    with pytest.raises(CommandError, match="already"):
        call_command("load_example", reports=10, verbosity=0)


def of(mission: Mission, tallies: Any) -> Any:
    generation = FoldState.objects.get(mission=mission).generation
    return tallies.objects.filter(mission=mission, generation=generation)


def the_tallies_find_it(mission: Mission, truth: dict[str, Any]) -> None:
    answers_are(mission, truth)
    violations_are(mission, truth)
    identities_are(mission, truth)
    stations: Counter[str] = Counter()
    for phase, number in of(mission, ObservedTally).filter(version=None).values_list("phase", "stations"):
        stations[phase] += number
    assert stations == truth["stations_observed"]
    states = Counter(incident.state for incident in Incident.objects.filter(mission=mission).with_state())
    assert states == truth["incidents"]


def answers_are(mission: Mission, truth: dict[str, Any]) -> None:
    choices: Counter[tuple[str, ...]] = Counter()
    numbers: dict[tuple[str, ...], list[int]] = {}
    rows = of(mission, AnswerTally).values_list(
        "version__checklist__code", "region__code", "question", "answer", "reports"
    )
    asked_for_numbers = {(cell[0], cell[2]) for cell in truth["numbers"]}
    for form, region, question, answer, count in rows:
        if (form, question) in asked_for_numbers and answer not in RESERVED:
            cell = numbers.setdefault((form, region or "", question), [0, 0])
            cell[0], cell[1] = cell[0] + count, cell[1] + count * int(answer)
        else:
            choices[form, region or "", question, answer] += count
    assert numbers == {tuple(cell[:3]): cell[3:] for cell in truth["numbers"]}
    assert choices == Counter({tuple(cell[:4]): cell[4] for cell in truth["answers"]})


def violations_are(mission: Mission, truth: dict[str, Any]) -> None:
    found: Counter[tuple[str, ...]] = Counter()
    rows = of(mission, ViolationTally).values_list("region__code", "category", "severity", "basis", "events")
    for region, category, severity, basis, events in rows:
        found[region or "", category, severity, basis] += events
    assert found == Counter({tuple(cell[:4]): cell[4] for cell in truth["violations"]})


def identities_are(mission: Mission, truth: dict[str, Any]) -> None:
    found: Counter[tuple[str, ...]] = Counter()
    rows = of(mission, IdentityTally).exclude(identity="")
    for form, region, identity, result, reports in rows.values_list(
        "version__checklist__code", "region__code", "identity", "result", "reports"
    ):
        found[form, region or "", identity, result] += reports
    assert found == Counter({tuple(cell[:4]): cell[4] for cell in truth["identities"]})


def changed_protocols_are_told_apart(mission: Mission, truth: dict[str, Any]) -> None:
    """Observed and official figures differ at the stations where they were made to, and nowhere else."""
    reader = Membership.objects.filter(mission=mission, role=Role.RESULTS_ROOM).first()
    assert reader is not None
    counted = set(of(mission, StationTally).filter(phase="counting").values_list("station__code", flat=True))
    for contest in ("mazhilis", "maslikhat"):
        planted = {
            told["station"]
            for told in truth["protocols"]
            if told["contest"] == contest and told["changed_on_the_way"]
        }
        differing = compared_stations(reader, contest, Filters(), only_differing=True)
        assert set(differing.values_list("code", flat=True)) == planted & counted != set()


def every_fate_is_met(truths: dict[str, Any]) -> None:
    fates: Counter[str] = Counter()
    for truth in truths.values():
        fates.update(truth["fates"])
    outcomes: Counter[str] = Counter()
    for outcome, count in CoverageTally.objects.values_list("outcome", "reports"):
        outcomes[outcome] += count
    assert outcomes == Counter(
        {
            "counted": fates["counted"] + fates["kept double"] + fates["placed"],
            "without_results": fates["without results"],
            "double": fates["double"],
            "unplaced": fates["unplaced"],
            "late": fates["late"],
            "withdrawn": fates["withdrawn"],
            "quarantined": fates["quarantined"],
        }
    )
    assert fates.keys() == {*KEPT, DOUBLE, LATE, UNPLACED, WITHDRAWN, QUARANTINED, REPLACED}


def the_full_mission_tells_its_story(mission: Mission) -> None:
    """Written by one, approved by another, in three languages; each finding rests on something."""
    told = said(mission.pk)
    kinds = Counter(each.kind for each in told)
    retold = kinds.pop("incident", 0)
    assert kinds == {"passage": 10, "finding": 6, "recommendation": 6}
    # Which incidents were confirmed is a matter of chance; the one whose station is named was, here.
    named = ChosenIncident.objects.get(mission=mission, names_station=True)
    assert retold == ChosenIncident.objects.filter(mission=mission).count()
    assert named.reason.startswith("Synthetic")
    assert named.report.station is not None
    assert [each.station for each in told if each.station] == [named.report.station.code]
    assert all(set(each.words) == {"en", "ru", "kk"} for each in told)
    assert all(each.standards for each in told if each.kind in ("finding", "recommendation"))
    assert all(each.findings for each in told if each.kind == "recommendation")
    assert all(has_no_typed_number(each) for each in told)
    every_place_has_its_value(mission, told)
    for finding in Statement.objects.filter(mission=mission).findings():
        assert finding.citations.filter(report=None).exists()
    cited = Citation.objects.filter(mission=mission)
    assert cited.exclude(excerpt="").exists()
    assert cited.filter(report__isnull=False, excerpt="").exists()
    of_two = Approval.objects.filter(mission=mission).values_list("draft__written_by", "approved_by")
    assert len(set(of_two)) == 1
    assert len(set(of_two[0])) == 2


def the_small_one_says_no_more_than_it_may(mission: Mission) -> None:
    (passage,) = said(mission.pk)
    assert (passage.kind, passage.place) == ("passage", "executive_summary")
    assert has_no_typed_number(passage)
    every_place_has_its_value(mission, [passage])
    tokens = {str(each) for text in texts_of(passage) for each in pieces(text) if isinstance(each, Token)}
    assert tokens == {
        "{{figure:coverage.total:counts}}",
        "{{figure:answers.voting.B25.negative:counts}}",
    }


def texts_of(told: Said) -> list[str]:
    return [text for parts in told.words.values() for text in parts.values()]


def has_no_typed_number(told: Said) -> bool:
    words = "".join(each for text in texts_of(told) for each in pieces(text) if isinstance(each, str))
    return not any(character.isnumeric() for character in words)


def every_place_has_its_value(mission: Mission, told: Sequence[Said]) -> None:
    names = known(Membership.objects.get(mission=mission, role=Role.HEAD))
    for each in told:
        here = names.naming(each.station)
        tokens = [piece for text in texts_of(each) for piece in pieces(text) if isinstance(piece, Token)]
        assert all(here.value(token).as_json()["text"] for token in tokens)


def everything_says_that_it_is_synthetic() -> None:
    for rows in (Revision, Report, Visit, Attachment, Violation, Incident, Statement):
        assert rows.objects.exists()
        assert not rows.objects.filter(synthetic=False).exists()
    of_stations = OfficialFigure.objects.filter(station__isnull=False)
    assert of_stations.exists()
    assert not of_stations.filter(synthetic=False).exists()
