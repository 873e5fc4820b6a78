"""Channels: made with their secrets, found by the address a gateway calls, closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from observer.gateways.sms.adapters import ADAPTERS
from observer.gateways.sms.adapters.base import Adapter
from observer.gateways.sms.models import SmsChannel
from observer.gateways.sms.sealing import seal_settings, unseal_settings
from observer.journal.record import record
from observer.missions.access import Act, require
from observer.missions.models import Membership
from observer.people.tokens import new_token, token_hash
from observer.problems import CONFLICT, INVALID, Problem

LONGEST_SETTING = 300


@dataclass(frozen=True, slots=True)
class Made:
    """A new channel. `token`: the part of its address nobody guesses; `secrets`: what we made. Shown once."""

    channel: SmsChannel
    token: str
    secrets: Mapping[str, str]


@transaction.atomic
def make_channel(*, by: Membership, gateway: str, label: str, settings: Mapping[str, str]) -> Made:
    """A channel of `by`'s mission, its settings sealed.

    Raises Problem: FORBIDDEN, and INVALID for an unknown gateway, without a label or a setting it needs.
    """
    require(by, Act.MANAGE_SMS)
    adapter = ADAPTERS.get(gateway)
    if adapter is None:
        raise Problem(INVALID, errors=[_error("gateway", _("There is no such gateway."))])
    secrets = {one.name: new_token() for one in adapter.settings if one.made}
    kept = _checked(adapter, label, settings) | secrets
    token = new_token()
    hashed = token_hash(token)
    channel = SmsChannel.objects.create(
        mission_id=by.mission_id,
        label=label.strip(),
        gateway=gateway,
        token_hash=hashed,
        settings_sealed=seal_settings(hashed, kept),
        made_by=by,
    )
    _tell("sms.channel_made", by, channel)
    return Made(channel, token, secrets)


@transaction.atomic
def close_channel(*, channel: SmsChannel, by: Membership) -> None:
    """From now on what comes by its address is turned away; receipts on their way are still sent.

    Raises Problem: FORBIDDEN, CONFLICT when it was closed before.
    """
    require(by, Act.MANAGE_SMS, mission_id=channel.mission_id)
    open_ = SmsChannel.objects.filter(pk=channel.pk, closed_at__isnull=True)
    if not open_.update(closed_by=by, closed_at=timezone.now()):
        raise Problem(CONFLICT, _("This channel was closed before."))
    _tell("sms.channel_closed", by, channel)


def channel_of(token: str) -> SmsChannel | None:
    """The open channel at an address. One query, by a unique key."""
    found = SmsChannel.objects.filter(token_hash=token_hash(token), closed_at__isnull=True)
    return found.select_related("mission").first()


def settings_of(channel: SmsChannel) -> dict[str, str]:
    return unseal_settings(bytes(channel.token_hash), bytes(channel.settings_sealed))


def adapter_of(channel: SmsChannel) -> Adapter:
    return ADAPTERS[channel.gateway]


def _checked(adapter: Adapter, label: str, settings: Mapping[str, str]) -> dict[str, str]:
    errors = []
    if not 0 < len(label.strip()) <= 80:
        errors.append(_error("label", _("Give it a name of up to 80 characters.")))
    kept = {one.name: settings.get(one.name, "").strip() for one in adapter.settings if not one.made}
    for one in adapter.settings:
        if one.made:
            continue
        if one.required and not kept[one.name]:
            errors.append(_error(one.name, _("This is needed.")))
        elif len(kept[one.name]) > LONGEST_SETTING:
            errors.append(_error(one.name, _("This is too long.")))
    if (address := kept.get("address")) and not address.startswith(("https://", "http://")):
        errors.append(_error("address", _("An address begins with https://.")))
    if errors:
        raise Problem(INVALID, errors=errors)
    return kept


def _error(field: str, detail: str) -> dict[str, str]:
    return {"field": field, "code": "invalid", "detail": detail}


def _tell(act: str, by: Membership, channel: SmsChannel) -> None:
    record(
        act=act,
        mission_id=by.mission_id,
        user_id=by.user_id,
        subject="sms_channel",
        subject_id=channel.pk,
        detail={"gateway": channel.gateway},
    )
