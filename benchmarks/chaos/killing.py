"""What is killed or frozen, and whether it was in the middle of something."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random

import psutil
import psycopg

# How long to wait for a moment when a transaction is open before killing anyway.
LURK_S = 2.0
OPEN_TRANSACTIONS = """
    SELECT count(*) FROM pg_stat_activity
     WHERE usename = 'observer_app' AND xact_start IS NOT NULL
       AND (state = 'active' OR state LIKE 'idle in transaction%')
"""


@dataclass(frozen=True)
class Part:
    """A part of the group: how its processes are recognised among all that belong to it."""

    name: str
    found_by: Callable[[psutil.Process, list[str]], bool]
    freezes: bool = False


def word(text: str) -> Callable[[psutil.Process, list[str]], bool]:
    return lambda _process, words: any(text in part for part in words)


def is_leader(process: psutil.Process, kind: str) -> bool:
    parent = process.parent()
    return parent is None or kind not in " ".join(command_of(parent))


def command_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


PARTS: Sequence[Part] = (
    Part("web worker", lambda p, words: "granian" in " ".join(words) and not is_leader(p, "granian")),
    Part("web", lambda p, words: "granian" in " ".join(words) and is_leader(p, "granian")),
    Part("celery worker", lambda p, words: "worker" in words and "celery" in " ".join(words)),
    Part("beat", lambda p, words: "beat" in words and "celery" in " ".join(words)),
    Part("broker", lambda p, words: "valkey-server" in " ".join(words)),
    Part("database backend", lambda p, words: bool(words) and words[0].startswith("postgres: observer_app")),
    Part("database", lambda p, words: "/postgres" in (words[0] if words else "") and "-D" in words),
    Part("supervisor", lambda p, words: "manage.py" in " ".join(words) and "demo" in words),
    Part("frozen web", lambda p, words: "granian" in " ".join(words), freezes=True),
    Part("frozen broker", lambda p, words: "valkey-server" in " ".join(words), freezes=True),
    Part("frozen database", lambda p, words: words[:1] != [] and "postgres" in words[0], freezes=True),
    Part("frozen worker", lambda p, words: "worker" in words and "celery" in " ".join(words), freezes=True),
)


@dataclass
class Killer:
    """Chooses by seed, lurks for an open transaction, strikes."""

    random: Random
    processes: Callable[[], list[psutil.Process]]
    database: str

    def strike(self, part: Part) -> tuple[int, bool]:
        """Kill (or freeze for a while) one process of `part`: (its pid, whether a transaction was open).

        pid 0 means that there was none to be found just now.
        """
        found = [process for process in self.processes() if part.found_by(process, command_of(process))]
        if not found:
            return 0, False
        victims = found if part.freezes else [self.random.choice(found)]
        inside = self.lurk()
        for process in victims:
            with suppress(psutil.Error):
                process.send_signal(signal.SIGSTOP if part.freezes else signal.SIGKILL)
        if part.freezes:
            time.sleep(self.random.uniform(1.0, 3.0))
            for process in victims:
                with suppress(psutil.Error):
                    process.send_signal(signal.SIGCONT)
        return victims[0].pid, inside

    def lurk(self) -> bool:
        """Wait until a transaction is open; False when none was seen in time or the database is away."""
        with (
            suppress(psycopg.Error),
            psycopg.connect(self.database, autocommit=True, connect_timeout=1) as watcher,
        ):
            until = time.monotonic() + LURK_S
            while time.monotonic() < until:
                row = watcher.execute(OPEN_TRANSACTIONS).fetchone()
                if row and row[0]:
                    return True
        return False
