"""Real servers for the tests: one PostgreSQL and one Valkey a run, one database a worker.

The servers belong to a numbered folder that one run holds at a time, so that two people (or two runs
of one person) never share a database. The folder survives: a template database with every migration
and grant is kept there under a name made from the migrations, and a run that finds it starts in a
second. DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL in the environment use servers that exist.
"""

import fcntl
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path

import psycopg
from psycopg import sql

from observer.operations.embedded import OWN_SECRETS, Embedded
from observer.operations.home import PROJECT, CannotStart, Home, hash_of, schema_hash
from observer.operations.postgres import THROWAWAY, url_with_database

DATABASE_URLS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_RETENTION_URL")
TEMPLATE = "OBSERVER_TEST_TEMPLATE"
RUN = "OBSERVER_TEST_RUN"
WORKER_PREFIX = "observer_test_"
TEMPLATE_PREFIX = "observer_template_"


def is_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


@dataclass
class Servers:
    """The servers of one run, started by the process that leads it."""

    embedded: Embedded | None = None
    lock: TextIOWrapper | None = None
    given: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        """Start what is not given, and put the addresses into this environment."""
        if not os.environ.get("DATABASE_OWNER_URL"):
            os.environ.pop("DATABASE_URL", None)
        home = self._free_home()
        self.embedded = Embedded(home, dict(os.environ), THROWAWAY)
        self._start_or_begin_anew(home)
        os.environ.update(self.embedded.environment())
        os.environ[RUN] = secrets.token_hex(4)
        os.environ[TEMPLATE] = TEMPLATE_PREFIX + schema_hash()
        with as_owner() as owner:
            self._sweep(owner)

    def stop(self) -> None:
        if self.embedded:
            self.embedded.stop()
        if self.lock:
            self.lock.close()

    def _free_home(self) -> Home:
        """The first folder no other run holds; it is ours until this process ends."""
        kind = f"tests{os.environ.get('EMBED_PG_MAJOR', '')}"
        for number in range(32):
            home = Home(PROJECT / ".observer" / f"{kind}-{number}")
            home.make()
            lock = (home.root / "lock").open("w")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.close()
                continue
            self.lock = lock
            return home
        raise CannotStart("There are 32 test runs in this folder already.")

    def _start_or_begin_anew(self, home: Home) -> None:
        """These servers do not wait for the disk, so a power cut may have spoiled their data."""
        assert self.embedded
        try:
            self.embedded.start()
        except CannotStart:
            self.embedded.stop()
            shutil.rmtree(home.servers())
            self.embedded = Embedded(home, dict(os.environ), THROWAWAY)
            self.embedded.start()

    def _sweep(self, owner: "psycopg.Connection[tuple[str]]") -> None:
        """On a server of our own: drop what killed runs and older migrations left."""
        if not (self.embedded and self.embedded.postgres):
            return
        with self.embedded.postgres.connect() as superuser:
            superuser.execute("ALTER ROLE observer_owner CREATEDB")
            superuser.execute("GRANT pg_signal_backend TO observer_owner")
        for prefix in (WORKER_PREFIX, TEMPLATE_PREFIX):
            for (name,) in owner.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s", [prefix + "%"]
            ):
                if name != os.environ[TEMPLATE]:
                    drop(owner, name)


@contextmanager
def as_owner(database: str | None = None) -> Iterator["psycopg.Connection[tuple[str]]"]:
    url = os.environ["DATABASE_OWNER_URL"]
    url = url_with_database(url, database) if database else url
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def make_template(owner: "psycopg.Connection[tuple[str]]") -> None:
    """Migrate a fresh database exactly as an installation does, and name it once it is whole."""
    owner.execute("SELECT pg_advisory_lock(hashtext('observer test template'))")
    name = os.environ[TEMPLATE]
    if not owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        draft = name + "_draft"
        drop(owner, draft)
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
        prepare(draft)
        owner.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name))
        )
    owner.execute("SELECT pg_advisory_unlock(hashtext('observer test template'))")


def prepare(database: str) -> None:
    urls = {
        name: url_with_database(os.environ[name], database) for name in DATABASE_URLS if os.environ.get(name)
    }
    manage("prepare_database", environment=urls)


def make_ready() -> None:
    """The template and the static files: the first worker that needs a database makes them, others wait."""
    with (Path(os.environ["OBSERVER_HOME"]) / "making").open("w") as lock, as_owner("postgres") as owner:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_template(owner)
        collect_static_files(Home.of(os.environ))


def collect_static_files(home: Home) -> None:
    """Hashed files as in production, gathered again when one of them changed."""
    files = sorted(path for path in (PROJECT / "static").rglob("*") if path.is_file())
    stamp = hash_of([PROJECT / "requirements" / "runtime.txt", *files])
    kept = home.root / "static.stamp"
    if not kept.exists() or kept.read_text() != stamp:
        manage("collectstatic", "--noinput", "--clear", "--verbosity=0", environment={})
        kept.write_text(stamp)


def manage(*words: str, environment: dict[str, str]) -> None:
    command = [sys.executable, "manage.py", *words]
    merged = {**os.environ, **environment}
    done = subprocess.run(command, cwd=PROJECT, env=merged, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotStart(f"`manage.py {words[0]}` failed:\n{done.stdout}{done.stderr}")


def drop(owner: "psycopg.Connection[tuple[str]]", database: str) -> None:
    owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def worker_database() -> str:
    return f"{WORKER_PREFIX}{os.environ[RUN]}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


def fresh_database() -> None:
    """This worker's database as it was after the migrations: copying takes 30 ms, and forgets nothing."""
    with as_owner("postgres") as owner:
        drop(owner, worker_database())
        database, template = sql.Identifier(worker_database()), sql.Identifier(os.environ[TEMPLATE])
        owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(database, template))


def drop_database() -> None:
    with as_owner("postgres") as owner:
        drop(owner, worker_database())


def enter_worker() -> None:
    """Point this process at its own database and its own part of the broker."""
    for name in DATABASE_URLS:
        if os.environ.get(name):
            os.environ[name] = url_with_database(os.environ[name], worker_database())
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    number = int(worker.removeprefix("gw")) + 1 if worker else 0
    os.environ["OBSERVER_FILES"] = f"{os.environ['OBSERVER_HOME']}/files/{worker or 'alone'}"
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rsplit("0", 1)[0] + str(number)


def fill_environment() -> None:
    """What the settings need beside the servers; nothing of the person's own installation."""
    if not is_worker():
        for name in [name for name in os.environ if name.startswith("OBSERVER_")]:
            del os.environ[name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "observer.settings"
    for name in OWN_SECRETS:
        os.environ[name] = f"a value for the tests only: {name}"
