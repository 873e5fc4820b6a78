"""Fixed statements are planned once a connection; in all else they are as with Django's own cursors."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection
from django.test.utils import CaptureQueriesContext

from observer.prepared import prepared

pytestmark = pytest.mark.django_db

STATEMENT = "SELECT %s::int + 1"


def ask(number: int) -> int:
    with prepared() as cursor:
        cursor.execute(STATEMENT, [number])
        (answer,) = cursor.fetchone()
    return int(answer)


def standing_prepared() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


def test_a_statement_is_prepared_when_it_comes_again() -> None:
    assert [ask(number) for number in range(3)] == [1, 2, 3]
    assert standing_prepared() == ["SELECT $1::int + 1"]


def test_what_runs_through_djangos_own_cursors_is_not(transactional_db: None) -> None:
    ask(1)
    for number in range(10):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::int + 2", [number])
    assert all("+ 2" not in statement for statement in standing_prepared())


def test_refusals_are_djangos() -> None:
    with pytest.raises(ProgrammingError), prepared() as cursor:
        cursor.execute("SELECT nonsense")


def test_whoever_looks_at_statements_sees_them_whole() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert ask(41) == 42
    assert [query["sql"] for query in queries] == ["SELECT 41::int + 1"]
