"""What headquarters decides leaves a row, an entry and work for the fold; and only those decide who may."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from observer.elections.models import Commission
from observer.journal.models import Entry
from observer.missions.roles import Role
from observer.problems import Problem
from observer.reports.decisions import (
    in_conflict,
    place,
    release_hold,
    review,
    rule_double,
    settle_conflict,
    withdraw,
)
from observer.reports.intake import receive
from observer.reports.models import Hold, Pending, Placement, Report, Review, Withdrawal
from tests import factories
from tests.factories import Ground, a_submission, a_visit
from tests.reports.at_once import at_once


@pytest.fixture
def ground(db: None) -> Ground:
    return factories.ground()


def a_report(ground: Ground, station: str = "W-1", **more: Any) -> Report:
    sent = a_submission(ground.opening, visit=a_visit(station), **more)
    receive(sender=ground.phone.sender, submissions=[sent])
    return Report.objects.get(client_id=sent.report_id)


def refusal(call: Callable[[], object]) -> tuple[str, int]:
    before = Pending.objects.count()
    with pytest.raises(Problem) as refused:
        call()
    assert Pending.objects.count() == before
    return refused.value.code, refused.value.status


def told(report: Report, act: str) -> dict[str, Any]:
    """The detail of the entry about `act`; the fold was told in the same breath."""
    entry = Entry.objects.get(act=act, subject="report", subject_id=report.pk)
    assert Pending.objects.filter(report=report).latest("id").created_at == entry.at
    detail: dict[str, Any] = entry.detail
    return detail


def test_an_author_withdraws_an_own_report_once(ground: Ground) -> None:
    report = a_report(ground)
    made = withdraw(report=report, by=ground.observers[0], reason=" wrong station ")
    assert (made.withdrawn_by, made.reason) == (ground.observers[0], "wrong station")
    assert told(report, "report.withdrawn") == {}
    again = partial(withdraw, report=report, by=ground.coordinator, reason="again")
    assert refusal(again) == ("conflict", 409)


def test_nobody_withdraws_another_observers_report_but_a_coordinator(ground: Ground) -> None:
    west, east = a_report(ground), a_report(ground, "E-1")
    for by, report in ((ground.observers[1], west), (ground.regional, east)):
        assert refusal(partial(withdraw, report=report, by=by, reason="?")) == ("forbidden", 403)
    withdraw(report=west, by=ground.regional, reason="agreed by phone")
    assert Withdrawal.objects.get().report == west


@pytest.mark.parametrize("verb", [withdraw, partial(place, station=None)])
def test_a_decision_has_a_reason(ground: Ground, verb: Any) -> None:
    call = partial(verb, report=a_report(ground), by=ground.coordinator, reason=" ")
    assert refusal(call) == ("invalid", 400)


def test_a_review_names_the_revision_that_was_read(ground: Ground) -> None:
    report = a_report(ground)
    made = review(report=report, by=ground.regional, verdict="quarantine_all", ground="test", note="training")
    assert (made.revision, made.verdict, made.ground) == (report.current, "quarantine_all", "test")
    assert told(report, "report.reviewed") == {"verdict": "quarantine_all", "ground": "test"}


@pytest.mark.parametrize(
    ("verdict", "why"), [("quarantine_results", ""), ("maybe", ""), ("accept", "bad mood")]
)
def test_a_review_says_what_it_means(ground: Ground, verdict: str, why: str) -> None:
    call = partial(review, report=a_report(ground), by=ground.coordinator, verdict=verdict, ground=why)
    assert refusal(call) == ("invalid", 400)


def test_no_observer_reviews_and_no_region_reviews_anothers(ground: Ground) -> None:
    report = a_report(ground, "E-1")
    for by in (ground.observers[1], ground.regional):
        assert refusal(partial(review, report=report, by=by, verdict="accept")) == ("forbidden", 403)
    review(report=report, by=ground.head, verdict="accept")
    assert Review.objects.get().reviewed_by == ground.head


def test_a_held_report_is_placed_and_then_let_in(ground: Ground) -> None:
    report = a_report(ground, "no such code")
    hold = Hold.objects.get(report=report)
    let_in = partial(release_hold, hold=hold, by=ground.coordinator, reason="matched by the register")
    assert refusal(let_in) == ("conflict", 409)
    place(report=report, by=ground.coordinator, reason="matched", station=ground.stations[4])
    hold.refresh_from_db()
    let_in()
    report.refresh_from_db()
    assert (report.station, report.region) == (ground.stations[4], ground.west)
    assert told(report, "report.released") == {"hold": "unplaced"}
    assert refusal(let_in) == ("conflict", 409)


def test_a_report_is_placed_at_one_place_of_its_own_election(ground: Ground) -> None:
    report, elsewhere = a_report(ground), factories.ground("birch")
    for where in (
        {},
        {"station": ground.stations[0], "region": ground.west},
        {"station": elsewhere.stations[0]},
    ):
        call = partial(place, report=report, by=ground.coordinator, reason="?", **where)
        assert refusal(call) == ("invalid", 400)


def test_a_region_moves_its_own_reports_and_only_into_itself(ground: Ground) -> None:
    mine, theirs, nowhere = a_report(ground), a_report(ground, "E-1"), a_report(ground, "no such code")
    own, east = ground.stations[4], ground.stations[0]
    for report, station in ((mine, east), (theirs, own), (nowhere, own)):
        call = partial(place, report=report, by=ground.regional, reason="?", station=station)
        assert refusal(call) == ("forbidden", 403)
    nobodys = Commission.objects.create(
        election=ground.election, code="CEC", level="central", names={"en": "Central"}
    )
    away = partial(place, report=mine, by=ground.regional, reason="?", commission=nobodys)
    assert refusal(away) == ("forbidden", 403)
    place(report=mine, by=ground.regional, reason="next door", station=own)
    assert Placement.objects.get().placed_by == ground.regional


def test_of_two_doubles_one_counts_and_the_other_is_marked(ground: Ground) -> None:
    first, second = a_report(ground), a_report(ground)
    rule_double(report=second, counts_instead=first, by=ground.coordinator, reason="sent twice")
    assert told(second, "report.ruled_double") == {"counts_instead": first.pk}
    back = partial(rule_double, report=first, counts_instead=second, by=ground.coordinator, reason="?")
    assert refusal(back) == ("invalid", 400)


def test_a_report_is_no_double_of_itself_or_of_another_missions(ground: Ground) -> None:
    report, other = a_report(ground), factories.ground("birch", election=ground.election)
    for counts_instead in (report, a_report(other)):
        call = partial(
            rule_double, report=report, counts_instead=counts_instead, by=ground.coordinator, reason="?"
        )
        assert refusal(call) == ("invalid", 400)


def test_reports_of_two_places_or_forms_are_no_doubles(ground: Ground) -> None:
    report, elsewhere = a_report(ground), a_report(ground, "W-2")
    sent = a_submission(ground.counting, visit=a_visit("W-1"))
    receive(sender=ground.phone.sender, submissions=[sent])
    other_form = Report.objects.get(client_id=sent.report_id)
    for counts_instead, why in (
        (elsewhere, "are of different places."),
        (other_form, "were made with different forms."),
    ):
        with pytest.raises(Problem) as refused:
            rule_double(report=report, counts_instead=counts_instead, by=ground.coordinator, reason="?")
        assert [each["detail"] for each in refused.value.errors] == [f"The two reports {why}"]
        assert (refused.value.code, refused.value.status) == ("invalid", 400)
    assert not hasattr(report, "double_ruling")
    nowhere = [a_report(ground, "no such code") for _time in range(2)]
    rule_double(report=nowhere[1], counts_instead=nowhere[0], by=ground.coordinator, reason="sent twice")


def rivals(ground: Ground) -> tuple[Report, list[Any]]:
    """A report with two corrections of one revision: the first stands, the other beside it."""
    report = a_report(ground)
    assert report.current
    sent = [
        a_submission(
            ground.opening,
            {"A1": "yes", "A10": number},
            report_id=report.client_id,
            replaces=report.current.client_id,
            reason="looked again",
        )
        for number in ("5", "6")
    ]
    for one in sent:
        receive(sender=ground.phone.sender, submissions=[one])
    report.refresh_from_db()
    return report, [report.revisions.get(client_id=one.client_id) for one in sent]


def test_of_two_corrections_headquarters_says_which_stands(ground: Ground) -> None:
    report, (stands, beside) = rivals(ground)
    assert in_conflict(report) == [stands, beside]
    made = settle_conflict(report=report, revision=beside, by=ground.regional, reason="called the team")
    report.refresh_from_db()
    assert (report.current, made.instead_of, in_conflict(report)) == (beside, stands, [])
    assert told(report, "report.conflict_settled") == {"revision": beside.pk}
    settle_conflict(report=report, revision=stands, by=ground.head, reason="they called back")
    report.refresh_from_db()
    assert report.current == stands


def test_a_ruling_may_leave_what_stands_and_later_corrections_follow_the_chosen_one(ground: Ground) -> None:
    report, (stands, beside) = rivals(ground)
    assert settle_conflict(report=report, revision=stands, by=ground.head, reason="right").instead_of is None
    settle_conflict(report=report, revision=beside, by=ground.head, reason="no, the other")
    for replaced, becomes_current in ((stands, False), (beside, True)):
        sent = a_submission(
            ground.opening,
            {"A1": "no"},
            report_id=report.client_id,
            replaces=replaced.client_id,
            reason="once more",
        )
        receive(sender=ground.phone.sender, submissions=[sent])
        report.refresh_from_db()
        assert report.current
        assert (report.current.client_id == sent.client_id) is becomes_current


def test_who_settles_and_between_what(ground: Ground) -> None:
    report, (_stands, beside) = rivals(ground)
    original = report.revisions.get(replaces=None)
    other = a_report(ground, "W-2").current
    assert other
    settle = partial(settle_conflict, report=report, by=ground.head, reason="?")
    assert refusal(partial(settle, revision=original)) == ("conflict", 409)
    assert refusal(partial(settle, revision=other)) == ("invalid", 400)
    assert refusal(partial(settle, revision=beside, reason=" ")) == ("invalid", 400)
    for by in (ground.observers[0], factories.a_member(ground.mission, Role.ANALYST)):
        assert refusal(partial(settle, revision=beside, by=by)) == ("forbidden", 403)


def test_nobody_lets_in_what_they_sent(ground: Ground) -> None:
    report = a_report(ground)
    hold = Hold.objects.create(
        mission=ground.mission, report=report, reason="late", held_at=report.received_at
    )
    author = ground.observers[0]
    author.role = Role.COORDINATOR
    author.save()
    assert refusal(partial(release_hold, hold=hold, by=author, reason="mine")) == ("forbidden", 403)
    release_hold(hold=hold, by=ground.coordinator, reason="the line was down")


def test_a_question_has_words(ground: Ground) -> None:
    ask = partial(review, report=a_report(ground), by=ground.coordinator, verdict="question")
    assert refusal(partial(ask, note=" ")) == ("invalid", 400)
    assert ask(note="Which seal?").note == "Which seal?"


def test_another_missions_coordinator_decides_nothing(ground: Ground) -> None:
    report, other = a_report(ground), factories.ground("birch", election=ground.election)
    for call in (
        partial(withdraw, report=report, by=other.coordinator, reason="?"),
        partial(review, report=report, by=other.coordinator, verdict="accept"),
        partial(place, report=report, by=other.coordinator, reason="?", station=ground.stations[3]),
    ):
        assert refusal(call) == ("forbidden", 403)


@pytest.mark.usefixtures("committed_database")
def test_of_two_who_withdraw_at_once_one_is_told_it_was_done() -> None:
    ground = factories.ground()
    report = a_report(ground)

    def try_it() -> int:
        try:
            withdraw(report=report, by=ground.coordinator, reason="sent twice")
        except Problem as problem:
            return problem.status
        return 201

    assert sorted(at_once([try_it, try_it])) == [201, 409]
    assert Withdrawal.objects.count() == 1


@pytest.mark.usefixtures("committed_database")
def test_two_reports_never_become_doubles_of_each_other() -> None:
    ground = factories.ground()

    def ruling(report: Report, other: Report) -> Callable[[], int]:
        def try_it() -> int:
            try:
                rule_double(report=report, counts_instead=other, by=ground.coordinator, reason="sent twice")
            except Problem as problem:
                return problem.status
            return 201

        return try_it

    for _time in range(10):
        first, second = a_report(ground), a_report(ground)
        assert sorted(at_once([ruling(first, second), ruling(second, first)])) == [201, 400]
