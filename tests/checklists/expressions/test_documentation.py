"""docs/expressions.md: its tables name every function and every difference, and no other."""

import re

from observer.checklists.expressions.functions import FUNCTIONS, PLACES
from observer.operations.home import PROJECT
from tests.flows.oracle.differences import DIFFERENCES

TEXT = (PROJECT / "docs/expressions.md").read_text(encoding="utf-8")
FUNCTION = re.compile(r"^\| `([a-z][a-z0-9:-]*)\((.*?)\)` \| .+ \|$", re.MULTILINE)


def part(title: str) -> str:
    return TEXT.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_every_function_has_a_line_with_as_many_arguments_as_it_takes() -> None:
    described = dict(FUNCTION.findall(part("Functions")))
    assert described.keys() == {*FUNCTIONS, *PLACES}
    for name, written in described.items():
        if name in FUNCTIONS:
            arguments = [one for one in written.split(", ") if one and one != "…"]
            needed = [one for one in arguments if not one.endswith("?")]
            assert len(needed) == FUNCTIONS[name].least or "…" in written
            assert len(arguments) == FUNCTIONS[name].most or "…" in written


def test_there_are_more_than_sixty() -> None:
    assert len(FUNCTIONS) + len(PLACES) > 60


def test_every_difference_to_odk_stands_there_with_its_reason() -> None:
    lines = [line for line in part("Beside ODK").splitlines() if line.startswith("| `")]
    assert len(lines) == len(DIFFERENCES)
    for line, (source, difference) in zip(lines, DIFFERENCES.items(), strict=True):
        assert line.startswith(f"| `{source.replace('|', chr(92) + '|')}` |")
        assert difference.theirs.replace("|", r"\|") in line
        assert line.endswith(f"| {difference.reason} |")
