"""Events joined and taken apart by a person, and what a later correction makes of that."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from observer.analysis.fold import fold
from observer.analysis.models import CountedViolation
from observer.journal.models import Entry
from observer.missions.roles import Role
from observer.problems import Problem
from observer.reports.intake import receive
from observer.reports.joining import join_events, move_evidence, split_off
from observer.reports.models import Evidence, EvidenceMove, Report, Violation
from tests import factories
from tests.factories import Ground, a_member, a_submission, a_visit
from tests.reports.at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    return factories.ground()


def opening(
    ground: Ground, station: str = "W-1", answers: dict[str, Any] | None = None, **more: Any
) -> Report:
    more.setdefault("visit", a_visit(station))
    sent = a_submission(ground.opening, answers or {"A1": "no"}, **more)
    receive(sender=ground.phone.sender, submissions=[sent])
    counted(ground)
    return Report.objects.get(client_id=sent.report_id)


def counted(ground: Ground) -> int:
    """How many violations count, once everything is folded."""
    while fold(mission_id=ground.mission.pk, limit=100).reports:
        pass
    return CountedViolation.objects.filter(mission=ground.mission).count()


def event_of(report: Report) -> Violation:
    return Violation.objects.get(evidence__flag__revision=report.current)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Problem) as problem:
        call()
    return problem.value.code


def test_two_visits_that_tell_of_one_event_count_once(ground: Ground) -> None:
    one, other = opening(ground), opening(ground)
    assert counted(ground) == 2
    into, joined = event_of(one), event_of(other)
    join_events(joined=joined, into=into, by=ground.coordinator, reason="the two teams stood side by side")
    assert counted(ground) == 1
    move = EvidenceMove.objects.get()
    assert (move.from_violation, move.to_violation, move.moved_by) == (joined, into, ground.coordinator)
    assert Entry.objects.get(act="evidence.moved").detail == {"from": joined.pk, "to": into.pk}


@pytest.mark.usefixtures("committed_database")
def test_two_who_join_two_events_at_once_make_one_of_them() -> None:
    ground = factories.ground()

    def joining(joined: Violation, into: Violation) -> Callable[[], object]:
        return partial(join_events, joined=joined, into=into, by=ground.head, reason="one")

    for _time in range(5):
        one, other = event_of(opening(ground)), event_of(opening(ground))
        at_once([joining(one, other), joining(other, one)])
        assert sorted([one.evidence.count(), other.evidence.count()]) == [0, 2]


def test_what_is_taken_apart_counts_for_itself(ground: Ground) -> None:
    one, other = opening(ground), opening(ground)
    join_events(joined=event_of(other), into=event_of(one), by=ground.head, reason="one")
    assert counted(ground) == 1
    evidence = Evidence.objects.get(flag__revision=other.current)
    own = split_off(evidence=evidence, by=ground.head, reason="no, two")
    assert (counted(ground), own.evidence.get(), event_of(one).evidence.count()) == (2, evidence, 1)


def test_a_correction_goes_where_a_person_put_what_it_corrects(ground: Ground) -> None:
    one, other = opening(ground), opening(ground)
    into = event_of(one)
    join_events(joined=event_of(other), into=into, by=ground.head, reason="one")
    assert other.current
    sent = a_submission(
        ground.opening,
        {"A1": "no", "A10": "5"},
        report_id=other.client_id,
        replaces=other.current.client_id,
        reason="counted again",
    )
    receive(sender=ground.phone.sender, submissions=[sent])
    assert counted(ground) == 1
    other.refresh_from_db()
    assert event_of(other) == into


def test_what_is_sent_later_from_a_joined_visit_goes_where_it_was_joined(ground: Ground) -> None:
    visit = a_visit("W-1")
    one, other = opening(ground), opening(ground, visit=visit)
    into = event_of(one)
    join_events(joined=event_of(other), into=into, by=ground.head, reason="one")
    told = {"category": "V10", "severity": "serious", "basis": "seen", "where": "this_station"}
    receive(sender=ground.phone.sender, submissions=[a_submission(ground.incident, told, visit=visit)])
    assert (counted(ground), into.evidence.count()) == (1, 3)


def test_only_what_may_be_one_is_joined(ground: Ground) -> None:
    here, there = opening(ground), opening(ground, "W-2")
    join = partial(join_events, by=ground.head, reason="?")
    assert refused(partial(join, joined=event_of(there), into=event_of(here))) == "invalid"
    both = opening(ground, answers={"A1": "no", "A7": "no"})
    events = {event.category: event for event in Violation.objects.filter(visit=both.visit)}
    assert refused(partial(join, joined=events["V10"], into=events["V11"])) == "invalid"
    assert refused(partial(join, joined=events["V10"], into=events["V10"])) == "invalid"
    assert EvidenceMove.objects.count() == 0


def test_a_reason_a_role_and_something_to_take_apart(ground: Ground) -> None:
    one, other = event_of(opening(ground)), event_of(opening(ground))
    assert refused(partial(join_events, joined=other, into=one, by=ground.head, reason=" ")) == "invalid"
    for role in (Role.ANALYST, Role.RESULTS_ROOM, Role.REGIONAL_COORDINATOR):
        by = a_member(ground.mission, role)
        assert refused(partial(join_events, joined=other, into=one, by=by, reason="x")) == "forbidden"
    only = one.evidence.get()
    assert refused(partial(split_off, evidence=only, by=ground.head, reason="x")) == "conflict"


def test_evidence_that_was_moved_meanwhile_is_looked_at_again(ground: Ground) -> None:
    one, other, third = (event_of(opening(ground)) for _number in range(3))
    stale = Evidence.objects.get(violation=other)
    join_events(joined=other, into=one, by=ground.head, reason="one")
    move = partial(move_evidence, evidence=stale, to=third, by=ground.head, reason="no")
    assert refused(move) == "conflict"
    move_evidence(evidence=Evidence.objects.get(pk=stale.pk), to=third, by=ground.head, reason="the third")
    assert (counted(ground), third.evidence.count()) == (2, 2)
