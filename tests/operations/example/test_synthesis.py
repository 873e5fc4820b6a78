"""The synthetic stream: seeded, countable, and with a truth that can be found again."""

from __future__ import annotations

from collections import Counter
from functools import cache

from observer.checklists.check import CompiledVersion, compile_version
from observer.checklists.definition import read
from observer.operations.example.country import WEIGHTS, places
from observer.operations.example.days import Seat
from observer.operations.example.forms import FORMS, form_document
from observer.operations.example.ledger import Ledger
from observer.operations.example.protocols import FIRST, FLAWS, carried_up
from observer.operations.example.stations import spot_of
from observer.operations.example.synthesis import Synthesis, TeamPlan
from observer.operations.example.truth import Truth


@cache
def forms() -> dict[str, CompiledVersion]:
    return {name: compile_version(read(form_document(name))) for name in FORMS}


def synthesis(*, rounds: int = 4, seed: int = 7) -> Synthesis:
    """So many teams in each region, each for one day."""
    where = places()
    regions = sorted(WEIGHTS) * rounds
    teams = [
        TeamPlan(
            number,
            [place for place in where if place.region == region][:24],
            commission=Seat(f"TEC-{region}-01", region, 24),
            language=("en", "ru", "kk")[number % 3],
        )
        for number, region in enumerate(regions)
    ]
    return Synthesis(teams=teams, seed=seed)


def counted(stream: Synthesis) -> Ledger:
    ledger = Ledger(forms())
    for sync in stream.syncs():
        for sent in sync.reports:
            ledger.add(sent)
    return ledger


def test_the_same_seed_gives_the_same_stream() -> None:
    assert list(synthesis(rounds=1).syncs()) == list(synthesis(rounds=1).syncs())
    assert list(synthesis(rounds=1, seed=8).syncs()) != list(synthesis(rounds=1).syncs())


def test_every_report_has_an_id_of_its_own_and_syncs_come_in_time() -> None:
    stream = synthesis()
    syncs = list(stream.syncs())
    sent = [report for sync in syncs for report in sync.reports]
    assert len({report.client_id for report in sent}) == len(sent) == stream.made
    assert [sync.at for sync in syncs] == sorted(sync.at for sync in syncs)
    assert all(report.made_at <= sync.at for sync in syncs for report in sync.reports)


def test_a_number_of_reports_is_reached_by_having_the_day_again() -> None:
    where = places()[:40]
    stream = Synthesis(teams=[TeamPlan(3, where)], reports=100, seed=1)
    sent = [report for sync in stream.syncs() for report in sync.reports]
    assert len(sent) >= 100
    assert len({report.client_id for report in sent}) == len(sent)


def test_observers_fill_their_forms_without_a_fault() -> None:
    assert counted(synthesis()).problems == Counter()


def test_every_form_has_reports() -> None:
    ledger = counted(synthesis())
    assert {form for form, _region in ledger.reports} == set(forms())


def test_protocols_fail_where_a_flaw_was_planted_and_nowhere_else() -> None:
    """Exactly those with a flaw fail, and the identities named with it do."""
    form, met = forms()["counting"], Counter[str]()
    for place in places()[::4]:
        for contest, wall in spot_of(place).walls.items():
            failed = {one.code for one in form.identities({contest: wall.numbers}) if one.holds is False}
            assert failed >= (set(FLAWS[wall.flaw][1]) if wall.flaw else set())
            assert bool(failed) == bool(wall.flaw)
            met[wall.flaw] += 1
    assert met.keys() == {"", *FLAWS}


def test_a_protocol_changed_on_its_way_reconciles_and_favours_the_first() -> None:
    form = forms()["counting"]
    for place in places()[::50]:
        for contest, wall in spot_of(place).walls.items():
            if wall.flaw:
                continue
            numbers = wall.numbers
            changed = carried_up(numbers, share=0.12, contest=contest)
            assert all(one.holds for one in form.identities({contest: changed}))
            more = changed[FIRST[contest]] - numbers[FIRST[contest]]
            assert more == numbers["U"] - changed["U"] >= 0
            assert {name for name in changed if changed[name] != numbers[name]} <= {
                *("U", "I_in", "G", "X_st", "V"),
                FIRST[contest],
            }


def test_two_missions_at_one_station_find_the_same_protocol() -> None:
    station = places()[2012]
    first, second = (
        Synthesis(teams=[TeamPlan(3, [station], count_at=station)], seed=seed) for seed in (1, 2)
    )
    assert list(first.syncs()) != list(second.syncs())
    assert first.counts[0].walls == second.counts[0].walls


def shares(ledger: Ledger, form: str, question: str, bad: set[str]) -> dict[bool, float]:
    """The share of bad answers among those given, in the worse regions (True) and elsewhere."""
    given: Counter[bool] = Counter()
    wrong: Counter[bool] = Counter()
    for (of, region, asked, answer), count in ledger.choices.items():
        if (of, asked) == (form, question) and not answer.startswith("__"):
            given[region in Truth().worse_regions] += count
            wrong[region in Truth().worse_regions] += count if answer in bad else 0
    return {worse: wrong[worse] / given[worse] for worse in given}


def test_the_story_can_be_found() -> None:
    """Counting is worse than voting, three regions are worse than the rest, blind teams see least."""
    truth, stream = Truth(), synthesis(rounds=24)
    ledger = Ledger(forms())
    unseen: Counter[bool] = Counter()
    incidents: Counter[int] = Counter()
    for sync in stream.syncs():
        for sent in sync.reports:
            ledger.add(sent)
            incidents[sync.team] += sent.form == "incident"
            unseen[truth.is_blind(sync.team)] += list(sent.answers.values()).count("__not_observed")
    bad = {"bad", "very_bad"}
    voting, counting = (
        shares(ledger, form, question, bad) for form, question in (("voting", "B25"), ("counting", "C18"))
    )
    assert counting[False] > 2 * voting[False]
    assert counting[True] > 1.3 * counting[False]
    assert voting[True] > 2 * voting[False]
    assert unseen[True] > unseen[False]
    assert incidents.most_common(1)[0][0] == truth.noisy_team
