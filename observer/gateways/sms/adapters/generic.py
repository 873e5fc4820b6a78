"""A signed webhook of our own, for modems, phones with a forwarding app, and gateways without an adapter.

    X-Observer-Timestamp   seconds since 1970, at most five minutes off
    X-Observer-Signature   HMAC-SHA256 over "<timestamp>.<body>", keyed with the channel's secret, in
                           hexadecimal digits (RFC 2104, FIPS 180-4)

    {"id": "…", "from": "+7701…", "text": "…", "sent_at": "2026-10-04T07:15:00+05:00",
     "part": {"reference": "17", "number": 1, "total": 2}}            sent_at and part may be left out
    {"messages": [ … several of these … ]}

A receipt goes out as {"id", "to", "text"} with the same two headers and an Idempotency-Key, which is the id:
whoever gets one id twice sends it once.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

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

WINDOW = timedelta(minutes=5)
MOST_MESSAGES = 100


class Generic:
    code = "generic"
    name = "Signed JSON"
    settings = (
        Setting("secret", secret=True, made=True),
        Setting("address", required=False),
    )

    def read(self, webhook: Webhook, settings: Settings, now: datetime) -> list[Inbound]:
        """Up to a hundred messages. A replay outside the window is turned away; within, the id tells."""
        stamp = webhook.headers.get("x-observer-timestamp", "")
        expected = signature(settings["secret"], stamp, webhook.body)
        if not same(expected, webhook.headers.get("x-observer-signature", "").lower()):
            raise Refused("the signature does not hold")
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12):
            raise Refused("the timestamp is no number")
        if abs(now.timestamp() - int(stamp)) > WINDOW.total_seconds():
            raise Refused("the timestamp is too far off")
        try:
            sent = json.loads(webhook.body)
        except (ValueError, RecursionError) as error:
            raise Refused("no JSON") from error
        return [_message(one) for one in _list(sent)]

    def thanks(self) -> tuple[str, bytes]:
        return "application/json", b'{"taken": true}'

    def request(self, outgoing: Outgoing, settings: Settings, now: datetime) -> Request | None:
        if not settings.get("address"):
            return None
        body = json.dumps({"id": outgoing.reference, "to": outgoing.to, "text": outgoing.text}).encode()
        stamp = str(int(now.timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": outgoing.reference,
            "X-Observer-Timestamp": stamp,
            "X-Observer-Signature": signature(settings["secret"], stamp, body),
        }
        return Request("POST", settings["address"], headers, body)

    def outcome(self, status: int, body: bytes) -> Outcome:
        return Outcome(Result.TAKEN) if 200 <= status < 300 else by_status(status, str(status))

    def question(self, outgoing: Outgoing, settings: Settings) -> Request | None:
        """Nothing to ask: sent again under its key, it goes out once."""
        return None

    def was_taken(self, outgoing: Outgoing, body: bytes) -> bool:
        return False


def signature(secret: str, stamp: str, body: bytes) -> str:
    signed = stamp.encode("utf-8", "replace") + b"." + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def _list(sent: Any) -> list[dict[str, Any]]:
    messages = sent.get("messages", [sent]) if isinstance(sent, dict) else None
    if not isinstance(messages, list) or not 0 < len(messages) <= MOST_MESSAGES:
        raise Refused("no list of messages")
    if not all(isinstance(one, dict) for one in messages):
        raise Refused("a message that is no object")
    return messages


def _message(one: dict[str, Any]) -> Inbound:
    named = [one.get(name) for name in ("id", "from", "text")]
    if not all(isinstance(text, str) for text in named) or not named[0] or not named[1]:
        raise Refused("a message without id, sender or text")
    return Inbound(str(named[0])[:128], str(named[1]), str(named[2]), _moment(one.get("sent_at")), _part(one))


def _moment(written: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _part(one: dict[str, Any]) -> Part | None:
    part = one.get("part")
    if not isinstance(part, dict):
        return None
    number, total = part.get("number"), part.get("total")
    if not isinstance(number, int) or not isinstance(total, int) or not 1 <= number <= total <= 255:
        raise Refused("a part that is none")
    return Part(str(part.get("reference", ""))[:64], number, total) if total > 1 else None
