"""How long an XLSForm of 200 questions in 4 languages takes to come in.

Run: python -m benchmarks.import_xlsform

The budget is 3 s for reading the workbook, with pyxform's check, and reading the definition. Prints the first
run, which imports pyxform, and the median of five more.
"""

from __future__ import annotations

import statistics
import time

from observer.checklists.definition import read
from observer.checklists.xlsform import read_workbook, xform
from tests.checklists.xlsform.large import large_workbook

BUDGET_SECONDS = 3.0


def main() -> None:
    workbook = large_workbook()
    taken = [_once(workbook) for _ in range(6)]
    print(f"first run {taken[0]:.2f} s, then median {statistics.median(taken[1:]):.2f} s")
    definition = read(read_workbook(workbook, "large.xlsx").document)
    started = time.perf_counter()
    size = len(xform(definition, "1"))
    print(f"XForm of {size // 1024} KB in {time.perf_counter() - started:.2f} s")
    if taken[0] > BUDGET_SECONDS:
        raise SystemExit(f"over the budget of {BUDGET_SECONDS} s")


def _once(workbook: bytes) -> float:
    started = time.perf_counter()
    found = read_workbook(workbook, "large.xlsx")
    if found.problems:
        raise SystemExit(f"refused: {found.problems[0]}")
    read(found.document)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
