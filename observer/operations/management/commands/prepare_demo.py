from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction


class Command(BaseCommand):
    help = "What the demo needs before its pages open: the database, the static files, the example."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This fills the database with synthetic reports; it needs OBSERVER_DEMO=1.")
        call_command("prepare_database")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        if not apps.get_model("missions", "Mission").objects.exists():
            # All of it or nothing: a first start that was interrupted begins again.
            with transaction.atomic():
                call_command("load_example")
