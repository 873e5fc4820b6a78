"""Our rules beside ODK's own engine: the same value for every expression, but for the differences listed."""

from typing import Any

import pytest
from playwright.sync_api import Page
from pyxform.xls2xform import convert

from observer.checklists.expressions.scope import Value, to_text
from tests.checklists.expressions.test_evaluate import CASES
from tests.checklists.expressions.test_paths import DISTRICTS, LEADS, TEAMS
from tests.flows.oracle.differences import DIFFERENCES
from tests.flows.oracle.engine import fill_in

# Source, the question it stands beside, the rows, and our value.
Case = tuple[str, str, tuple[int, ...], Value]
# The engine knows only the name of its own root; a group's child is asked for from the group itself, where no
# calculation stands; and pyxform takes a list from a file by another road than one from the form.
LEFT_OUT = ("/voting/", "child::", "pulldata")
CASES_BESIDE: list[Case] = [
    case
    for case in [*((source, "total", (), value) for source, value in CASES), *LEADS]
    if not case[0].startswith(LEFT_OUT)
]
REFUSED = [source for source, one in DIFFERENCES.items() if one.refuses]
BOXES_OF_A_TEAM = "if(${name} = 'A', 2, if(${name} = 'B', 3, 0))"


def xform_with(cases: list[Case]) -> str:
    """The form of `tests.checklists.expressions.test_paths` with a calculation for each case."""
    beside: dict[str, list[dict[str, str]]] = {}
    for number, (source, code, *_) in enumerate(cases):
        beside.setdefault(code, []).append(
            {"type": "calculate", "name": f"case_{number}", "calculation": source}
        )

    def asked(code: str, kind: str = "text") -> list[dict[str, str]]:
        return [{"type": kind, "name": code, "label": code}, *beside.get(code, [])]

    def around(kind: str, code: str, *inner: list[dict[str, str]], **more: str) -> list[dict[str, str]]:
        rows = [row for part in inner for row in part]
        begin = {"type": f"begin_{kind}", "name": code, "label": code, **more}
        return [begin, *rows, {"type": f"end_{kind}"}]

    boxes = around(
        "repeat", "boxes", asked("serial"), asked("votes", "integer"), repeat_count=BOXES_OF_A_TEAM
    )
    # First, since pyxform looks for the columns in the first hundred rows.
    survey = [
        {"type": "select_one districts", "name": "pick", "label": "pick", "choice_filter": "region != ''"},
        *around("group", "intro", asked("station"), asked("wanted")),
        *around(
            "repeat", "teams", asked("name"), around("group", "inner", asked("head"), boxes), repeat_count="3"
        ),
        *asked("total", "integer"),
    ]
    listed = [
        {"list_name": "districts", "name": one.code, "label": one.labels["en"], **one.values}
        for one in DISTRICTS.choices
    ]
    sheets: Any = {"survey": survey, "choices": listed, "settings": [{"name": "data", "form_id": "voting"}]}
    return str(convert(sheets, validate=False).xform)


def answers() -> dict[str, str]:
    found = {"/data/intro/station": "123", "/data/intro/wanted": "B", "/data/total": "7"}
    for team, (name, votes) in enumerate(TEAMS, start=1):
        found[f"/data/teams[{team}]/name"] = name
        found[f"/data/teams[{team}]/inner/head"] = f"head {name}"
        for box, vote in enumerate(votes, start=1):
            row = f"/data/teams[{team}]/inner/boxes[{box}]"
            found |= {f"{row}/serial": f"{name}{box}", f"{row}/votes": to_text(vote)}
    return found


def folder(code: str, rows: tuple[int, ...]) -> str:
    """Where the calculation beside a question stands."""
    team, box = (*rows, 1, 1)[:2]
    return {
        "total": "/data",
        "name": f"/data/teams[{team}]",
        "head": f"/data/teams[{team}]/inner",
        "serial": f"/data/teams[{team}]/inner/boxes[{box}]",
    }[code]


def ours(value: Value) -> str:
    """A calculation that comes to no number is blank, on both sides."""
    text = to_text(value)
    return "" if text in {"NaN", "Infinity", "-Infinity"} else text


def test_every_expression_has_odks_value_or_a_reason(engine: Page) -> None:
    cases = [case for case in CASES_BESIDE if case[0] not in REFUSED]
    assert len(cases) > 160
    found = fill_in(engine, xform_with(cases), answers())
    assert "refused" not in found
    differing = {}
    for number, (source, code, rows, value) in enumerate(cases):
        theirs = found["seen"][f"{folder(code, rows)}/case_{number}"]["value"] or ""
        expected = DIFFERENCES[source].theirs if source in DIFFERENCES else ours(value)
        if theirs != expected:
            differing[source] = (theirs, expected)
    assert differing == {}


@pytest.mark.parametrize("source", REFUSED)
def test_what_the_engine_refuses_is_listed_with_what_it_says(engine: Page, source: str) -> None:
    case = next(case for case in CASES_BESIDE if case[0] == source)
    assert fill_in(engine, xform_with([case]), answers()) == {"refused": DIFFERENCES[source].theirs}


def test_every_difference_is_about_an_expression_that_is_tried() -> None:
    assert DIFFERENCES.keys() <= {source for source, *_ in CASES_BESIDE}
