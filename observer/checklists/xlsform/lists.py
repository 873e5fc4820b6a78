"""Lists of choices: from the choices sheet and from CSV files, as a question's own or shared ones.

A list becomes a question's own `choices` when that question alone uses it and nothing filters or looks into
it; else the definition keeps it under `lists`. The sheet `lists`, which an export writes, says it outright.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from observer.checklists.definition.choices import CHOICE_CODE, MAX_CHOICES
from observer.checklists.definition.shapes import NOT_OBSERVED
from observer.checklists.xlsform.files import read_file
from observer.checklists.xlsform.places import ListPlace
from observer.checklists.xlsform.reading import Reading, kept
from observer.checklists.xlsform.survey import SurveyReader, Use, other_words
from observer.checklists.xlsform.types import FIXED_LISTS
from observer.checklists.xlsform.workbook import Line, Place

# Functions that look into a list by its name.
_LOOKS_INTO = re.compile(r"\b(instance|pulldata)\s*\(\s*(['\"])(.+?)\2")
_FILE = ".csv"


@dataclass(slots=True)
class Listed:
    """One list as it stands in the workbook or a file."""

    choices: list[dict[str, Any]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    source: str = ""
    declared: bool = False


@dataclass(slots=True)
class ListReader:
    """`files`: CSV files handed over beside the workbook, by name."""

    reading: Reading
    survey: SurveyReader
    files: Mapping[str, bytes]
    lists: dict[str, Listed] = field(default_factory=dict)

    def read(self) -> dict[str, Any]:
        """Put choices into the questions; returns the definition's `lists`."""
        self._choices()
        self._declared()
        for use in self.survey.uses:
            if use.asked.from_file:
                self._from_file(use.asked.listed, use.line, "type", self._parameters(use))
        for name, line in self.survey.files:
            self._from_file(name, line, "name", {})
        looked_into = self._looked_into()
        users = Counter(self._name(use) for use in self.survey.uses)
        shared: dict[str, Any] = {}
        for use in self.survey.uses:
            name = self._name(use)
            self._give(use, name, is_shared=users[name] > 1 or name in looked_into)
            if use.document.get("choices_from"):
                shared[name] = self._document(name)
        for name, listed in self.lists.items():
            if name in looked_into or listed.declared:
                shared[name] = self._document(name)
            elif not users[name] and name not in FIXED_LISTS:
                row = self.reading.places.lists[name].rows[0]
                self.reading.findings.warn("choices", row, "", "list-left-out", found=name[:60])
        return shared

    def _give(self, use: Use, name: str, *, is_shared: bool) -> None:
        """The question gets its type's own choices, those of the list, or the list."""
        if self._is_fixed(use, name):
            use.document["type"] = name
            return
        if name not in self.lists:
            self._unknown(use, name)
            return
        self._other(use, self.lists[name])
        if is_shared or self._is_shared(use, name):
            use.document["choices_from"] = name
        else:
            use.document["choices"] = self.lists[name].choices
            self.reading.places.own_lists[use.document["code"]] = name

    def _choices(self) -> None:
        table = self.reading.tables["choices"]
        rows: dict[str, list[int]] = {}
        for line in table.lines:
            name = line.get("list_name")
            if not name:
                self.reading.wrong(table, line, "list_name", "choice-without-list")
                continue
            listed = self.lists.setdefault(name, Listed())
            listed.choices.append(self._choice(line))
            rows.setdefault(name, []).append(line.number)
            used = [column for column in table.extra if line.cells.get(Place(column, 0, ""))]
            listed.columns += [column for column in used if column not in listed.columns]
        for name, numbers in rows.items():
            # In the order of the headers, whichever row was the first to fill one.
            self.lists[name].columns.sort(key=table.extra.index)
            self.reading.places.lists[name] = ListPlace("choices", numbers, table)

    def _choice(self, line: Line) -> dict[str, Any]:
        table = self.reading.tables["choices"]
        values = {column: line.cells.get(Place(column, 0, ""), "") for column in table.extra}
        return {
            "code": line.get("name"),
            "labels": self.reading.words(line, "label"),
            **kept(
                exclusive=self.reading.flag(table, line, "exclusive"),
                values={column: value for column, value in values.items() if value},
                media=self.reading.media(line),
            ),
        }

    def _declared(self) -> None:
        """The sheet `lists` says which are shared, with which columns, and from which file."""
        table = self.reading.tables["lists"]
        for line in table.lines:
            name = line.get("list_name")
            if name not in self.lists:
                self.reading.wrong(table, line, "list_name", "unknown-list", found=name[:60])
                continue
            listed = self.lists[name]
            listed.declared = True
            listed.source = line.get("file")
            listed.columns = list(dict.fromkeys([*line.get("columns").split(), *listed.columns]))

    def _from_file(self, name: str, line: Line, column: str, renamed: Mapping[str, str]) -> None:
        """The list of a CSV file, read once; `renamed`: which of its columns are the code and the label."""
        table = self.reading.tables["survey"]
        stem = name.removesuffix(_FILE)
        if not name.endswith(_FILE):
            self.reading.wrong(table, line, column, "not-a-csv", found=name[:60])
        elif stem in self.lists:
            return
        elif name not in self.files:
            self.reading.wrong(table, line, column, "file-missing", found=name[:60])
            self.lists[stem] = Listed(source=name)
        else:
            found = read_file(self.reading, name, self.files[name], renamed)
            self.lists[stem] = Listed(found.choices, found.columns, source=name)
            self.reading.places.lists[stem] = ListPlace(name, found.rows, found.table)

    def _parameters(self, use: Use) -> dict[str, str]:
        table = self.reading.tables["survey"]
        given = self.reading.parameters(table, use.line, use.asked.type)
        return {name: given[name] for name in ("value", "label") if name in given}

    def _looked_into(self) -> set[str]:
        """Lists that expressions name; one that is nowhere may be a CSV file beside the workbook."""
        found = set()
        table = self.reading.tables["survey"]
        for line in table.lines:
            for place, text in line.cells.items():
                for match in _LOOKS_INTO.finditer(text):
                    name = match[3].removesuffix(_FILE)
                    found.add(name)
                    if name not in self.lists:
                        self._from_file(f"{name}{_FILE}", line, place.name, {})
        return found

    def _name(self, use: Use) -> str:
        return use.asked.listed.removesuffix(_FILE) if use.asked.from_file else use.asked.listed

    def _is_fixed(self, use: Use, name: str) -> bool:
        """Yes and no, or the four grades: a type of their own when the list has exactly their codes."""
        codes = FIXED_LISTS.get(name)
        if codes is None or use.asked.type.name != "select_one" or use.asked.or_other:
            return False
        if name not in self.lists:
            return True
        if self.lists[name].declared:
            return False
        found = [choice["code"] for choice in self.lists[name].choices]
        if found == list(codes) or found == [code for code in codes if code != NOT_OBSERVED]:
            return True
        place = self.reading.places.lists[name]
        letter = place.letters.letter("name")
        self.reading.findings.wrong(
            "choices", place.rows[0], letter, "fixed-list", found=name, codes=", ".join(codes)
        )
        return True

    def _is_shared(self, use: Use, name: str) -> bool:
        listed = self.lists[name]
        kept_apart = listed.declared or listed.source or listed.columns or len(listed.choices) > MAX_CHOICES
        return bool(kept_apart or use.document.get("choice_filter"))

    def _unknown(self, use: Use, name: str) -> None:
        table = self.reading.tables["survey"]
        known = ", ".join(sorted({*self.lists, *FIXED_LISTS}))
        self.reading.wrong(table, use.line, "type", "unknown-list-name", found=name[:60], options=known[:300])
        use.document["choices"] = [{"code": "x", "labels": dict.fromkeys(self.reading.languages, "x")}]

    def _other(self, use: Use, listed: Listed) -> None:
        """The choice “other” at the end, unless the list has one."""
        if use.asked.or_other and all(choice["code"] != "other" for choice in listed.choices):
            labels = {language: other_words(language)[0] for language in self.reading.languages}
            listed.choices.append({"code": "other", "labels": labels})

    def _document(self, name: str) -> dict[str, Any]:
        listed = self.lists[name]
        if not CHOICE_CODE.fullmatch(name) and (place := self.reading.places.lists.get(name)):
            letter = place.letters.letter("list_name")
            self.reading.findings.wrong(
                place.sheet, place.rows[0], letter, "bad-choice-code", found=name[:60]
            )
        return {"choices": listed.choices, **kept(columns=listed.columns, source=listed.source)}
