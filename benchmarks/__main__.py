"""`make bench ARGS="[--quick | --full] [--only intake,fold,…]"`: all measurements in one run.

On a real, durable PostgreSQL of its own. Prints Markdown tables; what a figure is compared with was measured
in the same run. `--quick` takes about a minute, the default some minutes, `--full` adds boards of 100,000
reports.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psutil

from benchmarks.ground import Ground, answered, laid, load_ground


@dataclass(frozen=True)
class Extent:
    """How much is done: rounds, share of the full number of requests, sizes of the board, reports to fold."""

    rounds: int
    effort: float
    sizes: tuple[int, ...]
    fold: int


QUICK = Extent(rounds=1, effort=0.25, sizes=(1_000,), fold=4_000)
USUAL = Extent(rounds=3, effort=1.0, sizes=(1_000, 10_000), fold=12_000)
FULL = Extent(rounds=3, effort=1.0, sizes=(1_000, 10_000, 100_000), fold=12_000)


def intake(ground: Ground, extent: Extent) -> Iterator[str]:
    from benchmarks.intake import Bench

    yield "## Intake over HTTP\n"
    yield from Bench(ground, load_ground("intake"), extent.effort, extent.rounds).measure()


def fold(_ground: Ground, extent: Extent) -> Iterator[str]:
    from benchmarks.fold import report

    yield "## Fold, catching up\n"
    yield from report(extent.fold, extent.rounds)


def judging(_ground: Ground, extent: Extent) -> Iterator[str]:
    from benchmarks.judging import report

    yield "## Judging again under later rules\n"
    yield from report(extent.fold // 2)


def reads(ground: Ground, extent: Extent) -> Iterator[str]:
    from benchmarks.reads import Bench

    yield "## Reading, by the number of reports\n"
    yield from Bench(ground, load_ground("reads"), extent.sizes).measure()


def exports(ground: Ground, extent: Extent) -> Iterator[str]:
    from benchmarks.exports import Bench

    yield "## Exports, by the number of reports\n"
    yield from Bench(ground, load_ground("exports"), extent.sizes).measure()


def pdf(_ground: Ground, extent: Extent) -> Iterator[str]:
    from benchmarks.pdf import report

    yield "## PDF\n"
    yield from report(extent.rounds)


def checks(_ground: Ground, _extent: Extent) -> Iterator[str]:
    from benchmarks import check_answers, rules

    yield "## Check of one report of 40 questions\n"
    yield from check_answers.report()
    yield "\n## Rules, on the server and on a slow phone\n"
    yield from rules.report()


MEASUREMENTS: dict[str, Callable[[Ground, Extent], Iterator[str]]] = {
    "intake": intake,
    "fold": fold,
    "judging": judging,
    "reads": reads,
    "exports": exports,
    "pdf": pdf,
    "checks": checks,
}


def main() -> int:
    options = read_options()
    extent = QUICK if options.quick else FULL if options.full else USUAL
    begun = time.monotonic()
    with laid() as ground:
        print(machine(), flush=True)
        for name in options.only:
            for line in MEASUREMENTS[name](ground, extent):
                print(line, flush=True)
        print(f"{time.monotonic() - begun:.0f} s; load average at the end {os.getloadavg()[0]:.1f}")
    return 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--quick", action="store_true")
    length.add_argument("--full", action="store_true")
    parser.add_argument("--only", type=chosen, default=list(MEASUREMENTS), metavar="NAME,…")
    return parser.parse_args()


def chosen(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(MEASUREMENTS):
        raise argparse.ArgumentTypeError(f"no such measurement: {', '.join(sorted(unknown))}")
    return names


def machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    settings = {name: answered(f"SHOW {name}") for name in ("server_version", "fsync", "synchronous_commit")}
    return (
        f"{psutil.cpu_count()} processors, {memory:.0f} GiB, {platform.system()} {platform.release()},"
        f" Python {platform.python_version()}, PostgreSQL {settings['server_version']}"
        f" (fsync {settings['fsync']}, synchronous_commit {settings['synchronous_commit']});"
        f" {time.strftime('%Y-%m-%d %H:%M')}, load average at the start {os.getloadavg()[0]:.1f}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
