"""A number of clients, each sending the next of a list as soon as its last was answered.

Run as `python -m benchmarks.load` with a pickled `Order` on standard input, in a process of its own: the load
shares the machine with what it measures, but not its interpreter. Writes a `Run` as JSON.
"""

from __future__ import annotations

import json
import pickle
import socket
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

import psycopg

INSERT = "INSERT INTO baseline (client_id, payload) VALUES (%s, %s)"


@dataclass(frozen=True)
class Order:
    """Either `address` and whole HTTP requests, or `database` and rows of (id, payload) in transactions."""

    clients: int
    address: tuple[str, int] | None = None
    requests: Sequence[bytes] = ()
    database: str = ""
    transactions: Sequence[Sequence[tuple[str, str]]] = ()


@dataclass(frozen=True)
class Run:
    """`taken`: seconds of each call, in no order. `statuses`: how often each HTTP status was answered."""

    seconds: float
    taken: list[float]
    statuses: dict[str, int]


def run(order: Order) -> Run:
    """Carry out an order in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=pickle.dumps(order),
        stdout=subprocess.PIPE,
        check=True,
    )
    return Run(**json.loads(done.stdout))


def carry_out(order: Order) -> Run:
    left: deque[Any] = deque(order.requests or order.transactions)
    taken: list[float] = []
    statuses: list[str] = []
    ready = threading.Barrier(order.clients + 1)

    def client() -> None:
        call = sender(order)
        ready.wait()
        with suppress(IndexError):  # the list is empty: the work is done
            while True:
                item = left.popleft()
                begun = time.perf_counter()
                statuses.append(call(item))
                taken.append(time.perf_counter() - begun)

    threads = [threading.Thread(target=client) for _ in range(order.clients)]
    for thread in threads:
        thread.start()
    ready.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    return Run(time.perf_counter() - begun, taken, dict(Counter(statuses)))


def sender(order: Order) -> Callable[..., str]:
    """One client's way to make a call; it answers with the HTTP status, or "stored"."""
    if order.address:
        return HttpClient(order.address).call
    connection = psycopg.connect(order.database)
    connection.prepare_threshold = 0

    def insert(rows: Sequence[tuple[str, str]]) -> str:
        with connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(INSERT, rows)
        return "stored"

    return insert


class HttpClient:
    """Bare HTTP/1.1 over one kept connection: a client library would cost more than what it measures."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.socket.makefile("rb")

    def call(self, request: bytes) -> str:
        return self.fetch(request)[0]

    def fetch(self, request: bytes) -> tuple[str, dict[str, str], bytes]:
        """Status, headers by their lower-case names, body."""
        self.socket.sendall(request)
        status = self.reader.readline().split(b" ", 2)[1].decode()
        headers: dict[str, str] = {}
        while (line := self.reader.readline()) not in (b"\r\n", b""):
            name, _colon, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        return status, headers, self.reader.read(int(headers.get("content-length", 0)))


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """A whole request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


if __name__ == "__main__":
    print(json.dumps(asdict(carry_out(pickle.load(sys.stdin.buffer)))))
