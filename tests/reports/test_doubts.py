"""What intake doubts, and what it must not doubt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from observer.checklists.models import VersionClosure
from observer.reports.decisions import withdraw
from observer.reports.intake import receive
from observer.reports.models import Flag, Report
from observer.reports.submission import Submission
from tests import factories
from tests.documents import OPENING
from tests.factories import Ground, Phone, a_submission, a_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    return factories.ground()


def doubts(ground: Ground, *submissions: Submission, phone: Phone | None = None) -> list[tuple[str, ...]]:
    """The notices of each receipt."""
    receipts = receive(sender=(phone or ground.phone).sender, submissions=submissions)
    return [receipt.notices for receipt in receipts]


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (timedelta(minutes=-9), ()),
        (timedelta(minutes=-11), ("clock",)),
        (timedelta(days=6, hours=23), ()),
        (timedelta(days=7, hours=1), ("clock",)),
    ],
)
def test_a_clock_is_doubted_ten_minutes_ahead_and_a_week_behind(
    ground: Ground, ago: timedelta, expected: tuple[str, ...]
) -> None:
    sent = a_submission(ground.opening, visit=a_visit("W-1"), made_at=timezone.now() - ago)
    assert doubts(ground, sent) == [expected]


def test_a_station_outside_the_plan_of_the_team_is_told(ground: Ground) -> None:
    """The team chooses its route in the west; the other team was sent to E-1 alone."""
    stations = ("W-3", "E-1", "E-2")
    mine = [
        a_submission(ground.opening, {"A1": "yes", "A10": code[-1]}, visit=a_visit(code)) for code in stations
    ]
    theirs = [
        a_submission(ground.opening, {"A1": "yes", "A10": code[-1]}, visit=a_visit(code)) for code in stations
    ]
    assert doubts(ground, *mine) == [(), ("unplanned",), ("unplanned",)]
    assert doubts(ground, *theirs, phone=ground.other_phone) == [("unplanned",), (), ("unplanned",)]


def test_an_incident_may_be_met_anywhere(ground: Ground) -> None:
    sent = a_submission(ground.incident, {"category": "V06"}, visit=a_visit("E-3"))
    assert doubts(ground, sent) == [()]


def test_an_older_version_is_doubted_only_if_a_newer_one_was_out(ground: Ground) -> None:
    before = timezone.now()
    newer = factories.a_version(ground.mission, {**OPENING, "titles": {"en": "Mended"}})
    sent: list[Any] = [
        a_submission(ground.opening, {"A1": "yes", "A10": "1"}, visit=a_visit("W-1"), made_at=before),
        a_submission(ground.opening, {"A1": "yes", "A10": "2"}, visit=a_visit("W-1")),
        a_submission(newer, {"A1": "yes", "A10": "3"}, visit=a_visit("W-1")),
    ]
    assert doubts(ground, *sent) == [(), ("superseded",), ()]


def test_a_report_begun_after_its_version_was_closed_is_told(ground: Ground) -> None:
    before = timezone.now()
    VersionClosure.objects.create(mission=ground.mission, version=ground.opening, closed_by=ground.head)
    sent = [
        a_submission(ground.opening, {"A1": "yes", "A10": "1"}, visit=a_visit("W-1"), made_at=before),
        a_submission(ground.opening, {"A1": "yes", "A10": "2"}, visit=a_visit("W-1")),
    ]
    assert doubts(ground, *sent) == [(), ("closed",)]


# --- Doubles ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("together", [True, False], ids=["one batch", "one by one"])
def test_the_same_content_about_the_same_station_looks_like_a_double(ground: Ground, together: bool) -> None:
    first, second = (
        a_submission(ground.opening, {"A1": "yes", "A10": "5"}, visit=a_visit("W-1")) for _ in range(2)
    )
    batches = [[first, second]] if together else [[first], [second]]
    assert [one for batch in batches for one in doubts(ground, *batch)] == [(), ("double",)]
    assert Flag.objects.get(kind="double").detail == {"of": str(first.report_id)}
    assert Report.objects.filter(double_ruling=None).count() == 2


def test_two_reports_of_one_form_in_one_visit_look_like_a_double(ground: Ground) -> None:
    visit = a_visit("W-1")
    assert doubts(ground, a_submission(ground.opening, {"A1": "yes", "A10": "5"}, visit=visit)) == [()]
    assert doubts(ground, a_submission(ground.opening, {"A1": "yes", "A10": "6"}, visit=visit)) == [
        ("double",)
    ]


def test_a_colleagues_report_with_the_same_content_looks_like_a_double(ground: Ground) -> None:
    first, second = (a_submission(ground.opening, visit=a_visit("W-1")) for _ in range(2))
    doubts(ground, first)
    assert doubts(ground, second, phone=factories.a_phone(ground.observers[1])) == [("double",)]


@pytest.mark.parametrize(
    ("form", "station", "answers"),
    [("opening", "W-2", {}), ("counting", "W-1", {}), ("opening", "W-1", {"A1": "yes", "A10": "9"})],
    ids=["another station", "another form", "another visit and content"],
)
def test_other_reports_are_no_doubles(
    ground: Ground, form: str, station: str, answers: dict[str, str]
) -> None:
    doubts(ground, a_submission(ground.opening, {}, visit=a_visit("W-1")))
    sent = a_submission(getattr(ground, form), answers, visit=a_visit(station))
    assert "double" not in doubts(ground, sent)[0]


def test_another_teams_report_with_the_same_content_is_no_double(ground: Ground) -> None:
    doubts(ground, a_submission(ground.opening, visit=a_visit("W-1")))
    theirs = a_submission(ground.opening, visit=a_visit("W-1"))
    assert doubts(ground, theirs, phone=ground.other_phone) == [("unplanned",)]


def test_two_incidents_of_one_visit_are_two_events(ground: Ground) -> None:
    visit = a_visit("W-1")
    for category, expected in (("V06", ()), ("V10", ()), ("V10", ("double",))):
        sent = a_submission(ground.incident, {"category": category}, visit=visit)
        assert doubts(ground, sent) == [expected]


def test_a_report_sent_anew_after_it_was_withdrawn_is_no_double(ground: Ground) -> None:
    doubts(ground, a_submission(ground.opening, visit=a_visit("W-1")))
    withdraw(report=Report.objects.get(), by=ground.observers[0], reason="wrong visit")
    assert doubts(ground, a_submission(ground.opening, visit=a_visit("W-1"))) == [()]
