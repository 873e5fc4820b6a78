"""A small gateway: a real HTTP server that takes texts, and breaks in the ways gateways break."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class Gateway:
    """`taken`: the POSTs it took; `answers`: the statuses to come, 201 when none is left.

    A status of 0 takes the text and breaks the line before it answers. `listed`: what a GET lists.
    """

    address: str = ""
    answers: list[int] = field(default_factory=list)
    taken: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    listed: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def running() -> Iterator[Gateway]:
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = gateway.answers.pop(0) if gateway.answers else 201
            if status < 300:
                gateway.taken.append((body, {name.lower(): value for name, value in self.headers.items()}))
            if status == 0:
                self.close_connection = True
                return
            self._answer(status, {"sid": f"SM{len(gateway.taken)}"})

        def do_GET(self) -> None:
            gateway.asked.append(self.path)
            self._answer(200, {"messages": gateway.listed})

        def _answer(self, status: int, document: dict[str, Any]) -> None:
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_about: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    gateway.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
