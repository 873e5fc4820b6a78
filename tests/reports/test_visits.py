"""Coming and leaving without a report: said twice it is said once, and it moves no figure."""

from datetime import UTC, datetime, timedelta

import pytest

from observer.journal.models import Entry
from observer.problems import Problem
from observer.reports.intake import receive
from observer.reports.models import Pending, Report, Visit, VisitDeparture
from observer.reports.submission import VisitClaim
from observer.reports.visits import arrive, depart
from tests.factories import Ground, a_member, a_phone, a_submission, an_id, ground

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 4, 2, 10, tzinfo=UTC)
LATER = NOW + timedelta(minutes=40)


@pytest.fixture
def alder() -> Ground:
    return ground()


def test_arriving_twice_is_one_visit_at_the_first_time(alder: Ground) -> None:
    station, visit_id = alder.stations[3], an_id()
    first = arrive(sender=alder.phone.sender, client_id=visit_id, station=station, now=NOW)
    again = arrive(sender=alder.phone.sender, client_id=visit_id, station=station, now=LATER)
    assert (first, first.team, first.station, again.arrived_at) == (again, alder.team, station, NOW)
    assert list(Entry.objects.filter(subject="visit").values_list("act", flat=True)) == ["visit.arrived"]


def test_it_is_in_no_figure(alder: Ground) -> None:
    arrive(sender=alder.phone.sender, client_id=an_id(), station=alder.stations[3])
    assert (Report.objects.count(), Pending.objects.count()) == (0, 0)


def test_reports_of_the_visit_tell_the_time_of_arrival(alder: Ground) -> None:
    station = alder.stations[3]
    visit = arrive(sender=alder.phone.sender, client_id=an_id(), station=station, now=NOW)
    claim = VisitClaim(visit.client_id, station.code)
    receive(
        sender=alder.phone.sender,
        submissions=[a_submission(alder.opening, visit=claim, made_at=LATER)],
        now=LATER,
    )
    report = Report.objects.get()
    assert (report.visit, report.current.happened_at, Visit.objects.count()) == (visit, NOW, 1)


def test_leaving_twice_is_leaving_once(alder: Ground) -> None:
    visit = arrive(sender=alder.phone.sender, client_id=an_id(), station=alder.stations[3], now=NOW)
    depart(sender=alder.phone.sender, visit=visit, now=LATER)
    depart(sender=alder.phone.sender, visit=visit, now=LATER + timedelta(hours=1))
    assert VisitDeparture.objects.get().departed_at == LATER


def test_a_visit_id_belongs_to_one_team_and_station(alder: Ground) -> None:
    visit = arrive(sender=alder.phone.sender, client_id=an_id(), station=alder.stations[3])
    for phone, station in ((alder.other_phone, alder.stations[3]), (alder.phone, alder.stations[4])):
        with pytest.raises(Problem) as refused:
            arrive(sender=phone.sender, client_id=visit.client_id, station=station)
        assert refused.value.status == 409
    with pytest.raises(Problem) as refused:
        depart(sender=alder.other_phone.sender, visit=visit)
    assert (refused.value.status, VisitDeparture.objects.count()) == (409, 0)


def test_another_elections_station_and_a_member_without_a_team_are_refused(alder: Ground) -> None:
    elsewhere = ground("birch")
    alone = a_phone(a_member(alder.mission, alder.observers[0].role))
    for phone, station in ((alder.phone, elsewhere.stations[0]), (alone, alder.stations[0])):
        with pytest.raises(Problem) as refused:
            arrive(sender=phone.sender, client_id=an_id(), station=station)
        assert refused.value.status == 400
    assert Visit.objects.count() == 0
