"""One category at one place in one visit is one violation, however many flags tell of it."""

from __future__ import annotations

from typing import Any

import pytest

from observer.reports.events import link
from observer.reports.intake import receive
from observer.reports.models import Evidence, Flag, Report, Violation
from observer.reports.submission import VisitClaim
from tests import factories
from tests.factories import Ground, a_submission, a_visit

pytestmark = pytest.mark.django_db

SEEN = {"category": "V10", "severity": "serious", "basis": "seen", "where": "this_station"}


@pytest.fixture
def ground() -> Ground:
    return factories.ground()


@pytest.fixture
def visit(ground: Ground) -> VisitClaim:
    return a_visit(ground.stations[3])


def send(ground: Ground, form: str, answers: dict[str, Any], **more: Any) -> Report:
    sent = a_submission(getattr(ground, form), answers, **more)
    receive(sender=ground.phone.sender, submissions=[sent])
    return Report.objects.get(client_id=sent.report_id)


def link_all(ground: Ground) -> int:
    ids = Report.objects.filter(mission=ground.mission).values_list("pk", flat=True)
    return link(mission_id=ground.mission.pk, report_ids=list(ids))


def test_a_tick_and_an_incident_of_one_visit_are_evidence_of_one_violation(
    ground: Ground, visit: VisitClaim
) -> None:
    tick = send(ground, "opening", {"A1": "no"}, visit=visit)
    send(ground, "incident", SEEN, visit=visit)
    assert link_all(ground) == 2
    violation = Violation.objects.get()
    assert (violation.event_key, violation.category) == (f"visit:{tick.visit_id}", "V10")
    assert (violation.visit_id, violation.opened_at) == (tick.visit_id, tick.received_at)
    assert (violation.synthetic, violation.evidence.count()) == (True, 2)


def test_each_category_of_a_visit_is_a_violation_of_its_own(ground: Ground, visit: VisitClaim) -> None:
    send(ground, "opening", {"A1": "no", "A7": "no"}, visit=visit)
    link_all(ground)
    assert sorted(Violation.objects.values_list("category", flat=True)) == ["V10", "V11"]


def test_another_visit_is_another_event(ground: Ground, visit: VisitClaim) -> None:
    send(ground, "opening", {"A1": "no"}, visit=visit)
    send(ground, "opening", {"A1": "no"}, visit=a_visit(ground.stations[3]))
    link_all(ground)
    assert Violation.objects.count() == 2


@pytest.mark.parametrize(
    "where",
    [
        {"where": "none"},
        {"where": "region", "place_code": "west"},
        {"where": "station", "place_code": "W-3"},
    ],
)
def test_what_was_told_in_a_visit_of_another_place_is_its_own_event(
    ground: Ground, visit: VisitClaim, where: dict[str, str]
) -> None:
    send(ground, "opening", {"A1": "no"}, visit=visit)
    told = send(ground, "incident", SEEN | where, visit=visit)
    link_all(ground)
    assert Violation.objects.filter(event_key=f"report:{told.pk}", visit=None).count() == 1
    assert Violation.objects.count() == 2


def test_linking_again_links_nothing_and_overrules_nobody(ground: Ground, visit: VisitClaim) -> None:
    send(ground, "opening", {"A1": "no"}, visit=visit)
    send(ground, "incident", SEEN | {"where": "none"})
    link_all(ground)
    evidence, other = Evidence.objects.order_by("id")
    Evidence.objects.filter(pk=evidence.pk).update(violation=other.violation, linked_by=ground.head)
    assert link_all(ground) == 0
    assert Evidence.objects.get(pk=evidence.pk).violation == other.violation


def test_a_doubt_about_a_report_is_no_violation(ground: Ground, visit: VisitClaim) -> None:
    send(ground, "opening", {"A1": "yes", "A10": "99"}, visit=visit)
    assert Flag.objects.get().kind == "broken_rule"
    assert (link_all(ground), Violation.objects.count()) == (0, 0)


def test_only_the_current_revision_tells_of_violations(ground: Ground, visit: VisitClaim) -> None:
    first = send(ground, "opening", {"A1": "no"}, visit=visit)
    corrected = a_submission(
        ground.opening, {"A1": "yes"}, report_id=first.client_id, replaces=first.client_id, reason="mistaken"
    )
    receive(sender=ground.phone.sender, submissions=[corrected])
    assert link_all(ground) == 0


def test_reports_of_another_mission_are_not_linked(ground: Ground, visit: VisitClaim) -> None:
    other = factories.ground("birch", election=ground.election)
    report = send(ground, "opening", {"A1": "no"}, visit=visit)
    assert link(mission_id=other.mission.pk, report_ids=[report.pk]) == 0
