import pytest
from django.db import ProgrammingError, connection
from psycopg import Connection, sql

from observer.operations import roles

RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def rights_of(owner: "Connection[tuple[object, ...]]", role: str) -> dict[str, set[str]]:
    """What `role` may do with whole tables, as the database tells it."""
    rows = owner.execute(
        "SELECT table_name, privilege_type FROM information_schema.table_privileges"
        " WHERE grantee = %s AND table_schema = 'public'",
        [role],
    )
    found: dict[str, set[str]] = {}
    for table, right in rows.fetchall():
        found.setdefault(str(table), set()).add(str(right))
    return found


def whole(rights: tuple[str, ...]) -> set[str]:
    return {right for right in rights if right in RIGHTS}


def test_the_application_has_exactly_the_rights_of_the_registry(
    owner_connection: "Connection[tuple[object, ...]]",
) -> None:
    expected = {model._meta.db_table: whole(roles.app_rights(model)) for model in roles.tables()}
    assert rights_of(owner_connection, "observer_app") == expected | {"django_migrations": {"SELECT"}}


def test_retention_reads_and_deletes_and_writes_certificates_only(
    owner_connection: "Connection[tuple[object, ...]]",
) -> None:
    found = rights_of(owner_connection, "observer_retention")
    assert {table for table, rights in found.items() if "INSERT" in rights} == {
        model._meta.db_table for model in roles.tables() if getattr(model, "retention_adds", False)
    }
    assert {right for rights in found.values() for right in rights} == {"SELECT", "DELETE", "INSERT"}


def test_a_changeable_model_changes_in_those_fields_alone(
    owner_connection: "Connection[tuple[object, ...]]",
) -> None:
    models = [model for model in roles.tables() if getattr(model, "changeable", ())]
    assert models
    for model in models:
        rows = owner_connection.execute(
            "SELECT column_name FROM information_schema.column_privileges WHERE grantee = 'observer_app'"
            " AND privilege_type = 'UPDATE' AND table_name = %s",
            [model._meta.db_table],
        )
        columns = {model._meta.get_field(name).column for name in model.changeable}  # type: ignore[attr-defined]
        assert {name for (name,) in rows.fetchall()} == columns, model


def test_most_evidence_is_written_once() -> None:
    names = {model._meta.label for model in roles.tables() if roles.is_append_only(model)}
    assert {"journal.Entry", "journal.Seal", "reports.Revision", "reports.Flag"} <= names


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE journal_entry",
        "UPDATE journal_entry SET act = 'x'",
        "DELETE FROM journal_entry",
        "CREATE TABLE mine (id int)",
        "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
        "SET ROLE observer_owner",
    ],
)
def test_the_application_is_refused(statement: str) -> None:
    refused = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
    with connection.cursor() as cursor, refused:
        cursor.execute(statement)


@pytest.mark.django_db
def test_tests_run_as_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert cursor.fetchone() == ("observer_app", "observer_app")


def test_grants_name_every_table_once_for_each_role() -> None:
    text = [statement.as_string() for statement in roles.grants()]
    for model in roles.tables():
        table = sql.Identifier(model._meta.db_table).as_string()
        assert sum(f"ON TABLE {table} TO" in line for line in text) == 2, table
