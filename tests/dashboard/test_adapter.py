"""Every person who signs in stands in the journal, with what they showed and nothing more."""

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from observer.journal.models import Entry
from observer.people.models import User
from tests.people.accounts import PASSWORD, a_second_factor, code_of, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def user(settings: Settings) -> User:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    return User.objects.create(
        username="alder-head", email="head@alder.example", password=make_password(PASSWORD)
    )


def test_a_sign_in_is_written_down_with_what_was_shown(user: User) -> None:
    client, secret = Client(), a_second_factor(user)
    sign_in(client, user)
    assert not Entry.objects.exists()
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    entry = Entry.objects.get()
    assert (entry.act, entry.mission_id, entry.user_id, entry.detail) == (
        "sign_in",
        None,
        user.pk,
        {"shown": ["password", "totp"]},
    )


def test_an_attempt_that_failed_is_logged_without_its_address(
    user: User, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(Client(), user, "a wrong pass phrase")
    assert not Entry.objects.exists()
    assert "sign-in failed" in caplog.text
    assert "alder" not in caplog.text
