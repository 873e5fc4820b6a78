"""How a person of headquarters comes to a password: by a link that works once, made for them."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from observer.people.models import User


def first_sign_in(user: User) -> str | None:
    """The address where `user` chooses their first password; None when they have one.

    The link dies with the password it sets, and after PASSWORD_RESET_TIMEOUT (three days).
    """
    if user.has_usable_password():
        return None
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
