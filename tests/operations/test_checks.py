import pytest
from django.core.checks import CheckMessage
from django.db import connections
from psycopg import Connection
from pytest_django import Settings

from observer.operations import checks


def numbers(found: list[CheckMessage]) -> list[str | None]:
    return [message.id for message in found]


@pytest.mark.django_db
def test_this_deployment_is_sound() -> None:
    every = (checks.check_server, checks.check_role, checks.check_written_once)
    assert [message for check in every for message in check(databases=["default"])] == []


@pytest.mark.parametrize("check", [checks.check_server, checks.check_role, checks.check_written_once])
def test_the_database_is_asked_only_when_django_says_so(check: object) -> None:
    assert check(databases=None) == []  # type: ignore[operator]


def test_an_application_that_owns_the_tables_is_named(
    committed_database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "connections", {"default": connections["owner"]})
    found = checks.check_role(databases=["default"])
    assert numbers(found) == ["observer.E002"]
    assert "observer_owner, owns tables" in found[0].msg


def test_a_right_too_many_is_named(
    committed_database: None, owner_connection: "Connection[tuple[object, ...]]"
) -> None:
    owner_connection.execute("GRANT UPDATE ON journal_seal TO observer_app")
    owner_connection.execute("GRANT TRUNCATE ON journal_entry TO observer_app")
    found = checks.check_written_once(databases=["default"])
    assert numbers(found) == ["observer.E003"]
    assert found[0].msg.endswith(": journal_entry, journal_seal.")


def test_a_desk_is_not_a_mission(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEBUG, settings.DEMO, settings.BEHIND_TLS = True, True, False
    monkeypatch.delitem(settings.DATABASES, "owner")
    assert numbers(checks.check_mode()) == ["observer.E004", "observer.W001", "observer.W002"]


def test_a_mission_has_nothing_to_say(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEBUG, settings.DEMO, settings.BEHIND_TLS = False, False, True
    monkeypatch.delitem(settings.DATABASES, "owner")
    assert checks.check_mode() == []
