"""A receipt goes out once: whatever the gateway answers, and whoever is killed in between."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from observer.celery import app
from observer.gateways.sms.adapters.generic import signature
from observer.gateways.sms.models import SmsReply
from observer.gateways.sms.numbers import correspondent, forget_numbers
from observer.gateways.sms.outbox import announce, queue_reply
from observer.gateways.sms.sending import CLAIM, MOST_ATTEMPTS, send_waiting
from tests.gateways.sms.gateway import Gateway, running
from tests.gateways.sms.station import NUMBER, Station, a_station, reply_to

pytestmark = pytest.mark.django_db
State = SmsReply.State


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    settings.SMS_HOSTS = ["127.0.0.1"]
    with running() as one:
        yield one


def waiting(gateway: Gateway, text: str = "W-1 A B1") -> tuple[Station, SmsReply]:
    """A station that sends by `gateway`, and the receipt that waits."""
    station = a_station(address=f"{gateway.address}/send")
    message = station.text(text)
    return station, SmsReply.objects.get(message=message)


def state_of(reply: SmsReply) -> tuple[str, int]:
    reply.refresh_from_db()
    return reply.state, reply.attempts


def later(minutes: float) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)


def test_a_receipt_goes_out_once_signed_and_under_its_key(gateway: Gateway) -> None:
    station, reply = waiting(gateway)
    assert (send_waiting(), send_waiting(), state_of(reply)) == (1, 0, (State.SENT, 1))
    [(body, headers)] = gateway.taken
    secret, stamp = station.made.secrets["secret"], headers["x-observer-timestamp"]
    assert json.loads(body) == {
        "id": str(reply.reference), "to": "+7 701 234 56 78", "text": reply_to(reply.message),
    }  # fmt: skip
    assert headers["x-observer-signature"] == signature(secret, stamp, body)


def test_a_gateway_that_is_busy_is_asked_again_later(gateway: Gateway) -> None:
    _station, reply = waiting(gateway)
    gateway.answers = [503, 429]
    assert (send_waiting(), send_waiting(), state_of(reply)) == (0, 0, (State.QUEUED, 1))
    assert (send_waiting(later(1)), send_waiting(later(5))) == (0, 1)
    assert (state_of(reply), len(gateway.taken)) == ((State.SENT, 3), 1)


def test_what_a_gateway_refuses_is_not_tried_again(gateway: Gateway) -> None:
    _station, reply = waiting(gateway)
    gateway.answers = [400]
    send_waiting()
    assert (state_of(reply), send_waiting(later(60)), reply.failure) == ((State.FAILED, 1), 0, "400")


def test_a_gateway_that_is_away_for_long_is_given_up(gateway: Gateway) -> None:
    _station, reply = waiting(gateway)
    gateway.answers = [503] * 20
    for attempt in range(20):
        send_waiting(later(31 * attempt))
    assert state_of(reply) == (State.FAILED, MOST_ATTEMPTS)


def test_an_answer_that_never_came_leaves_the_text_in_doubt_and_its_key_settles_it(gateway: Gateway) -> None:
    """The gateway of our own format sends a key once; the test's gateway only shows that it was the same."""
    _station, reply = waiting(gateway)
    gateway.answers = [0]
    send_waiting()
    assert state_of(reply) == (State.UNSURE, 1)
    assert (send_waiting(later(1)), state_of(reply)) == (1, (State.SENT, 2))
    keys = [headers["idempotency-key"] for _body, headers in gateway.taken]
    assert keys == [str(reply.reference)] * 2


def twilio_waiting(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> SmsReply:
    monkeypatch.setattr("observer.gateways.sms.adapters.twilio.HOME", gateway.address)
    station = a_station("twilio", account="AC1", token="12345", sender="+15558675309")
    number = correspondent(station.ground.mission, NUMBER)
    channel = station.made.channel
    return queue_reply(channel=channel, number=number, text="A text", message=None, now=timezone.now())


@pytest.mark.parametrize(("found", "sent"), [([{"body": "A text", "direction": "outbound-api"}], 1), ([], 2)])
def test_twilio_is_asked_before_a_text_in_doubt_is_sent_again(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, found: list[dict[str, str]], sent: int
) -> None:
    reply = twilio_waiting(gateway, monkeypatch)
    gateway.answers = [0]
    send_waiting()
    gateway.listed = found
    assert send_waiting(later(1)) == 1
    assert (state_of(reply), len(gateway.taken), len(gateway.asked)) == ((State.SENT, 2), sent, 1)


def test_a_worker_that_was_killed_leaves_its_claim_to_the_next(gateway: Gateway) -> None:
    _station, reply = waiting(gateway)
    now = timezone.now()
    SmsReply.objects.filter(pk=reply.pk).update(state=State.SENDING, attempts=1, claimed_at=now)
    assert send_waiting(now + CLAIM - timedelta(seconds=1)) == 0
    assert (send_waiting(now + CLAIM + timedelta(seconds=1)), state_of(reply)) == (1, (State.SENT, 2))


def test_a_host_the_installation_does_not_name_is_never_called(gateway: Gateway, settings: Any) -> None:
    _station, reply = waiting(gateway)
    settings.SMS_HOSTS = []
    send_waiting()
    assert (state_of(reply)[0], gateway.taken) == (State.QUEUED, [])
    assert reply.failure == "the address is not https"


def test_a_channel_that_only_receives_says_so() -> None:
    station = a_station()
    reply = SmsReply.objects.get(message=station.text("W-1 A B1"))
    send_waiting()
    assert (state_of(reply)[0], reply.failure) == (State.FAILED, "this channel only receives")


def test_messages_are_taken_while_the_broker_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report is there and the receipt waits; the timetable finds it when the worker is back."""
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    announce()
    station = a_station()
    assert SmsReply.objects.get(message=station.text("W-1 A B1")).state == State.QUEUED
    assert station.answers() == {"A1": "yes"}


def test_the_number_of_an_erased_person_leads_nowhere(gateway: Gateway) -> None:
    station, reply = waiting(gateway)
    forget_numbers(station.ground.observers[0])
    send_waiting()
    assert (state_of(reply)[0], gateway.taken) == (State.FAILED, [])
    assert station.text("W-1 A B1").number_id != reply.number_id
