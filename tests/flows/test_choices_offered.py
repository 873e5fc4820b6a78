"""Choices that wait for an earlier answer, in a real browser: said in words, never an empty box."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.documents import choices, document, question
from tests.factories import Ground, a_version, ground
from tests.flows.conftest import PHONE
from tests.flows.test_phone import choose_station, enrol

WAITS = "What can be chosen here depends on an earlier answer."


@pytest.fixture
def alder(committed_database: None) -> Ground:
    alder = ground()
    district = {"code": "d1", "labels": {"en": "Riverside"}, "values": {"region": "north"}}
    asked = [
        question("A1", "one_of", choices=choices("north", "south")),
        question("A2", "one_of", choices_from="districts", choice_filter="region = ${A1}"),
    ]
    lists = {"districts": {"columns": ["region"], "choices": [district]}}
    a_version(alder.mission, document("opening", "opening", asked, lists=lists))
    return alder


@pytest.mark.parametrize("java_script", [True, False])
def test_a_question_without_a_choice_to_offer_says_why(
    open_page: Callable[..., Page], alder: Ground, *, java_script: bool
) -> None:
    page = open_page(viewport=PHONE, java_script=java_script)
    enrol(page, alder)
    choose_station(page, "opening", "W-1")
    waits = page.locator("[data-path=A2]").get_by_text(WAITS)
    expect(waits).to_be_visible()
    page.get_by_label("north").check()
    if not java_script:
        page.get_by_role("button", name="Show the choices").click()
    expect(page.get_by_label("Riverside")).to_be_visible()
    expect(waits).to_be_hidden()
