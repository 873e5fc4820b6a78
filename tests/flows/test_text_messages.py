"""The pages of text messages in a browser: what waits, one message, numbers, gateways, a code card."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.flows.conftest import DESK, PHONE, hindrances, overflow
from tests.gateways.sms.station import STRANGER, Station, a_station
from tests.people.accounts import browser_of


@pytest.fixture
def station(committed_database: None) -> Station:
    return a_station()


def test_no_page_of_text_messages_hinders_anybody(station: Station, browser: Browser, served: str) -> None:
    station.text("W-1 B QQ412, and I will call again when the protocol is signed")
    message = station.text("W-1 A B1 C2", STRANGER)
    session = browser_of(station.ground.coordinator.user).cookies["sessionid"].value
    context = browser.new_context(base_url=served, viewport=PHONE)
    context.add_cookies([{"name": "sessionid", "value": session, "url": served}])
    page, wrong = context.new_page(), {}
    places = [
        "sms/",
        f"sms/messages/{message.pk}/",
        "sms/numbers/",
        "sms/channels/",
        "checklists/opening/card/en/",
    ]
    try:
        for place in places:
            page.set_viewport_size(PHONE)
            page.goto(f"/missions/alder/{place}")
            found = [*hindrances(page), overflow(page)]
            page.set_viewport_size(DESK)
            if (found := [*found, overflow(page)]) != [0, 0]:
                wrong[place] = found
    finally:
        context.close()
    assert wrong == {}
