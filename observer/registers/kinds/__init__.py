"""The kinds of registers, each by its name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from observer.registers.kinds.base import Kind
from observer.registers.kinds.commissions import Commissions
from observer.registers.kinds.deployment import Deployments
from observer.registers.kinds.regions import Regions
from observer.registers.kinds.results import Results
from observer.registers.kinds.roster import Roster
from observer.registers.kinds.stations import StationChanges, Stations
from observer.registers.models import Register

# A file a kind, with every column: made up, to be filled in.
EXAMPLES = Path(__file__).resolve().parents[1] / "examples"

KINDS: Mapping[str, type[Kind]] = {
    Register.STATIONS: Stations,
    Register.STATION_CHANGES: StationChanges,
    Register.COMMISSIONS: Commissions,
    Register.REGIONS: Regions,
    Register.ROSTER: Roster,
    Register.DEPLOYMENT: Deployments,
    Register.RESULTS: Results,
}
