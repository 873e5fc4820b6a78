"""What a file would change: every row read, judged and compared with what is there. Knows no Django.

One pass finds all faults at once; nothing here writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from observer.registers.cells import WrongCell, value_of
from observer.registers.columns import Column
from observer.registers.matching import Matching, faults_of
from observer.registers.sheets import Sheet

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row (0: in the file as a whole) and column; `more` are the words of its message."""

    row: int
    column: str
    code: str
    more: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is there now: the row's number in the database and its values in our columns."""

    subject_id: int
    values: Values


@dataclass(frozen=True, slots=True)
class Given:
    """One row of the file: its key and the values of the cells that were filled."""

    row: int
    key: str
    values: Values


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one row. `before` is empty (None) for what is new."""

    row: int
    key: str
    subject_id: int | None
    before: Values | None
    after: Values

    @property
    def changed(self) -> tuple[str, ...]:
        """The columns whose values differ; of what is new, all that hold something."""
        before = self.before or {}
        return tuple(code for code, value in self.after.items() if value != before.get(code))


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a file would do: what is new, what changes, how many rows do not, what it leaves out."""

    new: tuple[Line, ...] = ()
    changed: tuple[Line, ...] = ()
    unchanged: int = 0
    missing: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        return (*self.new, *self.changed)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "missing": len(self.missing),
            "faults": len(self.faults),
        }


# What a kind adds: the key of a row's values; what stands in every new row; what is wrong with a line.
KeyOf = Callable[[Values], str]
Judge = Callable[[Line], Iterable[Fault]]


def read_rows(
    sheet: Sheet, matching: Matching, columns: Sequence[Column], key_of: KeyOf
) -> tuple[list[Given], list[Fault]]:
    """Every row with its values, and every cell that cannot be read. A row without its key is left out."""
    wrong = faults_of(matching, sheet.headers, columns)
    if wrong:
        return [], [Fault(0, column, code) for column, code in wrong]
    used = [(column, matching[column.code]) for column in columns if column.code in matching]
    given: list[Given] = []
    faults: list[Fault] = []
    for number, cells in sheet.rows:
        values, found = _read_row(number, cells, used)
        faults += found
        if all(values.get(column.code) is not None for column in columns if column.key):
            given.append(Given(number, key_of(values), values))
    return given, faults


def _read_row(
    number: int, cells: Sequence[str], used: Iterable[tuple[Column, int]]
) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for column, index in used:
        if not cells[index]:
            if column.key:
                faults.append(Fault(number, column.code, "blank"))
            continue
        try:
            values[column.code] = value_of(cells[index], column)
        except WrongCell as wrong:
            faults.append(Fault(number, column.code, wrong.code, wrong.more))
    return values, faults


def compare(
    given: Sequence[Given],
    standing: Mapping[str, Standing],
    *,
    columns: Sequence[Column],
    blank: Values,
    judge: Judge,
) -> Plan:
    """What the rows would do to what is there. `blank` holds the values of a new row nothing is said about.

    `missing` names what is there and not in the file: it is shown, and never taken away.
    """
    new: list[Line] = []
    changed: list[Line] = []
    faults: list[Fault] = []
    unchanged, first_row = 0, dict[str, int]()
    for one in given:
        if one.key in first_row:
            faults.append(Fault(one.row, _key_column(columns), "twice", {"row": first_row[one.key]}))
            continue
        first_row[one.key] = one.row
        line = _line(one, standing.get(one.key), blank)
        if line.before is not None and not line.changed:
            unchanged += 1
            continue
        faults += [*_lacking(line, columns), *judge(line)]
        (changed if line.before is not None else new).append(line)
    missing = tuple(sorted(key for key in standing if key not in first_row))
    return Plan(tuple(new), tuple(changed), unchanged, missing, tuple(faults))


def _line(given: Given, there: Standing | None, blank: Values) -> Line:
    """What a cell empties becomes what a new row would hold there."""
    told = {column: blank.get(column) if value is None else value for column, value in given.values.items()}
    if there is None:
        return Line(given.row, given.key, None, None, {**blank, **told})
    return Line(given.row, given.key, there.subject_id, there.values, {**there.values, **told})


def _lacking(line: Line, columns: Sequence[Column]) -> Iterable[Fault]:
    if line.before is None:
        for column in columns:
            if column.needed and line.after.get(column.code) in (None, "", []):
                yield Fault(line.row, column.code, "needed")


def _key_column(columns: Sequence[Column]) -> str:
    return next(column.code for column in columns if column.key)
