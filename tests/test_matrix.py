"""Every address, asked by everybody: the table of `tests.matrix`, held against the running project.

The addresses come from the URL resolver itself: a new one without a line in the table fails here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.addresses import addresses
from tests.matrix import MADE, NEVER, NUMBERS, QUERIES, REGISTER, SENDS, SHOWS, lines
from tests.matrix_world import NAME, NAMES, Place, World, build

LINES = lines()
STATUS = {"0": 400, "1": 401, "3": 403, "4": 404, "5": 405}
SEEN = {"A": {"west", "east"}, "W": {"west"}, "E": {"east"}} | {letter: set() for letter in "MOC"}
SIGN_IN, SET_UP = "/accounts/login/", "/accounts/2fa/"
# Methods nobody thought of are tried at every address by those who get furthest.
UNTHOUGHT_OF = ("POST", "PUT", "DELETE", "BREW")
THE_MIGHTIEST = ("coordinator", "administrator", "stranger", "read_token", "phone", "phone_browser")
REFUSED = {401, 403, 404, 405}


def is_of_a_library(name: str) -> bool:
    """Django's and allauth's own forms have no namespace. They take PUT for POST: not ours to test."""
    return name.startswith(("account_", "mfa_", "set_language"))


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for the whole matrix; what is asked of it is undone after each question."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def ask(
    world: World, who: str, name: str, *, method: str = "GET", variant: str = "", forged: bool = False
) -> Any:
    """The answer to one question, everything it changed undone. `forged`: sent by another site's page."""
    address = dict(addresses(world.names(variant)))[name]
    if query := QUERIES.get(name):
        address += "?" + query(world)
    sent = {}
    if method != "GET" and f"{method} {name}" in SENDS:
        sent["content_type"], sent["data"] = SENDS[f"{method} {name}"](world)
    for cache in caches.all():
        cache.clear()
    with transaction.atomic():
        answer = world.asker(who, enforce_csrf_checks=forged)(method, address, **sent)
        transaction.set_rollback(True)
    return answer


def text_of(answer: Any) -> str:
    """Headers and body: a file says in a header whose it is."""
    body: bytes = b"".join(answer) if answer.streaming else answer.content
    return "".join(f"{name}: {value}\n" for name, value in answer.items()) + body.decode(errors="replace")


def test_every_address_has_a_line_and_every_line_an_address() -> None:
    wanted = {name for name, _address in addresses()}
    assert {line.split("@")[0].split(" ")[-1] for line in LINES} == wanted
    assert {line for line in LINES if "@" not in line and " " not in line} == wanted


@pytest.mark.parametrize("line", LINES)
def test_everybody_gets_what_the_table_says(
    line: str, world: World, django_db_blocker: DjangoDbBlocker
) -> None:
    named, _at, variant = line.partition("@")
    method, name = named.split(" ") if " " in named else ("GET", named)
    wrong = []
    with django_db_blocker.unblock():
        for who, letter in LINES[line].items():
            answer = ask(world, who, name, method=method, variant=variant)
            if fault := fault_of(world, who, name, letter, answer):
                wrong.append(f"{who}: {fault}")
    assert wrong == []


def fault_of(world: World, who: str, name: str, letter: str, answer: Any) -> str:
    """What is wrong with an answer, or nothing."""
    text = text_of(answer)
    kept = kept_from(world, who) - (set(NAMES) if letter == "N" else set())
    if leaked := [secret for secret in kept if secret in text]:
        return f"is told {leaked}"
    if letter == "N":
        return "" if answer.status_code == 200 and NAME in text else f"gets {answer.status_code}"
    if letter in STATUS:
        told = [place.words for place in every_place(world) if tells(text, place)]
        right = answer.status_code == STATUS[letter] and not told
        return "" if right else f"gets {answer.status_code} and is told {told}"
    if letter not in SEEN:
        return "" if leads_to(answer) == letter else f"gets {answer.status_code} to {answer.get('Location')}"
    if answer.status_code != (201 if letter == "C" else 200):
        return f"gets {answer.status_code}"
    return content_fault(world, name, letter, text)


def kept_from(world: World, who: str) -> set[str]:
    """What this asker may not be told by any address."""
    marks = [NEVER[who](place) for place in every_place(world)] if who in NEVER else []
    return {*world.secrets(), *(mark for place in marks for mark in place)}


def content_fault(world: World, name: str, letter: str, text: str) -> str:
    """What a page shows too much or too little of."""
    if letter == "M":
        made = {half.ground.mission.code for half in (world.alder, world.birch) if MADE[name](half) in text}
        return "" if made == {"alder"} else f"is shown what {made} made"
    if not SEEN[letter]:
        told = [place.words for place in every_place(world) if tells(text, place)]
        return f"is told {told}" if told else ""
    assert name in SHOWS or name in NUMBERS, "a page that shows something says what"
    if name in NUMBERS and not re.search(pattern := NUMBERS[name](letter), text):
        return f"is not told {pattern}"
    seen = shown(world, name, text)
    return "" if seen in (None, SEEN[letter]) else f"is shown {seen}"


def shown(world: World, name: str, text: str) -> set[str] | None:
    """The regions of alder a page shows, and what it shows of birch; None where it shows numbers alone."""
    if name not in SHOWS:
        return None
    found = {region for region, place in world.alder.places.items() if SHOWS[name](place) in text}
    if name in REGISTER:
        return found
    return found | {f"birch's {r}" for r, place in world.birch.places.items() if SHOWS[name](place) in text}


def every_place(world: World) -> list[Place]:
    return [*world.alder.places.values(), *world.birch.places.values()]


def tells(text: str, place: Place) -> bool:
    """Whether an answer holds anything a report of the place says or is known by."""
    return any(mark in text for mark in (place.words, place.story, *place.codes))


def leads_to(answer: Any) -> str:
    """The letter of a redirect; "?" for anything else and for every way out of the site."""
    place = answer.get("Location", "")
    if answer.status_code != 302 or not place.startswith("/") or place.startswith("//"):
        return "?"
    if place.startswith(SIGN_IN):
        return "s"
    return "f" if place.startswith(SET_UP) else ">"


@pytest.mark.parametrize(
    "name", sorted({name for name, _address in addresses() if not is_of_a_library(name)})
)
def test_methods_nobody_thought_of_do_nothing(
    name: str, world: World, django_db_blocker: DjangoDbBlocker
) -> None:
    declared = {line.split(" ")[0] for line in LINES if line.endswith(f" {name}")}
    with django_db_blocker.unblock():
        answers = {
            f"{method} by {who}": ask(world, who, name, method=method).status_code
            for method in UNTHOUGHT_OF
            if method not in declared
            for who in THE_MIGHTIEST
        }
    assert {asked: status for asked, status in answers.items() if status not in REFUSED} == {}
