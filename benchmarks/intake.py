"""Intake over HTTP against bare durable inserts of the same payload, in turns, in one run."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

import orjson
import psutil
import psycopg

from benchmarks import load, sending
from benchmarks.ground import Ground, MissionGround, answered
from benchmarks.tables import table

CLIENTS = (1, 8, 32)
BATCH = 50
# Reports a run at full length, by reports in a request: some seconds of work each.
REPORTS = {1: {1: 400, 8: 1_200, 32: 1_200}, BATCH: {1: 2_000, 8: 4_000, 32: 4_000}}
BUDGET_MS = {1: 4.0, BATCH: 1.1}
STORED = "SELECT count(*) FROM reports_revision WHERE mission_id = %s"
TABLE = "CREATE TABLE IF NOT EXISTS baseline (client_id uuid PRIMARY KEY, payload jsonb NOT NULL)"


@dataclass(frozen=True)
class Sample:
    """One run of one kind: reports a second, milliseconds a request, CPU milliseconds a report."""

    rate: float
    p50_ms: float
    p95_ms: float
    web_ms: float = 0.0
    database_ms: float = 0.0

    @property
    def cpu_ms(self) -> float:
        return self.web_ms + self.database_ms


@dataclass
class Bench:
    """`effort` shortens the runs: 1 is the length of the published figures."""

    ground: Ground
    mission: MissionGround
    effort: float
    rounds: int

    def __post_init__(self) -> None:
        self.reports = sending.written(self.mission.version.hash_hex, seed=1)
        self.tokens = cycle(self.mission.tokens)
        with psycopg.connect(self.ground.owner_url) as connection:
            connection.execute(TABLE)

    def measure(self) -> Iterator[str]:
        """The lines of the report."""
        self.over_http(1, 8, 400)  # both web processes have compiled the form and know the tables
        written = len(orjson.dumps(next(self.reports)))
        yield f"A report is {written:,} bytes of JSON with 40 questions; medians of {self.rounds} rounds.\n"
        rows = [self.row(batch, clients) for batch in REPORTS for clients in CLIENTS]
        heads = ("reports a request", "clients", "reports/s", "bare inserts/s", "ratio", "p50 ms", "p95 ms")
        yield table((*heads, "web CPU ms", "PostgreSQL CPU ms", "sum", "budget"), rows)

    def row(self, batch: int, clients: int) -> Sequence[object]:
        number = max(int(REPORTS[batch][clients] * self.effort) // batch, clients) * batch
        ours, bare = [], []
        for _round in range(self.rounds):  # in turns, so that both have the same weather
            bare.append(self.bare(batch, clients, number))
            ours.append(self.over_http(batch, clients, number))
        middle, limit = median(ours), median(bare)
        return (
            batch,
            clients,
            f"{middle.rate:,.0f}",
            f"{limit.rate:,.0f}",
            f"{middle.rate / limit.rate:.2f}",
            f"{middle.p50_ms:.1f}",
            f"{middle.p95_ms:.1f}",
            f"{middle.web_ms:.2f}",
            f"{middle.database_ms:.2f}",
            f"{middle.cpu_ms:.2f}",
            f"{BUDGET_MS[batch]:g} {'met' if middle.cpu_ms <= BUDGET_MS[batch] else 'MISSED'}",
        )

    def over_http(self, batch: int, clients: int, number: int) -> Sample:
        requests = [self.request(batch) for _ in range(number // batch)]
        before = self.stored()
        meter = Meter(self.ground)
        run = load.run(load.Order(clients, address=self.ground.address, requests=requests))
        web, database = meter.spent()
        expected = {"201" if batch == 1 else "200": len(requests)}
        if run.statuses != expected or self.stored() - before != number:
            raise SystemExit(f"{number} reports sent, {self.stored() - before} stored: {run.statuses}")
        return Sample(number / run.seconds, *spread(run.taken), web * 1e3 / number, database * 1e3 / number)

    def bare(self, batch: int, clients: int, number: int) -> Sample:
        drawn = list(islice(self.reports, number))
        rows = [(report["id"], orjson.dumps(report).decode()) for report in drawn]
        transactions = [rows[start : start + batch] for start in range(0, number, batch)]
        run = load.run(load.Order(clients, database=self.ground.owner_url, transactions=transactions))
        return Sample(number / run.seconds, *spread(run.taken))

    def request(self, batch: int) -> bytes:
        headers = {"Authorization": f"Device {next(self.tokens)}", "Content-Type": "application/json"}
        body = sending.body(list(islice(self.reports, batch)))
        return load.request("POST", "/api/v1/reports/", headers, body)

    def stored(self) -> int:
        return int(answered(STORED, [self.mission.mission_id]))


class Meter:
    """CPU seconds of the web server and of PostgreSQL since it was made, in all processes, ended ones too."""

    def __init__(self, ground: Ground) -> None:
        self.families: list[Callable[[], list[psutil.Process]]] = [
            ground.web_processes,
            ground.database_processes,
        ]
        self.before = [spent_by(family()) for family in self.families]

    def spent(self) -> tuple[float, float]:
        web, database = (
            spent_by(family()) - before for family, before in zip(self.families, self.before, strict=True)
        )
        return web, database


def spent_by(processes: list[psutil.Process]) -> float:
    """Of these processes and of their children that have ended; a child that lives stands for itself."""
    times = [process.cpu_times() for process in processes if process.is_running()]
    return sum((time.user + time.system + time.children_user + time.children_system for time in times), 0.0)


def spread(taken: list[float]) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds."""
    ordered = sorted(taken)
    return statistics.median(ordered) * 1e3, ordered[int(0.95 * (len(ordered) - 1))] * 1e3


def median(samples: list[Sample]) -> Sample:
    """The sample with the middle rate."""
    return sorted(samples, key=lambda sample: sample.rate)[len(samples) // 2]
