"""`make chaos [ARGS="--kills 30 --seed 1"]`: the whole demo under a stream of reports and of blows."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import psutil

from benchmarks.chaos.killing import PARTS, Killer

START_S = 180
RECOVER_S = 60


def main() -> int:
    options = read_options()
    with tempfile.TemporaryDirectory(prefix="observer-chaos-") as folder:
        return storm(Path(folder), options.kills, options.seed)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def storm(folder: Path, kills: int, seed: int) -> int:
    stage = Stage(folder)
    with stage.kept_running():
        stage.wait_until_ready(START_S)
        mission = stage.enrol()
        with stage.phones(mission, seed):
            blows, inside = strike(stage, kills, Random(seed))
        stage.wait_until_ready(RECOVER_S)
        stage.wait_until_folded()
        from benchmarks.chaos.audit import audit

        verdict = audit(
            folder=folder,
            database=stage.database("observer_owner"),
            mission_id=mission["mission_id"],
            environment=stage.environment(),
        )
    print(f"\n{sum(blows.values())} blows: " + ", ".join(f"{name} {n}" for name, n in sorted(blows.items())))
    print(f"{inside} of them while a transaction was open")
    print(f"{verdict.acknowledged} reports acknowledged, {verdict.stored} stored; seed {seed}")
    for fault in verdict.faults[:20]:
        print(f"FAULT {fault}")
    print("nothing acknowledged was lost" if not verdict.faults else f"{len(verdict.faults)} faults")
    return 1 if verdict.faults or not verdict.acknowledged else 0


def strike(stage: Stage, kills: int, random: Random) -> tuple[Counter[str], int]:
    """Each blow lands on a group that had recovered from the one before. Every part gets its turn."""
    killer = Killer(random, stage.processes, stage.database("observer_owner"))
    order = [part for _round in range(kills // len(PARTS) + 1) for part in random.sample(PARTS, len(PARTS))]
    blows: Counter[str] = Counter()
    inside = 0
    for part in order:
        if sum(blows.values()) == kills:
            break
        stage.wait_until_ready(RECOVER_S)
        pid, was_open = killer.strike(part)
        if pid:
            blows[part.name] += 1
            inside += was_open
            mark = "in a transaction" if was_open else ""
            print(f"{sum(blows.values()):3} {part.name} ({pid}) {mark}", flush=True)
    return blows, inside


class Stage:
    """One demo in a folder of its own, on a port of its own, started again whenever its supervisor dies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.given = {**os.environ, "OBSERVER_HOME": str(self.home)}
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_RETENTION_URL", "REDIS_URL"):
            self.given.pop(name, None)
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

    def keep(self) -> None:
        """What a service manager does: start it, and start it again."""
        with (self.folder / "demo.log").open("ab") as log:
            while not self.ending.is_set():
                self.supervisor = subprocess.Popen(
                    [sys.executable, "manage.py", "demo", "--port", str(self.port)],
                    env=self.given,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
                while self.supervisor.poll() is None and not self.ending.wait(0.2):
                    pass
            self.supervisor.send_signal(signal.SIGINT)
            self.supervisor.wait(60)

    def processes(self) -> list[psutil.Process]:
        """Everything of this demo: by its mark, by its working folder (servers), and the supervisor."""
        from observer.operations.home import Home
        from observer.operations.processes import folder_of, marked

        found = marked(str(Home.of(self.given).root))
        root = str(Home.of(self.given).servers())
        found += [process for process in psutil.process_iter() if (folder_of(process) or "").startswith(root)]
        if self.supervisor and self.supervisor.poll() is None:
            found.append(psutil.Process(self.supervisor.pid))
        return list({process.pid: process for process in found}.values())

    def environment(self) -> dict[str, str]:
        from observer.operations.demo import home_environment

        return {**self.given, **home_environment(self.given)}

    def database(self, role: str) -> str:
        name = {"observer_app": "DATABASE_URL", "observer_owner": "DATABASE_OWNER_URL"}[role]
        return self.environment()[name]

    def wait_until_ready(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.answers():
                return
            time.sleep(0.2)
        raise SystemExit(f"not ready after {seconds} s; see the end of the log:\n{self.log()}")

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def log(self) -> str:
        return (self.folder / "demo.log").read_text(encoding="utf-8", errors="replace")[-3000:]

    def enrol(self) -> dict[str, Any]:
        """A phone of the example's full mission, enrolled as a person would be."""
        import json

        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.chaos.enrolling"],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        mission: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return mission

    @contextmanager
    def phones(self, mission: dict[str, Any], seed: int) -> Iterator[None]:
        words = [
            self.address,
            mission["token"],
            mission["opening"],
            mission["incident"],
            str(self.folder),
            str(seed),
        ]
        client = subprocess.Popen([sys.executable, "-m", "benchmarks.chaos.client", *words], env=self.given)
        try:
            yield
        finally:
            client.terminate()
            client.wait(60)

    def wait_until_folded(self) -> None:
        import psycopg

        until = time.monotonic() + RECOVER_S
        while time.monotonic() < until:
            with psycopg.connect(self.database("observer_app")) as connection:
                row = connection.execute("SELECT count(*) FROM reports_pending").fetchone()
            if row and row[0] == 0:
                return
            time.sleep(0.5)
        raise SystemExit("the worker does not fold: Pending is not empty after a minute")


if __name__ == "__main__":
    sys.exit(main())
