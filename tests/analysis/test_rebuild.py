"""Adding everything up anew finds what was wrong, puts it right, and keeps nobody out."""

from __future__ import annotations

import random
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from observer.analysis.by_hour import pack
from observer.analysis.fold import fold
from observer.analysis.folder import go_round
from observer.analysis.locks import holding
from observer.analysis.models import AnswerTally, Counted, CoverageTally, FoldState, IdentityTally
from observer.analysis.rebuild import Difference, check, rebuild
from observer.reports.intake import receive
from observer.reports.models import Pending, Report
from tests import factories
from tests.analysis.acts import ACTS, World
from tests.analysis.test_fold import agree, drain
from tests.analysis.test_protocols import SOUND, UNSOUND, counting, filled
from tests.factories import Ground, a_submission, a_version, a_visit

pytestmark = pytest.mark.usefixtures("committed_database")


@pytest.fixture
def ground() -> Ground:
    """A mission to which much has happened, all of it folded."""
    ground = factories.ground()
    world, chance = World(ground), random.Random(2012)
    for name in chance.choices([*ACTS, "send", "send incident", "send protocol"], k=40):
        world.act(name, chance.randrange(10_000))
    drain(ground.mission.pk)
    return ground


def run(*words: str) -> str:
    told = StringIO()
    call_command("rebuild", *words, stdout=told)
    return told.getvalue()


def test_the_new_generation_holds_the_same_figures_under_a_new_version(ground: Ground) -> None:
    before = FoldState.objects.get(mission=ground.mission)
    rebuilt = rebuild(mission_id=ground.mission.pk)
    after = FoldState.objects.get(mission=ground.mission)
    assert (rebuilt.generation, rebuilt.differences) == (before.generation + 1, [])
    assert rebuilt.reports == Report.objects.filter(mission=ground.mission).count()
    assert (after.generation, after.version) == (before.generation + 1, before.version + 1)
    agree(ground.mission.pk)


def test_nothing_of_the_old_generation_is_left(ground: Ground) -> None:
    rebuild(mission_id=ground.mission.pk)
    generation = FoldState.objects.get(mission=ground.mission).generation
    assert set(AnswerTally.objects.values_list("generation", flat=True)) == {generation}


def test_a_wrong_sum_is_found_and_put_right(ground: Ground) -> None:
    wrong = CoverageTally.objects.order_by("id")[0]
    CoverageTally.objects.filter(pk=wrong.pk).update(reports=wrong.reports + 3)
    [difference] = check(mission_id=ground.mission.pk)
    assert (difference.table, difference.kept, difference.anew) == (
        "analysis_coveragetally",
        wrong.reports + 3,
        wrong.reports,
    )
    assert difference.cell["outcome"] == wrong.outcome
    assert rebuild(mission_id=ground.mission.pk).differences == [difference]
    assert check(mission_id=ground.mission.pk) == []
    agree(ground.mission.pk)


def test_a_sum_that_is_missing_is_found(ground: Ground) -> None:
    missing = AnswerTally.objects.order_by("id")[0]
    missing.delete()
    [difference] = check(mission_id=ground.mission.pk)
    assert (difference.kept, difference.anew) == (0, missing.reports)


def test_an_answer_in_the_wrong_hour_is_found_and_put_right(ground: Ground) -> None:
    wrong = AnswerTally.objects.order_by("id")[0]
    moved = int(wrong.hours) + pack({35: 7})
    AnswerTally.objects.filter(pk=wrong.pk).update(hours=moved)
    [difference] = rebuild(mission_id=ground.mission.pk).differences
    assert (difference.kept, difference.anew) == (moved, int(wrong.hours))
    agree(ground.mission.pk)


def test_protocols_of_several_contests_are_added_up_alike(ground: Ground) -> None:
    """By the fold, also where one is corrected, and from scratch."""
    version = a_version(ground.mission, counting("lists", "council"))
    visit = a_visit(ground.stations[0])
    answers = [filled("lists", SOUND) | filled("council", numbers) for numbers in (SOUND, UNSOUND)]
    first, second = (a_submission(version, each, visit=visit) for each in answers)
    receive(sender=ground.phone.sender, submissions=[first, second])
    drain(ground.mission.pk)
    mended = a_submission(
        version, answers[0], report_id=second.client_id, replaces=second.client_id, reason="read again"
    )
    receive(sender=ground.phone.sender, submissions=[mended])
    assert check(mission_id=ground.mission.pk) == []
    drain(ground.mission.pk)
    of_council = IdentityTally.objects.filter(version=version, identity=":council")
    assert list(of_council.values_list("result", "reports")) == [("holds", 2)]


def test_a_report_noted_otherwise_than_it_counts_is_found(ground: Ground) -> None:
    """As a change past the project's own code would leave it: no event tells of it."""
    noted = Counted.objects.filter(outcome="counted").order_by("id")[0]
    Counted.objects.filter(pk=noted.pk).update(hour=35 - noted.hour)
    assert check(mission_id=ground.mission.pk) == [Difference("noted", {"report_id": noted.report_id}, 0, 1)]
    rebuild(mission_id=ground.mission.pk)
    agree(ground.mission.pk)


def test_a_check_changes_nothing(ground: Ground) -> None:
    receive(sender=ground.phone.sender, submissions=[a_submission(ground.opening)])
    state = FoldState.objects.values().get(mission=ground.mission)
    CoverageTally.objects.filter(pk=CoverageTally.objects.order_by("id")[0].pk).update(reports=77)
    assert len(check(mission_id=ground.mission.pk)) == 1
    assert FoldState.objects.values().get(mission=ground.mission) == state
    assert (Pending.objects.count(), CoverageTally.objects.filter(reports=77).count()) == (1, 1)


def test_what_waits_is_no_difference(ground: Ground) -> None:
    """Tallies + what waits = the sum of the reports, in one snapshot."""
    world = World(ground)
    for name in ACTS:
        world.act(name, 7)
    assert Pending.objects.count() > 5
    assert check(mission_id=ground.mission.pk) == []


def test_what_was_waiting_is_counted_once_after_a_rebuild(ground: Ground) -> None:
    World(ground).act("send", 4)
    rebuild(mission_id=ground.mission.pk)
    drain(ground.mission.pk)
    agree(ground.mission.pk)


def test_a_rebuild_waits_for_the_folder_and_not_for_intake(ground: Ground) -> None:
    rebuilt: list[int] = []

    def rebuild_elsewhere() -> None:
        rebuilt.append(rebuild(mission_id=ground.mission.pk).generation)
        connections.close_all()

    before = FoldState.objects.get(mission=ground.mission).generation
    with holding(ground.mission.pk):
        other = Thread(target=rebuild_elsewhere)
        other.start()
        [receipt] = receive(sender=ground.phone.sender, submissions=[a_submission(ground.opening)])
        assert (receipt.status, rebuilt) == (201, [])
    other.join()
    assert rebuilt == [before + 1]
    # The snapshot began after the lock was given, so it holds the report that came meanwhile.
    agree(ground.mission.pk)


def test_the_folder_adds_up_anew_when_the_database_refuses_a_sum(ground: Ground) -> None:
    send = a_submission(ground.opening, visit=a_visit(ground.stations[3]))
    receive(sender=ground.phone.sender, submissions=[send])
    drain(ground.mission.pk)
    CoverageTally.objects.all().delete()
    World(ground).act("withdraw", 1)
    go_round()
    assert not Pending.objects.exists()
    agree(ground.mission.pk)


def test_the_command_tells_what_it_did_for_every_mission(ground: Ground) -> None:
    factories.ground("birch", election=ground.election)
    count = Report.objects.filter(mission=ground.mission).count()
    assert run() == f"alder: {count} reports added up anew\nbirch: 0 reports added up anew\n"
    assert run("--check", "alder") == "alder: agrees with its reports\n"


def test_the_command_fails_on_a_difference_and_shows_the_cell(ground: Ground) -> None:
    CoverageTally.objects.filter(pk=CoverageTally.objects.order_by("id")[0].pk).update(reports=77)
    told = StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("rebuild", "--check", stdout=told)
    assert failed.value.returncode == 1
    assert told.getvalue().splitlines()[0] == "alder: differs"
    assert "was 77, is " in told.getvalue().splitlines()[1]


def test_the_command_knows_no_mission_of_another_name(ground: Ground) -> None:
    with pytest.raises(CommandError, match="There is no mission oak"):
        run("oak")


def test_a_mission_without_reports_is_rebuilt_to_nothing() -> None:
    empty = factories.ground()
    assert rebuild(mission_id=empty.mission.pk).reports == 0
    assert fold(mission_id=empty.mission.pk).reports == 0
