"""The gateways for text messages that Observer speaks to, by the code a channel keeps."""

from __future__ import annotations

from collections.abc import Mapping

from observer.gateways.sms.adapters.base import Adapter
from observer.gateways.sms.adapters.generic import Generic
from observer.gateways.sms.adapters.twilio import Twilio
from observer.gateways.sms.adapters.vonage import Vonage

ADAPTERS: Mapping[str, Adapter] = {one.code: one for one in (Generic(), Twilio(), Vonage())}
