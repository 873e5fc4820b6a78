"""`make chaos [ARGS="--kills 30 --seed 1"]`: the whole demo under a stream of reports and of blows.

The parts, the order of the blows and who is hit follow from the seed; the moments are the machine's own.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random

from benchmarks.chaos.audit import Verdict, audit, lines
from benchmarks.chaos.killing import Blow, Killer
from benchmarks.chaos.parts import FROZEN_BROKER, PARTS, Part
from benchmarks.chaos.stage import Stage

START_S, RECOVER_S, WORK_S = 300, 90, 180
# A phone may send ten a second: so many keep the server busy.
PHONES = 8
# Without the broker reports come in as ever. One that waited for it would leave a gap as long as the freeze.
GAP_SHARE = 0.75


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="observer-chaos-"))
    folder.chmod(0o711)  # root's servers run under another account
    print(f"seed {options.seed}, {options.kills} blows", flush=True)
    failed = True
    try:
        failed = storm(folder, options.kills, options.seed)
    finally:
        if failed:
            print(f"logs and receipts are kept in {folder}")
        else:
            shutil.rmtree(folder)
    return int(failed)


def storm(folder: Path, kills: int, seed: int) -> bool:
    """Run it all; whether something was lost."""
    stage = Stage(folder)
    begun = time.monotonic()
    with stage.kept_running():
        stage.wait_until(stage.recovered, START_S, "started")
        enrolled = stage.enrol(PHONES)
        with stage.phones(enrolled, seed), stage.headquarters(enrolled["mission_id"]):
            blows = list(strikes(stage, kills, Random(seed)))
            stage.wait_until(stage.recovered, RECOVER_S, "recovered")
        stage.wait_until(stage.folded, RECOVER_S, "folded")
        stage.wait_until(stage.worked_off, WORK_S, "done with all jobs")
        verdict = audit(
            folder=folder,
            database=stage.environment()["DATABASE_OWNER_URL"],
            mission_id=enrolled["mission_id"],
            environment=stage.environment(),
        )
    faults = [*verdict.faults, *tell(folder, blows)]
    tell_verdict(verdict, faults, time.monotonic() - begun)
    return bool(faults) or not verdict.acknowledged or not verdict.counted


def strikes(stage: Stage, kills: int, random: Random) -> Iterator[Blow]:
    """Each blow lands on a demo that has recovered from the one before. Every part gets its turn."""
    killer = Killer(random, stage.processes, stage.connect)
    for number, part in zip(range(1, kills + 1), in_turn(random), strict=False):
        took = stage.wait_until(stage.recovered, RECOVER_S, f"recovered before blow {number}")
        time.sleep(random.uniform(0.2, 1.5))
        blow = killer.strike(part)
        while blow is None:
            stage.wait_until(stage.recovered, RECOVER_S, f"recovered before blow {number}")
            blow = killer.strike(part)
        about = " inside a transaction" if blow.inside else ""
        print(f"{number:3}  after {took:4.1f} s: {part.name} (process {blow.pid}){about}", flush=True)
        yield blow


def in_turn(random: Random) -> Iterator[Part]:
    while True:
        yield from random.sample(PARTS, len(PARTS))


def tell(folder: Path, blows: list[Blow]) -> Iterator[str]:
    """Print what was done; give the faults that only the receipts' times show."""
    kinds = Counter(blow.part.name for blow in blows)
    print(f"\n{len(blows)} blows: " + ", ".join(f"{name} {count}" for name, count in sorted(kinds.items())))
    print(f"{sum(blow.inside for blow in blows)} of them inside an open transaction, for certain")
    moments = sorted(line["at"] for line in lines(folder, "receipts-*.jsonl"))
    for blow in blows:
        if blow.part is FROZEN_BROKER and blow.span:
            frozen, gap = blow.span[1] - blow.span[0], longest_gap(moments, *blow.span)
            print(f"broker frozen for {frozen:.1f} s: the longest wait for a next receipt was {gap:.2f} s")
            if gap > frozen * GAP_SHARE:
                yield f"intake waited for the frozen broker: {gap:.2f} s"


def longest_gap(moments: list[float], begun: float, ended: float) -> float:
    """The longest time without a receipt between two moments (all `time.monotonic`, seconds)."""
    within = [begun, *(at for at in moments if begun < at < ended), ended]
    return max(later - earlier for earlier, later in pairwise(within))


def tell_verdict(verdict: Verdict, faults: list[str], seconds: float) -> None:
    print(
        f"{verdict.acknowledged:,} reports acknowledged, {verdict.stored:,} stored with those before,"
        f" {verdict.counted:,} in the tallies; {verdict.jobs} jobs asked for; {seconds:.0f} s"
    )
    for fault in faults[:20]:
        print(f"FAULT {fault}")
    print(f"{len(faults)} faults" if faults else "nothing acknowledged was lost, nothing was stored twice")


if __name__ == "__main__":
    sys.exit(main())
