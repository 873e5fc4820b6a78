"""What a form shows for the answers so far: asked questions, rows, choices, defaults, words with answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from observer.checklists.checked import BLANK, NOT_APPLICABLE
from observer.checklists.checking import Checking, Record
from observer.checklists.compiled import CompiledQuestion
from observer.checklists.definition.shapes import Choice
from observer.checklists.expressions import Row
from observer.checklists.expressions.scope import to_text

_NAMED = re.compile(r"\$\{ *([A-Za-z][A-Za-z0-9_-]*) *\}")


class Look:
    """A question is named by its path: "A1", or "ballots.2.serial" in the second row of a repeat."""

    def __init__(self, checking: Checking) -> None:
        self.checking = checking
        self.version = checking.version

    @cached_property
    def relevant(self) -> frozenset[str]:
        """The paths of all that these answers call for."""
        return frozenset(
            record.path + code
            for records in self.checking.records.values()
            for record in records
            for code, status in record.statuses.items()
            if status != NOT_APPLICABLE
        )

    def rows(self, path: str) -> int:
        """How many rows the repeat has."""
        record, item = self._at(path)
        return len(record.row.rows.get(item.code, ()))

    def row_limit(self, path: str) -> int | None:
        """How many rows the form itself asks for; None where they are added by hand."""
        record, item = self._at(path)
        self.checking.scope.row = record.row
        return self.checking.row_count(item)

    def choices(self, path: str) -> Iterable[Choice]:
        """Those that the other answers leave, in the order of the form."""
        record, item = self._at(path)
        self.checking.scope.row = record.row
        return self.checking.offered(item)

    def is_required(self, path: str) -> bool:
        record, item = self._at(path)
        self.checking.scope.row = record.row
        return item.question.required or (
            item.required_when is not None and item.required_when(self.checking.scope)
        )

    def value(self, path: str) -> str:
        """The answer as expressions see it, as text; "" when blank."""
        record, item = self._at(path)
        return to_text(record.row.values.get(item.code, ""))

    def first_value(self, path: str) -> str:
        """What a question that nobody has answered starts from: its default, fixed or worked out; else ""."""
        record, item = self._at(path)
        if record.statuses.get(item.code) != BLANK:
            return ""
        if item.initial is None:
            return item.question.default
        self.checking.scope.row, self.checking.scope.own = record.row, ""
        text = to_text(item.initial(self.checking.scope))
        return "" if text == "NaN" else text

    def words(self, text: str, path: str = "") -> str:
        """A text of the form, as it stands at `path`, with the answers it names in their places."""
        if "${" not in text:
            return text
        row = self._at(path)[0].row if path else self.checking.root.row
        return _NAMED.sub(lambda named: self._named(named[1], row), text)

    def _named(self, code: str, row: Row) -> str:
        """The answer of this row or of one around it; of a repeat elsewhere, the first."""
        around: Row | None = row
        while around is not None:
            if code in around.values:
                return to_text(around.values[code])
            around = around.parent
        item = self.version.by_code.get(code)
        for record in self.checking.records.get(item.repeat, ()) if item else ():
            if code in record.row.values:
                return to_text(record.row.values[code])
        return ""

    def _at(self, path: str) -> tuple[Record, CompiledQuestion]:
        """Raises KeyError where the form has no such question or row."""
        prefix, _, code = path.rpartition(".")
        item = self.version.by_code[code]
        if not prefix:
            return self.checking.root, item
        return self._records[f"{prefix}."], item

    @cached_property
    def _records(self) -> dict[str, Record]:
        return {record.path: record for records in self.checking.records.values() for record in records}
