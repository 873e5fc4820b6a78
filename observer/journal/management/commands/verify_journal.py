"""`manage.py verify_journal`: is the journal as it was sealed?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from observer.journal.verify import UNSEALED_FOR, Fault, Verdict, verify
from observer.missions.models import Mission

ABOVE_MISSIONS = "-"


class Command(BaseCommand):
    help = (
        "Recompute every seal of the journal and name the entries that were altered, removed, slipped in or "
        "never sealed. Prints the newest seal of each mission; keep it elsewhere and compare with --expect."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--mission", help=f"one mission's code; '{ABOVE_MISSIONS}' for acts above any mission"
        )
        parser.add_argument(
            "--expect", metavar="NUMBER:DIGEST", help="a seal kept elsewhere; needs --mission"
        )
        parser.add_argument(
            "--unsealed-for",
            type=int,
            metavar="MINUTES",
            default=int(UNSEALED_FOR.total_seconds() // 60),
            help="how long an entry may wait for its seal (60)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kept = read_seal(options["expect"]) if options["expect"] else None
        if kept and not options["mission"]:
            raise CommandError("A seal belongs to one mission: give --mission with --expect.")
        faults = 0
        for code, mission_id in chains(options["mission"]):
            verdict = verify(mission_id, kept=kept, unsealed_for=timedelta(minutes=options["unsealed_for"]))
            self.tell(code, verdict)
            faults += len(verdict.faults)
        if faults:
            raise CommandError(f"The journal is not as it was sealed: {faults} fault(s).", returncode=1)
        self.stdout.write("The journal is as it was sealed.")

    def tell(self, code: str, verdict: Verdict) -> None:
        self.stdout.write(f"{code}: {verdict.entries} entries under {verdict.seals} seals")
        for fault in verdict.faults:
            self.stdout.write(f"  {line(fault)}")
        if newest := verdict.newest:
            self.stdout.write(
                f"  newest seal {newest.number}:{bytes(newest.digest).hex()}"
                f" of {newest.sealed_at:%Y-%m-%d %H:%M:%S} UTC"
            )


def chains(code: str | None) -> list[tuple[str, int | None]]:
    """The chains asked for: the code shown and the mission's id. Raises CommandError for an unknown code."""
    above: tuple[str, int | None] = (ABOVE_MISSIONS, None)
    if code == ABOVE_MISSIONS:
        return [above]
    missions = Mission.objects.order_by("code").values_list("code", "pk")
    if code is None:
        return [above, *missions]
    found = list(missions.filter(code=code))
    if not found:
        raise CommandError(f"There is no mission {code}.")
    return list(found)


def read_seal(text: str) -> tuple[int, bytes]:
    """NUMBER:DIGEST as printed. Raises CommandError."""
    number, _colon, digest = text.partition(":")
    try:
        seal = int(number), bytes.fromhex(digest)
    except ValueError:
        raise CommandError("--expect is NUMBER:DIGEST, as this command prints it.") from None
    if len(seal[1]) != 32:
        raise CommandError("A digest has 64 hexadecimal figures.")
    return seal


def line(fault: Fault) -> str:
    ids = f" (entry {ranges(fault.entries)})" if fault.entries else ""
    return f"{fault.kind.upper()}: {fault.text}{ids}"


def ranges(ids: Iterable[int]) -> str:
    """Ids for reading: "3, 7–9"."""
    runs = []
    for _key, run in groupby(enumerate(sorted(ids)), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _place, number in run]
        runs.append(f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}")
    return ", ".join(runs)
