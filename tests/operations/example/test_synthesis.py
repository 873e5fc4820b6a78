"""The synthetic stream: seeded, countable, and with a truth that can be found again."""

from collections import Counter

from observer.operations.example.country import WEIGHTS, places
from observer.operations.example.synthesis import Synthesis, TeamPlan
from observer.operations.example.truth import Truth


def synthesis(reports: int = 3_000, seed: int = 7) -> Synthesis:
    where = places()
    regions = sorted(WEIGHTS) * 6
    teams = [TeamPlan(n, [p for p in where if p.region == region][:24]) for n, region in enumerate(regions)]
    return Synthesis(teams=teams, reports=reports, seed=seed)


def test_the_same_seed_gives_the_same_stream() -> None:
    assert list(synthesis(400).syncs()) == list(synthesis(400).syncs())
    assert list(synthesis(400, seed=8).syncs()) != list(synthesis(400).syncs())


def test_every_report_has_an_id_of_its_own() -> None:
    sent = [report for sync in synthesis().syncs() for report in sync.reports]
    assert len({report.client_id for report in sent}) == len(sent) >= 3_000


def test_the_ledger_is_what_counting_the_stream_gives() -> None:
    stream = synthesis()
    last: dict[object, tuple[str, object]] = {}
    for sync in stream.syncs():
        for report in sync.reports:
            if report.form == "opening" and report.fate in {"counted", "kept double"}:
                last[report.report_id] = (report.station_code, report.answers["A7"])
    assert len(last) == sum(stream.ledger.opening_reports.values())
    by_answer = Counter(answer for _station, answer in last.values())
    ledger: Counter[object] = Counter()
    for (_region, question, answer), count in stream.ledger.answers.items():
        if question == "A7":
            ledger[answer] += count
    assert by_answer == ledger


def test_the_worse_regions_are_worse_and_blind_teams_cluster() -> None:
    truth, stream = Truth(), synthesis(12_000)
    blind: Counter[bool] = Counter()
    for sync in stream.syncs():
        for report in sync.reports:
            if report.form == "opening" and report.answers["A7"] == "__not_observed":
                blind[sync.team % truth.blind_team_every == 5] += 1
    bad: Counter[bool] = Counter()
    seen: Counter[bool] = Counter()
    for (region, question, answer), count in stream.ledger.answers.items():
        if question == "A7" and answer in {"yes", "no"}:
            seen[region in truth.worse_regions] += count
            bad[region in truth.worse_regions] += count if answer == "no" else 0
    assert bad[True] / seen[True] > 2 * bad[False] / seen[False]
    # One team in twelve makes most of the "not observed".
    assert blind[True] > blind[False]
