"""Each gateway's published messages, read and answered as its documentation says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from observer.gateways.sms.adapters import ADAPTERS, generic, twilio, vonage
from observer.gateways.sms.adapters.base import Inbound, Outgoing, Part, Refused, Result, Webhook

NOW = datetime(2026, 10, 4, 3, 0, tzinfo=UTC)
OUTGOING = Outgoing("0198a1b2-0000-7000-8000-000000000001", "+77012345678", "Получено: 3. Код 7K3M9Q", NOW)

TWILIO = {"account": "AC1234567890abcdef1234567890abcdef", "token": "12345", "sender": "+15558675309"}
VONAGE = {
    "account": "abcd1234",
    "token": "s3cret",
    "signature": "my_secret_key_for_testing",
    "sender": "447700900000",
}
GENERIC = {"secret": "a secret that was made", "address": "https://phone.example/send"}


def a_webhook(
    body: bytes, headers: Mapping[str, str], url: str = "https://observer.example/sms/x/"
) -> Webhook:
    return Webhook("POST", url, headers, {}, body)


# The values of the example in "Secure webhooks" (see the adapter), under its auth token "12345".
PUBLISHED = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+12349013030",
    "Digits": "1234",
    "From": "+12349013030",
    "To": "+18005551212",
}


def test_twilio_signature_of_the_published_example() -> None:
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert twilio.signature("12345", url, PUBLISHED.items()) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


# The parameters of "Twilio's request to your incoming message Webhook URL".
TWILIO_MESSAGE = {
    "ToCountry": "US",
    "ToState": "",
    "SmsMessageSid": "SM1234567890abcdef1234567890abcdef",
    "NumMedia": "0",
    "FromZip": "",
    "SmsSid": "SM1234567890abcdef1234567890abcdef",
    "SmsStatus": "received",
    "Body": "STN4711 B AA1 AB2 AC123",
    "To": "+15558675309",
    "NumSegments": "1",
    "MessageSid": "SM1234567890abcdef1234567890abcdef",
    "AccountSid": "AC1234567890abcdef1234567890abcdef",
    "From": "+14155552671",
    "ApiVersion": "2010-04-01",
}


def twilio_webhook(message: Mapping[str, str], token: str = "12345") -> Webhook:
    url = "https://observer.example/sms/x/"
    headers = {"x-twilio-signature": twilio.signature(token, url, message.items())}
    return a_webhook(urlencode(message).encode(), headers, url)


def test_twilio_message() -> None:
    [read] = ADAPTERS["twilio"].read(twilio_webhook(TWILIO_MESSAGE), TWILIO, NOW)
    assert read == Inbound("SM1234567890abcdef1234567890abcdef", "+14155552671", "STN4711 B AA1 AB2 AC123")


@pytest.mark.parametrize("changed", [{"Body": "STN4711 B AA2"}, {"From": "+14155552672"}, {"Added": "1"}])
def test_twilio_message_that_was_changed_on_its_way(changed: Mapping[str, str]) -> None:
    signed = twilio_webhook(TWILIO_MESSAGE)
    forged = a_webhook(urlencode({**TWILIO_MESSAGE, **changed}).encode(), signed.headers, signed.url)
    with pytest.raises(Refused):
        ADAPTERS["twilio"].read(forged, TWILIO, NOW)


def test_twilio_message_signed_by_somebody_else() -> None:
    with pytest.raises(Refused):
        ADAPTERS["twilio"].read(twilio_webhook(TWILIO_MESSAGE, token="54321"), TWILIO, NOW)


def test_twilio_answer_replies_nothing() -> None:
    kind, body = ADAPTERS["twilio"].thanks()
    assert (kind, body.endswith(b"<Response></Response>")) == ("text/xml; charset=utf-8", True)


def test_twilio_request_and_the_question_whether_it_was_taken() -> None:
    adapter = ADAPTERS["twilio"]
    request, question = adapter.request(OUTGOING, TWILIO, NOW), adapter.question(OUTGOING, TWILIO)
    home = "https://api.twilio.com/2010-04-01/Accounts/AC1234567890abcdef1234567890abcdef/Messages.json"
    assert (request.method, request.url, dict(parse_qsl(request.body.decode()))) == (
        "POST",
        home,
        {"To": "+77012345678", "From": "+15558675309", "Body": OUTGOING.text},
    )
    assert request.headers["Authorization"].startswith("Basic ")
    assert question.url.startswith(f"{home}?To=%2B77012345678&DateSent%3E=2026-10-04")
    listed = {"messages": [{"sid": "SM1", "body": OUTGOING.text, "direction": "outbound-api"}]}
    assert adapter.was_taken(OUTGOING, json.dumps(listed).encode())
    listed["messages"][0]["body"] = "another"
    assert not adapter.was_taken(OUTGOING, json.dumps(listed).encode())


@pytest.mark.parametrize(
    ("status", "body", "result"),
    [
        (201, {"sid": "SM1", "status": "queued"}, Result.TAKEN),
        (400, {"code": 21211, "message": "Invalid 'To' Phone Number"}, Result.REFUSED),
        (429, {"code": 20429, "message": "Too Many Requests"}, Result.LATER),
        (503, {}, Result.LATER),
    ],
)
def test_twilio_outcomes(status: int, body: dict[str, Any], result: Result) -> None:
    assert ADAPTERS["twilio"].outcome(status, json.dumps(body).encode()).result == result


# The example of "Inbound SMS" (see the adapter).
VONAGE_MESSAGE = {
    "msisdn": "447700900001",
    "to": "447700900000",
    "messageId": "0A0000000123ABCD1",
    "text": "Hello world",
    "type": "text",
    "keyword": "HELLO",
    "api-key": "abcd1234",
    "message-timestamp": "2020-01-01T12:00:00.000+00:00",
    "timestamp": "1578787200",
    "nonce": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
    "concat": "true",
    "concat-ref": "1",
    "concat-total": "3",
    "concat-part": "2",
    "data": "abc123",
    "udh": "abc123",
}
VONAGE_READ = Inbound(
    "0A0000000123ABCD1",
    "447700900001",
    "Hello world",
    datetime(2020, 1, 1, 12, tzinfo=UTC),
    Part("1", 2, 3),
)


def signed(message: Mapping[str, str]) -> dict[str, str]:
    return {**message, "sig": vonage.signature(VONAGE["signature"], message)}


def test_vonage_message_however_it_is_delivered() -> None:
    message, address = signed(VONAGE_MESSAGE), "https://observer.example/sms/x/"
    delivered = [
        Webhook("GET", address, {}, message),
        a_webhook(json.dumps(message).encode(), {"content-type": "application/json"}),
        a_webhook(urlencode(message).encode(), {"content-type": "application/x-www-form-urlencoded"}),
    ]
    assert [ADAPTERS["vonage"].read(one, VONAGE, NOW) for one in delivered] == [[VONAGE_READ]] * 3


def test_vonage_signs_ampersands_and_equals_signs_as_underscores() -> None:
    message = signed({**VONAGE_MESSAGE, "text": "AA=1&AB=2"})
    changed = {**message, "text": "AA_1_AB_2"}
    assert vonage.signature(VONAGE["signature"], {"text": "a=b&c"}) == vonage.signature(
        VONAGE["signature"], {"text": "a_b_c"}
    )
    assert ADAPTERS["vonage"].read(Webhook("GET", "", {}, message), VONAGE, NOW)[0].text == "AA=1&AB=2"
    assert ADAPTERS["vonage"].read(Webhook("GET", "", {}, changed), VONAGE, NOW)[0].text == "AA_1_AB_2"


@pytest.mark.parametrize("changed", [{"text": "Bye"}, {"msisdn": "447700900002"}, {"sig": ""}, {"sig": "ä"}])
def test_vonage_message_that_was_changed(changed: Mapping[str, str]) -> None:
    with pytest.raises(Refused):
        ADAPTERS["vonage"].read(Webhook("GET", "", {}, {**signed(VONAGE_MESSAGE), **changed}), VONAGE, NOW)


def test_vonage_request() -> None:
    request = ADAPTERS["vonage"].request(OUTGOING, VONAGE, NOW)
    sent = json.loads(request.body)
    assert (request.url, sent["to"], sent["type"], sent["client-ref"]) == (
        "https://rest.nexmo.com/sms/json", "77012345678", "unicode", OUTGOING.reference,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "result", "gateway_id"),
    [
        ({"status": "0", "message-id": "0C000000217B7F02"}, Result.TAKEN, "0C000000217B7F02"),
        ({"status": "1", "error-text": "Throttled"}, Result.LATER, ""),
        ({"status": "6", "error-text": "Invalid Message"}, Result.REFUSED, ""),
        (None, Result.LATER, ""),
    ],
)
def test_vonage_outcomes(answer: Any, result: Result, gateway_id: str) -> None:
    """The bodies of "Troubleshooting SMS"."""
    body = {"message-count": "1", "messages": [answer]} if answer else {}
    found = ADAPTERS["vonage"].outcome(200, json.dumps(body).encode())
    assert (found.result, found.gateway_id) == (result, gateway_id)


def generic_webhook(body: bytes, at: datetime = NOW, secret: str = GENERIC["secret"]) -> Webhook:
    stamp = str(int(at.timestamp()))
    headers = {"x-observer-timestamp": stamp, "x-observer-signature": generic.signature(secret, stamp, body)}
    return a_webhook(body, headers)


def test_generic_messages_one_or_several() -> None:
    one = {"id": "m1", "from": "+7701", "text": "STN4711 B AA1", "sent_at": "2026-10-04T07:15:00+05:00"}
    two = {"id": "m2", "from": "+7701", "text": "AB2", "part": {"reference": "17", "number": 2, "total": 2}}
    adapter = ADAPTERS["generic"]
    [single] = adapter.read(generic_webhook(json.dumps(one).encode()), GENERIC, NOW)
    both = adapter.read(generic_webhook(json.dumps({"messages": [one, two]}).encode()), GENERIC, NOW)
    assert both == [single, Inbound("m2", "+7701", "AB2", None, Part("17", 2, 2))]
    assert single.sent_at == datetime(2026, 10, 4, 2, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "webhook",
    [
        generic_webhook(b"{}", secret="another"),
        generic_webhook(b'{"id": "1", "from": "7", "text": ""}', at=NOW - timedelta(minutes=6)),
        generic_webhook(b'{"id": "1", "from": "7", "text": ""}', at=NOW + timedelta(minutes=6)),
        generic_webhook(b"[1]"),
        generic_webhook(b"\xff"),
        generic_webhook(b'{"id": 1, "from": "7", "text": ""}'),
        generic_webhook(b'{"messages": []}'),
        a_webhook(b"{}", {}),
    ],
)
def test_generic_request_that_is_turned_away(webhook: Webhook) -> None:
    with pytest.raises(Refused):
        ADAPTERS["generic"].read(webhook, GENERIC, NOW)


def test_generic_request_is_signed_and_carries_its_key() -> None:
    request = ADAPTERS["generic"].request(OUTGOING, GENERIC, NOW)
    expected = generic.signature(GENERIC["secret"], request.headers["X-Observer-Timestamp"], request.body)
    assert request.headers["X-Observer-Signature"] == expected
    assert request.headers["Idempotency-Key"] == json.loads(request.body)["id"] == OUTGOING.reference


def test_generic_channel_without_an_address_only_receives() -> None:
    assert ADAPTERS["generic"].request(OUTGOING, {"secret": "s"}, NOW) is None
