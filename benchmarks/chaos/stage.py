"""One demo in a folder of its own, kept running whatever is done to it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

from benchmarks.chaos.parts import PROGRAMS
from observer.operations.demo import home_environment
from observer.operations.home import PROJECT, Home
from observer.operations.postgres import DATABASE, Postgres
from observer.operations.processes import end_all, folder_of, marked

URLS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_RETENTION_URL", "REDIS_URL")
# A fold that is further behind than this has not recovered from the blow before.
LAG_S = 10.0


class Stage:
    """The demo on a free port; started again whenever its supervisor dies, as a service manager would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        own = {name: value for name, value in os.environ.items() if name not in URLS}
        self.given = {**own, "OBSERVER_HOME": str(folder / "home")}
        self.home = Home.of(self.given)
        self.ending = threading.Event()
        self.supervisor: subprocess.Popen[bytes] | None = None

    @contextmanager
    def kept_running(self) -> Iterator[None]:
        keeper = threading.Thread(target=self.keep)
        keeper.start()
        try:
            yield
        finally:
            self.ending.set()
            keeper.join()
            end_all(self.processes(), seconds=5)
            for elsewhere in (self.home.servers(), self.home.run()):
                shutil.rmtree(elsewhere, ignore_errors=True)

    def keep(self) -> None:
        command = [sys.executable, "manage.py", "demo", "--port", str(self.port)]
        with (self.folder / "demo.log").open("ab") as log:
            while not self.ending.is_set():
                self.supervisor = subprocess.Popen(
                    command, cwd=PROJECT, env=self.given, stdout=log, stderr=log, start_new_session=True
                )
                while self.supervisor.poll() is None and not self.ending.wait(0.2):
                    pass
            if self.supervisor:
                self.supervisor.send_signal(signal.SIGINT)
                self.supervisor.wait(90)

    def processes(self) -> list[psutil.Process]:
        """Everything of this demo: by its mark, by its working folder (servers), and the supervisor."""
        servers = str(self.home.servers())
        found = marked(str(self.home.root))
        found += [one for one in psutil.process_iter() if (folder_of(one) or "").startswith(servers)]
        if self.supervisor and self.supervisor.poll() is None:
            found.append(psutil.Process(self.supervisor.pid))
        return list({process.pid: process for process in found}.values())

    def environment(self) -> dict[str, str]:
        """The settings for commands beside this demo."""
        return {**self.given, **home_environment(self.given)}

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """A superuser's connection, which sees everybody's transactions."""
        return Postgres(self.home).connect(DATABASE)

    def wait_until(self, holds: Callable[[], bool], seconds: float, what: str) -> float:
        """Wait; return the seconds it took. Raises SystemExit with the end of the log when it never holds."""
        begun = time.monotonic()
        while time.monotonic() < begun + seconds:
            if holds():
                return time.monotonic() - begun
            time.sleep(0.2)
        raise SystemExit(f"not {what} after {seconds:g} s; the end of the log:\n{self.log()}")

    def complete(self) -> bool:
        """The supervisor that lives now runs every program; orphans of a dead one do not count."""
        try:
            own = psutil.Process(self.supervisor.pid).children(True) if self.supervisor else []
        except psutil.Error:
            return False
        return all(part.of(own) for part in PROGRAMS)

    def recovered(self) -> bool:
        """Every program runs; web, database and broker answer; the fold keeps up."""
        if not self.complete():
            return False
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=2) as answer:
                told = json.loads(answer.read())
        except (OSError, ValueError):
            return False
        return bool(told["database"] == told["broker"] == "ok" and told["fold_lag_s"] < LAG_S)

    def folded(self) -> bool:
        with suppress(psycopg.OperationalError), self.connect() as connection:
            return not connection.execute("SELECT FROM reports_pending LIMIT 1").fetchall()
        return False

    def worked_off(self) -> bool:
        """No job waits or runs."""
        with suppress(psycopg.OperationalError), self.connect() as connection:
            waiting = "SELECT FROM journal_job WHERE state IN ('queued', 'running') LIMIT 1"
            return not connection.execute(waiting).fetchall()
        return False

    def log(self) -> str:
        return (self.folder / "demo.log").read_text(encoding="utf-8", errors="replace")[-3000:]

    def enrol(self, phones: int) -> dict[str, Any]:
        """Phones of the example's full mission, each of its own observer, and the forms they fill."""
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.chaos.enrolling", str(phones)],
            cwd=PROJECT,
            env=self.environment(),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        enrolled: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return enrolled

    @contextmanager
    def phones(self, enrolled: dict[str, Any], seed: int) -> Iterator[None]:
        """Reports stream in as long as this is open."""
        order = {"address": self.address, "folder": str(self.folder), "seed": seed}
        order |= {name: enrolled[name] for name in ("tokens", "forms")}
        client = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.chaos.client"],
            cwd=PROJECT,
            env=self.given,
            stdin=subprocess.PIPE,
            text=True,
        )
        try:
            assert client.stdin
            with client.stdin as told:
                json.dump(order, told)
            yield
        finally:
            client.terminate()
            client.wait(60)

    @contextmanager
    def headquarters(self, mission_id: int) -> Iterator[None]:
        """Somebody asks for one piece of long work after another as long as this is open."""
        asking = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.chaos.asking", str(self.folder), str(mission_id)],
            cwd=PROJECT,
            env=self.environment(),
        )
        try:
            yield
        finally:
            asking.terminate()
            asking.wait(90)
