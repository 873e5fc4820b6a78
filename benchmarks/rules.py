"""The rules of a form of 75 questions and 40 expressions, on the server and on a slow phone.

Run: python -m benchmarks.rules. Budgets: 0.5 ms for the server's check; 5 ms for the page's in Chromium with
its processor slowed down six times, and as much for a form whose question filters 10,000 choices. Both sides
check the same 500 reports. Also prints what the page's modules weigh.
"""

from __future__ import annotations

import gzip
import json
import random
import shutil
import statistics
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import CDPSession, Page, Route, sync_playwright

from benchmarks.check_answers import milliseconds
from observer.checklists.check import CompiledVersion, compile_version
from observer.checklists.definition import Definition, read
from observer.checklists.page_document import page_document
from observer.operations.home import PROJECT

REPORTS = 500
SLOWED = 6
SERVER_BUDGET_MS = 0.5
PAGE_BUDGET_MS = 5.0
STATIONS = 10_000
DISTRICTS = 200
NOW = datetime(2012, 1, 15, 7, 0, tzinfo=UTC)
MODULES = PROJECT / "static/checklists"
PHONE_MODULES = (
    "calendar",
    "check",
    "elementary",
    "expressions",
    "functions",
    "pattern",
    "readers",
    "values",
)  # what check.js loads

# Chromium slows a page down by stopping it for a while again and again: only the mean of many says anything.
BATCH = 25
TIME_PAGE = """async ({document, reports, now, batch, asked}) => {
  const {Check} = await import('/check.js');
  const check = new Check(document, {language: 'en', now: () => now});
  const means = [];
  for (let first = 0; first < reports.length; first += batch) {
    const start = performance.now();
    for (const report of reports.slice(first, first + batch)) {
      check.replace(report);
      if (asked) check.choices(asked);
      else check.problems();
    }
    means.push((performance.now() - start) / batch);
  }
  return means;
}"""


def questions() -> list[dict[str, Any]]:
    """75 questions; 40 expressions: 15 ask, 10 constrain, 8 calculate, 7 require or tell a violation."""
    found: list[dict[str, Any]] = []
    for number in range(1, 16):
        code, before = f"Q{number}", f"Q{number - 1}"
        found += [
            _question(f"{code}a", "yes_no_not_observed", **_if(number > 8, _violation(". = 'no'"))),
            _question(f"{code}b", "text", show_when=f"${{{code}a}} = 'no'"),
            _question(f"{code}c", "many_of", choices=_choices("box", "seals", "lists", "none")),
            _question(
                f"{code}d",
                "integer",
                maximum=5000,
                **_if(1 < number <= 11, {"constraint": f". <= ${{{before}d}} + 5000 and regex(., '[0-9]+')"}),
            ),
            _last(number, code),
        ]
    return found


def _last(number: int, code: str) -> dict[str, Any]:
    if number > 8:
        return _question(f"{code}e", "time")
    sources = ("round(${%sd} div (${%sd} + 1) * 100, 1)", "if(selected(${%sc}, 'box'), ${%sd}, 0)")
    return _question(f"{code}e", "calculated", calculate=sources[number % 2].replace("%s", code))


def _if(holds: bool, more: dict[str, Any]) -> dict[str, Any]:
    return more if holds else {}


def _violation(expression: str) -> dict[str, Any]:
    rule = {"expression": expression, "category": "V11", "severity": "serious", "evidence": "seen"}
    return {"violation_when": [rule]}


def _question(code: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "type": kind, "labels": {"en": code}, **more}


def _choices(*codes: str) -> list[dict[str, Any]]:
    return [{"code": code, "labels": {"en": code}} for code in codes]


def form(asked: list[dict[str, Any]], **more: Any) -> Definition:
    return read(
        {
            "code": "bench",
            "phase": "voting",
            "languages": ["en"],
            "default_language": "en",
            "titles": {"en": "Bench"},
            "sections": [{"code": "all", "titles": {"en": "All"}, "questions": asked}],
            **more,
        }
    )


def many_choices() -> Definition:
    """A district, and the stations that are in it, of 10,000."""
    stations = [
        {
            "code": f"s{place}",
            "labels": {"en": f"Station {place}"},
            "values": {"district": f"d{place % DISTRICTS}"},
        }
        for place in range(STATIONS)
    ]
    return form(
        [
            _question("district", "text"),
            _question("station", "one_of", choices_from="stations", choice_filter="district = ${district}"),
        ],
        lists={"stations": {"columns": ["district"], "choices": stations}},
    )


def answers(chance: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number in range(1, 16):
        code = f"Q{number}"
        found[f"{code}a"] = chance.choices(["yes", "no", "__not_observed"], [85, 10, 5])[0]
        if found[f"{code}a"] == "no":
            found[f"{code}b"] = "Печать отсутствовала, комиссия не объяснила причину."
        found[f"{code}c"] = chance.choice([["none"], ["lists"], ["box", "seals"]])
        found[f"{code}d"] = str(chance.randint(0, 3000))
        if number > 8:
            found[f"{code}e"] = "07:45"
    return found


def rules_of(definition: Definition) -> int:
    return sum(
        sum(rule is not None for rule in (one.show_when, one.constraint, one.calculate, one.required_when))
        + len(one.violation_when)
        for one in definition.all_questions()
    )


def report() -> Iterator[str]:
    """The lines of the report."""
    chance = random.Random(1)
    definition = form(questions())
    reports = [answers(chance) for _ in range(REPORTS)]
    asked, rules = len(list(definition.all_questions())), rules_of(definition)
    yield _line(
        f"{asked} questions, {rules} expressions, server", on_server(definition, reports), SERVER_BUDGET_MS
    )
    districts = [{"district": f"d{chance.randrange(DISTRICTS)}"} for _ in range(REPORTS)]
    slowed = f"Chromium, processor slowed {SLOWED} times"
    for name, taken in in_browser(definition, reports, districts):
        yield _line(f"{name}, {slowed}", taken, PAGE_BUDGET_MS)
    weight = len(gzip.compress(b"".join((MODULES / f"{name}.js").read_bytes() for name in PHONE_MODULES), 9))
    yield f"- the page's modules: {weight / 1000:.1f} kB compressed"


def on_server(definition: Definition, reports: list[dict[str, Any]]) -> list[float]:
    version: CompiledVersion = compile_version(definition)
    return milliseconds(lambda one: version.check(one, now=NOW), reports)


def in_browser(
    definition: Definition, reports: list[dict[str, Any]], districts: list[dict[str, Any]]
) -> Iterator[tuple[str, list[float]]]:
    """Times of the page's check and of its filter; nothing where there is no Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        page.route("http://localhost/**", _serve)
        page.goto("http://localhost/")
        session: CDPSession = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        yield "the same, page", _timed(page, definition, reports)
        yield f"a choice of {STATIONS:,}, filtered", _timed(page, many_choices(), districts, "station")
        browser.close()


def _serve(route: Route) -> None:
    path = MODULES / route.request.url.rpartition("/")[2]
    if path.suffix == ".js":
        route.fulfill(path=path, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>Rules</title>", content_type="text/html")


def _timed(page: Page, definition: Definition, reports: list[dict[str, Any]], asked: str = "") -> list[float]:
    given = {"document": page_document(definition), "reports": reports, "now": NOW.isoformat()}
    given |= {"batch": BATCH, "asked": asked}
    return sorted(page.evaluate(TIME_PAGE, json.loads(json.dumps(given))))


def _line(name: str, taken: list[float], budget: float) -> str:
    median, tenth = statistics.median(taken), taken[int(0.9 * len(taken))]
    return f"- {name}: median {median:.3f} ms, p90 {tenth:.3f} ms (budget {budget} ms)"


if __name__ == "__main__":
    print("\n".join(report()))
