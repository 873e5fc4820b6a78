"""What is kept out is told beside what counts: with it, each headline is what it would have been."""

from __future__ import annotations

import pytest
from django.utils import timezone

from observer.analysis.filters import Filters
from observer.analysis.fold import fold
from observer.analysis.headlines import Headlines, headlines
from observer.missions.models import Membership
from observer.reports.incidents import take_step
from observer.reports.models import Hold, Incident, Pending, Report, Review, Withdrawal
from tests import factories
from tests.analysis.eyes import eyes, send
from tests.factories import Ground, a_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    """West: three stations, each with one report; the first two hindered the observers."""
    ground = factories.ground()
    for station, answer in zip(ground.stations[3:6], ("no", "no", "yes"), strict=True):
        send(ground, "opening", {"A1": answer}, visit=a_visit(station))
    fold(mission_id=ground.mission.pk)
    return ground


def report_at(ground: Ground, place: int) -> Report:
    return Report.objects.filter(station=ground.stations[place]).latest("id")


def keep_out(ground: Ground, report: Report, verdict: str = "quarantine_all") -> None:
    Review.objects.create(
        mission=ground.mission,
        report=report,
        revision=report.current,
        verdict=verdict,
        ground="unreliable",
        reviewed_by=ground.head,
    )
    folded(ground, report)


def folded(ground: Ground, *reports: Report) -> None:
    for report in reports:
        Pending.objects.create(mission=ground.mission, report=report, created_at=timezone.now())
    fold(mission_id=ground.mission.pk)


def told(member: Membership, *, everything: bool = False, **filters: str) -> dict[str, tuple[int, int] | int]:
    found = headlines(eyes(member), Filters(**filters), everything=everything)
    return numbers(found)


def numbers(found: Headlines) -> dict[str, tuple[int, int] | int]:
    return {
        "observed": (int(found.observed.numerator), found.observed.answered),
        "affected": (int(found.affected.seen.numerator), found.affected.seen.answered),
        "affected told": int(found.affected.told.numerator),
        "seen": int(found.events.seen.numerator),
        "told": int(found.events.told.numerator),
        "unconfirmed": int(found.unconfirmed.numerator),
        "reports": int(found.reports.numerator),
    }


WHOLE = {
    "observed": (3, 6),
    "affected": (2, 3),
    "affected told": 0,
    "seen": 2,
    "told": 0,
    "unconfirmed": 0,
    "reports": 3,
}


def test_where_nothing_is_kept_out_both_are_the_same(ground: Ground) -> None:
    assert told(ground.head) == told(ground.head, everything=True) == WHOLE


@pytest.mark.parametrize("how", ["quarantined", "withdrawn", "held"])
def test_what_was_kept_out_comes_back_with_everything(ground: Ground, how: str) -> None:
    report = report_at(ground, 3)
    match how:
        case "quarantined":
            keep_out(ground, report)
        case "withdrawn":
            Withdrawal.objects.create(
                mission=ground.mission, report=report, withdrawn_by=ground.head, reason="mistaken"
            )
            folded(ground, report)
        case _:
            Hold.objects.create(mission=ground.mission, report=report, reason="late", held_at=timezone.now())
            folded(ground, report)
    assert told(ground.head) == WHOLE | {"observed": (2, 6), "affected": (1, 2), "seen": 1, "reports": 2}
    assert told(ground.head, everything=True) == WHOLE


def test_a_report_that_never_counted_is_told_of_too(ground: Ground) -> None:
    """Its flags were never linked to an event."""
    send(ground, "opening", {"A1": "no", "A7": "no"}, visit=a_visit(ground.stations[0]))
    report = report_at(ground, 0)
    Hold.objects.create(mission=ground.mission, report=report, reason="late", held_at=timezone.now())
    folded(ground, report)
    assert told(ground.head) == WHOLE
    assert told(ground.head, everything=True) == WHOLE | {
        "observed": (4, 6),
        "affected": (3, 4),
        "seen": 4,
        "reports": 4,
    }


def test_an_event_that_counts_already_is_not_counted_twice(ground: Ground) -> None:
    visit = a_visit(ground.stations[3])
    send(ground, "opening", {"A1": "no"}, visit=visit)
    fold(mission_id=ground.mission.pk)
    before = told(ground.head)
    send(ground, "opening", {"A1": "no"}, visit=visit)
    keep_out(ground, report_at(ground, 3))
    with_it = told(ground.head, everything=True)
    assert (with_it["seen"], with_it["affected"]) == (before["seen"], before["affected"])
    assert with_it["reports"] == 5


def test_stronger_evidence_that_is_kept_out_moves_an_event_from_told_to_seen(ground: Ground) -> None:
    visit = a_visit(ground.stations[5])
    story = {"category": "V11", "severity": "serious", "basis": "told", "where": "this_station"}
    story |= {"category": "V10"}
    send(ground, "incident", story, visit=visit)
    fold(mission_id=ground.mission.pk)
    assert (told(ground.head)["told"], told(ground.head)["affected told"]) == (1, 1)
    send(ground, "opening", {"A1": "no"}, visit=visit)
    keep_out(ground, report_at(ground, 5))
    everything = told(ground.head, everything=True)
    assert (everything["seen"], everything["told"], everything["affected told"]) == (3, 0, 0)
    assert everything["affected"] == (3, 3)


def test_what_was_found_not_confirmed_is_unconfirmed_with_everything_too(ground: Ground) -> None:
    story = {"category": "V10", "severity": "serious", "basis": "seen", "where": "this_station"}
    send(ground, "incident", story, visit=a_visit(ground.stations[5]))
    incident = Incident.objects.get()
    take_step(incident=incident, by=eyes(ground.head), state="not_confirmed", note="nothing of the kind")
    fold(mission_id=ground.mission.pk)
    before = told(ground.head)
    assert (before["seen"], before["unconfirmed"]) == (2, 1)
    keep_out(ground, incident.report)
    everything = told(ground.head, everything=True)
    assert told(ground.head)["unconfirmed"] == 0
    assert (everything["seen"], everything["unconfirmed"]) == (2, 1)


def test_protocols_kept_out_of_results_come_back_as_unconfirmed(ground: Ground) -> None:
    failing = {"P_R": "100", "P_A": "0", "P_X_st": "400", "P_X_mob": "20", "P_V": "410", "P_N": "9"}
    send(ground, "counting", failing, visit=a_visit(ground.stations[4]))
    fold(mission_id=ground.mission.pk)
    assert told(ground.head)["unconfirmed"] == 1
    keep_out(ground, report_at(ground, 4), "quarantine_results")
    assert told(ground.head)["unconfirmed"] == 0
    assert told(ground.head, everything=True)["unconfirmed"] == 1


def test_doubles_stay_out_of_both(ground: Ground) -> None:
    found = headlines(eyes(ground.head), Filters(), everything=True)
    assert (found.inclusion.counted, found.inclusion.quarantined, found.inclusion.withdrawn) == (3, 0, 0)


def test_phase_and_region_narrow_both(ground: Ground) -> None:
    keep_out(ground, report_at(ground, 3))
    assert told(ground.head, everything=True, phase="opening")["observed"] == (3, 6)
    assert told(ground.head, everything=True, phase="counting")["observed"] == (0, 6)
    assert told(ground.head, everything=True, region="east")["seen"] == 0
    assert told(ground.regional, everything=True)["observed"] == (3, 3)


def test_what_is_told_with_everything_leads_to_no_list_of_counted_reports(ground: Ground) -> None:
    found = headlines(eyes(ground.head), Filters(), everything=True)
    assert dict(found.observed.source) == dict(found.events.seen.source) == {}


def test_the_reasons_are_told_with_their_numbers(ground: Ground) -> None:
    keep_out(ground, report_at(ground, 3))
    kept_out = headlines(eyes(ground.head), Filters()).kept_out
    assert {reason: n for reason, n in kept_out.items() if n} == {"quarantined": 1}
