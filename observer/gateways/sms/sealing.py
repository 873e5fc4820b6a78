"""Numbers, texts and settings as the database keeps them: sealed, and found by keyed hashes alone."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from django.conf import settings as installation

from observer.missions.models import Membership
from observer.missions.personal import normal_telephone, open_for, seal_for, telephone_index
from observer.people.ciphers import CannotOpen, blind_index, decrypt, derived_key, encrypt

TEXT, NUMBER = "text message", "telephone"
# What is shorter is no subscriber's number: a service, a bank, a name in letters.
SUBSCRIBER_DIGITS = 9
LAST_DIGITS_SHOWN = 4


def seal(mission_id: int, plain: str, *, owner: Membership | None, what: str) -> bytes:
    """Under the owner's own key, or the mission's while nobody knows whose it is."""
    if owner is not None:
        return seal_for(owner, plain.encode("utf-8", "replace"), what=what)
    return encrypt(_mission_key(), plain.encode("utf-8", "replace"), bound_to=_place(mission_id, what))


def unseal(mission_id: int, sealed: bytes, *, owner: Membership | None, what: str) -> str | None:
    """What was sealed; None where the owner was erased meanwhile."""
    if owner is not None:
        try:
            plain = open_for(owner, sealed, what=what)
        except CannotOpen:  # sealed before the person was erased and came again
            return None
        return None if plain is None else plain.decode()
    return decrypt(_mission_key(), sealed, bound_to=_place(mission_id, what)).decode()


def number_index(mission_id: int, number: str) -> bytes:
    """The index of the register's telephones, so that one finds the other; other senders have their own."""
    if is_subscriber(number):
        index = telephone_index(mission_id, number)
        assert index is not None
        return index
    purpose = f"sender in mission {mission_id}"
    return blind_index(installation.INDEX_KEY, number.strip().upper(), purpose=purpose)


def is_subscriber(number: str) -> bool:
    """Whether a person can be behind this number: it has digits enough, and no letters."""
    digits = normal_telephone(number)
    return len(digits) >= SUBSCRIBER_DIGITS and not any(map(str.isalpha, number))


def text_hash(mission_id: int, text: str) -> bytes:
    """32 bytes by which the same text is known again without being kept."""
    return blind_index(installation.INDEX_KEY, text, purpose=f"text message in mission {mission_id}")


def shortened(number: str) -> str:
    """A number as a list shows it: enough to tell two apart, not to call one."""
    digits = [sign for sign in number if sign.isdecimal()]
    return f"…{''.join(digits[-LAST_DIGITS_SHOWN:])}" if is_subscriber(number) else number[:20]


def seal_settings(channel_token: bytes, settings: Mapping[str, str]) -> bytes:
    """`channel_token`: the hash of the channel's address, to which the settings are bound."""
    return encrypt(_mission_key(), orjson.dumps(dict(settings)), bound_to=f"channel {channel_token.hex()}")


def unseal_settings(channel_token: bytes, sealed: bytes) -> dict[str, str]:
    plain = decrypt(_mission_key(), sealed, bound_to=f"channel {channel_token.hex()}")
    settings: dict[str, str] = orjson.loads(plain)
    return settings


def _mission_key() -> bytes:
    return derived_key(installation.PERSONAL_DATA_KEY, "text messages")


def _place(mission_id: int, what: str) -> str:
    return f"{what} of nobody in mission {mission_id}"
