"""A password alone opens nothing but the way to a second factor."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from observer.people.models import User
from observer.people.second_factor import OPEN
from tests.addresses import addresses
from tests.people.accounts import PASSWORD, a_second_factor, an_account, browser_of, code_of, sign_in

pytestmark = pytest.mark.django_db


def signed_in_by_password_alone() -> tuple[Client, User]:
    client, user = Client(), an_account()
    assert sign_in(client, user).status_code == 302
    return client, user


def test_without_a_second_factor_a_person_is_sent_to_set_one_up() -> None:
    client, _user = signed_in_by_password_alone()
    response = client.get("/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/2fa/")
    assert client.get("/accounts/2fa/").status_code == 200


def test_a_password_alone_reaches_no_address_but_those_of_the_second_factor() -> None:
    client, _user = signed_in_by_password_alone()
    answers = {name: client.get(address) for name, address in addresses() if name not in OPEN}
    assert len(answers) > 10
    passed = {name for name, answer in answers.items() if not is_turned_back(answer)}
    assert passed == set()


def is_turned_back(answer: Any) -> bool:
    """To the set-up, or for machines a refusal; never the page, a redirect elsewhere, or what is there."""
    to_set_up = answer.status_code == 302 and answer["Location"] == "/accounts/2fa/"
    return to_set_up or (answer.status_code == 401 and answer.json()["type"] == "/problems/sign-in")


def test_the_open_addresses_are_those_that_exist() -> None:
    names = set(get_resolver().reverse_dict)
    nested = {name for name, _address in addresses()}
    assert {name for name in names | nested if isinstance(name, str)} >= OPEN


def test_with_a_second_factor_set_up_the_password_does_not_sign_in() -> None:
    client, user = Client(), an_account()
    a_second_factor(user)
    response = sign_in(client, user)
    assert response["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.get("/")["Location"] == "/accounts/login/?next=/"


def test_the_code_of_the_app_completes_signing_in() -> None:
    client, user = Client(), an_account()
    secret = a_second_factor(user)
    sign_in(client, user)
    response = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert response.status_code == 302
    assert client.get("/").status_code == 200


def test_a_wrong_code_does_not() -> None:
    client, user = Client(), an_account()
    secret = a_second_factor(user)
    sign_in(client, user)
    response = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret, later=900)})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_code_works_once() -> None:
    user = an_account()
    secret = a_second_factor(user)
    code = code_of(secret)
    answers = []
    for client in (Client(), Client()):
        sign_in(client, user)
        client.post("/accounts/2fa/authenticate/", {"code": code})
        answers.append("_auth_user_id" in client.session)
    assert answers == [True, False]


def test_setting_up_an_app_and_showing_its_code_opens_the_door() -> None:
    client, user = signed_in_by_password_alone()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    activated = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert activated.status_code == 302
    assert Authenticator.objects.filter(user=user).count() == 2  # the app and the recovery codes
    asked = client.get("/")
    assert asked["Location"] == "/accounts/2fa/reauthenticate/?next=%2F"
    client.post("/accounts/2fa/reauthenticate/", {"code": code_of(secret, later=1)})
    assert client.get("/").status_code == 200


def test_a_recovery_code_stands_in_for_the_app_once() -> None:
    client, user = signed_in_by_password_alone()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    codes = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    answers = []
    for browser in (Client(), Client()):
        sign_in(browser, user)
        browser.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        answers.append("_auth_user_id" in browser.session)
    assert answers == [True, False]


def test_the_last_second_factor_cannot_be_turned_off() -> None:
    user = an_account()
    secret = a_second_factor(user)
    client = Client()
    sign_in(client, user)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    response = client.post("/accounts/2fa/totp/deactivate/")
    assert response.status_code == 200
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_the_secret_of_the_app_is_sealed_in_the_database() -> None:
    secret = a_second_factor(an_account())
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(a::text) FROM mfa_authenticator a")
        assert secret not in str(cursor.fetchone())
    assert Authenticator.objects.get().wrap().validate_code(code_of(secret)) is True


def test_machines_are_told_and_not_redirected() -> None:
    client, _user = signed_in_by_password_alone()
    response = client.get("/api/v1/missions/alder/regions/")
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"


def test_a_session_with_a_second_factor_passes_and_is_not_kept_by_caches() -> None:
    response = browser_of(an_account()).get("/")
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
