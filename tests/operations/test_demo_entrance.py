"""The demo's links sign in with everything a sign-in needs; without the demo there is no such door."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core import signing
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import NoReverseMatch, clear_url_caches, reverse
from pytest_django import Settings

from observer.missions.models import Membership, Mission
from observer.missions.roles import Role
from observer.missions.senders import sender_of
from observer.operations.demo_entrance import entrance
from tests.addresses import addresses
from tests.factories import a_member, a_mission, an_election
from tests.operations import demo_addresses
from tests.people.accounts import an_account, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Settings) -> Iterator[None]:
    """The addresses as they are where OBSERVER_DEMO is set."""
    settings.DEMO = True
    settings.ROOT_URLCONF = demo_addresses.__name__
    yield
    clear_url_caches()


def head_of(code: str = "alder", *, fictional: bool = True) -> Membership:
    mission = a_mission(an_election(code), code)
    Mission.objects.filter(pk=mission.pk).update(fictional=fictional)
    return a_member(mission, Role.HEAD)


def goes_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_link_signs_in_and_passes_the_second_factor(demo: None) -> None:
    client, head = Client(), head_of()
    response = client.get(entrance(head.user))
    assert response["Location"] == "/"
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert client.session["_auth_user_id"] == str(head.user_id)
    answer = client.get("/", follow=True)
    assert answer.status_code == 200
    assert "/accounts/" not in answer.request["PATH_INFO"]


def test_another_link_changes_the_person_and_the_session(demo: None) -> None:
    client, head, other = Client(), head_of(), head_of("birch")
    client.get(entrance(head.user))
    first = client.session.session_key
    client.get(entrance(other.user))
    assert client.session["_auth_user_id"] == str(other.user_id)
    assert client.session.session_key != first


def test_a_link_is_ours_or_opens_nothing(demo: None) -> None:
    head = head_of()
    forged = signing.Signer(salt="another purpose").sign(str(head.user_id))
    for link in (reverse("demo_entrance", args=[forged]), entrance(head.user)[:-2] + "x/", "/demo/1:x/"):
        client = Client()
        assert client.get(link).status_code == 404
        assert not goes_in(client)


def test_nobody_of_a_real_mission_comes_in_by_a_link(demo: None) -> None:
    real, both = head_of(fictional=False), head_of("birch")
    Membership.objects.create(mission=real.mission, user=both.user, code="HQ-9", role=Role.ANALYST)
    for person in (real, both):
        client = Client()
        assert client.get(entrance(person.user)).status_code == 404
        assert not goes_in(client)


def test_a_link_made_in_a_demo_opens_nothing_where_there_is_none(demo: None, settings: Settings) -> None:
    link = entrance(head_of().user)
    settings.DEMO = False
    assert Client().get(link).status_code == 404
    settings.ROOT_URLCONF = "observer.urls"
    client = Client()
    assert client.get(link).status_code == 404
    assert not goes_in(client)


def test_without_the_demo_the_address_does_not_exist() -> None:
    assert not [name for name, _address in addresses() if "demo" in name]
    with pytest.raises(NoReverseMatch):
        reverse("demo_entrance", args=["x"])


def test_a_password_alone_opens_nothing_in_the_demo_either(demo: None) -> None:
    client, user = Client(), an_account("head@alder.example")
    sign_in(client, user)
    assert client.get("/")["Location"] == "/accounts/2fa/"


def test_the_command_lists_every_role_of_every_mission_with_a_link_that_works(demo: None) -> None:
    missions = [a_mission(an_election(code), code) for code in ("alder", "birch")]
    for mission in missions:
        for role in Role:
            a_member(mission, role)
    out = StringIO()
    call_command("demo_accounts", "--json", "--address", "http://localhost:8000/", stdout=out)
    listed = json.loads(out.getvalue())
    assert [(each["mission"], each["role"]) for each in listed] == [
        (mission.code, role.value) for mission in missions for role in Role
    ]
    for each in listed:
        path = each["credential"].removeprefix("http://localhost:8000")
        client = Client()
        if each["role"] == Role.OBSERVER:
            assert client.post(path).status_code == 302
            assert sender_of(client.cookies["observer_device"].value) is not None
            assert each["address"].startswith("OBS-")
        else:
            client.get(path)
            assert goes_in(client)
            assert each["address"].endswith(f"@{each['mission']}.example")


def test_the_command_tells_people_one_line_a_role(demo: None) -> None:
    head_of()
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    assert "    head                   http://localhost:8000/demo/" in out.getvalue()


def test_the_command_is_for_the_demo() -> None:
    with pytest.raises(CommandError):
        call_command("demo_accounts")


def test_the_rule_of_the_second_factor_knows_nothing_of_the_demo() -> None:
    people = Path(__file__).resolve().parents[2] / "observer" / "people"
    assert [path.name for path in people.glob("*.py") if "demo" in path.read_text().lower()] == []
