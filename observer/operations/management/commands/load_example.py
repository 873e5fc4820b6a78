"""`manage.py load_example --seed 2012`: Kazakhstan 2012 with two fictional missions."""

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
from observer.operations.example.official import announce_station_figures
from observer.operations.example.plans import STORY_TEAMS
from observer.operations.example.statements import tell
from observer.operations.example.synthesis import Synthesis
from observer.operations.example.told import as_told, ledger_for
from observer.operations.example.truth import HURRIED, Truth

FEWEST_TEAMS, REPORTS_A_TEAM = 40, 9
TRUTH_FILE = "example-truth.json"


class Command(BaseCommand):
    help = "Load the worked example: real regions and official figures, synthetic missions and reports."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reports",
            type=int,
            default=STORY_TEAMS * REPORTS_A_TEAM,
            help="about so many reports of the full mission, by teams of one day (default: 150 teams)",
        )
        parser.add_argument("--seed", type=int, default=2012, help="the same seed gives the same reports")

    def handle(self, *args: Any, **options: Any) -> None:
        if Mission.objects.exists():
            raise CommandError(
                "There is a mission already; the example is loaded into an empty database only."
            )
        teams, seed = max(FEWEST_TEAMS, options["reports"] // REPORTS_A_TEAM), options["seed"]
        where = places()
        election = load_election()
        full = load_mission(election, full_plan(teams), where)
        small = load_mission(election, SMALL_PLAN, where)
        truths = {
            full.mission.code: self.fill(full, seed, Truth()),
            small.mission.code: self.fill(small, seed + 1, HURRIED),
        }
        for loaded in (full, small):
            self.say(loaded)
        path = settings.OBSERVER_HOME / TRUTH_FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(truths, ensure_ascii=False), encoding="utf-8")
        self.stdout.write(f"What was planted in the synthetic reports stands in {path}.")

    def say(self, loaded: Loaded) -> None:
        """What the mission says in its report; and what it cannot say, with as few reports as it has."""
        told = tell(loaded)
        self.stdout.write(f"{loaded.mission.code}: {told.approved.total()} statements approved.")
        for left_out in told.left_out:
            self.stdout.write(f"{loaded.mission.code}: left out for want of reports: {left_out}")

    def fill(self, loaded: Loaded, seed: int, truth: Truth) -> dict[str, Any]:
        """Send the mission's reports; what was planted in them and what must be found, as JSON."""
        stream = Synthesis(teams=loaded.plans, seed=seed, truth=truth, changed=loaded.changed)
        ledger = ledger_for(loaded)
        with tqdm(desc=loaded.mission.code, unit=" reports", disable=None) as bar:

            def told(reports: Any) -> None:
                for sent in reports:
                    ledger.add(sent)
                bar.update(len(reports))

            file_reports(loaded, stream, told=told)
        official = announce_station_figures(loaded, stream)
        # Whoever tries the example files reports years after that deadline: they are to count.
        Mission.objects.filter(pk=loaded.mission.pk).update(late_after=None)
        return as_told(loaded, stream, ledger, official, seed)
