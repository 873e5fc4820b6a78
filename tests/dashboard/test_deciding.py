"""Deciding about a report from its page, and what every figure says of it a moment later."""

from __future__ import annotations

from typing import Any

import pytest

from observer.analysis.filters import Filters
from observer.analysis.reads import board
from observer.missions.models import Membership
from observer.missions.roles import Role
from observer.reports.intake import receive
from observer.reports.models import Report, Review
from tests.dashboard.desk import count, opened, posted, queries, send, words
from tests.factories import Ground, a_member, a_submission, a_visit, ground


@pytest.fixture
def alder(db: None) -> Ground:
    return ground()


def counted(alder: Ground) -> tuple[Any, Any]:
    """Reports counted and violations seen, as the board says them."""
    count(alder)
    total = board(Membership.objects.get(pk=alder.head.pk), Filters()).total
    return total.reports.numerator, total.events.seen.numerator


def decide(alder: Ground, report: Report, decision: str, by: Any = None, **said: Any) -> int:
    answer = posted(by or alder.coordinator, f"reports/{report.client_id}/decide/{decision}/", **said)
    return int(answer.status_code)


def test_what_is_kept_out_leaves_every_figure_and_comes_back_when_accepted(alder: Ground) -> None:
    report = send(alder)
    assert counted(alder) == (1, 1)
    assert decide(alder, report, "review", verdict="quarantine_all", ground="fabricated") == 302
    assert counted(alder) == (0, 0)
    assert decide(alder, report, "review", verdict="accept", note="The team was called.") == 302
    assert counted(alder) == (1, 1)
    assert "The team was called." in words(opened(alder.head, f"reports/{report.client_id}/"))


def test_a_quarantine_names_its_ground_and_a_question_its_words(alder: Ground) -> None:
    report = send(alder)
    assert decide(alder, report, "review", verdict="quarantine_all") == 400
    assert decide(alder, report, "review", verdict="question") == 400
    assert decide(alder, report, "review", verdict="question", note="Which seal was broken?") == 302
    assert Review.objects.get().note == "Which seal was broken?"


def test_who_may_not_decide_is_offered_nothing(alder: Ground) -> None:
    report = send(alder)
    for member in (a_member(alder.mission, Role.ANALYST), a_member(alder.mission, Role.RESULTS_ROOM)):
        assert "Keep out of the figures" not in words(opened(member, f"reports/{report.client_id}/"))
        assert decide(alder, report, "review", by=member, verdict="accept") == 403
    alder.observers[0].role = Role.COORDINATOR
    alder.observers[0].save()
    own = words(opened(alder.observers[0], f"reports/{report.client_id}/"))
    assert "Ask the observer" not in own
    assert decide(alder, report, "review", by=alder.observers[0], verdict="accept") == 403


def test_an_unplaced_report_is_placed_with_one_tap_and_counts(alder: Ground) -> None:
    report = send(alder, station="w 1")
    assert counted(alder) == (0, 0)
    page = words(opened(alder.coordinator, "unplaced/"))
    assert "w 1" in page
    assert "the same code, written otherwise" in page
    said = {"kind": "station", "code": "W-1", "reason": "the same code", "next": "/missions/alder/unplaced/"}
    answer = posted(alder.coordinator, f"reports/{report.client_id}/decide/place/", **said)
    assert answer["Location"] == "/missions/alder/unplaced/"
    assert counted(alder) == (1, 1)
    assert "Every report has its place." in words(opened(alder.coordinator, "unplaced/"))


def test_nobody_is_led_off_the_site(alder: Ground) -> None:
    report = send(alder)
    for address in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        answer = posted(
            alder.coordinator, f"reports/{report.client_id}/decide/review/", verdict="accept", next=address
        )
        assert answer["Location"] == f"/missions/alder/reports/{report.client_id}/"


def test_a_code_on_no_list_places_nothing(alder: Ground) -> None:
    report = send(alder, station="?")
    assert decide(alder, report, "place", kind="station", code="Q-9", reason="x") == 400
    assert decide(alder, report, "place", kind="planet", code="W-1", reason="x") == 400
    assert decide(alder, report, "place", kind="region", code="west", reason="a moved station") == 302
    assert counted(alder)[0] == 1


def test_one_that_was_sent_twice_counts_once(alder: Ground) -> None:
    one, other = send(alder), send(alder)
    assert counted(alder) == (2, 2)
    assert one.current
    code = one.current.receipt_code
    assert "It looks like this one:" in words(opened(alder.head, f"reports/{other.client_id}/"))
    assert decide(alder, other, "double", counts_instead=code.lower(), reason="pressed twice") == 302
    assert counted(alder) == (1, 1)
    assert decide(alder, one, "double", counts_instead="NOSUCH", reason="x") == 400


def test_of_two_corrections_the_chosen_one_stands(alder: Ground) -> None:
    report = send(alder)
    assert report.current
    rivals = [
        a_submission(
            alder.opening,
            {"A1": answer},
            report_id=report.client_id,
            replaces=report.current.client_id,
            reason="looked again",
        )
        for answer in ("yes", "no")
    ]
    for sent in rivals:
        receive(sender=alder.phone.sender, submissions=[sent])
    assert counted(alder) == (1, 0)
    path = f"reports/{report.client_id}/"
    assert "Which one stands?" in words(opened(alder.head, path))
    assert decide(alder, report, "settle", revision=str(rivals[1].client_id), reason="called them") == 302
    assert counted(alder) == (1, 1)
    page = words(opened(alder.head, path))
    assert "Which one stands?" not in page
    assert "called them" in page
    overtaken = report.revisions.get(replaces=None).client_id
    assert decide(alder, report, "settle", revision=str(overtaken), reason="x") == 409


def test_a_correction_is_shown_answer_by_answer(alder: Ground) -> None:
    report = send(alder, answers={"A1": "no", "A10": "5"})
    assert report.current
    sent = a_submission(
        alder.opening,
        {"A1": "yes", "A10": "5"},
        report_id=report.client_id,
        replaces=report.current.client_id,
        reason="the other door",
    )
    receive(sender=alder.phone.sender, submissions=[sent])
    page = opened(alder.head, f"reports/{report.client_id}/").content.decode()
    changes = page.split('id="changes"')[1].split("</section>")[0]
    assert "the other door" in changes
    assert [f">{code}</code>" in changes for code in ("A1", "A10")] == [True, False]


def test_a_withdrawn_report_counts_nowhere_and_cannot_be_withdrawn_again(alder: Ground) -> None:
    report = send(alder)
    assert decide(alder, report, "withdraw", reason="a test") == 302
    assert counted(alder) == (0, 0)
    assert decide(alder, report, "withdraw", reason="again") == 409
    assert decide(alder, report, "forget", reason="x") == 404


def test_a_held_report_is_let_in_with_a_reason(alder: Ground) -> None:
    report = send(alder)
    hold = report.holds.create(mission=alder.mission, reason="late", held_at=report.received_at)
    assert decide(alder, report, "release", hold=hold.pk) == 400
    assert decide(alder, report, "release", hold=hold.pk, reason="the line was down") == 302
    assert decide(alder, report, "release", hold=10**6, reason="x") == 404


def test_the_queue_costs_the_same_with_one_and_with_three(alder: Ground) -> None:
    def listed() -> int:
        return queries(lambda: opened(alder.head, "unplaced/"))

    send(alder, station="w 1")
    listed()
    one = listed()
    for typed in ("W-11", "nowhere"):
        receive(
            sender=alder.other_phone.sender, submissions=[a_submission(alder.opening, visit=a_visit(typed))]
        )
    assert listed() == one
