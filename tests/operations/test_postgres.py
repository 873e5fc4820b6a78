import os
import signal
from pathlib import Path

import psutil
import psycopg
import pytest

from observer.operations.home import Account, CannotStart, Home
from observer.operations.postgres import (
    DURABLE,
    Binaries,
    Postgres,
    candidates,
    url_with_database,
    version_of,
)


def test_the_first_binaries_found_are_recent_enough() -> None:
    assert Binaries.find().major >= 16


def test_a_major_version_can_be_asked_for() -> None:
    assert (Binaries.find(major=16).major, Binaries.find(major=18).major) == (16, 18)
    with pytest.raises(CannotStart, match="no PostgreSQL 9 on this machine"):
        Binaries.find(major=9)


def test_a_folder_named_in_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMBED_PG_MAJOR", raising=False)
    older = Binaries.find(major=16).folder
    monkeypatch.setenv("EMBED_PG_BIN", str(older))
    assert next(candidates()) == older
    assert Binaries.find().folder == older


def test_a_folder_without_a_server_has_no_version(tmp_path: Path) -> None:
    assert version_of(tmp_path) is None


def test_binaries_behind_a_closed_folder_are_copied(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Account, "can_reach", lambda self, path: False)
    found = Binaries.find(major=18)
    copy = found.reachable_by(home.account, copies=home.servers())
    assert home.servers() in copy.folder.parents
    assert version_of(copy.folder) == 18
    assert found.reachable_by(home.account, copies=home.servers()) == copy


def test_acknowledged_rows_survive_a_kill_and_a_start_that_was_never_stopped(home: Home) -> None:
    server = Postgres(home, DURABLE)
    first = server.start()
    server.prepare()
    with psycopg.connect(server.url("observer_owner"), autocommit=True) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 1 AS one")
    os.killpg(first.pid, signal.SIGKILL)
    server.program().sweep(first)
    second = server.start()
    # A third start finds the second still running, as after a supervisor that was killed.
    third = Postgres(home, DURABLE).start()
    with psycopg.connect(server.url("observer_owner")) as owner:
        assert owner.execute("SELECT one FROM kept").fetchone() == (1,)
        assert owner.execute("SHOW fsync").fetchone() == ("on",)
        assert owner.execute("SHOW data_checksums").fetchone() == ("on",)
    server.program().sweep(second)
    server.program().stop(third)
    assert third.returncode == 0


def test_a_start_that_was_killed_while_making_the_data_begins_again(home: Home) -> None:
    server = Postgres(home, DURABLE)
    half = server.data.with_name("postgres.new")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    process = server.start()
    assert not half.exists()
    assert psutil.Process(process.pid).uids().real == home.account.user != 0
    server.program().stop(process)


def test_each_role_needs_its_password_and_may_do_no_more_than_log_in(home: Home) -> None:
    server = Postgres(home, DURABLE)
    process = server.start()
    server.prepare()
    server.prepare()
    wrong = server.url("observer_app").replace(home.secrets()["EMBEDDED_APP_PASSWORD"], "guess")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    with server.connect() as superuser:
        powers = superuser.execute(
            "SELECT rolname, rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls FROM pg_roles"
            " WHERE rolname LIKE 'observer%' ORDER BY 1"
        ).fetchall()
    assert powers == [("observer_app", False), ("observer_owner", False), ("observer_retention", False)]
    server.program().stop(process)


def test_another_database_on_the_same_server() -> None:
    assert url_with_database("postgresql://a:b@/one?host=/run", "two") == "postgresql://a:b@/two?host=/run"
    assert url_with_database("postgresql://a:b@host:5/one", "two") == "postgresql://a:b@host:5/two"
