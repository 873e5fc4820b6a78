"""Setting up and showing a second factor in a real browser, scripts and content policy included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from observer.missions.models import Membership
from observer.missions.roles import Role
from tests.factories import a_member, a_mission, an_election
from tests.flows.conftest import DESK, hindrances, overflow
from tests.people.accounts import PASSWORD, code_of

Open = Callable[..., Page]
BOARD = re.compile(r"/missions/alder/$")


@pytest.fixture
def head(served: str) -> Iterator[Membership]:
    cache.clear()
    member = a_member(a_mission(an_election(), "alder"), Role.HEAD)
    member.user.set_password(PASSWORD)
    member.user.save()
    yield member
    cache.clear()


def sign_in(page: Page, head: Membership) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", head.user.email or "")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def confirm_password(page: Page) -> None:
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def with_a_key(page: Page) -> None:
    """A key in the computer itself, which knows its owner and answers at once."""
    page.goto("/accounts/login/")
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def fits_and_hinders_nobody(page: Page) -> None:
    assert hindrances(page) == []
    assert overflow(page) == 0


def test_an_app_is_set_up_and_opens_the_board(open_page: Open, head: Membership) -> None:
    page = open_page()
    sign_in(page, head)
    expect(page).to_have_url(re.compile(r"/accounts/2fa/$"))
    fits_and_hinders_nobody(page)
    page.goto("/accounts/2fa/totp/activate/")
    confirm_password(page)
    fits_and_hinders_nobody(page)
    secret = page.locator(".secret").text_content() or ""
    page.fill("[name=code]", code_of(secret))
    page.press("[name=code]", "Enter")
    fits_and_hinders_nobody(page)
    page.goto("/")
    page.fill("[name=code]", code_of(secret, later=1))
    page.press("[name=code]", "Enter")
    expect(page).to_have_url(BOARD)


def test_a_passkey_is_set_up_and_signs_in_without_a_password(open_page: Open, head: Membership) -> None:
    page = open_page(viewport=DESK)
    with_a_key(page)
    sign_in(page, head)
    page.goto("/accounts/2fa/webauthn/add/")
    confirm_password(page)
    fits_and_hinders_nobody(page)
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    expect(page).to_have_url(re.compile(r"/2fa/recovery-codes/"))
    page.goto("/")
    page.click("#mfa_webauthn_reauthenticate")
    expect(page).to_have_url(BOARD)
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.click("#passkey_login")
    expect(page).to_have_url(BOARD)
