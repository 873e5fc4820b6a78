import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.conf import settings
from django.test import Client, RequestFactory

from observer.operations import logs


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a deployment would write, whatever this run's own logging is."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    logs.configure({"level": "INFO", "debug": False})
    yield written
    monkeypatch.undo()
    logs.configure(settings.LOGGING)


def read(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_line_is_one_json_object_with_time_level_and_place(lines: io.StringIO) -> None:
    structlog.get_logger("observer.reports").info("folded", reports=12)
    (line,) = read(lines)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "folded", "level": "info", "logger": "observer.reports", "reports": 12}


def test_what_a_caller_should_not_have_passed_is_left_out(lines: io.StringIO) -> None:
    structlog.get_logger("observer.people").warning(
        "enrolled", email="ana@example.org", latitude=51.1, team=7
    )
    (line,) = read(lines)
    assert (line["email"], line["latitude"], line["team"]) == ("(left out)", "(left out)", 7)


def test_an_exception_is_its_kind_and_places_without_its_message(lines: io.StringIO) -> None:
    try:
        try:
            raise KeyError("Ana Sample")
        except KeyError as error:
            raise ValueError("Key (email)=(ana@example.org) already exists") from error
    except ValueError:
        structlog.get_logger("observer.people").exception("failed")
    (line,) = read(lines)
    assert [each["kind"] for each in line["exception"]] == ["builtins.ValueError", "builtins.KeyError"]
    assert "test_logs.py" in line["exception"][0]["places"][0]
    assert "ana" not in lines.getvalue().lower()


def test_a_line_of_a_library_is_its_template(lines: io.StringIO) -> None:
    logging.getLogger("celery.app.trace").error("Task %s raised: %s", "fold", "Ana Sample")
    (line,) = read(lines)
    assert (line["event"], line["logger"]) == ("Task %s raised: %s", "celery.app.trace")


def test_an_address_is_logged_as_its_route() -> None:
    request = RequestFactory().get("/readyz?token=secret&q=Ana")
    assert logs.RequestLog.format_request(request) == "GET (no such address)"
    client = Client()
    request = client.get("/healthz?token=secret").wsgi_request
    assert logs.RequestLog.format_request(request) == "GET /healthz"


ASKED = """
import django
django.setup()
from django.test import Client
Client(SERVER_NAME="localhost").get("/field/enrol/a-secret-code/at/nowhere?name=Ana")
"""


def test_a_refusal_is_logged_without_the_address_that_was_asked() -> None:
    """In a process of its own: the log it writes is a deployment's, not this run's."""
    done = subprocess.run(
        [sys.executable, "-c", ASKED],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "observer.settings", "OBSERVER_LOG_LEVEL": "INFO"},
        capture_output=True,
        text=True,
        check=True,
    )
    found = [
        line for line in map(json.loads, done.stderr.splitlines()) if line["event"] == "request_finished"
    ]
    assert [(line["code"], line["request"]) for line in found] == [(404, "GET (no such address)")]
    assert "secret" not in done.stderr


def test_setting_up_twice_writes_each_line_once(lines: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", lines)
    logs.configure({"level": "INFO", "debug": False})
    structlog.get_logger("observer.journal").info("sealed")
    assert len(read(lines)) == 1
