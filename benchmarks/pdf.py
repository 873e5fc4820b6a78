"""How long it takes to set an Edition in type: the sample summary, as large as a real one."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from benchmarks.tables import table


def report(rounds: int) -> Iterator[str]:
    from observer.findings.typeset import typeset
    from tests.findings.sample import sample_json

    document = sample_json()
    begun = time.perf_counter()
    results = [typeset(document) for _ in range(max(rounds, 3))]
    whole = (time.perf_counter() - begun) / len(results)
    seconds = statistics.median(result.seconds for result in results)
    pages, size = results[0].pages, len(results[0].pdf) / 1024
    same = "yes" if len({result.sha256 for result in results}) == 1 else "NO"
    heads = ("pages", "KB", "seconds, median", "ms a page", "seconds with the hash", "same bytes each time")
    yield table(
        heads,
        [(pages, f"{size:.0f}", f"{seconds:.2f}", f"{seconds * 1e3 / pages:.0f}", f"{whole:.2f}", same)],
    )
