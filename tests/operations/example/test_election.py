"""The example's election: what is real is real, what is made up says so."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Count
from pytest_django import DjangoDbBlocker

from observer.elections.allocation import Rules, allocate
from observer.elections.commissions import above, chain
from observer.elections.models import (
    Choice,
    Commission,
    Contest,
    Election,
    OfficialFigure,
    Region,
    Station,
    StationChange,
)
from observer.elections.official import conflicts, implied_by, results, share_of, turnout
from observer.elections.readings import sums_to_all
from observer.operations.example.commissions import district_of, precinct_of, territorial_of
from observer.operations.example.country import DISTRICTS, district_counts, places, station_counts
from observer.operations.example.election import load_election

LANGUAGES = {"en", "ru", "kk"}


@pytest.fixture(scope="module")
def election(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Election]:
    """Loaded once for all tests of this file, which only read."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_election()
        transaction.set_rollback(True)


def contest(election: Election, code: str = "mazhilis") -> Contest:
    return Contest.objects.get(election=election, code=code)


def test_the_sixteen_regions_of_2012_are_drawn_and_all_stations_say_they_are_synthetic(
    election: Election,
) -> None:
    drawn = Region.objects.filter(election=election).exclude(outline="")
    assert drawn.count() == 16
    assert {region.level for region in drawn} == {"oblast", "city"}
    stations = Station.objects.filter(election=election)
    assert (stations.count(), stations.filter(synthetic=False).count()) == (9_764, 0)
    by_region = dict(stations.values_list("region__code").annotate(Count("id")))
    assert by_region == station_counts()
    assert (by_region["kostanay"], by_region["abroad"]) == (861, 56)


def test_every_name_is_there_in_three_languages(election: Election) -> None:
    for model in (Region, Contest, Commission):
        assert all(set(row.names) == LANGUAGES for row in model.objects.filter(election=election))
    assert all(set(choice.names) == LANGUAGES for choice in Choice.objects.filter(contest__election=election))
    assert set(election.names) == LANGUAGES


def test_final_results_are_the_published_ones_and_give_the_published_seats(election: Election) -> None:
    told = results(contest(election))
    assert told.final is not None
    assert (told.final.valid, sum(told.final.seats.values())) == (6_941_220, 98)
    rules = Rules.from_json(contest(election).allocation)
    assert dict(allocate(told.final.votes, 98, rules).seats) == told.final.seats
    assert list(told.final.seats.values()) == [83, 8, 7, 0, 0, 0, 0]
    assert told.registered == 9_300_000
    assert not any(choice.fictional for choice in told.choices)


def test_the_chamber_has_107_seats_of_two_contests(election: Election) -> None:
    seats = dict(Contest.objects.filter(election=election, body="mazhilis").values_list("code", "seats"))
    assert seats == {"mazhilis": 98, "assembly": 9}
    (nine,) = contest(election, "assembly").official_figures.all()
    assert (nine.seats, nine.choice) == (9, None)


def test_preliminary_shares_stand_beside_the_final_ones(election: Election) -> None:
    stages = [(told.stage, len(told.figures)) for told in results(contest(election)).announcements]
    assert stages == [("preliminary", 7), ("preliminary", 1), ("final", 7)]


def test_only_one_of_the_two_shares_of_auyl_makes_the_sum(election: Election) -> None:
    first, repost, _final = results(contest(election)).announcements
    shares = [figure.percent for figure in first.figures.values()]
    assert sum(filter(None, shares)) == Decimal("100.00")
    told = [share_of(figure) for figure in first.figures.values()]
    assert sums_to_all([share for share in told if share])
    (other,) = repost.figures.values()
    assert other.percent == Decimal("0.46")
    assert set(other.note) == LANGUAGES


def test_the_known_contradictions_are_found_and_none_is_made_up(election: Election) -> None:
    found = [
        (
            conflict.figures[0].region.code if conflict.figures[0].region else "",
            conflict.figures[0].choice.code if conflict.figures[0].choice else "",
            conflict.measure,
            sorted(f"{figure.percent.normalize():f}" for figure in conflict.figures if figure.percent),
        )
        for conflict in conflicts(contest(election))
    ]
    assert found == [
        ("", "auyl", "percent", ["0.46", "1.46"]),
        ("astana", "", "percent", ["53.23", "53.3", "53.32"]),
        ("kyzylorda", "", "percent", ["81", "81.95"]),
        ("north-kazakhstan", "", "percent", ["80", "80.7"]),
    ]


def test_noon_counted_other_registered_voters_than_the_evening(election: Election) -> None:
    told = turnout(contest(election))
    whole = [implied_by(figures[0]) for at, figures in told.whole.told.items() if at]
    exact = [figure.exact for figure in whole if figure]
    assert exact == [9_024_210, 9_299_806, 9_297_989]
    noon, six, eight = whole
    assert noon is not None
    assert six is not None
    assert eight is not None
    assert six.overlaps(eight)
    assert not noon.overlaps(six)
    assert len(told.regions) == 16
    assert [place.falls for place in (*told.regions, told.whole)] == [[]] * 17


def test_every_station_stands_at_the_end_of_a_chain(election: Election) -> None:
    common = Commission.objects.filter(election=election, contest__isnull=True)
    levels = dict(common.order_by().values_list("level").annotate(Count("id")))
    assert levels == {"central": 1, "territorial": 16, "district": DISTRICTS + 1, "precinct": 9_764}
    assert set(common.filter(synthetic=False).values_list("code", flat=True)) == {"CEC"}
    assert not Station.objects.filter(election=election).exclude(commission__level="precinct").exists()
    place = places()[-1]
    station = Station.objects.get(election=election, code=place.code)
    way = [commission.code for commission in chain(station)]
    region = territorial_of(place.region)
    assert way == [precinct_of(place.code), territorial_of(place.district), region, "CEC"]
    council = [commission.code for commission in chain(station, contest(election, "maslikhat"))]
    assert council == [precinct_of(place.code), district_of(place.district), region]
    assert [one.code for one in above(Commission.objects.get(election=election, code=way[0]))] == way[:0:-1]


def test_districts_are_shared_out_by_stations(election: Election) -> None:
    counts = district_counts()
    assert (sum(counts.values()), counts["abroad"]) == (DISTRICTS + 1, 1)
    sizes = (
        Station.objects.filter(election=election)
        .order_by()
        .values_list("commission__parent__code")
        .annotate(Count("id"))
    )
    assert len(sizes) == DISTRICTS + 1
    assert all(30 < size < 70 for _code, size in sizes)


def test_the_station_in_zhanaozen_was_cancelled_and_restored(election: Election) -> None:
    first, second = StationChange.objects.filter(station__election=election).order_by("on")
    assert first.station_id == second.station_id
    assert first.station.region.code == "mangystau"
    assert (first.kind, first.synthetic) == ("cancelled", True)
    assert (second.kind, str(second.on), second.synthetic) == ("restored", "2012-01-10", False)


def test_no_official_figure_is_synthetic_and_each_names_its_source(election: Election) -> None:
    figures = OfficialFigure.objects.filter(contest__election=election)
    assert figures.count() == 60
    assert not figures.filter(synthetic=True).exists()
    assert not figures.filter(source="").exists()
    assert not figures.filter(choice__fictional=True).exists()


def test_loading_twice_changes_nothing(election: Election) -> None:
    assert load_election() == election
    assert Election.objects.filter(code=election.code).count() == 1
    assert Station.objects.filter(election=election).count() == 9_764
