"""What is wrong with a workbook, and where: as data, so that it can be told in any language (`wording`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Nobody mends more than so many faults at once; the count of the rest is told.
MOST_PROBLEMS = 500


@dataclass(frozen=True, slots=True)
class WorkbookProblem:
    """One fault. `sheet` is "" when it is the file's; `row` counts from 1 as a spreadsheet does, 0 for none.

    `column` is the letter a spreadsheet shows ("C"), "" for the row as a whole. `code` is one of
    `wording.WORKBOOKS`, or of the definition's own problems; `arguments` fill its sentence.
    """

    sheet: str
    row: int
    column: str
    code: str
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Imported:
    """`document`: what `checklists.definition.read` reads; None when there is any problem.

    `warnings` stop nothing: what was left out or assumed.
    """

    document: dict[str, Any] | None
    problems: tuple[WorkbookProblem, ...] = ()
    warnings: tuple[WorkbookProblem, ...] = ()


@dataclass(slots=True)
class Findings:
    """Problems and warnings as they are found."""

    problems: list[WorkbookProblem] = field(default_factory=list)
    warnings: list[WorkbookProblem] = field(default_factory=list)

    def wrong(self, sheet: str, row: int, column: str, code: str, /, **arguments: str) -> None:
        self.problems.append(WorkbookProblem(sheet, row, column, code, arguments))

    def warn(self, sheet: str, row: int, column: str, code: str, /, **arguments: str) -> None:
        self.warnings.append(WorkbookProblem(sheet, row, column, code, arguments))

    def imported(self, document: dict[str, Any] | None) -> Imported:
        """The outcome: problems in reading order, each told once."""
        problems = sorted(set_of(self.problems), key=_place)
        if len(problems) > MOST_PROBLEMS:
            rest = str(len(problems) - MOST_PROBLEMS)
            problems = [
                *problems[:MOST_PROBLEMS],
                WorkbookProblem("", 0, "", "more-problems", {"count": rest}),
            ]
        warnings = sorted(set_of(self.warnings), key=_place)[:MOST_PROBLEMS]
        return Imported(None if problems else document, tuple(problems), tuple(warnings))


def set_of(problems: list[WorkbookProblem]) -> list[WorkbookProblem]:
    """Each once, though its arguments cannot be hashed."""
    found: dict[tuple[Any, ...], WorkbookProblem] = {}
    for one in problems:
        found.setdefault((one.sheet, one.row, one.column, one.code, *sorted(one.arguments.items())), one)
    return list(found.values())


_SHEETS = ("", "survey", "choices", "settings", "lists", "answers", "identities")


def _place(problem: WorkbookProblem) -> tuple[int, str, int, int, str]:
    known = _SHEETS.index(problem.sheet) if problem.sheet in _SHEETS else len(_SHEETS)
    return known, problem.sheet, problem.row, len(problem.column), problem.column
