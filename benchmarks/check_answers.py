"""How long the check of one report takes, of 40 and of 80 questions. Run: python -m benchmarks.check_answers

The budget is 0.25 ms for 40 questions and in proportion. Prints the median and the slowest tenth of 2,000
reports, each of its own answers, for the check alone and with the content hash, as intake does it.
The longer one is the worked example's closing and counting, with the protocols of two contests.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from observer.checklists.check import CompiledVersion, compile_version
from observer.checklists.definition import read
from observer.operations.example.forms import form_document

REPORTS = 2_000
BUDGET_MS = 0.25
REMARK = (
    "Печать отсутствовала, комиссия не объяснила причину. Наблюдатель стоял у урны и видел, как её вскрыли; "
    "протокол об этом не составлен, копию не выдали."
)
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
        # The last two ask for a remark whatever was seen, so that a report has the size of a real one.
        shown = {"show_when": f"${{{code}a}} = 'no'"} if number <= 6 else {}
        questions += [
            _question(f"{code}a", "yes_no_not_observed", required=True, violation_when=[no_is_serious]),
            _question(f"{code}b", "text", max_length=500, **shown),
            _question(
                f"{code}c",
                "many_of",
                choices=[
                    {"code": choice, "labels": {"en": choice}} for choice in ("box", "seals", "lists", "none")
                ],
                violation_when=[
                    {
                        "expression": "selected(., 'box') or selected(., 'seals') and count-selected(.) > 2",
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


def definition() -> dict[str, Any]:
    return {
        "code": "bench",
        "phase": "voting",
        "languages": ["en"],
        "default_language": "en",
        "titles": {"en": "Bench"},
        "sections": [{"code": "all", "titles": {"en": "All"}, "questions": forty_questions()}],
    }


def version() -> CompiledVersion:
    return compile_version(read(definition()))


def answers(chance: random.Random) -> dict[str, Any]:
    """About what an observer sends: 36 to 40 answers, a violation in every second report, some text."""
    found: dict[str, Any] = {}
    for number in range(1, 9):
        code = f"Q{number}"
        found[f"{code}a"] = chance.choices(["yes", "no", "__not_observed"], [89, 6, 5])[0]
        if found[f"{code}a"] == "no" or number > 6:
            found[f"{code}b"] = REMARK
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


def example_version() -> CompiledVersion:
    return compile_version(read(form_document("counting")))


def example_answers(version: CompiledVersion, chance: random.Random) -> dict[str, Any]:
    """Nine in ten questions answered, the protocols with numbers that seldom add up."""
    found: dict[str, Any] = {}
    for item in version.questions:
        question = item.question
        if question.skips or question.type == "photo" or chance.random() < 0.1:
            continue
        if question.type == "integer":
            found[item.code] = str(chance.randint(0, 1000))
        elif question.type in {"text", "time"}:
            found[item.code] = REMARK if question.type == "text" else "21:40"
        else:
            choice = chance.choice(question.choice_codes)
            found[item.code] = [choice] if question.type == "many_of" else choice
    return found


def report() -> Iterator[str]:
    """The lines of the report."""
    chance = random.Random(1)
    short, long = version(), example_version()
    yield from measured(short, [answers(chance) for _ in range(REPORTS)])
    yield from measured(long, [example_answers(long, chance) for _ in range(REPORTS)])


def measured(compiled: CompiledVersion, reports: list[dict[str, Any]]) -> Iterator[str]:
    count = len(compiled.questions)
    budget = BUDGET_MS * max(1, count / 40)
    for name, work in (
        ("check", lambda report: compiled.check(report, now=NOW)),
        ("check and hash", lambda report: compiled.check(report, now=NOW).content_hash()),
    ):
        taken = milliseconds(work, reports)
        median, tenth = statistics.median(taken), taken[int(0.9 * len(taken))]
        figures = f"median {median:.3f} ms, p90 {tenth:.3f} ms (budget {budget:.2f} ms)"
        yield f"- {count} questions, {name}: {figures}"


if __name__ == "__main__":
    print("\n".join(report()))
