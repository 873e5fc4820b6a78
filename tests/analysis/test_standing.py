"""The hour in SQL is the hour of `analysis.hours`, and a report has one outcome."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DataError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observer.analysis.hours import election_hour
from observer.analysis.standing import hour_of
from tests import factories

# Kazakhstan's zones, one that is half an hour off, and one whose clocks change in the night of the day.
KAZAKHSTAN = ("Almaty", "Aqtau", "Aqtobe", "Atyrau", "Oral", "Qostanay", "Qyzylorda")
ZONES = [*(f"Asia/{city}" for city in KAZAKHSTAN), "Asia/Kathmandu", "Australia/Lord_Howe", "Europe/Kyiv"]
DAYS = [date(2012, 1, 15), date(2004, 9, 19), date(2026, 10, 4)]


def instant(day: date, seconds: int) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds)


cases = st.builds(
    lambda zone, day, seconds: (instant(day, seconds), zone, day),
    st.sampled_from(ZONES),
    st.sampled_from(DAYS),
    st.integers(-2 * 86_400, 3 * 86_400),
)


def hours_in_sql(cases: list[tuple[datetime, str, date]]) -> list[int]:
    instants, zones, days = zip(*cases, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {hour_of('at', 'zone', 'day')}"
            " FROM unnest(%s::timestamptz[], %s::text[], %s::date[])"
            " WITH ORDINALITY AS given(at, zone, day, place) ORDER BY place",
            [list(instants), list(zones), list(days)],
        )
        return [hour for (hour,) in cursor.fetchall()]


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(cases, min_size=1, max_size=40))
def test_the_database_counts_hours_as_the_clocks_of_the_place_do(
    cases: list[tuple[datetime, str, date]],
) -> None:
    expected = [election_hour(at, ZoneInfo(zone), day) for at, zone, day in cases]
    assert hours_in_sql(cases) == expected


@pytest.mark.django_db
def test_one_instant_before_midnight_in_the_west_is_after_it_in_the_east() -> None:
    """In January 2012 Kazakhstan kept two times: 23:40 in Aqtobe was 00:40 in Almaty."""
    at, day = datetime(2012, 1, 15, 18, 40, tzinfo=UTC), date(2012, 1, 15)
    assert hours_in_sql([(at, "Asia/Aqtobe", day), (at, "Asia/Almaty", day)]) == [23, 24]


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["election", "region", "station"])
def test_no_place_has_a_time_zone_that_the_database_does_not_know(table: str) -> None:
    """It could not say the hour there, and everybody's figures would wait."""
    ground = factories.ground()
    row = {"election": ground.election, "region": ground.west, "station": ground.stations[0]}[table]
    field = "default_time_zone" if table == "election" else "time_zone"
    with pytest.raises(DataError, match="not recognized"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**{field: "Asia/Atlantis"})
