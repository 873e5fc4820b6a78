"""What `manage.py check --deploy --database default` says about a bad deployment, in plain words."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import connections

from observer.operations.roles import is_append_only, tables

OLDEST_SERVER = 16_00_00

# Roles with more power than the application may have: they get past grants, or own the tables.
POWER = """
    SELECT rolname, rolsuper, rolbypassrls, rolcreaterole,
           EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid
                   AND relnamespace = 'public'::regnamespace AND relkind = 'r')
    FROM pg_roles WHERE rolname = current_user
"""
# Of the tables named, those whose rows this role could change, delete or empty.
CHANGEABLE = """
    SELECT relname FROM pg_class
    WHERE relname = ANY(%s) AND relnamespace = 'public'::regnamespace
      AND (has_table_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE')
           OR has_table_privilege(oid, 'TRUNCATE'))
    ORDER BY relname
"""


def register_checks() -> None:
    """Called by the app's `ready`: registering is a side effect, so it is not one of importing."""
    register(check_server, Tags.database)
    register(check_role, Tags.database)
    register(check_written_once, Tags.database)
    register(check_mode, Tags.security, deploy=True)


def check_server(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    if not databases or "default" not in databases:
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        (number,) = cursor.fetchone()
    if int(number) >= OLDEST_SERVER:
        return []
    return [Error("PostgreSQL is older than version 16.", hint="Upgrade the server.", id="observer.E001")]


def check_role(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """The application's role owns nothing and stands above nobody."""
    if not databases or "default" not in databases:
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute(POWER)
        name, is_super, passes_policies, makes_roles, owns = cursor.fetchone()
    faults = [
        (is_super, "is a superuser"),
        (passes_policies, "may pass row policies"),
        (makes_roles, "may make roles"),
        (owns, "owns tables, so no right can be taken from it"),
    ]
    return [
        Error(
            f"The application's database role, {name}, {fault}.",
            hint="Let DATABASE_URL name the role observer_app; DATABASE_OWNER_URL is for migrations only.",
            id="observer.E002",
        )
        for found, fault in faults
        if found
    ]


def check_written_once(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """No row that is written once may be changed by the application."""
    if not databases or "default" not in databases:
        return []
    names = [model._meta.db_table for model in tables() if is_append_only(model)]
    with connections["default"].cursor() as cursor:
        cursor.execute(CHANGEABLE, [names])
        found = [name for (name,) in cursor.fetchall()]
    if not found:
        return []
    return [
        Error(
            f"The application may change tables that are written once: {', '.join(found)}.",
            hint="Run `manage.py prepare_database`, which sets the rights anew.",
            id="observer.E003",
        )
    ]


def check_mode(**kwargs: Any) -> list[CheckMessage]:
    """Switches that are for a desk, not for a mission."""
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(Error("OBSERVER_DEBUG is on: pages would show data, and logs too.", id="observer.E004"))
    if settings.DEMO:
        found.append(Caution("OBSERVER_DEMO is on: demo sign-ins are printed.", id="observer.W001"))
    if not settings.BEHIND_TLS:
        found.append(Caution("OBSERVER_TLS is off: passwords would travel in the open.", id="observer.W002"))
    if "owner" in settings.DATABASES:
        hint = "Give it to the container that runs `prepare_database`, not to the web server and the workers."
        found.append(Caution("DATABASE_OWNER_URL is set here.", hint=hint, id="observer.W003"))
    return found
