"""The code card stays a card, however long the lists of a form are."""

from __future__ import annotations

import pytest

from observer.dashboard.code_card import FIRST_CHOICES
from tests.documents import document, question
from tests.factories import a_version, ground
from tests.people.accounts import browser_of

pytestmark = pytest.mark.django_db


def test_a_list_too_long_for_a_card_shows_how_its_codes_look_and_how_many_there_are() -> None:
    streets = [{"code": f"s{number}", "labels": {"en": f"Street {number}"}} for number in range(200)]
    alder = ground()
    a_version(alder.mission, document("opening", "opening", [question("A1", "one_of", choices=streets)]))
    card = (
        browser_of(alder.coordinator.user).get("/missions/alder/checklists/opening/card/en/").content.decode()
    )
    assert (card.count("Street "), "… 200" in card) == (FIRST_CHOICES, True)
