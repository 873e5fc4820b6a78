from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from observer.operations import health
from observer.reports.models import Pending
from tests.factories import ground


def test_alive_answers_without_asking_the_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_nothing_waits(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "broker": "ok", "fold_lag_s": 0.0}


@pytest.mark.django_db
def test_the_lag_is_the_age_of_the_oldest_report_outside_the_figures(client: Client) -> None:
    mission = ground().mission
    for seconds in (90, 30):
        Pending.objects.create(mission=mission, created_at=timezone.now() - timedelta(seconds=seconds))
    assert 90 <= client.get("/readyz").json()["fold_lag_s"] < 95


@pytest.mark.django_db
def test_reports_are_taken_while_the_broker_is_away(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    health.broker.cache_clear()
    try:
        answer = client.get("/readyz")
    finally:
        health.broker.cache_clear()
    assert (answer.status_code, answer.json()["broker"]) == (200, "away")


def test_not_ready_while_the_database_is_away(
    client: Client, committed_database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    connections["default"].close()
    monkeypatch.setitem(connections["default"].settings_dict["OPTIONS"], "host", "/nowhere")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"], answer.json()["fold_lag_s"]) == (503, "away", None)
