"""How long the check of one 40-question report takes. Run: python -m benchmarks.check_answers

The budget is 0.25 ms. Prints the median and the slowest tenth of 2,000 reports, each of its own answers,
for the check alone and for the check with the content hash, as intake does it.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from observer.checklists.check import CompiledVersion, compile_version
from observer.checklists.definition import read

REPORTS = 2_000
BUDGET_MS = 0.25
NOW = datetime(2012, 1, 15, 7, 0, tzinfo=UTC)


def forty_questions() -> list[dict[str, Any]]:
    """Eight rounds of five kinds, with rules of the sort real forms have."""
    questions: list[dict[str, Any]] = []
    for number in range(1, 9):
        code = f"Q{number}"
        no_is_serious = {
            "expression": ". = 'no'",
            "category": "V11",
            "severity": "serious",
            "evidence": "seen",
        }
        questions += [
            _question(f"{code}a", "yes_no_not_observed", required=True, violation_when=[no_is_serious]),
            _question(f"{code}b", "text", show_when=f"${{{code}a}} = 'no'", max_length=500),
            _question(
                f"{code}c",
                "many_of",
                choices=[
                    {"code": choice, "labels": {"en": choice}} for choice in ("box", "seals", "lists", "none")
                ],
                violation_when=[
                    {
                        "expression": "selected(., 'box') or selected(., 'seals') and count-selected(.) > 1",
                        "category": "V15",
                        "severity": "serious",
                        "evidence": "seen",
                    }
                ],
            ),
            _question(f"{code}d", "integer", maximum=5000, required=True),
            _question(
                f"{code}e",
                "integer",
                maximum=5000,
                constraint=f"not(. > ${{{code}d}})",
                constraint_message={"en": "Too many."},
            ),
        ]
    return questions


def _question(code: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "type": kind, "labels": {"en": code}, **more}


def version() -> CompiledVersion:
    return compile_version(
        read(
            {
                "code": "bench",
                "phase": "voting",
                "languages": ["en"],
                "default_language": "en",
                "titles": {"en": "Bench"},
                "sections": [{"code": "all", "titles": {"en": "All"}, "questions": forty_questions()}],
            }
        )
    )


def answers(chance: random.Random) -> dict[str, Any]:
    """About what an observer sends: 36 to 40 answers, one violation in ten, some text."""
    found: dict[str, Any] = {}
    for number in range(1, 9):
        code = f"Q{number}"
        found[f"{code}a"] = chance.choices(["yes", "no", "__not_observed"], [85, 10, 5])[0]
        if found[f"{code}a"] == "no":
            found[f"{code}b"] = "Печать отсутствовала, комиссия не объяснила причину."
        found[f"{code}c"] = chance.choice([["none"], ["lists"], ["seals", "lists"]])
        found[f"{code}d"] = str(chance.randint(100, 3000))
        found[f"{code}e"] = str(chance.randint(0, 100))
    return found


def milliseconds(work: Callable[[dict[str, Any]], object], reports: list[dict[str, Any]]) -> list[float]:
    taken = []
    for report in reports:
        start = time.perf_counter()
        work(report)
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)


def main() -> None:
    compiled = version()
    chance = random.Random(1)
    reports = [answers(chance) for _ in range(REPORTS)]
    for name, work in (
        ("check", lambda report: compiled.check(report, now=NOW)),
        ("check and hash", lambda report: compiled.check(report, now=NOW).content_hash()),
    ):
        taken = milliseconds(work, reports)
        median, tenth = statistics.median(taken), taken[int(0.9 * len(taken))]
        print(f"{name}: median {median:.3f} ms, p90 {tenth:.3f} ms (budget {BUDGET_MS} ms)")


if __name__ == "__main__":
    main()
