"""What each database role may do, computed from the models; and the roles themselves.

`observer_owner` migrates and owns. `observer_app` runs: it reads and adds everywhere, and changes and
deletes only where a model is not written once (`append_only = True`, and every history event). A model
with `changeable = ("current", …)` is never deleted and changes in those fields alone.
`observer_retention` reads and deletes, and adds to the tables that say so (`retention_adds = True`),
where the certificate of a deletion is written. Nobody but the owner may truncate or create.
"""

from collections.abc import Iterator

import pghistory.models
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

OWNER, APP, RETENTION = "observer_owner", "observer_app", "observer_retention"
# The application looks at this table only to say whether the database is behind.
READ_ONLY = ("django_migrations",)


def is_append_only(model: type[models.Model]) -> bool:
    return bool(getattr(model, "append_only", False)) or issubclass(model, pghistory.models.Event)


def tables() -> Iterator[type[models.Model]]:
    """Every model that owns a table, the hidden ones between two others included."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def app_rights(model: type[models.Model]) -> tuple[str, ...]:
    if is_append_only(model):
        return ("SELECT", "INSERT")
    if changeable := getattr(model, "changeable", ()):
        columns = (str(model._meta.get_field(name).column) for name in changeable)  # type: ignore[union-attr]
        return ("SELECT", "INSERT", f"UPDATE ({', '.join(columns)})")
    return ("SELECT", "INSERT", "UPDATE", "DELETE")


def retention_rights(model: type[models.Model]) -> tuple[str, ...]:
    return ("SELECT", "DELETE", "INSERT") if getattr(model, "retention_adds", False) else ("SELECT", "DELETE")


def grants() -> list[sql.Composed]:
    """The SQL that takes every right away and gives back those above; run it as the owner, atomically."""
    both = sql.SQL(", ").join(map(sql.Identifier, (APP, RETENTION)))
    statements = [
        sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC").format(),
        sql.SQL("REVOKE ALL ON SCHEMA public FROM {}").format(both),
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(both),
        sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}").format(both),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(both),
        sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(both),
    ]
    for model in tables():
        statements += [
            grant(app_rights(model), model._meta.db_table, APP),
            grant(retention_rights(model), model._meta.db_table, RETENTION),
        ]
    return statements + [grant(("SELECT",), table, APP) for table in READ_ONLY]


def grant(rights: tuple[str, ...], table: str, role: str) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.SQL, rights))
    return sql.SQL("GRANT {} ON TABLE {} TO {}").format(names, sql.Identifier(table), sql.Identifier(role))


def apply_grants(connection: BaseDatabaseWrapper) -> int:
    """Apply `grants` in the transaction that is open on the owner's connection; return how many."""
    statements = grants()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return len(statements)


def create_missing_roles(connection: BaseDatabaseWrapper) -> list[str]:
    """Make the roles of DATABASE_URL and DATABASE_RETENTION_URL where the owner may; return the new ones.

    Raises ImproperlyConfigured with the SQL for an administrator when a role is missing and the owner
    may not make it, and when a URL names another role: the triggers know the three by name.
    """
    wanted = {"default": APP, "retention": RETENTION}
    missing = []
    with connection.cursor() as cursor:
        for alias, role in wanted.items():
            password = password_of(alias, role)
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                missing.append((role, password))
        for role, password in missing:
            require_role_maker(connection, role)
            create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                sql.Identifier(role), sql.Literal(password)
            )
            cursor.execute(create)
    return [role for role, _ in missing]


def password_of(alias: str, role: str) -> str | None:
    """The password to give `role`; None (it cannot log in yet) when its URL is not set."""
    if alias not in settings.DATABASES:
        return None
    if settings.DATABASES[alias]["USER"] != role:
        raise ImproperlyConfigured(f"The database address for '{alias}' must use the role {role}.")
    return str(settings.DATABASES[alias]["PASSWORD"])


def require_role_maker(connection: BaseDatabaseWrapper, role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
        (may_create,) = cursor.fetchone() or (False,)
    if not may_create:
        raise ImproperlyConfigured(
            f"The database role {role} does not exist and {OWNER} may not make it. "
            f"Have an administrator run: CREATE ROLE {role} LOGIN PASSWORD '…';"
        )
