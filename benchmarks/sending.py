"""Reports to measure with: 40 answers each, every one distinct, as phones write them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import orjson
from uuid_utils.compat import uuid7

from benchmarks import check_answers
from observer.operations.example.country import Place, places

Written = dict[str, Any]
# Every fortieth report in the reading benchmark is an incident.
INCIDENT_EVERY = 40


def written(form: str, *, seed: int) -> Iterator[Written]:
    """Endless reports on the 40-question form with content hash `form` (hex), each of a visit of its own."""
    chance, known = Random(seed), places()
    while True:
        yield one(form, check_answers.answers(chance), chance, known)


def with_incidents(form: str, incident: str, *, seed: int) -> Iterator[Written]:
    """The same, now and then an incident of the example's form."""
    from observer.operations.example.answers.incident import incident as told

    chance, known = Random(seed), places()
    number = 0
    while True:
        number += 1
        if number % INCIDENT_EVERY == 0:
            yield one(incident, told(random=chance, happened=datetime.now(UTC)), chance, known)
        else:
            yield one(form, check_answers.answers(chance), chance, known)


def one(form: str, answers: Written, chance: Random, known: Sequence[Place]) -> Written:
    now = datetime.now(UTC)
    arrived = now - timedelta(minutes=chance.randint(20, 600))
    return {
        "id": str(uuid7()),
        "form": form,
        "visit": {
            "id": str(uuid7()),
            "station": chance.choice(known).code,
            "arrived_at": arrived.isoformat(),
        },
        "language": "ru",
        "made_at": now.isoformat(),
        "answers": answers,
    }


def body(reports: Sequence[Written]) -> bytes:
    return orjson.dumps({"reports": list(reports)})
