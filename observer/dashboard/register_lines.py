"""What a check found, in words; and the columns of a file beside ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.registers.columns import Column
from observer.registers.matching import guess
from observer.registers.models import CheckLine, ImportCheck
from observer.registers.sheets import Sheet
from observer.registers.wording import column_name, fault_text


@dataclass(frozen=True, slots=True)
class Tab:
    """One kind of line: its title, and under which name a check counts it."""

    title: str | Promise
    counted: str


TABS: Mapping[str, Tab] = {
    "fault": Tab(gettext_lazy("To be corrected"), "faults"),
    "changed": Tab(gettext_lazy("Changed"), "changed"),
    "new": Tab(gettext_lazy("New"), "new"),
    "missing": Tab(gettext_lazy("Not in the file"), "missing"),
}


@dataclass(frozen=True, slots=True)
class Matched:
    """One of our columns: whether it is needed, and which header stands for it (None: none does)."""

    code: str
    title: str
    needed: str
    index: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """A line for people: the row of the file, what it is about, and what is said of each column."""

    row: int
    key: str
    parts: Sequence[tuple[str, str, str]]


def matched_columns(sheet: Sheet, columns: Sequence[Column], newest: ImportCheck | None) -> list[Matched]:
    """As they were checked last, else as they are guessed."""
    matching = newest.matching if newest else guess(sheet.headers, columns)
    return [Matched(one.code, column_name(one.code), _needed(one), matching.get(one.code)) for one in columns]


def _needed(column: Column) -> str:
    if column.key:
        return _("in every row")
    return _("in every new row") if column.needed else ""


def lines_of(lines: Iterable[CheckLine]) -> list[Told]:
    """Each line with (column, what is there or is wrong, what the file says)."""
    return [Told(line.row, line.key, _parts(line)) for line in lines]


def _parts(line: CheckLine) -> list[tuple[str, str, str]]:
    match line.kind:
        case CheckLine.Kind.FAULT:
            return [(column_name(line.column), fault_text(line.code, line.column, line.detail), "")]
        case CheckLine.Kind.MISSING:
            return []
    return [
        (column_name(column), _value(before), _value(after) if (before, after) != (None, None) else "…")
        for column, (before, after) in line.detail.items()
    ]


def _value(value: Any) -> str:
    if value in (None, "", []):
        return ""
    return ", ".join(value) if isinstance(value, list) else str(value)
