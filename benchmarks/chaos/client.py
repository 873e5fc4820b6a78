"""The phones: each thread sends one report after another over HTTP and fsyncs every receipt.

`python -m benchmarks.chaos.client ADDRESS TOKEN OPENING INCIDENT FOLDER SEED`. A report is sent again as it was
until a receipt came; some are sent again afterwards, as a phone does whose receipt got lost. Ends on SIGTERM.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

from observer.operations.example.country import places
from observer.operations.example.synthesis import Sent, Synthesis, TeamPlan

PHONES = 4
AGAIN = 0.05
PATIENCE_S = 5
# The broker, the worker and the database may be gone for seconds; a phone asks again soon, not at once.
PAUSE_S = 0.25


def main(address: str, token: str, opening: str, incident: str, folder: str, seed: str) -> None:
    ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: ending.set())
    phones = [
        Phone(address, token, {"opening": opening, "incident": incident}, Path(folder), int(seed) + n, ending)
        for n in range(PHONES)
    ]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()


class Phone(threading.Thread):
    def __init__(
        self,
        address: str,
        token: str,
        forms: dict[str, str],
        folder: Path,
        seed: int,
        ending: threading.Event,
    ) -> None:
        super().__init__()
        self.where = urlsplit(address)
        self.headers = {"Authorization": f"Device {token}", "Content-Type": "application/json"}
        self.forms = forms
        self.receipts = (folder / f"receipts-{seed}.jsonl").open("a", encoding="utf-8")
        self.random = Random(seed)
        self.seed = seed
        self.ending = ending
        self.connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        # Every fate but "late" and "unplaced" is something headquarters decides: here all are just reports.
        team = TeamPlan(self.seed, places()[self.seed * 50 : self.seed * 50 + 40])
        stream = Synthesis(teams=[team], reports=10_000_000, seed=self.seed)
        for sync in stream.syncs():
            for sent in sync.reports:
                if self.ending.is_set():
                    return
                self.deliver(sent)
                if self.random.random() < AGAIN:
                    self.deliver(sent)

    def deliver(self, sent: Sent) -> None:
        body = json.dumps({"reports": [self.wire(sent)]}).encode()
        while not self.ending.is_set():
            receipt = self.post(body)
            if receipt and receipt["status"] in (200, 201):
                self.keep(receipt)
                return
            time.sleep(PAUSE_S)

    def wire(self, sent: Sent) -> dict[str, Any]:
        written: dict[str, Any] = {
            "id": str(sent.client_id),
            "report": str(sent.report_id),
            "form": self.forms[sent.form],
            "visit": {
                "id": str(sent.visit_id),
                "station": sent.station_code,
                "arrived_at": sent.arrived_at.isoformat(),
            },
            "language": "en",
            "made_at": sent.made_at.isoformat(),
            "answers": sent.answers,
        }
        if sent.replaces:
            written |= {"replaces": str(sent.replaces), "reason": sent.reason}
        return written

    def post(self, body: bytes) -> dict[str, Any] | None:
        """The receipt, or None when none came: whatever happened then, the report is sent again."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(
                    self.where.hostname or "", self.where.port, timeout=PATIENCE_S
                )
            self.connection.request("POST", "/api/v1/reports/", body, self.headers)
            answer = self.connection.getresponse()
            content = json.loads(answer.read())
            receipt: dict[str, Any] = content["receipts"][0]
        except (OSError, http.client.HTTPException, ValueError, LookupError):
            if self.connection:
                self.connection.close()
            self.connection = None
            return None
        return receipt

    def keep(self, receipt: dict[str, Any]) -> None:
        """What is written here is what the observer was told: it may never be lost."""
        self.receipts.write(json.dumps({"id": receipt["id"], "code": receipt["code"]}) + "\n")
        self.receipts.flush()
        os.fsync(self.receipts.fileno())


if __name__ == "__main__":
    main(*sys.argv[1:])
