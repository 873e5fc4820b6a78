"""A report costs the same on an empty table and on a full one, from the first minute on."""

from __future__ import annotations

import pytest
from django.db import connection

from observer.elections.models import Station
from observer.reports.intake import receive
from observer.reports.models import Report
from observer.reports.submission import Submission
from tests import factories
from tests.factories import Ground, a_submission, a_visit

FEW, MANY = 1_000, 5_000


@pytest.fixture
def ground(committed_database: None) -> Ground:
    """With so many stations that no report is another's neighbour."""
    ground = factories.ground()
    stations = [
        Station(election=ground.election, region=ground.west, code=f"S-{number}", settlement="rural")
        for number in range(2 * MANY)
    ]
    Station.objects.bulk_create(stations)
    return ground


def some(ground: Ground, count: int, first: int = 0) -> list[Submission]:
    """Each shows a violation, so that flags are written too."""
    return [
        a_submission(ground.opening, {"A1": "no", "A10": str(number % 30)}, visit=a_visit(f"S-{number}"))
        for number in range(first, first + count)
    ]


def pages_touched() -> int:
    """Pages of tables and indexes this database has touched so far, looked up by whoever did it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            "SELECT sum(coalesce(heap_blks_hit, 0) + coalesce(heap_blks_read, 0) + coalesce(idx_blks_hit, 0)"
            " + coalesce(idx_blks_read, 0)) FROM pg_statio_user_tables"
        )
        return int(cursor.fetchone()[0])


def pages_of_batch(ground: Ground, count: int) -> int:
    """Pages touched by a batch, the least of several: the server cleans up in between as it likes."""
    touched = []
    for _try in range(5):
        batch = some(ground, count, first=Report.objects.count())
        before = pages_touched()
        receive(sender=ground.phone.sender, submissions=batch)
        touched.append(pages_touched() - before)
    return min(touched)


def fill(ground: Ground, count: int) -> None:
    for first in range(Report.objects.count(), count, 100):
        receive(sender=ground.phone.sender, submissions=some(ground, 100, first))


def test_a_report_touches_as_many_pages_however_many_are_stored(ground: Ground) -> None:
    """No statistics are gathered in between: this is the first minute of the day, when all report at once.

    (From the very first report on, only the height of the indexes grows: a page more for each look-up.)
    """
    fill(ground, FEW)
    single, batch = pages_of_batch(ground, 1), pages_of_batch(ground, 50)
    fill(ground, MANY)
    assert pages_of_batch(ground, 1) <= single * 1.05
    assert pages_of_batch(ground, 50) <= batch * 1.05
