"""Stored reports are judged again under later rules: each once, the old flags kept, the figures with them."""

from __future__ import annotations

import signal
import time
from datetime import timedelta
from multiprocessing import get_context
from threading import Event, Thread

import pytest
from django.db import connections, transaction
from django.utils import timezone

from observer.analysis.fold import fold
from observer.analysis.models import Counted, CountedViolation
from observer.analysis.rebuild import check, rebuild
from observer.checklists.ruling import newest_rules
from observer.journal.jobs import sweep
from observer.journal.models import Job
from observer.reports import judging, rejudging
from observer.reports.intake import receive
from observer.reports.joining import join_events
from observer.reports.judging import flags_under, judge, lagging
from observer.reports.models import Evidence, Flag, Judgement, Pending, Report, Revision, Violation
from observer.reports.rejudging import judge_again
from tests import factories
from tests.analysis.test_fold import agree, drain
from tests.documents import rule
from tests.factories import Ground, a_submission, a_visit
from tests.reports.killed import judge_until_killed
from tests.reports.test_ruling import change, rules, send

OTHERWISE = rules(A1=rule(". = 'no'", "V11", "critical"), A10=rule(". > 5", "V14", "note", "told"))


@pytest.fixture
def ground() -> Ground:
    return factories.ground()


def standing() -> set[tuple[str, str, int]]:
    flags = Flag.objects.standing().filter(category__isnull=False)
    return set(flags.values_list("category", "severity", "rule_set__number"))


@pytest.mark.django_db
def test_the_old_flags_stay_as_history_and_the_new_ones_count(ground: Ground) -> None:
    send(ground, {"A1": "no", "A10": "7"})
    drain(ground.mission.pk)
    judged = judge_again(change(ground, OTHERWISE).job_id)
    assert judged == 1
    assert standing() == {("V11", "critical", 2), ("V14", "note", 2)}
    earlier = [flag for flag in Flag.objects.with_rules() if flag.is_earlier]
    assert [(flag.category, flag.rule_set.number) for flag in earlier] == [("V10", 1)]
    drain(ground.mission.pk)
    counted = CountedViolation.objects.values_list("category", "severity", "basis")
    assert set(counted) == {("V11", "critical", "seen"), ("V14", "note", "told")}
    assert Counted.objects.get().rule_set.number == 2
    # The event of the old flag is kept, with its evidence; it counts no more.
    assert Violation.objects.get(category="V10").evidence.count() == 1
    agree(ground.mission.pk)


@pytest.mark.django_db
def test_a_report_that_shows_nothing_any_more_was_judged_all_the_same(ground: Ground) -> None:
    send(ground, {"A1": "no"})
    judge_again(change(ground, rules()).job_id)
    assert (standing(), Judgement.objects.get().rule_set.number) == (set(), 2)
    drain(ground.mission.pk)
    assert not CountedViolation.objects.exists()


@pytest.mark.django_db
def test_earlier_revisions_are_judged_too(ground: Ground) -> None:
    [report] = send(ground, {"A1": "no"})
    first = report.current
    again = a_submission(
        ground.opening, {"A1": "yes"}, report_id=report.client_id, replaces=first.client_id, reason="wrong"
    )
    receive(sender=ground.phone.sender, submissions=[again])
    assert judge_again(change(ground, OTHERWISE).job_id) == 2
    assert [flag.revision_id for flag in Flag.objects.standing().filter(category="V11")] == [first.pk]


@pytest.mark.django_db
def test_doubts_about_the_report_itself_stand_as_they_were(ground: Ground) -> None:
    sent = a_submission(ground.opening, {"A1": "no"}, visit=a_visit("nowhere"))
    odd = a_submission(ground.opening, {"A10": "99"}, visit=a_visit(ground.stations[3]))
    receive(sender=ground.phone.sender, submissions=[sent, odd])
    doubts = list(Flag.objects.standing().filter(category__isnull=True).values_list("pk", flat=True))
    judge_again(change(ground, OTHERWISE).job_id)
    assert doubts
    assert list(Flag.objects.standing().filter(category__isnull=True).values_list("pk", flat=True)) == doubts


@pytest.mark.django_db
def test_evidence_that_a_person_moved_stays_where_it_was_put(ground: Ground) -> None:
    send(ground, {"A1": "no"}, {"A1": "no"})
    drain(ground.mission.pk)
    joined, into = Violation.objects.order_by("id")
    join_events(joined=joined, into=into, by=ground.head, reason="seen by both")
    judge_again(change(ground, rules(A1=rule(". = 'no'", "V10", "critical"))).job_id)
    drain(ground.mission.pk)
    assert list(CountedViolation.objects.values_list("severity", flat=True)) == ["critical"]
    newer = Evidence.objects.filter(flag__rule_set__number=2)
    assert newer.count() == 2
    assert {one.violation_id for one in newer} == {into.pk}


@pytest.mark.django_db
def test_doing_it_again_writes_nothing(ground: Ground) -> None:
    send(ground, {"A1": "no"}, {"A10": "7"})
    job = change(ground, OTHERWISE).job
    assert judge_again(job.pk) == 2
    Job.objects.filter(pk=job.pk).update(state="queued", finished_at=None)
    flags = Flag.objects.count()
    assert judge_again(job.pk) == 0
    assert (Flag.objects.count(), Judgement.objects.count()) == (flags, 2)
    assert judge_again(job.pk) == 0  # done: a second message does nothing


@pytest.mark.django_db
def test_progress_is_told_in_reports(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rejudging, "BATCH", 2)
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(rejudging.jobs, "progress", lambda _job, done, of, _step: told.append((done, of)))
    send(ground, *[{"A10": str(number)} for number in range(5)])
    judge_again(change(ground, OTHERWISE).job_id)
    assert told == [(0, 5), (2, 5), (4, 5), (5, 5)]


@pytest.mark.django_db
def test_a_second_change_passes_over_the_rules_between(ground: Ground) -> None:
    send(ground, {"A1": "no"})
    first = change(ground, OTHERWISE)
    second = change(ground, rules(A1=rule(". = 'no'", "V10", "note")))
    assert (judge_again(first.job_id), judge_again(second.job_id)) == (1, 0)
    assert standing() == {("V10", "note", 3)}


@pytest.mark.django_db
def test_the_fold_judges_a_report_that_came_under_the_rules_of_before(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one whose transaction began before the change and ended after the job: it is met by its event."""
    made = change(ground, OTHERWISE)
    assert judge_again(made.job_id) == 0
    from observer.reports import forms

    old = forms._FORMS.replace("ORDER BY number DESC", "ORDER BY number")
    monkeypatch.setattr(forms, "_FORMS", old)
    send(ground, {"A1": "no"})
    assert standing() == {("V10", "serious", 1)}
    drain(ground.mission.pk)
    assert standing() == {("V11", "critical", 2)}
    assert list(CountedViolation.objects.values_list("category", flat=True)) == ["V11"]
    agree(ground.mission.pk)


@pytest.mark.django_db
def test_rules_see_the_moment_the_report_was_made(ground: Ground) -> None:
    """Not that of judging: what was fast then is not slow today."""
    now = timezone.now()
    made_on = [now - timedelta(days=3), now]
    sent = [a_submission(ground.opening, {"A1": "yes"}, made_at=made) for made in made_on]
    receive(sender=ground.phone.sender, submissions=sent)
    between = (now - timedelta(days=1)).date().isoformat()
    judge_again(change(ground, rules(A1=rule(f"now() > '{between}'", "V10", "note"))).job_id)
    [flag] = Flag.objects.standing().filter(category="V10")
    assert (flag.revision.client_id, flag.rule_set.number) == (sent[1].client_id, 2)


def everything_is_judged(ground: Ground) -> None:
    """Direct calculation: the standing flags of every revision are what its newest rules say of it."""
    for version in (ground.opening, ground.counting, ground.incident):
        newest = newest_rules(version.pk)
        assert not lagging(newest).exists()
        compiled = judging.compiled_under(newest)
        for revision in Revision.objects.filter(version=version):
            said = {(one.rule, one.category, one.severity) for one in flags_under(newest, compiled, revision)}
            held = Flag.objects.standing().filter(revision=revision, category__isnull=False)
            assert set(held.values_list("rule", "category", "severity")) == said


@pytest.mark.usefixtures("committed_database")
def test_a_rebuild_leaves_what_is_late_to_the_fold(ground: Ground) -> None:
    send(ground, {"A1": "no"}, {"A10": "7"})
    made = change(ground, OTHERWISE)
    assert check(mission_id=ground.mission.pk) == []
    rebuild(mission_id=ground.mission.pk)
    assert Pending.objects.count() == 2
    drain(ground.mission.pk)
    assert judge_again(made.job_id) == 0
    everything_is_judged(ground)
    agree(ground.mission.pk)


@pytest.mark.usefixtures("committed_database")
def test_who_judges_the_same_reports_at_once_waits_and_writes_them_once(ground: Ground) -> None:
    send(ground, {"A1": "no"})
    drain(ground.mission.pk)
    newest = change(ground, OTHERWISE).rule_set
    waiting = list(lagging(newest))
    begun, judged_elsewhere = Event(), []

    def elsewhere() -> None:
        begun.set()
        judged_elsewhere.append(judge(newest_rules(ground.opening.pk), waiting))
        connections.close_all()

    with transaction.atomic():
        assert judge(newest_rules(ground.opening.pk), waiting)
        other = Thread(target=elsewhere)
        other.start()
        begun.wait()
        # A moment for it to come to the row that is held here.
        time.sleep(0.05)
    other.join()
    assert judged_elsewhere == [False]
    assert (Judgement.objects.count(), Flag.objects.filter(rule_set=newest).count()) == (1, 1)


@pytest.mark.usefixtures("committed_database")
def test_a_worker_that_is_killed_goes_on_where_it_was(ground: Ground) -> None:
    send(ground, *[{"A1": "no", "A10": str(number)} for number in range(9)])
    drain(ground.mission.pk)
    job_id = change(ground, OTHERWISE).job_id
    connections.close_all()
    process = get_context("spawn").Process(target=judge_until_killed, args=(job_id, 2))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert Judgement.objects.count() == 4
    # Half of the reports count under the old rules: the sums are those of what is judged.
    drain(ground.mission.pk)
    agree(ground.mission.pk)
    Job.objects.filter(pk=job_id).update(heartbeat_at="2026-01-01T00:00Z")
    sweep()
    assert judge_again(job_id) == 5
    assert Job.objects.get(pk=job_id).state == "done"
    drain(ground.mission.pk)
    everything_is_judged(ground)
    agree(ground.mission.pk)
    assert fold(mission_id=ground.mission.pk).reports == 0
    assert Report.objects.count() == Judgement.objects.count()
