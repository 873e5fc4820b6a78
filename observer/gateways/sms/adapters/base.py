"""What a gateway for text messages must say of itself. Pure: no adapter opens a connection.

An adapter reads the webhook of its gateway and writes the request that sends a text. Making that request, and
what becomes of it, is the same for all (`gateways.sms.sending`).
"""

from __future__ import annotations

import enum
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

Settings = Mapping[str, str]


class Refused(Exception):
    """A request that is not from the gateway, or holds no message. Says why, for the log."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A request as it came. `url` whole, as the gateway called it; names of headers in small letters."""

    method: str
    url: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the pieces a long message was sent in: which of how many, under the reference they share."""

    reference: str
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message that came. `gateway_id` names it within its channel, however often it is delivered.

    `sent_at`: when it was sent as far as the gateway says, aware.
    """

    gateway_id: str
    sender: str
    text: str
    sent_at: datetime | None = None
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A text to be sent. `reference` (a UUID) is ours and names no other; `since`: its first try."""

    reference: str
    to: str
    text: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """A request to the gateway. `body` empty for GET."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


class Result(enum.Enum):
    """What the gateway made of a text: took it, wants it later, will never take it."""

    TAKEN = "taken"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`gateway_id`: the gateway's name for the text; `why`: its words where it did not take it."""

    result: Result
    gateway_id: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing a channel of this gateway must know. `secret`: never shown again once saved."""

    name: str
    secret: bool = False
    required: bool = True
    # Made by us when the channel is made, and shown once.
    made: bool = False


class Adapter(Protocol):
    """`code` is what a channel keeps; `settings` what it must know."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def settings(self) -> tuple[Setting, ...]: ...

    def read(self, webhook: Webhook, settings: Settings, now: datetime) -> list[Inbound]:
        """The messages of a request. Raises Refused unless the signature holds."""

    def thanks(self) -> tuple[str, bytes]:
        """Content type and body by which the gateway knows that its request was taken; no reply is in it."""

    def request(self, outgoing: Outgoing, settings: Settings, now: datetime) -> Request | None:
        """The request that sends a text; None where the channel only receives."""

    def outcome(self, status: int, body: bytes) -> Outcome:
        """What the gateway's answer to `request` means."""

    def question(self, outgoing: Outgoing, settings: Settings) -> Request | None:
        """The request that asks whether a text was taken before; None where the gateway cannot be asked."""

    def was_taken(self, outgoing: Outgoing, body: bytes) -> bool:
        """What the answer to `question` says."""


def same(one: str, other: str) -> bool:
    """Whether two signatures are equal, in a time that does not tell how far they are."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def by_status(status: int, why: str) -> Outcome:
    """The usual meaning of an HTTP status that is no success."""
    later = status in {408, 425, 429} or status >= 500
    return Outcome(Result.LATER if later else Result.REFUSED, why=why[:200])
