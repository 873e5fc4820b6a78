"""The example's election: what is real is real, what is made up says so."""

from decimal import Decimal

import pytest
from django.db.models import Count, Sum

from observer.elections.models import Election, OfficialFigure, Region, Station
from observer.operations.example.country import station_counts
from observer.operations.example.election import load_election


@pytest.mark.django_db
def test_the_sixteen_regions_of_2012_are_drawn_and_all_stations_say_they_are_synthetic() -> None:
    election = load_election()
    drawn = Region.objects.filter(election=election).exclude(outline="")
    assert drawn.count() == 16
    assert {region.level for region in drawn} == {"oblast", "city"}
    stations = Station.objects.filter(election=election)
    assert (stations.count(), stations.filter(synthetic=False).count()) == (9_764, 0)
    by_region = dict(stations.values_list("region__code").annotate(Count("id")))
    assert by_region == station_counts()
    assert (by_region["kostanay"], by_region["abroad"]) == (861, 56)


@pytest.mark.django_db
def test_official_figures_are_the_published_ones() -> None:
    load_election()
    final = OfficialFigure.objects.filter(stage="final")
    assert final.aggregate(votes=Sum("votes"), seats=Sum("seats")) == {"votes": 6_941_220, "seats": 98}
    reading = OfficialFigure.objects.get(region__code="almaty-city", local_time="20:00")
    assert reading.percent == Decimal("41.4")
    assert OfficialFigure.objects.filter(stage="reading").count() == 32


@pytest.mark.django_db
def test_loading_twice_changes_nothing() -> None:
    first = load_election()
    assert load_election() == first
    assert Election.objects.count() == 1
    assert Station.objects.count() == 9_764
