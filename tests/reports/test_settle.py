"""Where a report comes to stand: corrections, visits, places, and what is held apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from observer.missions.enrol import revoke_device
from observer.missions.models import MembershipEnd, MissionDevice, MissionLock
from observer.reports.decisions import place
from observer.reports.intake import receive
from observer.reports.models import (
    Flag,
    Hold,
    HoldRelease,
    Incident,
    Pending,
    Placement,
    Report,
    Revision,
    Visit,
    VisitDeparture,
)
from observer.reports.submission import PlaceClaim, Receipt, Submission, VisitClaim
from tests import factories
from tests.factories import Ground, Phone, a_submission, a_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    return factories.ground()


def send(ground: Ground, *submissions: Submission, phone: Phone | None = None) -> list[Receipt]:
    return receive(sender=(phone or ground.phone).sender, submissions=submissions)


def original(ground: Ground, station: str = "W-1", **more: Any) -> Submission:
    return a_submission(ground.opening, **{"visit": a_visit(station), **more})


def correction(
    ground: Ground, of: Submission, answers: dict[str, Any] | None = None, **more: Any
) -> Submission:
    """The next revision after `of`, in the same visit."""
    values: dict[str, Any] = {"report_id": of.report_id, "replaces": of.client_id, "visit": of.visit, **more}
    return a_submission(ground.opening, answers or {"A1": "no"}, **values)


def doubts() -> list[str]:
    return list(Flag.objects.filter(category=None).order_by("id").values_list("kind", flat=True))


def holds() -> list[str]:
    return list(Hold.objects.order_by("id").values_list("reason", flat=True))


# --- Corrections -----------------------------------------------------------------------------------


@pytest.mark.parametrize("together", [True, False], ids=["one batch", "one by one"])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (0, 2, 1)])
def test_the_last_correction_is_current_in_whatever_order_they_come(
    ground: Ground, order: tuple[int, ...], together: bool
) -> None:
    first = original(ground)
    second = correction(ground, first, {"A10": "2"})
    third = correction(ground, second, {"A10": "3"}, report_id=first.report_id)
    arrivals = [(first, second, third)[number] for number in order]
    batches = [arrivals] if together else [[one] for one in arrivals]
    receipts = [receipt for batch in batches for receipt in send(ground, *batch)]
    report = Report.objects.get()
    assert {receipt.status for receipt in receipts} == {201}
    assert (report.client_id, report.revisions.count()) == (first.report_id, 3)
    assert report.current.client_id == third.client_id
    assert set(Pending.objects.values_list("report", flat=True)) == {report.pk}


def test_a_correction_points_to_what_it_replaces_also_when_that_is_not_here_yet(ground: Ground) -> None:
    first = original(ground)
    early = correction(ground, first, reason="typed too fast")
    send(ground, early)
    late = Revision.objects.get()
    assert (late.replaces, late.replaces_client_id, late.reason) == (None, first.client_id, "typed too fast")
    [receipt] = send(ground, first)
    assert (receipt.status, receipt.notices, doubts()) == (201, (), [])
    assert Report.objects.get().current == late


def test_a_correction_need_not_name_its_report_when_what_it_replaces_is_known(ground: Ground) -> None:
    first = original(ground)
    second = correction(ground, first)
    third = correction(ground, second, {"A10": "3"}, report_id=second.client_id)
    send(ground, first)
    send(ground, second, third)
    assert Report.objects.get().current.client_id == third.client_id


def test_a_second_correction_of_the_same_revision_is_for_headquarters_to_settle(ground: Ground) -> None:
    first = original(ground)
    winner, loser = correction(ground, first), correction(ground, first, {"A1": "yes", "A10": "2"})
    send(ground, first)
    [_won], [lost] = send(ground, winner), send(ground, loser)
    assert (lost.status, lost.notices) == (201, ("conflict",))
    assert Report.objects.get().current.client_id == winner.client_id
    flag = Flag.objects.get(kind="conflict")
    assert (flag.revision.client_id, flag.detail) == (loser.client_id, {"replaces": str(first.client_id)})


def test_a_second_original_of_one_report_stands_beside_the_first(ground: Ground) -> None:
    first = original(ground)
    send(ground, first)
    [receipt] = send(ground, original(ground, report_id=first.report_id, answers={"A1": "no"}))
    assert (receipt.status, receipt.notices) == (201, ("conflict",))
    assert Report.objects.get().current.client_id == first.client_id


def test_another_team_cannot_move_a_report_but_what_it_says_is_kept(ground: Ground) -> None:
    first = original(ground)
    send(ground, first)
    [receipt] = send(ground, correction(ground, first, visit=None), phone=ground.other_phone)
    assert (receipt.status, receipt.notices) == (201, ("conflict",))
    assert Report.objects.get().current.client_id == first.client_id
    assert Flag.objects.get(kind="conflict").detail == {"sender": "another team"}


def test_a_colleague_of_the_team_may_correct(ground: Ground) -> None:
    first = original(ground)
    send(ground, first)
    mended = correction(ground, first)
    send(ground, mended, phone=factories.a_phone(ground.observers[1]))
    report = Report.objects.get()
    assert (report.current.client_id, report.author) == (mended.client_id, ground.observers[0])


def test_a_correction_made_with_another_form_stands_beside(ground: Ground) -> None:
    first = original(ground)
    send(ground, first)
    other = a_submission(ground.counting, {}, report_id=first.report_id, replaces=first.client_id)
    [receipt] = send(ground, other)
    assert ("conflict" in receipt.notices, Report.objects.get().current.client_id) == (True, first.client_id)


# --- Held apart ------------------------------------------------------------------------------------


def test_a_report_after_the_deadline_is_held(ground: Ground) -> None:
    ground.mission.late_after = timezone.now() - timedelta(minutes=1)
    ground.mission.save()
    [receipt] = send(ground, original(ground))
    assert (receipt.status, receipt.notices, holds()) == (201, ("late",), ["late"])


def test_all_reasons_to_hold_a_report_are_told(ground: Ground) -> None:
    bound = MissionDevice.objects.get(device=ground.phone.device)
    revoke_device(device=bound, by=ground.head, reason="lost")
    MissionLock.objects.create(mission=ground.mission, locked_by=ground.head, reason="books closed")
    [receipt] = send(ground, original(ground, "nowhere"))
    assert receipt.notices == ("unplaced", "revoked_device", "mission_locked")
    assert sorted(holds()) == ["mission_locked", "revoked_device", "unplaced"]


def test_what_comes_from_a_member_who_left_is_held(ground: Ground) -> None:
    MembershipEnd.objects.create(
        mission=ground.mission, membership=ground.observers[0], ended_by=ground.head, reason="left"
    )
    assert send(ground, original(ground))[0].notices == ("revoked_device",)


def test_a_late_correction_takes_nothing_away_from_what_came_in_time(ground: Ground) -> None:
    first = original(ground)
    send(ground, first)
    MissionLock.objects.create(mission=ground.mission, locked_by=ground.head, reason="books closed")
    late = correction(ground, first)
    [receipt] = send(ground, late)
    [again] = send(ground, late)
    assert (receipt.status, receipt.notices) == (201, ("mission_locked", "conflict"))
    assert (again.status, again.notices) == (200, receipt.notices)
    assert (Report.objects.get().current.client_id, holds()) == (first.client_id, [])


# --- Places ----------------------------------------------------------------------------------------


def test_a_code_on_no_list_is_held_as_it_was_typed(ground: Ground) -> None:
    [receipt] = send(ground, original(ground, "  Школа № 7, 2 этаж  "))
    report, hold = Report.objects.get(), Hold.objects.get()
    assert (receipt.notices, hold.typed) == (("unplaced",), "Школа № 7, 2 этаж")
    assert (report.station, report.region, report.visit.station) == (None, None, None)


def test_a_report_that_does_not_say_where_is_held(ground: Ground) -> None:
    send(ground, a_submission(ground.opening))
    assert (holds(), Hold.objects.get().typed) == (["unplaced"], "")


def test_a_code_in_small_letters_is_found(ground: Ground) -> None:
    send(ground, original(ground, " w-1 "))
    assert Report.objects.get().station.code == "W-1"


@pytest.mark.parametrize(
    ("claim", "station", "commission", "region"),
    [
        (PlaceClaim("station", "W-2"), "W-2", None, "west"),
        (PlaceClaim("commission", "tec-east"), None, None, None),
        (PlaceClaim("commission", "TEC-east"), None, "TEC-east", "east"),
        (PlaceClaim("region", "EAST"), None, None, "east"),
        (PlaceClaim("none"), None, None, None),
    ],
)
def test_a_report_belongs_where_it_says(
    ground: Ground, claim: PlaceClaim, station: str | None, commission: str | None, region: str | None
) -> None:
    send(ground, original(ground, "W-1", place=claim))
    report = Report.objects.values("station__code", "commission__code", "region__code").get()
    assert tuple(report.values()) == (station, commission, region)
    assert holds() == (["unplaced"] if claim.code == "tec-east" else [])


@pytest.mark.parametrize(
    ("answers", "place", "region"),
    [
        ({"where": "this_station"}, "station", "west"),
        ({"where": "station", "place_code": "E-2"}, "station", "east"),
        ({"where": "station"}, "station", "west"),
        ({"where": "commission", "place_code": "TEC-east"}, "commission", "east"),
        ({"where": "region", "place_code": "east"}, "region", "east"),
        ({"where": "none"}, "none", None),
        ({}, "station", "west"),
    ],
)
def test_an_incident_belongs_where_its_answers_say(
    ground: Ground, answers: dict[str, str], place: str, region: str | None
) -> None:
    send(ground, a_submission(ground.incident, {"category": "V06", **answers}, visit=a_visit("W-1")))
    incident = Incident.objects.get()
    found = incident.report.region.code if incident.report.region else None
    assert (incident.place, found, holds()) == (place, region, [])


def test_a_correction_moves_its_report_and_leaves_a_row(ground: Ground) -> None:
    first = original(ground, "W-1")
    send(ground, first)
    send(ground, correction(ground, first, visit=a_visit("W-2"), reason="wrong code"))
    report, placement = Report.objects.get(), Placement.objects.get()
    assert (report.station.code, placement.station.code) == ("W-2", "W-2")
    assert (placement.placed_by, placement.reason) == (ground.observers[0], "wrong code")


@pytest.mark.parametrize("together", [True, False], ids=["one batch", "one by one"])
def test_a_correction_with_the_right_code_places_what_was_held(ground: Ground, together: bool) -> None:
    first = original(ground, "nowhere")
    mended = correction(ground, first, visit=a_visit("W-2"))
    for batch in [[first, mended]] if together else [[first], [mended]]:
        send(ground, *batch)
    assert Report.objects.get().station.code == "W-2"
    assert not Hold.objects.filter(release=None).exists()
    assert HoldRelease.objects.count() == (0 if together else 1)


def test_a_correction_with_a_wrong_code_holds_its_report_until_it_is_placed(ground: Ground) -> None:
    first = original(ground, "W-1")
    send(ground, first)
    [receipt] = send(ground, correction(ground, first, visit=a_visit("W-99")))
    assert (receipt.notices, Hold.objects.get().typed) == (("unplaced",), "W-99")


def test_what_headquarters_placed_is_not_moved_by_a_correction(ground: Ground) -> None:
    first = original(ground, "W-1")
    send(ground, first)
    place(
        report=Report.objects.get(),
        by=ground.coordinator,
        reason="they were next door",
        station=ground.stations[4],
    )
    [receipt] = send(ground, correction(ground, first, visit=a_visit("W-3")))
    report = Report.objects.get()
    assert (report.station.code, receipt.notices) == ("W-2", ("broken_rule",))
    assert Flag.objects.get(rule="place").detail == {"typed": "W-3"}


# --- Visits ----------------------------------------------------------------------------------------


def test_reports_of_one_visit_share_it(ground: Ground) -> None:
    visit = a_visit("W-1", at=datetime(2026, 10, 4, 2, 0, tzinfo=UTC))
    reports = [a_submission(ground.opening, visit=visit), a_submission(ground.counting, {}, visit=visit)]
    send(ground, reports[0])
    send(ground, reports[1])
    assert (Visit.objects.get().reports.count(), Visit.objects.get().arrived_at) == (2, visit.arrived_at)


def test_a_visit_of_another_team_is_not_joined(ground: Ground) -> None:
    theirs = a_visit("E-1")
    send(ground, a_submission(ground.opening, visit=theirs), phone=ground.other_phone)
    [receipt] = send(ground, a_submission(ground.opening, visit=theirs))
    mine = Report.objects.get(author=ground.observers[0])
    assert (mine.visit, mine.station.code, "broken_rule" in receipt.notices) == (None, "E-1", True)
    assert Flag.objects.get(rule="visit").detail == {"visit": str(theirs.client_id)}


def test_the_first_departure_told_ends_the_visit(ground: Ground) -> None:
    arrived = datetime(2026, 10, 4, 2, 0, tzinfo=UTC)
    claims = [
        VisitClaim(factories.an_id(), "W-1", arrived, departed)
        for departed in (None, arrived + timedelta(minutes=40), arrived + timedelta(minutes=50))
    ]
    for claim in claims:
        visit = VisitClaim(claims[0].client_id, "W-1", arrived, claim.departed_at)
        send(ground, a_submission(ground.opening, visit=visit))
    assert VisitDeparture.objects.get().departed_at == arrived + timedelta(minutes=40)


@pytest.mark.parametrize(
    ("answers", "visit_at", "expected"),
    [
        # Aqtobe is UTC+5: 07:20 there is 02:20.
        ({"A0": "07:20"}, None, "2026-10-04T02:20+00:00"),
        ({"A0": "07:20"}, datetime(2026, 10, 4, 2, 5, tzinfo=UTC), "2026-10-04T02:05+00:00"),
        ({}, None, "2026-10-04T03:00+00:00"),
    ],
)
def test_a_report_happened_at_arrival_else_when_it_was_made(
    ground: Ground, answers: dict[str, str], visit_at: datetime | None, expected: str
) -> None:
    made_at = datetime(2026, 10, 4, 3, 0, tzinfo=UTC)
    send(ground, a_submission(ground.opening, answers, visit=a_visit("W-1", at=visit_at), made_at=made_at))
    assert Revision.objects.get().happened_at == datetime.fromisoformat(expected)


def test_an_incident_happened_at_its_own_hour_in_the_time_of_its_place(ground: Ground) -> None:
    answers = {"category": "V06", "where": "station", "place_code": "E-1", "happened_at": "23:50"}
    made_at = datetime(2026, 10, 4, 14, 30, tzinfo=UTC)  # half past midnight in the east, evening in the west
    send(ground, a_submission(ground.incident, answers, visit=a_visit("W-1"), made_at=made_at))
    assert Revision.objects.get().happened_at == datetime(2026, 10, 4, 13, 50, tzinfo=UTC)


def test_a_phone_that_lives_in_the_first_year_of_the_calendar_is_taken_too(ground: Ground) -> None:
    made_at = datetime(1, 1, 1, 0, 1, tzinfo=UTC)
    [receipt] = send(ground, original(ground, answers={"A0": "23:50", "A1": "yes"}, made_at=made_at))
    assert (receipt.status, receipt.notices) == (201, ("clock",))
