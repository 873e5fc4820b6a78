"""Working on an incident: who may, what follows what, and what it does to the figures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from observer.analysis.filters import Filters
from observer.analysis.fold import fold
from observer.analysis.reads import board
from observer.journal.models import Entry
from observer.missions.models import Membership
from observer.missions.roles import Role
from observer.problems import Problem
from observer.reports.incidents import assign, take_step
from observer.reports.intake import receive
from observer.reports.models import Incident, IncidentStep, Pending
from tests import factories
from tests.factories import Ground, a_member, a_submission, a_visit
from tests.people.accounts import browser_of

pytestmark = pytest.mark.django_db

SEEN = {"category": "V15", "severity": "critical", "basis": "seen", "where": "this_station"}


@pytest.fixture
def ground() -> Ground:
    return factories.ground()


def an_incident(ground: Ground, station: str = "W-1", **answers: Any) -> Incident:
    sent = a_submission(ground.incident, SEEN | answers, visit=a_visit(station))
    phone = ground.phone if station.startswith("W") else ground.other_phone
    receive(sender=phone.sender, submissions=[sent])
    counted(ground)
    return Incident.objects.get(report__client_id=sent.report_id)


def counted(ground: Ground) -> None:
    while fold(mission_id=ground.mission.pk, limit=100).reports:
        pass


def figures(ground: Ground) -> tuple[Any, ...]:
    """Events seen, told and unconfirmed, and stations with one seen."""
    counted(ground)
    shown = board(Membership.objects.get(pk=ground.head.pk), Filters())
    events, affected = shown.total.events, shown.total.affected
    return (
        events.seen.numerator,
        events.told.numerator,
        shown.unconfirmed.numerator,
        affected.seen.numerator,
    )


def refused(call: Callable[[], object]) -> str:
    steps, waiting = IncidentStep.objects.count(), Pending.objects.count()
    with pytest.raises(Problem) as problem:
        call()
    assert (IncidentStep.objects.count(), Pending.objects.count()) == (steps, waiting)
    return problem.value.code


def state(incident: Incident) -> tuple[str, str]:
    found: Any = Incident.objects.all().with_state().get(pk=incident.pk)
    return found.state, found.verdict


def test_an_incident_goes_from_new_to_closed_and_keeps_what_was_found(ground: Ground) -> None:
    incident, step = an_incident(ground), partial(take_step, by=ground.coordinator)
    assert state(incident) == ("new", "new")
    step(incident=incident, state="following_up")
    step(incident=incident, state="following_up", note="called the team")
    step(incident=incident, state="confirmed", note="two teams saw it")
    step(incident=incident, state="closed", note="in the statement")
    assert state(incident) == ("closed", "confirmed")
    told = Entry.objects.filter(subject="incident", subject_id=incident.pk).order_by("id")
    assert [entry.act for entry in told] == [
        "incident.moved",
        "incident.noted",
        "incident.moved",
        "incident.moved",
    ]
    assert told[2].detail == {"before": "following_up", "state": "confirmed"}
    step(incident=incident, state="following_up", note="a third team")
    assert state(incident) == ("following_up", "following_up")


@pytest.mark.parametrize(
    ("to", "note", "code"),
    [
        ("lost", "x", "invalid"),
        ("confirmed", " ", "invalid"),
        ("new", "", "invalid"),
    ],
)
def test_a_step_makes_sense_and_says_why(ground: Ground, to: str, note: str, code: str) -> None:
    incident = an_incident(ground)
    assert refused(partial(take_step, incident=incident, by=ground.coordinator, state=to, note=note)) == code


def test_what_is_closed_is_taken_up_before_it_is_judged(ground: Ground) -> None:
    incident = an_incident(ground)
    take_step(incident=incident, by=ground.head, state="closed", note="a test")
    judge = partial(take_step, incident=incident, by=ground.head, state="confirmed", note="?")
    assert refused(judge) == "conflict"


def test_who_may_work_on_an_incident(ground: Ground) -> None:
    west, east = an_incident(ground), an_incident(ground, "E-1")
    follow = partial(take_step, state="following_up")
    assert refused(partial(follow, incident=east, by=ground.regional)) == "forbidden"
    for role in (Role.ANALYST, Role.RESULTS_ROOM, Role.SECURITY, Role.ADMINISTRATOR, Role.OBSERVER):
        assert refused(partial(follow, incident=west, by=a_member(ground.mission, role))) == "forbidden"
    follow(incident=west, by=ground.regional)
    follow(incident=east, by=a_member(ground.mission, Role.LEGAL_ANALYST))


def test_nobody_judges_what_they_reported(ground: Ground) -> None:
    incident = an_incident(ground)
    Membership.objects.filter(pk=ground.observers[0].pk).update(role=Role.COORDINATOR)
    author = Membership.objects.select_related("mission").get(pk=ground.observers[0].pk)
    take_step(incident=incident, by=author, state="following_up")
    judge = partial(take_step, incident=incident, by=author, state="confirmed", note="I saw it")
    assert refused(judge) == "forbidden"


def test_the_database_refuses_a_step_that_may_not_follow(ground: Ground) -> None:
    incident = an_incident(ground)
    step = {"mission": ground.mission, "incident": incident, "by": ground.head, "at": timezone.now()}
    for number, before, after, note in (
        (1, "new", "new", ""),
        (1, "closed", "confirmed", "x"),
        (2, "closed", "confirmed", "x"),
        (1, "confirmed", "closed", "x"),
        (1, "new", "confirmed", ""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            IncidentStep.objects.create(number=number, before=before, state=after, note=note, **step)
    IncidentStep.objects.create(number=1, before="new", state="following_up", **step)
    with pytest.raises(IntegrityError), transaction.atomic():
        IncidentStep.objects.create(number=1, before="new", state="closed", note="twice", **step)


def test_an_incident_is_given_to_somebody_who_may_work_on_it(ground: Ground) -> None:
    east = an_incident(ground, "E-1")
    give = partial(assign, incident=east, by=ground.coordinator)
    assert refused(partial(give, assignee=ground.regional)) == "invalid"
    give(assignee=ground.head)
    found: Any = Incident.objects.all().with_state().get(pk=east.pk)
    assert (found.assignee, found.assignee_code) == (ground.head.pk, ground.head.code)
    give(assignee=None)
    found = Incident.objects.all().with_state().get(pk=east.pk)
    assert (found.assignee, found.assignee_code) == (None, None)


def test_what_is_not_confirmed_stands_apart_from_seen_and_told(ground: Ground) -> None:
    incident = an_incident(ground)
    assert figures(ground) == (1, 0, 0, 1)
    take_step(incident=incident, by=ground.coordinator, state="not_confirmed", note="another station")
    assert figures(ground) == (0, 0, 1, 0)
    take_step(incident=incident, by=ground.coordinator, state="closed", note="done")
    assert figures(ground) == (0, 0, 1, 0)
    take_step(incident=incident, by=ground.coordinator, state="following_up", note="a photo came")
    assert figures(ground) == (1, 0, 0, 1)


def test_confirmed_does_not_make_seen_of_told(ground: Ground) -> None:
    incident = an_incident(ground, basis="told")
    take_step(incident=incident, by=ground.coordinator, state="confirmed", note="the commission agrees")
    assert figures(ground) == (0, 1, 0, 0)


def test_other_evidence_of_the_event_stands_when_an_incident_does_not(ground: Ground) -> None:
    """A tick and an incident of one visit: refuting the incident leaves the tick, as grave as that one is."""
    visit = a_visit("W-1")
    tick = a_submission(ground.opening, {"A1": "no"}, visit=visit)
    told = a_submission(ground.incident, SEEN | {"category": "V10"}, visit=visit)
    receive(sender=ground.phone.sender, submissions=[tick, told])
    assert figures(ground) == (1, 0, 0, 1)
    incident = Incident.objects.get(report__client_id=told.report_id)
    take_step(incident=incident, by=ground.head, state="not_confirmed", note="misheard")
    assert figures(ground) == (1, 0, 0, 1)
    shown = board(Membership.objects.get(pk=ground.head.pk), Filters())
    assert {name: pair.seen.numerator for name, pair in shown.severities.items()}["serious"] == 1


def test_machines_are_told_the_state_and_whose_work_it_is(ground: Ground) -> None:
    taken, left = an_incident(ground), an_incident(ground)
    take_step(incident=taken, by=ground.head, state="confirmed", note="two teams saw it")
    take_step(incident=taken, by=ground.head, state="closed", note="done")
    assign(incident=taken, by=ground.head, assignee=ground.coordinator)
    browser, address = browser_of(ground.coordinator.user), "/api/v1/missions/alder/incidents/"
    told = {
        one["id"]: (one["state"], one["verdict"], one["assignee"])
        for one in browser.get(address).json()["results"]
    }
    assert told == {
        str(taken.report.client_id): ("closed", "confirmed", ground.coordinator.code),
        str(left.report.client_id): ("new", None, None),
    }
    narrowed = browser.get(address, {"state": "new"}).json()["results"]
    assert [one["id"] for one in narrowed] == [str(left.report.client_id)]
