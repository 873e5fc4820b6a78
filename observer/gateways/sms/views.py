"""The address a gateway calls: `/sms/<what nobody guesses>/`."""

from __future__ import annotations

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from observer.gateways.sms.adapters.base import Refused, Webhook
from observer.gateways.sms.channels import adapter_of, channel_of, settings_of
from observer.gateways.sms.taking import receive_messages

MOST_BYTES = 256 * 1024

log = structlog.get_logger(__name__)


@csrf_exempt  # signed by the gateway, and no cookie counts here
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest, channel_token: str) -> HttpResponse:
    """Messages of a gateway: read where its signature holds, stored before it is thanked."""
    channel = channel_of(channel_token)
    if channel is None:
        raise Http404
    adapter, now = adapter_of(channel), timezone.now()
    try:
        inbound = adapter.read(as_webhook(request), settings_of(channel), now)
    except Refused as error:
        log.warning("sms.refused", channel=channel.pk, why=str(error))
        return HttpResponse(
            "This request is not signed as it must be.", status=403, content_type="text/plain"
        )
    receive_messages(channel=channel, inbound=inbound, now=now)
    kind, body = adapter.thanks()
    return HttpResponse(body, content_type=kind)


def as_webhook(request: HttpRequest) -> Webhook:
    """The request as adapters read it. Raises Refused for a body beyond all reason."""
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MOST_BYTES:
        raise Refused("too large")
    headers = {name.lower(): value for name, value in request.headers.items()}
    query = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    return Webhook(request.method or "", request.build_absolute_uri(), headers, query, request.body)
