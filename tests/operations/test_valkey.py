"""The embedded broker, and what becomes of reports while it is frozen, dead or empty."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import orjson
import psutil
import pytest
import redis
from django.test import Client
from pytest_django.fixtures import Settings

from observer.celery import app
from observer.operations import health
from observer.operations.home import Home
from observer.operations.processes import working_in
from observer.operations.valkey import Valkey
from observer.reports.models import Pending, Revision
from tests import factories
from tests.factories import Ground

# A report takes some hundredths of a second. Whoever asks a broker that is away waits for seconds.
USUAL_S = 1.0


@pytest.fixture
def valkey(home: Home, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Valkey]:
    """A broker of the test's own, which pages and tasks take for theirs."""
    valkey = Valkey(home)
    process = valkey.start()
    settings.REDIS_URL = valkey.url
    monkeypatch.setenv("CELERY_BROKER_URL", f"redis+socket://{valkey.socket}")
    forget_connections()
    yield valkey
    for one in working_in(valkey.data):
        one.resume()
    valkey.program().stop(process)
    monkeypatch.undo()
    forget_connections()


def forget_connections() -> None:
    """Whoever asks for the broker next looks up where it is."""
    health.broker.cache_clear()
    app._after_fork()


def freeze(valkey: Valkey) -> None:
    for process in working_in(valkey.data):
        process.suspend()


def kill(valkey: Valkey) -> None:
    dead = working_in(valkey.data)
    for process in dead:
        process.kill()
    psutil.wait_procs(dead, timeout=5)


def empty(valkey: Valkey) -> None:
    with redis.Redis(unix_socket_path=str(valkey.socket)) as client:
        client.flushall()


def send_report(client: Client, ground: Ground) -> tuple[int, float]:
    """Status of the answer, and seconds until it came."""
    report = {
        "id": str(factories.an_id()),
        "form": ground.opening.hash_hex,
        "made_at": "2026-10-04T07:15:00+05:00",
        "answers": {"A1": "yes"},
    }
    begun = time.monotonic()
    answer = client.post(
        "/api/v1/reports/",
        orjson.dumps({"reports": [report]}),
        content_type="application/json",
        headers={"Authorization": f"Device {ground.phone.token}"},
    )
    return answer.status_code, time.monotonic() - begun


def test_what_was_written_survives_a_kill(home: Home) -> None:
    valkey = Valkey(home)
    process = valkey.start()
    with redis.Redis(unix_socket_path=str(valkey.socket)) as client:
        client.set("message", "kept")
        client.waitaof(1, 0, 5_000)
    kill(valkey)
    valkey.program().sweep(process)
    again = valkey.start()
    with redis.Redis(unix_socket_path=str(valkey.socket)) as client:
        assert client.get("message") == b"kept"
    valkey.program().stop(again)


def test_a_broker_left_over_is_ended_by_the_next_start(home: Home) -> None:
    valkey = Valkey(home)
    first = valkey.start()
    second = valkey.start()
    assert [process.pid for process in working_in(valkey.data)] == [second.pid]
    valkey.program().sweep(first)
    valkey.program().stop(second)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("misfortune", "told"), [(freeze, "away"), (kill, "away"), (empty, "ok")], ids=["frozen", "dead", "empty"]
)
def test_reports_are_received_as_ever_whatever_befalls_the_broker(
    valkey: Valkey, client: Client, misfortune: Callable[[Valkey], None], told: str
) -> None:
    ground = factories.ground()
    assert send_report(client, ground)[0] == 201
    misfortune(valkey)
    answers = [send_report(client, ground) for _number in range(5)]
    assert [status for status, _seconds in answers] == [201] * 5
    assert max(seconds for _status, seconds in answers) < USUAL_S
    assert (Revision.objects.count(), Pending.objects.count()) == (6, 6)
    assert health.broker_state() == told  # the broker asked here is the one that was hit
