from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections, transaction

from observer.operations.roles import apply_grants, create_missing_roles

# Two containers that start together take turns; the number is Observer's own, and means nothing.
PREPARATION = 7_204_119_833


class Command(BaseCommand):
    help = "Bring the database up to date: roles, migrations, rights. Safe to repeat."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if "owner" not in connections.databases:
            raise CommandError("Set DATABASE_OWNER_URL: only the owner of the tables may change them.")
        connection = connections["owner"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARATION])
        try:
            self.prepare(options["verbosity"])
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        finally:
            connection.close()  # the lock goes with it

    def prepare(self, verbosity: int) -> None:
        connection = connections["owner"]
        for role in create_missing_roles(connection):
            self.stdout.write(f"Made the database role {role}.")
        call_command("migrate", database="owner", interactive=False, verbosity=max(verbosity - 1, 0))
        with transaction.atomic(using="owner"):
            count = apply_grants(connection)
        if verbosity > 0:
            self.stdout.write(f"The database is ready ({count} grants).")
