"""The example's secret, told in a file: what was planted, and the numbers that must be found again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from observer.checklists.check import compile_version
from observer.checklists.definition import read
from observer.operations.example.ledger import Ledger
from observer.operations.example.missions import Loaded
from observer.operations.example.official import StationProtocol
from observer.operations.example.synthesis import Synthesis


def ledger_for(loaded: Loaded) -> Ledger:
    """An empty ledger over the forms as this mission published them."""
    return Ledger({code: compile_version(read(version.definition)) for code, version in loaded.forms.items()})


def as_told(
    loaded: Loaded, stream: Synthesis, ledger: Ledger, official: Sequence[StationProtocol], seed: int
) -> dict[str, Any]:
    """All of it as JSON: parameters, who is like what, protocols, and every count of the ledger."""
    return {
        "synthetic": True,
        "seed": seed,
        "planted": stream.truth.as_json(),
        "teams": list(_teams(loaded, stream)),
        "assigned": _assigned(loaded),
        "protocols": list(_protocols(stream, official)),
        **ledger.as_json(),
    }


def _teams(loaded: Loaded, stream: Synthesis) -> Iterator[dict[str, Any]]:
    """The teams that something is to be found out about."""
    for plan in loaded.plans:
        about = {
            "silent": plan.silent,
            "silent_from_hour": plan.until,
            "noisy": plan.number == stream.truth.noisy_team,
            "sees_little": stream.truth.is_blind(plan.number),
        }
        if any(about.values()):
            yield {"team": f"T-{plan.number:03}", "region": plan.places[0].region, **about}


def _assigned(loaded: Loaded) -> list[list[str]]:
    """Stations named in advance, each with its phase and region."""
    return sorted(
        [place.region, place.code, phase] for plan in loaded.plans for place, phase in plan.assigned
    )


def _protocols(stream: Synthesis, official: Sequence[StationProtocol]) -> Iterator[dict[str, Any]]:
    """Each observed count: its flaw, what was left out, and whether it changed on its way up."""
    changed = {(each.station, each.contest) for each in official if each.changed}
    for count in stream.counts:
        for copy in count.copied:
            on_the_way = (count.place.code, copy.contest) in changed
            if copy.wall.flaw or copy.left_out or on_the_way:
                yield {
                    "station": count.place.code,
                    "region": count.place.region,
                    "contest": copy.contest,
                    "flaw": copy.wall.flaw,
                    "left_out": copy.left_out,
                    "changed_on_the_way": on_the_way,
                }
