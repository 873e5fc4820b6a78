"""The pages of registers and people in a browser: usable by everybody, no wider than the window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.factories import ground
from tests.flows.conftest import DESK, PHONE, hindrances
from tests.people.accounts import browser_of
from tests.registers.bringing import a_csv, checked, uploaded

WRONG = (
    ("Участок", "Регион", "Город/село", "Избирателей", "Name"),
    ("W-1", "west", "город", "1300", "School No 12, Abay Avenue 5"),
    ("W-2", "north", "посёлок", "много", "City hospital"),
    ("X-9", "", "село", "654", "House of culture"),
)
RIGHT = (
    ("code", "registered_voters", "name", "special", "region", "settlement"),
    ("W-1", 1300, "School No 12, Abay Avenue 5", "", "", ""),
    ("E-1", 640, "City hospital", "hospital", "", ""),
    ("X-9", 654, "House of culture", "", "west", "rural"),
)


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESK, "dark")])
def test_nobody_is_hindered_at_registers_and_people(
    open_page: Callable[..., Page], served: str, viewport: dict[str, int], scheme: str
) -> None:
    alder = ground()
    wrong = uploaded(alder.head, "stations", a_csv(*WRONG), "Участки Казахстана.csv")
    checked(alder.head, wrong)
    right = uploaded(alder.head, "stations", a_csv(*RIGHT), "stations.csv")
    checked(alder.head, right)
    page = open_page(viewport=viewport, color_scheme=scheme)
    session = browser_of(alder.head.user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": served}])
    for address in (
        "registers/",
        f"registers/{wrong.pk}/",
        f"registers/{right.pk}/",
        "people/",
        f"people/{alder.observers[0].pk}/",
        "people/new/",
    ):
        answer = page.goto(f"/missions/alder/{address}")
        assert answer is not None
        assert answer.ok, address
        assert hindrances(page) == [], address
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= viewport["width"], address
