"""The day of a team: its stations by deadline, each in its own time, and what was sent from where."""

from datetime import UTC, datetime, time, timedelta

import pytest

from observer.elections.models import Station
from observer.field.day import Day
from observer.field.duties import State
from observer.field.phone import Phone as HeldPhone
from observer.missions.deadlines import LocalMoment, Window
from observer.missions.windows import set_windows
from observer.reports.decisions import withdraw
from observer.reports.intake import receive
from observer.reports.models import Report
from observer.reports.visits import arrive, depart
from tests.factories import Ground, a_deployment, a_phone, a_submission, a_visit, an_id, ground

pytestmark = pytest.mark.django_db

# 08:00 in the west (UTC+5), 13:00 in the east (UTC+10).
NOW = datetime(2026, 10, 4, 3, tzinfo=UTC)
OPENING = Window("opening", LocalMoment(0, time(6)), LocalMoment(0, time(9)))
COUNTING = Window("counting", LocalMoment(0, time(20)), LocalMoment(1, time(6)))


@pytest.fixture
def alder() -> Ground:
    alder = ground()
    set_windows(mission=alder.mission, windows=[OPENING, COUNTING])
    return alder


def day(alder: Ground, now: datetime = NOW) -> Day:
    return Day(HeldPhone(alder.phone.sender), now)


def station(alder: Ground, code: str) -> Station:
    return next(each for each in alder.stations if each.code == code)


def send_to(alder: Ground, *codes: str, phase: str = "", **more: object) -> None:
    for code in codes:
        at = station(alder, code)
        a_deployment(alder.team, region=at.region, station=at, phase=phase, **more)


def opening_from(alder: Ground, code: str, now: datetime = NOW) -> Report:
    sent = a_submission(alder.opening, visit=a_visit(code, at=now), made_at=now)
    receive(sender=alder.phone.sender, submissions=[sent], now=now)
    return Report.objects.get(client_id=sent.client_id)


def lines(alder: Ground, now: datetime = NOW) -> list[tuple[str, State]]:
    return [(one.station.code, one.state) for one in day(alder, now).stations]


def test_a_deadline_is_that_of_the_stations_own_clocks(alder: Ground) -> None:
    send_to(alder, "W-1", "E-1", phase="opening")
    assert lines(alder) == [("E-1", State.LATE), ("W-1", State.DUE)]


def test_what_is_done_stands_last_and_what_is_withdrawn_is_not_done(alder: Ground) -> None:
    send_to(alder, "W-1", "W-2", phase="opening")
    report = opening_from(alder, "W-1")
    assert lines(alder) == [("W-2", State.DUE), ("W-1", State.DONE)]
    withdraw(report=report, by=alder.phone.membership, reason="the wrong station")
    assert lines(alder) == [("W-1", State.DUE), ("W-2", State.DUE)]


def test_what_the_partner_sent_is_done_too(alder: Ground) -> None:
    send_to(alder, "W-1", phase="opening")
    partner = a_phone(alder.observers[1])
    receive(
        sender=partner.sender, submissions=[a_submission(alder.opening, visit=a_visit("W-1"), made_at=NOW)]
    )
    assert lines(alder) == [("W-1", State.DONE)]


def test_a_deployment_for_the_whole_day_is_done_by_any_report(alder: Ground) -> None:
    send_to(alder, "W-1")
    [before] = day(alder).stations
    assert before.duties[0].due == COUNTING.instants(alder.election.voting_day, before.zone).due
    opening_from(alder, "W-1")
    assert lines(alder) == [("W-1", State.DONE)]


def test_a_deadline_of_the_deployment_goes_before_that_of_the_phase(alder: Ground) -> None:
    send_to(alder, "W-1", phase="opening", due_at=NOW - timedelta(minutes=5))
    assert lines(alder) == [("W-1", State.LATE)]


def test_without_windows_nothing_is_late(alder: Ground) -> None:
    set_windows(mission=alder.mission, windows=[])
    send_to(alder, "W-1", phase="opening")
    assert lines(alder) == [("W-1", State.OPEN)]


def test_stations_it_went_to_of_its_own_accord_follow_and_say_so(alder: Ground) -> None:
    send_to(alder, "W-2", phase="opening")
    arrive(sender=alder.phone.sender, client_id=an_id(), station=station(alder, "E-2"))
    opening_from(alder, "W-3", datetime.now(UTC))
    found = day(alder, datetime.now(UTC)).stations
    assert [(one.station.code, one.is_planned) for one in found] == [
        ("W-2", True),
        ("W-3", True),
        ("E-2", False),
    ]


def test_where_the_team_is_until_it_leaves(alder: Ground) -> None:
    visit = arrive(sender=alder.phone.sender, client_id=an_id(), station=station(alder, "W-1"))
    assert [one.is_here for one in day(alder).stations] == [True]
    depart(sender=alder.phone.sender, visit=visit)
    assert [one.is_here for one in day(alder).stations] == [False]


def test_forms_of_a_station_stand_in_the_order_of_the_day(alder: Ground) -> None:
    opening_from(alder, "W-1")
    found = day(alder).forms_at(station(alder, "W-1"))
    told = [(one.version.checklist.code, one.duty.state(NOW), one.sent) for one in found]
    assert told == [("opening", State.DONE, 1), ("counting", State.AHEAD, 0)]


def test_another_teams_reports_and_visits_are_not_its_own(alder: Ground) -> None:
    send_to(alder, "W-1", phase="opening")
    receive(sender=alder.other_phone.sender, submissions=[a_submission(alder.opening, visit=a_visit("W-1"))])
    arrive(sender=alder.other_phone.sender, client_id=an_id(), station=station(alder, "E-1"))
    assert lines(alder) == [("W-1", State.DUE)]
