"""A mission with a channel for text messages, and messages as its gateway delivers them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.test import Client
from django.urls import reverse

from observer.gateways.sms.adapters.generic import signature
from observer.gateways.sms.channels import Made, make_channel
from observer.gateways.sms.models import SmsMessage, SmsReply
from observer.gateways.sms.sealing import TEXT, unseal
from observer.missions.personal import Person, store
from observer.reports.models import Report
from tests.factories import Ground, ground

NUMBER = "+7 701 234 56 78"
STRANGER = "+7 702 000 00 00"
NOW = datetime(2026, 10, 4, 6, 0, tzinfo=UTC)
_IDS = count(1)


@dataclass
class Station:
    """`ground`'s first observer has NUMBER in the register. `channel` is a generic one."""

    ground: Ground
    made: Made
    client: Client = field(default_factory=Client)

    def deliver(self, *messages: Mapping[str, Any]) -> int:
        """The status of the webhook's answer."""
        body = json.dumps({"messages": list(messages)}).encode()
        stamp = str(int(datetime.now(UTC).timestamp()))
        signed = signature(self.made.secrets["secret"], stamp, body)
        answer = self.client.post(
            reverse("gateways:sms", args=[self.made.token]),
            body,
            content_type="application/json",
            headers={"X-Observer-Timestamp": stamp, "X-Observer-Signature": signed},
        )
        return answer.status_code

    def text(self, text: str, number: str = NUMBER, **more: Any) -> SmsMessage:
        """Deliver one message and give its row."""
        message = a_message(text, number, **more)
        assert self.deliver(message) == 200
        return SmsMessage.objects.get(gateway_id=message["id"])

    def report(self) -> Report:
        """The one report there is."""
        return Report.objects.select_related("current").get()

    def answers(self) -> dict[str, Any]:
        return self.report().current.answers


def a_message(text: str, number: str = NUMBER, **more: Any) -> dict[str, Any]:
    return {"id": f"m{next(_IDS)}", "from": number, "text": text, **more}


def a_station(gateway: str = "generic", **settings: str) -> Station:
    alder = ground()
    store(membership=alder.observers[0], by=None, person=Person("Aliya Serikova", NUMBER))
    made = make_channel(by=alder.coordinator, gateway=gateway, label="The modem", settings=settings)
    return Station(alder, made)


def reply_to(message: SmsMessage) -> str:
    reply = SmsReply.objects.select_related("membership").get(message=message)
    return unseal(reply.mission_id, bytes(reply.text_sealed), owner=reply.membership, what=TEXT) or ""
