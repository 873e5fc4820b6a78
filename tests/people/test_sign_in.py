"""Signing in: a new session, limits on guessing, no way in that was not meant."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.people.accounts import PASSWORD, a_second_factor, an_account, browser_of, code_of, sign_in

pytestmark = pytest.mark.django_db


def test_a_session_planted_before_signing_in_is_worth_nothing_after() -> None:
    client, user = Client(), an_account()
    secret = a_second_factor(user)
    client.get("/accounts/login/")
    sign_in(client, user)
    planted = client.session.session_key
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/")["Location"] == "/accounts/login/?next=/"


def test_signing_out_ends_the_session_on_the_server() -> None:
    client = browser_of(an_account())
    kept = client.session.session_key
    client.post("/accounts/logout/")
    client.cookies["sessionid"] = kept
    assert client.get("/")["Location"] == "/accounts/login/?next=/"


def test_a_get_does_not_sign_out() -> None:
    client = browser_of(an_account())
    client.get("/accounts/logout/")
    assert client.get("/").status_code == 200


def test_guessing_one_account_is_stopped() -> None:
    user = an_account()
    for _guess in range(5):
        assert sign_in(Client(), user, "a wrong pass phrase").status_code == 200
    response = sign_in(Client(), user)
    assert "_auth_user_id" not in response.client.session
    assert response.status_code == 200


def test_guessing_many_accounts_from_one_address_is_stopped() -> None:
    for number in range(20):
        Client().post("/accounts/login/", {"login": f"p{number}@x.example", "password": PASSWORD})
    response = Client().post("/accounts/login/", {"login": "p99@x.example", "password": PASSWORD})
    assert response.status_code == 429


def test_a_made_up_address_header_gives_no_fresh_limit() -> None:
    answers = [
        Client()
        .post(
            "/accounts/login/",
            {"login": f"p{number}@x.example", "password": PASSWORD},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        )
        .status_code
        for number in range(21)
    ]
    assert answers[-1] == 429


def test_an_account_that_is_off_does_not_sign_in() -> None:
    user = an_account()
    user.is_active = False
    user.save()
    client = Client()
    sign_in(client, user)
    assert "_auth_user_id" not in client.session


def test_an_account_without_a_password_does_not_sign_in() -> None:
    user = an_account()
    user.set_unusable_password()
    user.save()
    for password in ("", "!", PASSWORD):
        client = Client()
        sign_in(client, user, password)
        assert "_auth_user_id" not in client.session


def test_unknown_people_and_wrong_passwords_get_the_same_words() -> None:
    user = an_account()
    wrong = sign_in(Client(), user, "a wrong pass phrase")
    unknown = Client().post("/accounts/login/", {"login": "nobody@alder.example", "password": PASSWORD})
    assert wrong.context["form"].errors == unknown.context["form"].errors


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email"])
def test_nobody_signs_up_or_in_by_mail(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "next_page", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(next_page: str) -> None:
    client, user = Client(), an_account()
    response = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD, "next": next_page})
    assert response["Location"] == "/"


def test_a_form_sent_from_elsewhere_is_refused() -> None:
    user = an_account()
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, user).status_code == 403


def test_the_session_cookie_is_for_this_site_and_not_for_scripts() -> None:
    client, user = Client(), an_account()
    sign_in(client, user)
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_every_page_carries_the_strict_headers() -> None:
    response = Client().get("/accounts/login/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=(self)" in response["Permissions-Policy"]
