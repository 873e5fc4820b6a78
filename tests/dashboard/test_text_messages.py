"""Headquarters works on text messages: who writes, what they mean, by which gateway; votes stay hidden."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observer.checklists.drafting import close_version
from observer.gateways.models import SmsChannel, SmsMessage, SmsNumber, SmsReply
from observer.gateways.sms.channels import channel_of, settings_of
from observer.journal.models import Entry
from observer.missions.models import Membership
from observer.missions.roles import Role
from observer.reports.models import Report
from tests.factories import a_member
from tests.gateways.sms.station import STRANGER, Station, a_message, a_station
from tests.people.accounts import browser_of

HOME = "/missions/alder/sms/"


@pytest.fixture
def station(db: None) -> Station:
    return a_station()


def page(by: Membership, address: str = "") -> str:
    answer = browser_of(by.user).get(f"{HOME}{address}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def do(by: Membership, address: str, /, **sent: str) -> Any:
    return browser_of(by.user).post(f"{HOME}{address}", sent)


def test_the_list_shows_what_waits_and_not_what_was_understood(station: Station) -> None:
    station.text("W-1 A B1")
    waits = station.text("good morning everybody")
    stranger = station.text("who is this", STRANGER)
    shown = page(station.ground.coordinator)
    assert re.findall(r"sms/messages/(\d+)/", shown) == [str(stranger.pk), str(waits.pk)]
    assert "good morning everybody" in shown
    assert page(station.ground.coordinator, "?all=1").count('class="sms__text"') == 3


def test_a_number_is_shown_in_full_only_to_who_asks_and_that_is_kept(station: Station) -> None:
    message = station.text("who is this", STRANGER)
    address = f"messages/{message.pk}/"
    assert STRANGER not in page(station.ground.coordinator, address)
    shown = do(station.ground.coordinator, f"{address}show/")
    assert STRANGER in unescape(shown.content.decode())
    assert Entry.objects.get(act="sms.number_shown").user_id == station.ground.coordinator.user_id


def test_assigning_a_number_reads_what_waits_of_it(station: Station) -> None:
    message, member = station.text("W-1 A B1", STRANGER), station.ground.observers[1]
    answer = do(station.ground.coordinator, f"messages/{message.pk}/assign/", member=member.code.lower())
    assert (answer.status_code, station.report().author_id) == (302, member.pk)


def test_a_member_nobody_knows_is_said_on_the_page(station: Station) -> None:
    message = station.text("W-1 A B1", STRANGER)
    answer = do(station.ground.coordinator, f"messages/{message.pk}/assign/", member="OBS-999")
    assert answer.status_code == 409
    assert "There is no member with this code." in unescape(answer.content.decode())
    assert SmsNumber.objects.get().membership_id is None


def test_a_message_is_typed_anew_or_put_away(station: Station) -> None:
    first, second = station.text("all well in W-1"), station.text("good night")
    by = station.ground.coordinator
    wrong = do(by, f"messages/{first.pk}/enter/", text="W-1 A QQ1")
    assert (wrong.status_code, "Not understood: QQ1" in unescape(wrong.content.decode())) == (400, True)
    assert do(by, f"messages/{first.pk}/enter/", text="W-1 A B1").status_code == 302
    assert do(by, f"messages/{second.pk}/away/").status_code == 302
    assert set(SmsMessage.objects.values_list("state", flat=True)) == {"settled"}
    assert station.answers() == {"A1": "yes"}


def test_figures_that_may_be_votes_are_hidden_from_all_but_the_results_room(station: Station) -> None:
    """Form B asks for votes; a message without a form may be one of it."""
    for text in ("W-1 B QQ412", "W-2 somehow 412", "W-1 A ZZ77"):
        station.text(text)
    shown = page(station.ground.coordinator)
    assert ("412" in shown, "W-1 B QQ•••" in shown, "W-2 somehow •••" in shown, "ZZ77" in shown) == (
        False, True, True, True,
    )  # fmt: skip


def test_votes_stay_hidden_when_the_form_that_asked_for_them_is_closed(station: Station) -> None:
    station.text("W-1 B QQ412")
    close_version(version=station.ground.counting, by=station.ground.head)
    station.text("W-2 B QQ987")
    shown = page(station.ground.coordinator, "?all=1")
    assert ("QQ412" in shown, "QQ987" in shown, shown.count("QQ•••")) == (False, False, 2)


@pytest.mark.parametrize("address", ["", "?all=1", "numbers/", "channels/"])
def test_a_list_asks_the_same_for_one_line_and_for_three(station: Station, address: str) -> None:
    numbers = [f"+7 702 000 00 0{number}" for number in range(3)]

    def queries() -> int:
        browser = browser_of(station.ground.coordinator.user)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(f"{HOME}{address}").status_code == 200
        return len(asked)

    station.text("hello", numbers[0])
    station.text("good morning")
    queries()
    few = queries()
    for number in numbers[1:]:
        station.text("hello", number)
        station.text("good morning")
    assert queries() == few


def test_a_gateway_is_made_its_secret_shown_once_and_closed(station: Station) -> None:
    by = station.ground.coordinator
    made = do(by, "channels/new/", gateway="generic", label="A phone", address="https://phone.example/send")
    shown = unescape(made.content.decode())
    [token] = re.findall(r"/sms/([\w-]{43})/", shown)
    channel = channel_of(token)
    assert channel.label == "A phone"
    assert settings_of(channel)["secret"] in shown
    assert settings_of(channel)["secret"] not in page(by, "channels/")
    assert do(by, f"channels/{channel.pk}/close/").status_code == 302
    assert channel_of(token) is None


def test_a_gateway_without_what_it_needs_is_not_made(station: Station) -> None:
    answer = do(station.ground.coordinator, "channels/new/", gateway="twilio", label="T", account="AC1")
    assert answer.status_code == 400
    assert unescape(answer.content.decode()).count("This is needed.") == 2
    assert SmsChannel.objects.count() == 1


def test_a_test_goes_into_the_outbox(station: Station) -> None:
    channel = station.made.channel
    assert (
        do(station.ground.head, f"channels/{channel.pk}/test/", telephone="+7 705 111 22 33").status_code
        == 302
    )
    assert SmsReply.objects.get().state == "queued"
    assert do(station.ground.head, f"channels/{channel.pk}/test/", telephone="12").status_code == 400


def test_numbers_are_added_answered_in_a_language_and_given_back(station: Station) -> None:
    by, member = station.ground.coordinator, station.ground.observers[1]
    station.text("W-1 A B1", STRANGER)
    assert do(by, "numbers/new/", member=member.code, telephone="8 702 000 0000").status_code == 302
    assert Report.objects.get().author_id == member.pk
    number = SmsNumber.objects.get()
    assert do(by, f"numbers/{number.pk}/language/", language="ru").status_code == 302
    assert do(by, f"numbers/{number.pk}/release/").status_code == 302
    number.refresh_from_db()
    assert (number.language, number.source, number.membership_id) == ("ru", "unknown", None)


def test_who_does_not_work_on_messages_sees_none(station: Station) -> None:
    analyst = a_member(station.ground.mission, Role.ANALYST)
    assert browser_of(analyst.user).get(HOME).status_code == 403


def test_a_code_card_says_each_letter_each_question_and_what_to_write(station: Station) -> None:
    answer = browser_of(station.ground.coordinator.user).get("/missions/alder/checklists/opening/card/en/")
    shown = re.sub(r"\s+", " ", unescape(answer.content.decode()))
    assert re.findall(r'scope="row"[^>]*>(\w+)<', shown) == ["A", "B", "C", "D", "E", "F", "G", "J"]
    assert '<strong dir="ltr">2</strong> late' in shown
    assert "STN4711 A A0730 B1 C1" in shown
    assert browser_of(station.ground.coordinator.user).get(
        "/missions/alder/checklists/opening/card/fr/"
    ).status_code == 404  # fmt: skip


def test_a_message_of_nobody_cannot_be_typed_anew_before_its_number_is_known(station: Station) -> None:
    message = SmsMessage.objects.get(gateway_id=_delivered(station))
    answer = do(station.ground.coordinator, f"messages/{message.pk}/enter/", text="W-1 A B1")
    assert answer.status_code == 409


def _delivered(station: Station) -> str:
    sent = a_message("W-1 A B1", STRANGER)
    station.deliver(sent)
    return str(sent["id"])
