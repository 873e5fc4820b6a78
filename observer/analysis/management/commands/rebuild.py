"""`manage.py rebuild`: add all figures up anew, or see whether that would change any."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from observer.analysis.rebuild import Difference, check, rebuild
from observer.missions.models import Mission


class Command(BaseCommand):
    help = (
        "Add every figure of a mission (or of all) up anew from its reports, beside the figures that are "
        "shown, and show the new ones. With --check nothing is changed: differences are printed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("missions", nargs="*", metavar="MISSION", help="codes; all missions if none")
        parser.add_argument("--check", action="store_true", help="compare only; exit with 1 on a difference")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for code, mission_id in missions(options["missions"]):
            if options["check"]:
                differences = check(mission_id=mission_id)
                wrong += len(differences)
                self.stdout.write(f"{code}: {'differs' if differences else 'agrees with its reports'}")
            else:
                rebuilt = rebuild(mission_id=mission_id)
                differences = rebuilt.differences
                self.stdout.write(f"{code}: {rebuilt.reports} reports added up anew")
            for difference in differences:
                self.stdout.write(f"  {line(difference)}")
        if wrong:
            raise CommandError("Figures and reports do not agree; run rebuild without --check.", returncode=1)


def missions(codes: list[str]) -> list[tuple[str, int]]:
    """Code and id of the missions asked for. Raises CommandError for an unknown code."""
    found = dict(Mission.objects.order_by("code").values_list("code", "pk"))
    if unknown := set(codes) - set(found):
        raise CommandError(f"There is no mission {', '.join(sorted(unknown))}.")
    return [(code, pk) for code, pk in found.items() if not codes or code in codes]


def line(difference: Difference) -> str:
    cell = ", ".join(f"{name}={value!r}" for name, value in difference.cell.items())
    return f"{difference.table}: {cell}: was {difference.kept}, is {difference.anew}"
