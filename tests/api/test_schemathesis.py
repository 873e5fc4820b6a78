"""The API as it describes itself, asked by everybody: no fault, and no answer the description does not know.

Bounded and repeatable: a few generated requests for each address and asker, from a fixed seed, within a world
of two missions that has reports in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from tests.matrix_world import ASKERS, World, build

EXAMPLES = 3
CHECKS = [
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.response_schema_conformance,
    schemathesis.checks.content_type_conformance,
]
PROBLEM = "application/problem+json"
EXPECTED_REFUSALS = {400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def connection_kept() -> Iterator[None]:
    """Requests end without closing the connection that holds the world, as with Django's own test client."""
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


@pytest.fixture(scope="module")
def described(connection_kept: None, django_db_setup: None) -> Any:
    # Not before the static files are gathered, which comes with the database.
    return schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", app=get_wsgi_application())


@pytest.mark.parametrize("who", ASKERS)
def test_nobody_gets_a_fault_or_an_answer_the_description_does_not_know(
    who: str, world: World, described: Any, django_db_blocker: DjangoDbBlocker
) -> None:
    shown = credentials(world, who)
    with django_db_blocker.unblock():
        for result in described.get_all_operations():
            ask_all(result.ok(), named_things(world, result.ok()), shown)


def ask_all(operation: Any, known: dict[str, Any], shown: dict[str, Any]) -> None:
    """A few generated requests for one address, about something that is there or about anything."""

    @seed(20121)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), about_something=st.booleans())
    def ask(case: Any, about_something: bool) -> None:
        if about_something:
            case.path_parameters = {**(case.path_parameters or {}), **known}
        # Made-up credentials would only ever find the door closed.
        case.headers, case.cookies = {}, {}
        for cache in caches.all():
            cache.clear()
        with transaction.atomic():
            answer = case.call(**shown)
            transaction.set_rollback(True)
        judge(case, answer)

    ask()


def judge(case: Any, answer: Any) -> None:
    """A refusal is a problem document of a known status; all else is as described."""
    if answer.status_code >= 400 and "receipts" not in answer.text:
        assert answer.status_code in EXPECTED_REFUSALS, (case.as_curl_command(), answer.text[:300])
        assert answer.headers["content-type"] == [PROBLEM]
        assert answer.json()["status"] == answer.status_code
    case.validate_response(answer, checks=CHECKS)


def credentials(world: World, who: str) -> dict[str, Any]:
    """What an asker shows: a session or a token; bodies come as they can be read."""
    headers = {"Accept-Encoding": "identity"}
    if who in world.cookies:
        return {"headers": headers, "cookies": dict([world.cookies[who]])}
    words = {"read_token": "Bearer", "phone": "Device"}
    if who in words:
        headers["Authorization"] = f"{words[who]} {world.tokens[who]}"
    return {"headers": headers}


def named_things(world: World, operation: Any) -> dict[str, Any]:
    """Parameters of this address that lead to something of alder."""
    names = world.names("")
    return {
        parameter.name: str(names[parameter.name])
        for parameter in operation.path_parameters
        if parameter.name in names
    }
