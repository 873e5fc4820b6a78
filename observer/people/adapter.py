"""How allauth behaves here: nobody signs up, and nobody goes on without a second factor."""

from __future__ import annotations

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from observer.people.ciphers import decrypt, derived_key, encrypt
from observer.people.models import User

_PLACE = "second factor"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a mission's administrator, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seals the secrets of second factors: a copied table makes no valid codes."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(encrypt(_key(), text.encode(), bound_to=_PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(_key(), base64.b64decode(encrypted_text), bound_to=_PLACE).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth names it
        """What a new key is called until its owner calls it something else."""
        number = Authenticator.objects.filter(user=user.pk, type=type).count() + 1
        return _("Key %(number)d") % {"number": number}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one: set up another first."""
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def _key() -> bytes:
    return derived_key(settings.PERSONAL_DATA_KEY, "seal second factors")
