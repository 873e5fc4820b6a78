"""People with accounts, and browsers they sign in with."""

from __future__ import annotations

from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.utils import timezone

from observer.people.models import User

PASSWORD = "a long enough pass phrase"


def an_account(email: str = "head@alder.example") -> User:
    return User.objects.create_user(email.split("@")[0], email=email, password=PASSWORD)


def a_second_factor(user: User) -> str:
    """An authenticator app set up for the account: its secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str, *, later: int = 0) -> str:
    """What the app shows now, or `later` steps of thirty seconds from now."""
    counter = int(timezone.now().timestamp()) // 30 + later
    return str(format_hotp_value(hotp_value(secret, counter)))


def sign_in(client: Client, user: User, password: str = PASSWORD, **more: Any) -> Any:
    """Send the form of the sign-in page."""
    return client.post("/accounts/login/", {"login": user.email, "password": password}, **more)


def browser_of(user: User) -> Client:
    """A browser in which `user` is signed in, second factor shown."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0.0, "type": "totp"}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
