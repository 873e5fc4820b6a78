"""The hand that empties the outbox: each text goes out, and a crash neither loses nor doubles it.

A row is claimed and committed before the gateway is asked, and what came of it is written after. Where that
second word is missing (a crash, an answer that never came) the text was *perhaps* sent: the gateway is asked
for it where it can be asked, and otherwise given it again under the same reference.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, build_opener
from urllib.request import Request as UrlRequest

import structlog
from django.conf import settings as installation
from django.db.models import F, Q
from django.utils import timezone

from observer.gateways.sms.adapters.base import Adapter, Outcome, Outgoing, Request, Result, Settings
from observer.gateways.sms.channels import adapter_of, settings_of
from observer.gateways.sms.models import SmsReply
from observer.gateways.sms.numbers import telephone_of
from observer.gateways.sms.sealing import TEXT, unseal

TIMEOUT_S = 10
MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)
# A claim this old belongs to a worker that is gone.
CLAIM = timedelta(minutes=2)
MOST_ANSWER = 256 * 1024
State = SmsReply.State

log = structlog.get_logger(__name__)


class _NoRedirect(HTTPRedirectHandler):
    """A gateway that sends us elsewhere is not followed: the text and the key are for it alone."""

    def redirect_request(self, *_about: Any, **_more: Any) -> None:
        return None


class NotSent(Exception):
    """The request never reached the gateway."""


class PerhapsSent(Exception):
    """The request went out and no answer came."""


def send_waiting(now: datetime | None = None, most: int = 200) -> int:
    """Send what waits, oldest first. Returns how many texts the gateways took."""
    at = now or timezone.now()
    SmsReply.objects.filter(state=State.SENDING, claimed_at__lt=at - CLAIM).update(
        state=State.UNSURE, next_at=at
    )
    due = Q(state__in=[State.QUEUED, State.UNSURE], next_at__lte=at)
    waiting = SmsReply.objects.filter(due).order_by("next_at", "pk").values_list("pk", flat=True)
    return sum(_send_one(pk, at) for pk in list(waiting[:most]))


def _send_one(reply_id: int, now: datetime) -> bool:
    """Claim one text and send it. False where somebody else has it, or the gateway has not taken it."""
    before = SmsReply.objects.values_list("state", flat=True).get(pk=reply_id)
    claimed = SmsReply.objects.filter(pk=reply_id, state=before, next_at__lte=now)
    if before not in {State.QUEUED, State.UNSURE} or not claimed.update(
        state=State.SENDING, attempts=F("attempts") + 1, claimed_at=now
    ):
        return False
    related = ("channel", "number__membership", "membership")
    reply = SmsReply.objects.select_related(*related).get(pk=reply_id)
    outgoing = _outgoing(reply)
    if outgoing is None:
        _write(reply, state=State.FAILED, failure="the number was erased")
        return False
    return _try(reply, outgoing, adapter_of(reply.channel), settings_of(reply.channel), before, now)


def _outgoing(reply: SmsReply) -> Outgoing | None:
    to = telephone_of(reply.number) if reply.number.number_sealed else None
    text = unseal(reply.mission_id, bytes(reply.text_sealed), owner=reply.membership, what=TEXT)
    return Outgoing(str(reply.reference), to, text, reply.made_at) if to and text else None


def _try(
    reply: SmsReply, outgoing: Outgoing, adapter: Adapter, settings: Settings, before: str, now: datetime
) -> bool:
    try:
        if before == State.UNSURE and _went_before(adapter, outgoing, settings):
            _write(reply, state=State.SENT, sent_at=now)
            return True
        request = adapter.request(outgoing, settings, now)
        if request is None:
            _write(reply, state=State.FAILED, failure="this channel only receives")
            return False
        return _note(reply, adapter.outcome(*call(request)), now)
    except NotSent as error:
        # What was in doubt before is so still: only the question did not get through.
        _later(reply, before, str(error), now)
    except PerhapsSent as error:
        _later(reply, State.UNSURE, str(error), now)
    return False


def _went_before(adapter: Adapter, outgoing: Outgoing, settings: Settings) -> bool:
    """Whether the gateway knows of the text. Raises as `call`, and NotSent where it does not say."""
    question = adapter.question(outgoing, settings)
    if question is None:
        return False
    status, body = call(question)
    if not 200 <= status < 300:
        raise NotSent(f"asked, and answered with {status}")
    return adapter.was_taken(outgoing, body)


def _note(reply: SmsReply, outcome: Outcome, now: datetime) -> bool:
    match outcome.result:
        case Result.TAKEN:
            _write(reply, state=State.SENT, sent_at=now, gateway_id=outcome.gateway_id, failure="")
            return True
        case Result.LATER:
            _later(reply, State.QUEUED, outcome.why, now)
        case Result.REFUSED:
            _write(reply, state=State.FAILED, failure=outcome.why[:200])
    return False


def _later(reply: SmsReply, state: str, why: str, now: datetime) -> None:
    """Wait twice as long each time, and give up after the eighth."""
    if reply.attempts >= MOST_ATTEMPTS:
        _write(reply, state=State.FAILED, failure=why[:200])
        return
    wait = min(FIRST_WAIT * 2 ** (reply.attempts - 1), LONGEST_WAIT)
    _write(reply, state=state, next_at=now + wait, failure=why[:200])


def _write(reply: SmsReply, **values: Any) -> None:
    """Only for this claim: another worker may have taken the row over meanwhile."""
    mine = SmsReply.objects.filter(pk=reply.pk, state=State.SENDING, attempts=reply.attempts)
    if not mine.update(**values):
        log.warning("sms.claim_lost", reply=reply.pk)


def call(request: Request) -> tuple[int, bytes]:
    """Status and body of the gateway's answer. Raises NotSent and PerhapsSent."""
    _require_allowed(request.url)
    sent = UrlRequest(
        request.url, data=request.body or None, headers=dict(request.headers), method=request.method
    )
    try:
        with build_opener(_NoRedirect).open(sent, timeout=TIMEOUT_S) as answer:
            return answer.status, answer.read(MOST_ANSWER)
    except HTTPError as error:
        return error.code, error.read(MOST_ANSWER)
    except URLError as error:
        if isinstance(error.reason, (ConnectionRefusedError, socket.gaierror)):
            raise NotSent(type(error.reason).__name__) from error
        raise PerhapsSent(type(error.reason).__name__) from error
    except (OSError, HTTPException) as error:
        raise PerhapsSent(type(error).__name__) from error


@dataclass(frozen=True, slots=True)
class _Host:
    name: str
    port: int

    def addresses(self) -> Iterable[str]:
        try:
            found = socket.getaddrinfo(self.name, self.port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise NotSent("there is no such host") from error
        return {str(address[4][0]) for address in found}


def _require_allowed(url: str) -> None:
    """Out to the world over TLS; into our own network only where the installation names the host.

    A coordinator types the address of a phone that forwards texts: without this it would be a way to make
    the server call whatever stands beside it. Raises NotSent.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in installation.SMS_HOSTS:
        return
    if parts.scheme != "https":
        raise NotSent("the address is not https")
    addresses = _Host(host, parts.port or 443).addresses()
    if not all(ipaddress.ip_address(address.partition("%")[0]).is_global for address in addresses):
        raise NotSent("the installation does not name this host (OBSERVER_SMS_HOSTS)")
