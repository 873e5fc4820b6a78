"""What headquarters waits for: the same look-ups at a thousand, ten thousand, a hundred thousand reports."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, cycle, islice
from typing import Any

from benchmarks import load, sending
from benchmarks.ground import Ground, MissionGround, answered, read_token
from benchmarks.intake import Meter
from benchmarks.tables import table

BATCH = 50
REPEATS = 25
# What house rules ask of each look-up at any size, in milliseconds.
BUDGET_MS = {
    "board, computed": 50,
    "board, nothing moved (304)": 50,
    "answers of 40 questions, computed": 100,
    "matrix of violations, computed": 50,
    "one question by hour, computed": 50,
    "coverage against the plan, computed": 50,
    "headlines with and without, computed": 50,
    "list of reports, first page": 30,
    "list of reports, deep page": 30,
    "list of incidents, first page": 30,
}
DEEP = """
    SELECT received_at FROM reports_report WHERE mission_id = %s
    ORDER BY received_at OFFSET (SELECT count(*) / 10 FROM reports_report WHERE mission_id = %s) LIMIT 1
"""
Look = Callable[[], bytes]


@dataclass(frozen=True)
class Taken:
    """One kind of look-up: median time until the answer, and CPU of web and PostgreSQL together."""

    wall_ms: float
    cpu_ms: float


class Bench:
    """`sizes`: numbers of reports in the mission, growing."""

    def __init__(self, ground: Ground, mission: MissionGround, sizes: Sequence[int]) -> None:
        self.ground, self.mission, self.sizes = ground, mission, sizes
        incident = mission.loaded.forms["incident"]
        self.reports = sending.with_incidents(mission.version.hash_hex, incident.hash_hex, seed=2)
        self.stored = 0
        self.numbers = count()
        self.token = read_token(mission)
        self.base = f"/api/v1/missions/{mission.loaded.mission.code}/"
        self.client = load.HttpClient(ground.address)

    def measure(self) -> Iterator[str]:
        """The lines of the report."""
        columns = []
        for size in self.sizes:
            begun = time.monotonic()
            self.fill(size)
            yield f"{size:,} reports are there and folded (filled in {time.monotonic() - begun:.0f} s)"
            columns.append({name: self.taken(look) for name, look in self.looks().items()})
        sizes = [f"{size:,}" for size in self.sizes]
        heads = ("median ms", *sizes, *(f"CPU {size}" for size in sizes), "CPU growth", "budget")
        yield "\n" + table(heads, [self.row(name, columns) for name in columns[0]])

    def row(self, name: str, columns: Sequence[dict[str, Taken]]) -> Sequence[object]:
        values = [column[name] for column in columns]
        budget = BUDGET_MS[name]
        verdict = "met" if max(value.wall_ms for value in values) <= budget else "MISSED"
        return (
            name,
            *(f"{value.wall_ms:.1f}" for value in values),
            *(f"{value.cpu_ms:.1f}" for value in values),
            f"{values[-1].cpu_ms / values[0].cpu_ms:.2f}",
            f"{budget} {verdict}",
        )

    def fill(self, size: int) -> None:
        """Through intake itself, in batches; then folded, and known to the planner as after an hour."""
        from django.db import connection

        from observer.analysis.fold import fold
        from observer.reports.intake import receive
        from observer.reports.wire import read_batch

        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")  # filling is not measured
        for sender in cycle(self.mission.senders):
            if self.stored >= size:
                break
            body = sending.body(list(islice(self.reports, min(BATCH, size - self.stored))))
            self.stored += len(receive(sender=sender, submissions=read_batch(body, most=BATCH)))
        while fold(mission_id=self.mission.mission_id, limit=8_000).reports:
            pass
        assert self.ground.servers.postgres
        with self.ground.servers.postgres.connect("observer") as superuser:
            superuser.execute("VACUUM ANALYZE")

    def looks(self) -> dict[str, Look]:
        """A request for each kind of look-up; those that are to be computed ask something new each time."""
        _status, headers, _body = self.client.fetch(self.request("board/"))
        known = {"If-None-Match": headers["etag"]}
        return {
            "board, computed": lambda: self.request(f"board/?new={next(self.numbers)}"),
            "board, nothing moved (304)": lambda: self.request("board/", known),
            "answers of 40 questions, computed": lambda: self.request(
                f"tallies/answers/?checklist=bench&new={next(self.numbers)}"
            ),
            "matrix of violations, computed": lambda: self.request(
                f"tallies/matrix/?new={next(self.numbers)}"
            ),
            "one question by hour, computed": lambda: self.request(
                f"tallies/breakdown/?checklist=bench&question=Q1a&by=hour&new={next(self.numbers)}"
            ),
            "coverage against the plan, computed": lambda: self.request(
                f"coverage/plan/?new={next(self.numbers)}"
            ),
            "headlines with and without, computed": lambda: self.request(
                f"figures/excluded/?new={next(self.numbers)}"
            ),
            "list of reports, first page": lambda: self.request("reports/"),
            "list of reports, deep page": lambda: self.request(self.deep_page()),
            "list of incidents, first page": lambda: self.request("incidents/"),
        }

    def deep_page(self) -> str:
        """The page that begins where nine tenths of the reports are newer."""
        from rest_framework.pagination import Cursor

        from observer.api.pagination import NewestFirst

        pages = NewestFirst()
        pages.base_url = "reports/"
        mission = self.mission.mission_id
        position: Any = str(answered(DEEP, [mission, mission]))
        return str(pages.encode_cursor(Cursor(0, False, position)))

    def request(self, path: str, headers: dict[str, str] | None = None) -> bytes:
        every = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        return load.request("GET", self.base + path, {**every, **(headers or {})})

    def taken(self, look: Look) -> Taken:
        for _warming in range(4):  # both web processes have seen it
            self.client.fetch(look())
        taken = []
        meter = Meter(self.ground)
        for asked in [look() for _repeat in range(REPEATS)]:
            begun = time.perf_counter()
            status, _headers, body = self.client.fetch(asked)
            taken.append((time.perf_counter() - begun) * 1e3)
            if status not in ("200", "304"):
                raise SystemExit(f"{asked.split(b' ', 2)[1].decode()}: {status} {body[:500]!r}")
        return Taken(statistics.median(taken), sum(meter.spent()) * 1e3 / REPEATS)
