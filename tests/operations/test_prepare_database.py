import os
import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import ConnectionHandler
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker

from observer.operations import roles
from observer.operations.home import PROJECT, Home
from observer.operations.management.commands.prepare_database import PREPARATION
from observer.operations.postgres import THROWAWAY, Postgres

WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


@pytest.fixture
def elsewhere(home: Home) -> Iterator[Postgres]:
    """A PostgreSQL that somebody else looks after: an owner, an empty database, no other role."""
    postgres = Postgres(home, THROWAWAY)
    process = postgres.start()
    with postgres.connect() as superuser:
        superuser.execute("CREATE ROLE observer_owner LOGIN CREATEROLE PASSWORD 'a-password'")
        superuser.execute("CREATE DATABASE observer OWNER observer_owner")
    yield postgres
    postgres.program().stop(process)


@pytest.fixture
def owner(elsewhere: Postgres) -> Iterator[BaseDatabaseWrapper]:
    """Django's connection to it, as the owner."""
    address = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "observer",
        "USER": "observer_owner",
        "PASSWORD": "a-password",
        "HOST": str(elsewhere.home.run()),
    }
    connection = ConnectionHandler({"default": address})["default"]
    yield connection
    connection.close()


def test_missing_roles_are_made_once_with_the_passwords_of_their_addresses(
    owner: BaseDatabaseWrapper, elsewhere: Postgres, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        assert roles.create_missing_roles(owner) == ["observer_app", "observer_retention"]
        assert roles.create_missing_roles(owner) == []
    password = roles.password_of("default", "observer_app")
    place = str(elsewhere.home.run())
    with psycopg.connect(host=place, user="observer_app", password=password, dbname="observer") as app:
        assert app.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = current_user").fetchone() == (
            True,
        )


def test_a_role_that_may_not_be_made_is_asked_of_an_administrator(
    owner: BaseDatabaseWrapper, elsewhere: Postgres, django_db_blocker: DjangoDbBlocker
) -> None:
    with elsewhere.connect() as superuser:
        superuser.execute("ALTER ROLE observer_owner NOCREATEROLE")
    with (
        django_db_blocker.unblock(),
        pytest.raises(ImproperlyConfigured, match="CREATE ROLE observer_app LOGIN PASSWORD"),
    ):
        roles.create_missing_roles(owner)


def test_an_address_must_name_the_role_that_the_triggers_know() -> None:
    with pytest.raises(ImproperlyConfigured, match="must use the role observer_retention"):
        roles.password_of("default", "observer_retention")


def test_two_containers_that_start_together_take_turns(
    committed_database: None, owner_connection: "psycopg.Connection[tuple[object, ...]]"
) -> None:
    owner_connection.execute("SELECT pg_advisory_lock(%s)", [PREPARATION])
    second = subprocess.Popen(
        [sys.executable, "manage.py", "prepare_database"],
        cwd=PROJECT,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while owner_connection.execute(WAITING).fetchone() != (1,):
        assert second.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    owner_connection.execute("SELECT pg_advisory_unlock(%s)", [PREPARATION])
    told, _ = second.communicate(timeout=60)
    assert second.returncode == 0
    assert told.startswith("The database is ready")
