"""What taking everything out costs: each report a row, each question a column, by the worker's own function.

Compared in the same run with PostgreSQL copying the stored answers as they are: the floor under any export.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import psutil
import psycopg

from benchmarks.ground import CHECKLIST, Ground, MissionGround
from benchmarks.reads import Bench as Reads
from benchmarks.tables import table

BUDGET_S = 5.0
BUDGET_AT = 100_000
COPY = "COPY (SELECT answers FROM reports_revision WHERE mission_id = {mission}) TO STDOUT (FORMAT csv)"


class Bench:
    """`sizes`: numbers of reports in the mission, growing."""

    def __init__(self, ground: Ground, mission: MissionGround, sizes: Sequence[int]) -> None:
        self.mission, self.sizes = mission, sizes
        self.reads = Reads(ground, mission, sizes)

    def measure(self) -> Iterator[str]:
        """The lines of the report."""
        lines = []
        for size in self.sizes:
            self.reads.fill(size)
            floor = self.copied()
            lines += [self.line(size, kind, floor) for kind in ("csv", "xlsx")]
        heads = ("reports", "file", "rows", "s", "COPY s", "ratio", "MB", "memory grew MB", "budget s")
        yield "\n" + table(heads, lines)

    def copied(self) -> float:
        begun = time.perf_counter()
        copying = COPY.format(mission=self.mission.loaded.mission.pk)
        with (
            psycopg.connect(os.environ["DATABASE_URL"]) as connection,
            connection.cursor() as cursor,
            cursor.copy(copying) as copy,
        ):
            for _block in copy:
                pass
        return time.perf_counter() - begun

    def line(self, size: int, kind: str, floor: float) -> Sequence[object]:
        process = psutil.Process()
        before, peak = process.memory_info().rss, 0

        def told(_rows: int) -> None:
            nonlocal peak
            peak = max(peak, process.memory_info().rss)

        begun = time.perf_counter()
        rows, length = self.write(kind, told)
        taken = time.perf_counter() - begun
        judged = kind == "csv" and size == BUDGET_AT
        verdict = ("met" if taken <= BUDGET_S else "MISSED") if judged else ""
        return (
            f"{size:,}",
            kind,
            f"{rows:,}",
            f"{taken:.2f}",
            f"{floor:.2f}",
            f"{taken / floor:.1f}",
            f"{length / 1e6:.1f}",
            f"{max(peak - before, 0) / 1e6:.0f}",
            f"{BUDGET_S} {verdict}" if judged else "",
        )

    def write(self, kind: str, told: Callable[[int], None]) -> tuple[int, int]:
        """(rows, bytes) of one file of everything received."""
        from observer.exports.request import Request
        from observer.exports.rows import sheet_of
        from observer.exports.write import write_csv, write_xlsx
        from observer.missions.access import memberships

        head: Any = memberships(self.mission.loaded.head.user).get(pk=self.mission.loaded.head.pk)
        asked = {"checklist": CHECKLIST, "reach": "received", "texts": "on"}
        sheet = sheet_of(head, Request.read(asked, language="en"))
        with tempfile.TemporaryFile() as target:
            write = write_csv if kind == "csv" else write_xlsx
            return write(target, sheet, [], [], told), target.seek(0, os.SEEK_END)
