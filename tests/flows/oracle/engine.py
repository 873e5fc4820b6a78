"""ODK's own form engine in a browser: fills in an XForm and says what it makes of it."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

from tests.missing import do_without

HOME = Path(__file__).parent
ENGINE = HOME / "node_modules/@getodk/xforms-engine/dist/index.js"
SECONDS = 120

# Answers are set twice: rows that a first answer brings into being take theirs the second time.
FILL_IN = """async ({xml, answers}) => {
  const {createInstance} = await import('/index.js');
  const reasons = ({message, cause}) => [message, ...(cause ? reasons(cause) : [])];
  try {
    const {root} = await createInstance(xml, {instance: {stateFactory: (state) => state}});
    const all = (node) => [node, ...(node.currentState.children ?? []).flatMap(all)];
    const byPath = () => new Map(all(root).map((node) => [node.currentState.reference, node]));
    for (const turn of [1, 2]) {
      for (const [path, value] of Object.entries(answers)) {
        const node = byPath().get(path);
        if (node?.selectValues) node.selectValues(value ? value.split(' ') : []);
        else node?.setValue?.(value);
      }
    }
    const seen = {};
    for (const [path, node] of byPath()) {
      const {value, instanceValue, relevant, required} = node.currentState;
      const shown = instanceValue ?? value;
      const constraint = node.validationState?.constraint?.valid ?? true;
      seen[path] = {value: shown == null ? null : String(shown), relevant, required, constraint};
    }
    return {seen};
  } catch (error) {
    return {refused: reasons(error).at(-1)};
  }
}"""


def install() -> None:
    """The packages of package-lock.json, once for all test processes."""
    program = shutil.which("npm")
    if program is None:
        do_without("ODK's engine beside ours: install npm (Debian: npm)")
    with (HOME / ".installing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if ENGINE.exists():
            return
        done = subprocess.run(
            [program, "ci", "--silent"],
            cwd=HOME,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        if done.returncode:
            do_without("ODK's engine beside ours: npm could not fetch it")


@contextmanager
def engine_in(browser: Browser, now: datetime) -> Iterator[Page]:
    """A page that has the engine at hand, with the clock standing at `now`."""
    context = browser.new_context(timezone_id=str(now.tzinfo))
    page = context.new_page()
    page.route("http://localhost/**", _serve)
    page.goto("http://localhost/")
    page.clock.set_fixed_time(now)
    try:
        yield page
    finally:
        context.close()


def _serve(route: Route) -> None:
    if route.request.url.endswith("/index.js"):
        route.fulfill(path=ENGINE, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>ODK</title>", content_type="text/html")


def fill_in(page: Page, xml: str, answers: dict[str, str]) -> dict[str, Any]:
    """{"seen": {path: value, relevant, required, constraint}} or {"refused": why}; values are texts."""
    found: dict[str, Any] = page.evaluate(FILL_IN, {"xml": xml, "answers": answers})
    return found
