"""Twilio Programmable Messaging.

Sources, read in November 2026:

- "Twilio's request to your incoming message Webhook URL",
  https://www.twilio.com/docs/messaging/guides/webhook-request (form-encoded; MessageSid, AccountSid, From,
  To, Body, NumMedia, NumSegments: long messages arrive joined);
- "Secure webhooks", https://www.twilio.com/docs/usage/webhooks/webhooks-security (X-Twilio-Signature: base64
  of HMAC-SHA1, keyed with the auth token, over the whole URL followed by each POST parameter's name and value
  in the order of the names);
- "TwiML for Programmable Messaging", https://www.twilio.com/docs/messaging/twiml (an empty Response replies
  nothing);
- "Message resource", https://www.twilio.com/docs/messaging/api/message-resource (POST and GET
  /2010-04-01/Accounts/{AccountSid}/Messages.json, basic authentication).

Receipts go by the Message resource and not in the TwiML of the answer: a reply in an answer that was lost on
its way could not be told from one that arrived. The resource knows no idempotency key, so a text whose fate
is unknown is looked for among the messages sent to that number before it is sent again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from observer.gateways.sms.adapters.base import (
    Inbound,
    Outcome,
    Outgoing,
    Refused,
    Request,
    Result,
    Setting,
    Settings,
    Webhook,
    by_status,
    same,
)

HOME = "https://api.twilio.com"


class Twilio:
    code = "twilio"
    name = "Twilio"
    settings = (
        Setting("account"),
        Setting("token", secret=True),
        Setting("sender"),
    )

    def read(self, webhook: Webhook, settings: Settings, now: datetime) -> list[Inbound]:
        """One message a request. The signature also covers what is in the address."""
        sent = webhook.body.decode("utf-8", "replace") if webhook.method == "POST" else ""
        fields = parse_qsl(sent, keep_blank_values=True)
        if not same(
            signature(settings["token"], webhook.url, fields), webhook.headers.get("x-twilio-signature", "")
        ):
            raise Refused("the signature does not hold")
        message = dict(fields) or dict(webhook.query)
        if not message.get("MessageSid") or not message.get("From"):
            raise Refused("this is no message")
        return [Inbound(message["MessageSid"], message["From"], message.get("Body", ""))]

    def thanks(self) -> tuple[str, bytes]:
        return "text/xml; charset=utf-8", b'<?xml version="1.0" encoding="UTF-8"?><Response></Response>'

    def request(self, outgoing: Outgoing, settings: Settings, now: datetime) -> Request | None:
        sender = settings["sender"]
        # A sender that begins so is a pool of numbers.
        by = "MessagingServiceSid" if sender.startswith("MG") else "From"
        body = urlencode({"To": outgoing.to, by: sender, "Body": outgoing.text})
        headers = {**_authorised(settings), "Content-Type": "application/x-www-form-urlencoded"}
        return Request("POST", _messages(settings), headers, body.encode())

    def outcome(self, status: int, body: bytes) -> Outcome:
        answer = _json(body)
        if 200 <= status < 300:
            return Outcome(Result.TAKEN, str(answer.get("sid", ""))[:128])
        return by_status(status, f"{answer.get('code', status)} {answer.get('message', '')}")

    def question(self, outgoing: Outgoing, settings: Settings) -> Request | None:
        asked = urlencode(
            {"To": outgoing.to, "DateSent>": outgoing.since.date().isoformat(), "PageSize": "50"}
        )
        return Request("GET", f"{_messages(settings)}?{asked}", _authorised(settings))

    def was_taken(self, outgoing: Outgoing, body: bytes) -> bool:
        """A receipt's text carries its own code, so the same text to the same number is the same receipt."""
        sent = _json(body).get("messages")
        return isinstance(sent, list) and any(
            isinstance(one, dict)
            and one.get("body") == outgoing.text
            and str(one.get("direction", "")).startswith("outbound")
            for one in sent
        )


def signature(token: str, url: str, fields: Iterable[tuple[str, str]]) -> str:
    """X-Twilio-Signature of a request with these POST parameters."""
    signed = url + "".join(name + value for name, value in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def _messages(settings: Settings) -> str:
    return f"{settings.get('address') or HOME}/2010-04-01/Accounts/{settings['account']}/Messages.json"


def _authorised(settings: Settings) -> dict[str, str]:
    pair = base64.b64encode(f"{settings['account']}:{settings['token']}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def _json(body: bytes) -> dict[str, object]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
