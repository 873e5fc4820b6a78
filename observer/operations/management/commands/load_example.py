"""`manage.py load_example --reports 600 --seed 2012`: Kazakhstan 2012 with two fictional missions."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from observer.missions.models import Mission
from observer.operations.example.country import places
from observer.operations.example.election import load_election
from observer.operations.example.filing import file_reports
from observer.operations.example.missions import SMALL_PLAN, Loaded, full_plan, load_mission
from observer.operations.example.synthesis import Synthesis
from observer.operations.example.truth import Truth

FEWEST_TEAMS, REPORTS_A_TEAM = 40, 9
SMALL_MISSION_REPORTS = 70
TRUTH_FILE = "example-truth.json"


class Command(BaseCommand):
    help = "Load the worked example: real regions and official figures, synthetic missions and reports."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reports", type=int, default=600, help="reports of the full mission (default 600)"
        )
        parser.add_argument("--seed", type=int, default=2012, help="the same seed gives the same reports")

    def handle(self, *args: Any, **options: Any) -> None:
        if Mission.objects.exists():
            raise CommandError(
                "There is a mission already; the example is loaded into an empty database only."
            )
        reports, seed = options["reports"], options["seed"]
        where = places()
        election = load_election()
        full = load_mission(election, full_plan(max(FEWEST_TEAMS, reports // REPORTS_A_TEAM)), where)
        small = load_mission(election, SMALL_PLAN, where)
        truths = {
            full.mission.code: self.fill(full, reports, seed),
            small.mission.code: self.fill(small, min(SMALL_MISSION_REPORTS, reports), seed + 1),
        }
        path = settings.OBSERVER_HOME / TRUTH_FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(truths, indent=2, ensure_ascii=False), encoding="utf-8")
        self.stdout.write(f"What was planted in the synthetic reports stands in {path}.")

    def fill(self, loaded: Loaded, reports: int, seed: int) -> dict[str, Any]:
        """Send the mission's reports; what was planted in them and what must be found, as JSON."""
        truth = Truth()
        stream = Synthesis(teams=loaded.plans, reports=reports, seed=seed, truth=truth)
        with tqdm(total=reports, desc=loaded.mission.code, unit=" reports", disable=None) as bar:
            file_reports(loaded, stream, told=bar.update)
        # Whoever tries the example files reports years after that deadline: they are to count.
        Mission.objects.filter(pk=loaded.mission.pk).update(late_after=None)
        ledger = stream.ledger
        return {
            "synthetic": True,
            "seed": seed,
            "planted": truth.as_json(),
            "fates": dict(ledger.fates),
            "stations_observed": len(ledger.stations),
            "opening_reports": dict(ledger.opening_reports),
            "answers": [[*cell, count] for cell, count in sorted(ledger.answers.items())],
        }
