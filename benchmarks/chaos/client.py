"""The phones: each sends one report after another over HTTP and fsyncs every receipt.

Run as `python -m benchmarks.chaos.client` with an `Order` as JSON on its standard input. A report is sent
again, as it was, until a receipt came; some are sent once more afterwards, as by a phone that lost its
receipt. Ends on SIGTERM.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, TextIO
from urllib.parse import urlsplit

from observer.operations.example.country import places
from observer.operations.example.synthesis import Sent, Synthesis, TeamPlan

AGAIN = 0.05
# Shorter than the longest freeze: what was given up for lost arrives beside its own repetition.
PATIENCE_S = 2
# The web and the database may be gone for seconds; a phone asks again soon, not at once.
PAUSE_S = 0.25
PLACES = 40


@dataclass(frozen=True)
class Order:
    """One phone for each token. `forms`: content hashes by the form's code; `folder`: for the receipts."""

    address: str
    tokens: Sequence[str]
    forms: Mapping[str, str]
    folder: str
    seed: int


def main(order: Order) -> None:
    ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: ending.set())
    phones = [Phone(order, number, ending) for number in range(len(order.tokens))]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()


class Phone(threading.Thread):
    """`receipts`: what the observer was told; `refusals`: answers that no honest phone may get."""

    receipts: TextIO
    refusals: TextIO

    def __init__(self, order: Order, number: int, ending: threading.Event) -> None:
        super().__init__()
        self.where = urlsplit(order.address)
        self.headers = {
            "Authorization": f"Device {order.tokens[number]}",
            "Content-Type": "application/json",
        }
        self.forms = order.forms
        self.folder = Path(order.folder)
        self.seed = order.seed * len(order.tokens) + number
        self.random = Random(self.seed)
        self.ending = ending
        self.connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        with (
            (self.folder / f"receipts-{self.seed}.jsonl").open("a", encoding="utf-8") as self.receipts,
            (self.folder / f"refusals-{self.seed}.jsonl").open("a", encoding="utf-8") as self.refusals,
        ):
            for sent in self.stream():
                if self.ending.is_set():
                    return
                self.deliver(sent)
                if self.random.random() < AGAIN:
                    self.deliver(sent)

    def stream(self) -> Any:
        known = places()
        first = self.seed * PLACES % (len(known) - PLACES)
        team = TeamPlan(self.seed, known[first : first + PLACES])
        synthesis = Synthesis(teams=[team], reports=10_000_000, seed=self.seed)
        return (sent for sync in synthesis.syncs() for sent in sync.reports)

    def deliver(self, sent: Sent) -> None:
        """Send it until it is receipted, or until the phones are told to end."""
        body = json.dumps({"reports": [wire(sent, self.forms)]}).encode()
        while not self.ending.is_set():
            status, answer = self.post(body)
            receipts = answer.get("receipts") if isinstance(answer, dict) else None
            if receipts and receipts[0]["status"] in (200, 201):
                return self.keep(receipts[0])
            if 400 <= status < 500 and status not in (408, 429):
                return note(self.refusals, {"id": str(sent.client_id), "status": status, "answer": answer})
            self.ending.wait(PAUSE_S)
        return None

    def post(self, body: bytes) -> tuple[int, Any]:
        """Status and answer; 0 when none came: whatever happened then, the report is sent again."""
        try:
            if self.connection is None:
                host, port = self.where.hostname or "", self.where.port
                self.connection = http.client.HTTPConnection(host, port, timeout=PATIENCE_S)
            self.connection.request("POST", "/api/v1/reports/", body, self.headers)
            answer = self.connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            if self.connection:
                self.connection.close()
            self.connection = None
            return 0, None

    def keep(self, receipt: Mapping[str, Any]) -> None:
        """What is written here is what the observer was told: it may never be lost."""
        note(self.receipts, {"id": receipt["id"], "code": receipt["code"], "at": time.monotonic()})
        os.fsync(self.receipts.fileno())


def wire(sent: Sent, forms: Mapping[str, str]) -> dict[str, Any]:
    """A synthetic report as phones write it."""
    written: dict[str, Any] = {
        "id": str(sent.client_id),
        "report": str(sent.report_id),
        "form": forms[sent.form],
        "visit": {
            "id": str(sent.visit_id),
            "station": sent.station_code,
            "arrived_at": sent.arrived_at.isoformat(),
        },
        "language": "en",
        "made_at": sent.made_at.isoformat(),
        "answers": sent.answers,
    }
    if sent.commission:
        del written["visit"]
        written["place"] = {"kind": "commission", "code": sent.commission}
    if sent.replaces:
        written |= {"replaces": str(sent.replaces), "reason": sent.reason}
    return written


def note(file: TextIO, line: Mapping[str, Any]) -> None:
    file.write(json.dumps(line) + "\n")
    file.flush()


if __name__ == "__main__":
    main(Order(**json.load(sys.stdin)))
