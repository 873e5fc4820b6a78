"""The definitions of the worked example, as their files stand."""

import json
from typing import Any

from observer.operations.home import PROJECT

EXAMPLES = ("opening", "voting", "counting", "tabulation", "incident")
FOLDER = PROJECT / "observer/operations/example/checklists"


def example(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return document
