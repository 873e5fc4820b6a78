"""Official figures: written down once, read side by side, contradicted in the open."""

from datetime import UTC, datetime, time
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from observer.elections.models import Contest, OfficialFigure
from observer.elections.official import (
    FigureRow,
    add_figures,
    announce,
    conflicts,
    implied_by,
    results,
    station_protocols,
    turnout,
    withdraw_figures,
)
from observer.problems import Problem
from tests.factories import an_election

pytestmark = pytest.mark.django_db
EARLY, LATE = datetime(2026, 10, 5, tzinfo=UTC), datetime(2026, 10, 9, tzinfo=UTC)
NOON, EVENING = time(12), time(20)


@pytest.fixture
def contest() -> Contest:
    return Contest.objects.get(election=an_election())


def reading(percent: str, source: str = "A", **more: object) -> FigureRow:
    values: dict[str, object] = {"region": "west", "local_time": EVENING, "percent": Decimal(percent)} | more
    return FigureRow(stage="reading", source=source, **values)


def test_an_announcement_gives_every_row_its_stage_source_and_time(contest: Contest) -> None:
    rows = [FigureRow(choice="alder", votes=60), FigureRow(choice="birch", votes=40)]
    announce(contest=contest, stage="final", source="The commission", announced_at=LATE, rows=rows)
    (told,) = results(contest).announcements
    assert (told.stage, told.source, told.announced_at) == ("final", "The commission", LATE)
    assert (told.votes, told.valid, told.seats) == ({"alder": 60, "birch": 40}, 100, {})


def test_unknown_codes_are_told_by_row_and_nothing_is_written(contest: Contest) -> None:
    rows = [reading("50"), reading("50", region="north"), FigureRow(stage="final", choice="oak", votes=1)]
    with pytest.raises(Problem) as refused:
        add_figures(contest=contest, rows=rows)
    assert [error["field"] for error in refused.value.errors] == ["rows.1.region", "rows.2.choice"]
    assert not OfficialFigure.objects.exists()


def test_a_later_announcement_stands_beside_the_earlier_one(contest: Contest) -> None:
    for stage, percent, when in (("preliminary", "51.2", EARLY), ("final", "50.9", LATE)):
        row = FigureRow(choice="alder", percent=Decimal(percent))
        announce(contest=contest, stage=stage, source="C", announced_at=when, rows=[row])
    stages = [told.stage for told in results(contest).announcements]
    assert stages == ["preliminary", "final"]
    assert conflicts(contest) == []
    assert results(contest).final is None


def test_the_newest_of_one_source_and_stage_is_told_and_the_first_is_kept(contest: Contest) -> None:
    for votes, when in ((70, LATE), (60, EARLY)):
        row = FigureRow(choice="alder", votes=votes)
        announce(contest=contest, stage="final", source="C", announced_at=when, rows=[row])
    assert results(contest).announcements[0].votes == {"alder": 70}
    assert OfficialFigure.objects.count() == 2


def test_what_was_entered_by_mistake_is_shown_nowhere_and_kept(contest: Contest) -> None:
    (wrong,) = add_figures(contest=contest, rows=[reading("99")])
    assert withdraw_figures(figure_ids=[wrong.pk], reason="wrong file") == 1
    assert withdraw_figures(figure_ids=[wrong.pk], reason="again") == 0
    assert turnout(contest).regions == []
    assert OfficialFigure.objects.get().withdrawal.reason == "wrong file"


def test_sources_that_differ_beyond_rounding_contradict_each_other(contest: Contest) -> None:
    add_figures(contest=contest, rows=[reading("81.0"), reading("81.95", "B"), reading("81.0", "C")])
    (conflict,) = conflicts(contest)
    assert (conflict.measure, [figure.source for figure in conflict.figures]) == ("percent", ["A", "B", "C"])


def test_roundings_of_one_number_do_not(contest: Contest) -> None:
    rows = [reading("53.3"), reading("53.32", "B"), FigureRow(stage="final", source="A", voters=6_694_000)]
    add_figures(contest=contest, rows=[*rows, FigureRow(stage="final", source="B", voters=6_693_612)])
    assert conflicts(contest) == []


def test_how_exactly_a_share_was_told_is_kept(contest: Contest) -> None:
    add_figures(contest=contest, rows=[reading("57.0"), reading("57.3", "B"), reading("57", "C")])
    (conflict,) = conflicts(contest)
    assert [figure.percent_decimals for figure in conflict.figures] == [1, 1, 0]


def test_votes_and_seats_must_be_the_same_to_the_last(contest: Contest) -> None:
    same = {"stage": "final", "choice": "alder"}
    rows = [
        FigureRow(source="A", votes=1001, seats=5, **same),
        FigureRow(source="B", votes=1002, seats=5, **same),
    ]
    add_figures(contest=contest, rows=rows)
    assert [conflict.measure for conflict in conflicts(contest)] == ["votes"]


def test_seats_of_no_list_are_told_beside_the_results(contest: Contest) -> None:
    add_figures(
        contest=contest, rows=[FigureRow(stage="final", source="C", seats=9), reading("50", region="")]
    )
    told = results(contest)
    assert [(figure.field, figure.seats) for figure in told.numbers] == [("", 9)]
    assert told.announcements == []


def test_turnout_stands_by_place_and_time_the_end_last(contest: Contest) -> None:
    end = FigureRow(stage="final", source="A", percent=Decimal("75.4"))
    rows = [end, reading("60", region=""), reading("30", local_time=NOON), reading("29"), reading("40", "B")]
    add_figures(contest=contest, rows=rows)
    told = turnout(contest)
    assert told.times == [NOON, EVENING, None]
    assert [place.region.code for place in told.regions if place.region] == ["west"]
    assert list(told.whole.told) == [EVENING, None]
    assert [figure.source for figure in told.regions[0].told[EVENING]] == ["A", "B"]
    assert told.regions[0].falls == []
    add_figures(contest=contest, rows=[reading("45", region="east", local_time=NOON)])
    add_figures(contest=contest, rows=[reading("44.2", region="east")])
    east = next(place for place in turnout(contest).regions if place.region and place.region.code == "east")
    assert east.falls == [(NOON, EVENING)]


def test_voters_and_their_share_imply_the_registered(contest: Contest) -> None:
    row = reading("35.3", region="", voters=3_185_546)
    (figure,) = add_figures(contest=contest, rows=[row])
    told = implied_by(figure)
    assert told is not None
    assert (told.exact, told.low, told.high) == (9_024_210, 9_011_446, 9_037_010)


def test_a_station_protocol_is_its_newest_final_numbers(contest: Contest) -> None:
    line = {"stage": "final", "source": "C", "station": "W-1", "synthetic": True}
    rows = [
        FigureRow(field="R", number=500, announced_at=EARLY, **line),
        FigureRow(field="R", number=510, announced_at=LATE, **line),
        FigureRow(choice="alder", votes=300, **line),
        FigureRow(field="V", number=300, **line | {"stage": "preliminary"}),
        FigureRow(field="R", number=700, **line | {"station": "E-1"}),
    ]
    figures = add_figures(contest=contest, rows=rows)
    west, east = figures[0].station_id, figures[4].station_id
    assert west is not None
    assert east is not None
    assert station_protocols(contest.pk, [west]) == {west: {"R": 510, "c:alder": 300}}
    assert set(station_protocols(contest.pk, [west, east, 0])) == {west, east}
    assert results(contest).announcements == []
    assert conflicts(contest) == []


@pytest.mark.parametrize("stations", [1, 3])
def test_reading_costs_the_same_however_much_was_announced(
    contest: Contest, stations: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    codes = ["W-1", "W-2", "W-3"][:stations]
    lines = [FigureRow(stage="final", source="C", station=code, field="R", number=500) for code in codes]
    shares = [reading("50", str(number)) for number in range(stations)]
    votes = [FigureRow(stage="final", source=str(n), choice="alder", votes=5) for n in range(stations)]
    with django_assert_num_queries(6):
        # Two savepoints' statements, three look-ups and one insert.
        figures = add_figures(contest=contest, rows=[*lines, *shares, *votes])
    with django_assert_num_queries(2):
        results(contest)
    with django_assert_num_queries(1):
        turnout(contest)
    with django_assert_num_queries(1):
        conflicts(contest)
    with django_assert_num_queries(1):
        station_protocols(contest.pk, [figure.station_id for figure in figures if figure.station_id])


def test_a_line_of_a_protocol_needs_its_number(contest: Contest) -> None:
    from django.db import IntegrityError, transaction

    for wrong in ({"field": "R", "votes": 5}, {"number": 5}, {"field": "R", "number": 5, "choice": "alder"}):
        with pytest.raises(IntegrityError, match="official_line_has_its_number"), transaction.atomic():
            add_figures(contest=contest, rows=[FigureRow(stage="final", source="C", **wrong)])
