"""Vonage SMS API (formerly Nexmo).

Sources, read in November 2026:

- "Inbound SMS", https://developer.vonage.com/messaging/sms/guides/inbound-sms (GET, or POST as form or JSON:
  msisdn, to, messageId, text, type, message-timestamp, and concat, concat-ref, concat-total, concat-part for
  the parts of a long message; anything but 200 or 204 is sent again for 24 hours);
- "Signing Messages", https://developer.vonage.com/getting-started/concepts/signing-messages (sig:
  HMAC-SHA256, keyed with the signature secret, over "&name=value" for each other parameter in the order of
  the names, with "&" and "=" in a value written as "_"; in hexadecimal digits);
- "Troubleshooting SMS", https://developer.vonage.com/messaging/sms/guides/troubleshooting-sms, and the SMS
  API reference, https://developer.vonage.com/api/sms (POST /sms/json; a status for each message, "0" taken).

A repeated request is told by its messageId, so an old timestamp is no reason to turn one away: it may have
been sent again for a day. The API can neither be asked about a reference of ours nor told to send it only
once: a receipt whose fate is unknown is sent again, word for word with the same code.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from observer.gateways.sms.adapters.base import (
    Inbound,
    Outcome,
    Outgoing,
    Part,
    Refused,
    Request,
    Result,
    Setting,
    Settings,
    Webhook,
    by_status,
    same,
)
from observer.gateways.sms.segments import is_gsm_7

HOME = "https://rest.nexmo.com"
# Throttled, internal error, over the number of connections: the gateway takes it a little later.
_LATER = frozenset({"1", "5", "10"})


class Vonage:
    code = "vonage"
    name = "Vonage"
    settings = (
        Setting("account"),
        Setting("token", secret=True),
        Setting("signature", secret=True),
        Setting("sender"),
    )

    def read(self, webhook: Webhook, settings: Settings, now: datetime) -> list[Inbound]:
        fields = _fields(webhook)
        signed = {name: value for name, value in fields.items() if name != "sig"}
        if not same(signature(settings["signature"], signed), fields.get("sig", "").lower()):
            raise Refused("the signature does not hold")
        if not fields.get("messageId") or not fields.get("msisdn"):
            raise Refused("this is no message")
        return [
            Inbound(
                fields["messageId"],
                fields["msisdn"],
                fields.get("text", ""),
                _moment(fields.get("message-timestamp", "")),
                _part(fields),
            )
        ]

    def thanks(self) -> tuple[str, bytes]:
        return "text/plain; charset=utf-8", b"OK"

    def request(self, outgoing: Outgoing, settings: Settings, now: datetime) -> Request | None:
        sent = {
            "api_key": settings["account"],
            "api_secret": settings["token"],
            "from": settings["sender"],
            "to": outgoing.to.lstrip("+"),
            "text": outgoing.text,
            "type": "text" if is_gsm_7(outgoing.text) else "unicode",
            "client-ref": outgoing.reference,
        }
        url = f"{settings.get('address') or HOME}/sms/json"
        return Request("POST", url, {"Content-Type": "application/json"}, json.dumps(sent).encode())

    def outcome(self, status: int, body: bytes) -> Outcome:
        """The API answers 200 also to what it did not take; each message has a status of its own."""
        if not 200 <= status < 300:
            return by_status(status, str(status))
        try:
            first = json.loads(body)["messages"][0]
            told, text = str(first["status"]), str(first.get("error-text", ""))
        except (ValueError, KeyError, IndexError, TypeError, AttributeError):
            return Outcome(Result.LATER, why="an answer that cannot be read")
        if told == "0":
            return Outcome(Result.TAKEN, str(first.get("message-id", ""))[:128])
        return Outcome(Result.LATER if told in _LATER else Result.REFUSED, why=f"{told} {text}"[:200])

    def question(self, outgoing: Outgoing, settings: Settings) -> Request | None:
        return None

    def was_taken(self, outgoing: Outgoing, body: bytes) -> bool:
        return False


def signature(secret: str, fields: Mapping[str, str]) -> str:
    """The parameter `sig` of a request with these other parameters, by HMAC-SHA256, in small letters."""
    signed = "".join(f"&{name}={_plain(value)}" for name, value in sorted(fields.items()))
    return hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest()


def _plain(value: str) -> str:
    return value.replace("&", "_").replace("=", "_")


def _fields(webhook: Webhook) -> dict[str, str]:
    if webhook.method == "GET":
        return dict(webhook.query)
    if "json" not in webhook.headers.get("content-type", ""):
        return dict(parse_qsl(webhook.body.decode("utf-8", "replace"), keep_blank_values=True))
    try:
        sent = json.loads(webhook.body)
    except (ValueError, RecursionError) as error:
        raise Refused("no JSON") from error
    if not isinstance(sent, dict):
        raise Refused("no JSON object")
    return {str(name): _text(value) for name, value in sent.items()}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _part(fields: Mapping[str, str]) -> Part | None:
    if fields.get("concat", "").lower() != "true":
        return None
    try:
        number, total = int(fields.get("concat-part", "")), int(fields.get("concat-total", ""))
    except ValueError:
        return None
    if not 1 <= number <= total <= 255:
        return None
    return Part(fields.get("concat-ref", ""), number, total) if total > 1 else None


def _moment(written: str) -> datetime | None:
    """UTC, whether it says so or not: "2020-01-01 12:00:00" and "2020-01-01T12:00:00.000+00:00"."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
