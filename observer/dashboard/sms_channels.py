"""The gateways of a mission for text messages: made, tried, closed. Secrets are shown once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.cursors import InOrder
from observer.dashboard.pages import draw, mission_page, paged
from observer.gateways.models import SmsChannel, SmsMessage, SmsReply
from observer.gateways.sms.adapters import ADAPTERS
from observer.gateways.sms.channels import close_channel, make_channel
from observer.gateways.sms.numbers import correspondent
from observer.gateways.sms.outbox import queue_reply
from observer.gateways.sms.receipts import a_test
from observer.gateways.sms.sealing import is_subscriber
from observer.missions.access import Act
from observer.missions.models import Membership
from observer.problems import INVALID, Problem

SETTINGS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "account": (gettext_lazy("Account"), gettext_lazy("Account SID at Twilio, API key at Vonage.")),
    "token": (
        gettext_lazy("Key of the account"),
        gettext_lazy("Auth token at Twilio, API secret at Vonage."),
    ),
    "signature": (gettext_lazy("Signature secret"), gettext_lazy("With the method SHA-256 HMAC.")),
    "sender": (gettext_lazy("Sender"), gettext_lazy("The number receipts come from.")),
    "address": (gettext_lazy("Address for sending"), gettext_lazy("Without one the channel only receives.")),
}


class NewestMade(InOrder):
    ordering = ("-id",)


@mission_page(Act.MANAGE_SMS)
def sms_channels(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Every channel, the newest first: when it was last heard of, and what could not be sent."""
    return _page(request, membership)


@mission_page(Act.MANAGE_SMS, "POST")
def sms_channel_new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The new channel's address and secret, without a redirect: they can be fetched from nowhere again."""
    gateway = request.POST.get("gateway", "")
    settings = {name: request.POST.get(name, "") for name in SETTINGS}
    label = request.POST.get("label", "")
    try:
        made = make_channel(by=membership, gateway=gateway, label=label, settings=settings)
    except Problem as problem:
        wrong = {str(error["field"]): str(error["detail"]) for error in problem.errors}
        return _page(request, membership, status=problem.status, wrong=wrong, chosen=gateway, label=label)
    address = request.build_absolute_uri(reverse("gateways:sms", args=[made.token]))
    return draw(request, membership, "sms_channel_made", made=made, address=address)


@mission_page(Act.MANAGE_SMS, "POST")
def sms_channel(
    request: HttpRequest, membership: Membership, sms_channel: int, channel_deed: str
) -> HttpResponse:
    """Close a channel, or send a test through it."""
    found = SmsChannel.objects.filter(mission=membership.mission_id, pk=sms_channel).first()
    if found is None or channel_deed not in {"close", "test"}:
        raise Http404
    if channel_deed == "close":
        close_channel(channel=found, by=membership)
        messages.success(request, _("The channel is closed: what still comes to its address is turned away."))
    else:
        send_test(membership, found, request.POST.get("telephone", ""))
        messages.success(request, _("The test is on its way."))
    return redirect("dashboard:sms_channels", membership.mission.code)


def send_test(membership: Membership, channel: SmsChannel, telephone: str) -> SmsReply:
    """Raises Problem INVALID for what is no number."""
    if not is_subscriber(telephone) or len(telephone) > 40:
        raise Problem(INVALID, _("A telephone number has at least nine digits."))
    number = correspondent(membership.mission, telephone)
    language = number.language or next(iter(membership.mission.languages), "en")
    return queue_reply(
        channel=channel, number=number, text=a_test(language), message=None, now=timezone.now()
    )


def _page(request: HttpRequest, membership: Membership, status: int = 200, **more: Any) -> HttpResponse:
    rows = SmsChannel.objects.filter(mission=membership.mission_id).select_related("made_by")
    listed = paged(request, rows, NewestMade())
    heard = _heard([one.pk for one in listed["rows"]])
    listed["rows"] = [(one, heard.get(one.pk, {})) for one in listed["rows"]]
    gateways = [(one.code, one.name, _fields(one.settings)) for one in ADAPTERS.values()]
    return draw(request, membership, "sms_channels", status=status, listed=listed, gateways=gateways, **more)


def _fields(settings: Any) -> list[dict[str, Any]]:
    """What a person types; what we make ourselves is left out."""
    return [
        {
            "name": one.name,
            "label": SETTINGS[one.name][0],
            "help": SETTINGS[one.name][1],
            "secret": one.secret,
            "required": one.required,
        }
        for one in settings
        if not one.made
    ]


def _heard(channels: list[int]) -> dict[int, dict[str, Any]]:
    """By channel: its last message, and how many receipts wait and failed. Two queries for any number."""
    last = SmsMessage.objects.filter(channel__in=channels).values("channel").annotate(last=Max("received_at"))
    found: dict[int, dict[str, Any]] = {one["channel"]: {"last": one["last"]} for one in last}
    replies = SmsReply.objects.filter(
        channel__in=channels, state__in=["queued", "sending", "unsure", "failed"]
    )
    counted = replies.values("channel").annotate(
        waiting=Count("pk", filter=~Q(state="failed")), failed=Count("pk", filter=Q(state="failed"))
    )
    for one in counted:
        found.setdefault(one["channel"], {}).update(waiting=one["waiting"], failed=one["failed"])
    return found
