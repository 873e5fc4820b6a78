"""`manage.py demo`: the whole of Observer on one machine, from one command.

It runs before Django loads, because it makes what the settings need. Its parts are PostgreSQL and
Valkey (unless DATABASE_URL and REDIS_URL name others), the web server, the Celery worker and its
timetable. Kill any of them, or all: the next start mends what is left.
"""

import argparse
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper

from observer.operations.embedded import Embedded
from observer.operations.home import (
    PROJECT,
    CannotStart,
    Home,
    hash_of,
    read_assignments,
    schema_hash,
    write_privately,
)
from observer.operations.processes import MARK, Program, end_all, marked, wait_until
from observer.operations.supervisor import Group
from observer.operations.transport import Transport

# Migrating and deleting are not for programs that face the network.
PRIVATE = ("DATABASE_OWNER_URL", "DATABASE_RETENTION_URL")
TOLD = "demo.env"
CELERY = ("celery", "--app=observer", "--quiet")
WORKER = (*CELERY, "worker", "--concurrency=2", "--without-mingle", "--without-gossip", "--loglevel=WARNING")
TIMETABLE = (*CELERY, "beat", "--loglevel=WARNING")


def main(words: list[str], environment: Mapping[str, str]) -> int:
    """Run until Ctrl-C; return the exit status."""
    options = read_options(words)
    home = Home.of(environment)
    try:
        with only_one(home):
            Demo(home, dict(environment), Transport.of(options.host, options.port, options.tls)).run()
    except CannotStart as error:
        print(f"\nObserver cannot start. {error}", file=sys.stderr)
        return 1
    return 0


def read_options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py demo", description="Run Observer with its example.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 lets other machines in")
    parser.add_argument("--tls", metavar="CERT,KEY", help="the files of a certificate and its key")
    return parser.parse_args(words)


@contextmanager
def only_one(home: Home) -> Iterator[None]:
    """Hold the home's lock; raise CannotStart when another start holds it."""
    home.make()
    with (home.root / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(f"It is running already{holder(lock)}.") from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def holder(lock: TextIOWrapper) -> str:
    lock.seek(0)
    number = lock.read().strip()
    return f" (process {number}; stop it with Ctrl-C in its window)" if number else ""


@dataclass
class Demo:
    """One run of the whole."""

    home: Home
    given: dict[str, str]
    transport: Transport

    def run(self) -> None:
        begun = time.monotonic()
        # Web processes that outlived their start would hold the port.
        end_all(marked(str(self.home.root)), seconds=3)
        self.transport.require_free()
        servers = Embedded(self.home, self.given)
        group = Group(say)
        group.take_signals()
        try:
            self.start_servers(servers, group)
            environment = self.environment(servers)
            self.prepare(environment, group)
            self.start_programs(environment, group)
            self.welcome(environment, group, time.monotonic() - begun)
            group.watch()
        finally:
            say("Stopping.")
            group.stop()
            self.home.leave()

    def environment(self, servers: Embedded) -> dict[str, str]:
        """What every program of this run is told; what a command typed beside it needs is kept in a file."""
        told = {"OBSERVER_DEMO": "1", "OBSERVER_ADDRESS": self.transport.address}
        told |= self.transport.environment()
        write_privately(self.home.root / TOLD, "".join(f"{name}={value}\n" for name, value in told.items()))
        return {**told, MARK: str(self.home.root), "PYTHONUNBUFFERED": "1", **servers.environment()}

    def start_servers(self, servers: Embedded, group: Group) -> None:
        for server in servers.servers:
            with step(f"Starting {server.name}"):
                group.start(server.program(), server.start)
        if servers.postgres:
            servers.postgres.prepare()

    def prepare(self, environment: dict[str, str], group: Group) -> None:
        """Migrations, static files, the example: at the first start, and when the release changed."""
        static = [path for path in sorted((PROJECT / "static").rglob("*")) if path.is_file()]
        stamp = schema_hash() + hash_of(static)
        kept = self.home.root / "prepared"
        embedded = not (self.given.get("DATABASE_URL") or self.given.get("DATABASE_OWNER_URL"))
        if group.is_ending() or (embedded and kept.exists() and kept.read_text() == stamp):
            return
        print("  Preparing the database, the pages and the example:", flush=True)
        done = subprocess.run(
            [sys.executable, "manage.py", "prepare_demo"],
            cwd=PROJECT,
            env={**os.environ, **environment},
            check=False,
        )
        if group.is_ending():
            return
        if done.returncode:
            raise CannotStart("The database could not be prepared; the reason stands above.")
        kept.write_text(stamp)

    def start_programs(self, environment: dict[str, str], group: Group) -> None:
        if group.is_ending():
            return
        facing = {**environment, **dict.fromkeys(PRIVATE, "")}
        web = self.program("web", self.transport.command(self.home), facing)
        with step("Starting the pages"):
            member = group.start(web)
            for name, command in (("worker", WORKER), ("timetable", TIMETABLE)):
                group.start(self.program(name, command, facing))
            assert member.process
            wait_until(self.transport.answers, member.process, log=web.log, seconds=60)

    def program(self, name: str, command: tuple[str, ...], environment: dict[str, str]) -> Program:
        log = self.home.folder("logs") / f"{name}.log"
        return Program(name, (sys.executable, "-m", *command), log, PROJECT, environment, patience_s=20)

    def welcome(self, environment: dict[str, str], group: Group, seconds: float) -> None:
        if group.is_ending():
            return
        print(f"\n  Observer is at {self.transport.address}   (ready after {seconds:.1f} s)")
        print(
            f"  All it keeps is in {self.home.root}; its logs are in {self.home.folder('logs')}.\n",
            flush=True,
        )
        subprocess.run(
            [sys.executable, "manage.py", "demo_accounts"],
            cwd=PROJECT,
            env={**os.environ, **environment},
            check=False,
        )
        print("\n  Ctrl-C stops everything.", flush=True)


def say(text: str) -> None:
    print(f"  {time.strftime('%H:%M:%S')}  {text}", flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Show a step while it runs, and how long it took."""
    begun = time.monotonic()
    print(f"  {text} … ", end="", flush=True)
    yield
    print(f"{time.monotonic() - begun:.1f} s", flush=True)


def home_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The settings of the demo on this machine, for `manage.py` commands typed beside it."""
    home = Home.of(environment)
    told = home.root / TOLD
    return {**(read_assignments(told) if told.exists() else {}), **Embedded(home, environment).environment()}
