"""What all parts of the reader share: the form's languages, its findings, cells with a fixed meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from observer.checklists.definition.fields import CODE
from observer.checklists.definition.shapes import MEDIA_KINDS
from observer.checklists.xlsform.places import Places
from observer.checklists.xlsform.problems import Findings
from observer.checklists.xlsform.types import Type
from observer.checklists.xlsform.workbook import Line, Table

_YES = frozenset({"yes", "true", "true()", "1"})
_NO = frozenset({"no", "false", "false()", "0"})
_PARAMETERS = re.compile(r"\s*([A-Za-z][\w-]*)\s*=\s*([^\s,;]+)\s*[,;]?")


@dataclass(slots=True)
class Reading:
    """`plain`: the language of columns that name none. `names`: the row of each code, in small letters."""

    tables: Mapping[str, Table]
    findings: Findings
    places: Places
    languages: tuple[str, ...] = ()
    plain: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)

    def wrong(
        self, table: Table, line: Line, column: str, code: str, /, number: int = 1, **more: str
    ) -> None:
        self.findings.wrong(table.sheet, line.number, table.letter(column, number), code, **more)

    def warn(self, table: Table, line: Line, column: str, code: str, /, **more: str) -> None:
        self.findings.warn(table.sheet, line.number, table.letter(column), code, **more)

    def words(self, line: Line, column: str) -> dict[str, str]:
        return line.words(column, self.plain)

    def flag(self, table: Table, line: Line, column: str) -> bool:
        said = truth(line.get(column))
        if said is None:
            self.wrong(table, line, column, "not-yes-or-no", found=line.get(column)[:60])
        return bool(said)

    def media(self, line: Line) -> dict[str, dict[str, str]]:
        """File names by kind and language; without a language, the same file serves all."""
        found = {}
        for kind in MEDIA_KINDS:
            names = {place.language: text for place, text in line.cells.items() if place.name == kind}
            everywhere = names.pop("", None)
            given = {**(dict.fromkeys(self.languages, everywhere) if everywhere else {}), **names}
            if given:
                found[kind] = {code: given[code] for code in (*self.languages, *given) if code in given}
        return found

    def name(self, table: Table, line: Line) -> str:
        """The row's code, noted so that no other row has it; a stand-in where it has none that will do."""
        name = line.get("name")
        if not CODE.fullmatch(name):
            code = "bad-code" if name else "missing"
            self.wrong(table, line, "name", code, found=name[:60])
            return f"row-{line.number}"
        before = self.names.setdefault(name.lower(), line.number)
        if before == 0:
            self.wrong(table, line, "name", "reserved-code", found=name)
            return f"row-{line.number}"
        if before != line.number:
            self.wrong(table, line, "name", "name-twice", found=name, row=str(before))
            return f"row-{line.number}"
        return name

    def parameters(self, table: Table, line: Line, kind: Type) -> dict[str, str]:
        text = line.get("parameters")
        found = {match[1].lower(): match[2] for match in _PARAMETERS.finditer(text)}
        if _PARAMETERS.sub("", text).strip():
            self.wrong(table, line, "parameters", "bad-parameters", found=text[:60])
        for name in found:
            if name not in kind.parameters:
                options = ", ".join(kind.parameters) or "–"
                self.wrong(table, line, "parameters", "unknown-parameter", found=name[:60], options=options)
        return found


def truth(text: str) -> bool | None:
    """What a yes-or-no cell says: an empty one no, anything else None."""
    small = text.lower()
    if small in _YES:
        return True
    return False if small in _NO or not small else None


def kept(**fields: Any) -> dict[str, Any]:
    """A document without the fields that say nothing."""
    return {name: value for name, value in fields.items() if value not in (None, False, "", [], {})}
