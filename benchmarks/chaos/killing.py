"""The blows: who is hit, when, and whether it was in the middle of something."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from random import Random

import psutil
import psycopg

from benchmarks.chaos.parts import CLIENTS, Part

# How long to try to catch the application inside a transaction before striking anyway.
LURK_S = 3.0
# What the database was doing for a stopped client has ended by then; what is open after it stays open.
SETTLE_S = 0.03
# The other blows fall at any moment: a commit that is being written cannot be aimed at.
AIMED = 2 / 3
FREEZE_S = (1.5, 4.0)
OPEN_TRANSACTIONS = """
    SELECT count(*) FROM pg_stat_activity
     WHERE usename = 'observer_app' AND state LIKE 'idle in transaction%'
"""


@dataclass(frozen=True)
class Blow:
    """`inside`: a transaction was open, for certain. `span`: when it was frozen (`time.monotonic`)."""

    part: Part
    pid: int
    inside: bool
    span: tuple[float, float] | None = None


@dataclass
class Killer:
    """Chooses by seed, waits for an open transaction, strikes. `connect` opens a superuser's connection."""

    random: Random
    processes: Callable[[], list[psutil.Process]]
    connect: Callable[[], psycopg.Connection[tuple[object, ...]]]

    def strike(self, part: Part) -> Blow | None:
        """Kill one process of `part`, or freeze all of them for a while. None: there is none just now."""
        aimed = self.random.random() < AIMED
        seconds = self.random.uniform(*FREEZE_S)
        around = self.processes()
        found = part.of(around)
        if not found:
            return None
        victims = found if part.freezes else [self.random.choice(found)]
        clients = CLIENTS.of(around)
        with (
            self.stopped_inside(clients, spared=victims if part.freezes else ())
            if aimed
            else at_once() as inside
        ):
            send(victims, signal.SIGSTOP if part.freezes else signal.SIGKILL)
        span = thaw(victims, seconds) if part.freezes else None
        return Blow(part, victims[0].pid, inside, span)

    @contextmanager
    def stopped_inside(
        self, clients: list[psutil.Process], spared: Iterable[psutil.Process]
    ) -> Iterator[bool]:
        """Keep the application stopped in the middle of a transaction; False when it never was in one.

        Afterwards it goes on, but for those `spared`, which are to stay frozen.
        """
        kept = {process.pid for process in spared}
        try:
            yield self.catch(clients)
        finally:
            send([process for process in clients if process.pid not in kept], signal.SIGCONT)

    def catch(self, clients: list[psutil.Process]) -> bool:
        until = time.monotonic() + LURK_S
        with suppress(psycopg.Error), self.connect() as watcher:
            while time.monotonic() < until:
                send(clients, signal.SIGSTOP)
                time.sleep(SETTLE_S)
                row = watcher.execute(OPEN_TRANSACTIONS).fetchone()
                if row and row[0]:
                    return True
                send(clients, signal.SIGCONT)
                time.sleep(self.random.uniform(0.001, 0.02))
        return False


@contextmanager
def at_once() -> Iterator[bool]:
    yield False


def thaw(victims: list[psutil.Process], seconds: float) -> tuple[float, float]:
    """Let them go on after so many seconds; from when to when they stood still."""
    begun = time.monotonic()
    try:
        time.sleep(seconds)
    finally:
        send(victims, signal.SIGCONT)
    return begun, time.monotonic()


def send(processes: Iterable[psutil.Process], number: int) -> None:
    for process in processes:
        with suppress(psutil.Error):
            process.send_signal(number)
