"""Folders as processes of their own, to be killed; forked from one that has Django loaded."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess

import psycopg


@dataclass
class Folders:
    """Processes that fold, by the name their database connection goes by."""

    running: dict[str, ForkServerProcess] = field(default_factory=dict)
    started: int = 0
    killed_at_work: int = 0

    def start(self) -> None:
        from tests.analysis.folding import fold_as

        self.started += 1
        name = f"folder {os.getpid()}-{self.started}"
        self.running[name] = multiprocessing.get_context("forkserver").Process(target=fold_as, args=[name])
        self.running[name].start()

    def kill_one_at_work(self, watching: psycopg.Connection[tuple[str]]) -> bool:
        """Kill -9 a folder that has written in a transaction it has not ended; another takes its place."""
        at_work = watching.execute(
            "SELECT application_name FROM pg_stat_activity WHERE application_name = ANY(%s)"
            " AND backend_xid IS NOT NULL LIMIT 1",
            [list(self.running)],
        ).fetchall()
        for (name,) in at_work:
            process = self.running.pop(name)
            process.kill()
            process.join()
            self.killed_at_work += 1
            self.start()
        return bool(at_work)

    def stop(self) -> list[str]:
        """End them all; the names of those that had ended by themselves, which none should."""
        ended = [name for name, process in self.running.items() if not process.is_alive()]
        for process in self.running.values():
            process.kill()
            process.join()
        self.running.clear()
        return ended


@contextmanager
def folders(number: int) -> Iterator[Folders]:
    multiprocessing.get_context("forkserver").set_forkserver_preload(["tests.analysis.folding"])
    at_work = Folders()
    try:
        for _each in range(number):
            at_work.start()
        yield at_work
        assert at_work.stop() == []
    finally:
        at_work.stop()
