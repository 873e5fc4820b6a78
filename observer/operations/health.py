"""Two addresses for whoever watches the machines: alive, and ready.

They name no mission, person or place, need no session, and are answered before any other look-up.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import TypedDict

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Min
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from observer.reports.models import Pending

BROKER_PATIENCE_S = 1.0


class Readiness(TypedDict):
    """What each part said. `fold_lag_s`: the age in seconds of the oldest report not yet in the figures."""

    database: str
    broker: str
    fold_lag_s: float | None


@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """200 while this process answers; it asks nobody else."""
    return JsonResponse({"alive": True})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when reports can be taken, 503 when not.

    That is the database's word alone: reports are taken while the broker is away, and a proxy that
    then stopped sending them would turn a delay into an outage. The broker and the fold are told, not
    judged.
    """
    lag, database = fold_lag()
    told = Readiness(database=database, broker=broker_state(), fold_lag_s=lag)
    return JsonResponse(told, status=200 if database == "ok" else 503)


def fold_lag() -> tuple[float | None, str]:
    """The fold's lag in seconds (0 when nothing waits), and the state of the database. One query."""
    try:
        oldest = Pending.objects.aggregate(oldest=Min("created_at"))["oldest"]
    except DatabaseError:
        connection.close()
        return None, "away"
    return (round((datetime.now(UTC) - oldest).total_seconds(), 1) if oldest else 0.0), "ok"


def broker_state() -> str:
    try:
        broker().ping()
    except redis.RedisError:
        return "away"
    return "ok"


@lru_cache(maxsize=1)
def broker() -> redis.Redis:
    """One client (and its pool) a process; it never waits longer than a second."""
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=BROKER_PATIENCE_S, socket_connect_timeout=BROKER_PATIENCE_S
    )
