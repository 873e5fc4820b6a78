"""The suite's ground: the environment and the servers stand before Django loads.

DJANGO_SETTINGS_MODULE is not in pyproject.toml on purpose: pytest-django would load the settings
before this file could give them a database.
"""

import os
from collections.abc import Iterator

import psycopg
import pytest
import redis
from pytest_django import DjangoDbBlocker

from observer.operations.home import CannotStart
from tests import harness
from tests.missing import said_at_the_end

harness.fill_environment()
SERVERS = harness.Servers()
if not harness.is_worker():
    try:
        SERVERS.start()
    except CannotStart as error:
        pytest.exit(str(error), returncode=3)
harness.enter_worker()

import django  # noqa: E402 - the environment comes first
from django.conf import settings  # noqa: E402
from django.core.cache import caches  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402

django.setup()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What could not be tried on this machine is the last thing a person reads."""
    for line in said_at_the_end(terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(line, red=True, bold=True)


def pytest_unconfigure() -> None:
    SERVERS.stop()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """A worker would inherit this and load the settings before its own database is named."""
    del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that use `committed_database` run without a transaction around them, in any role."""
    for item in items:
        if "committed_database" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(transaction=True, databases="__all__"))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One database for this worker, copied from the template; Django is in it as `observer_app`."""
    harness.make_ready()
    harness.fresh_database()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    harness.drop_database()


def start_anew(_case: TransactionTestCase) -> None:
    """What follows a test that committed. Django would truncate, which `observer_app` may not do."""
    from observer.reports.texts import text_questions

    connections.close_all()
    harness.fresh_database()
    # What was kept of the old database goes with it: its numbers begin anew.
    for name in settings.CACHES:
        caches[name].clear()
    text_questions.cache_clear()


TransactionTestCase._fixture_teardown = start_anew  # type: ignore[attr-defined]


@pytest.fixture
def committed_database(_django_db_helper: None) -> None:
    """The database without a transaction around the test: for real commits and several connections.

    Other processes and threads may use DATABASE_URL. Afterwards the database is as it was at first.
    """


@pytest.fixture
def owner_connection(django_db_setup: None) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """A psycopg connection of `observer_owner` to this worker's database, committing at once.

    It does not see what a test in a transaction wrote; what it writes stays, so write only beside
    `committed_database`.
    """
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def redis_url() -> str:
    """This worker's part of the broker, empty."""
    url = os.environ["REDIS_URL"]
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url
