"""Where in the workbook each part of a definition was written, so that its problems can be shown there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from observer.checklists.definition import DefinitionProblem
from observer.checklists.xlsform.problems import WorkbookProblem
from observer.checklists.xlsform.workbook import Table

# In which column a field of a question, group or section stands.
_COLUMNS = {
    "code": "name",
    "type": "type",
    "labels": "label",
    "titles": "label",
    "help": "hint",
    "show_when": "relevant",
    "required_when": "required",
    "calculate": "calculation",
    "initial": "default",
    "allow_not_observed": "not_observed",
    "choices_from": "type",
    "choices": "type",
    "questions": "type",
    "group": "name",
    "count": "repeat_count",
    "standards": "standard",
    "step": "parameters",
    "values": "name",
}
_RULES = {"expression": "violation", "category": "violation_code", "code": "violation_id"}
_SETTINGS = {"code": "form_id", "titles": "form_title"}
_IDENTITIES = {"names": "label"}


@dataclass(slots=True)
class ListPlace:
    """Where a list's choices stand: a sheet or a file, the row of each choice, and the letters of columns."""

    sheet: str
    rows: Sequence[int]
    letters: Table


@dataclass(slots=True)
class Places:
    tables: Mapping[str, Table]
    # Rows of the survey sheet by code.
    sections: dict[str, int] = field(default_factory=dict)
    groups: dict[str, list[int]] = field(default_factory=dict)
    questions: dict[str, int] = field(default_factory=dict)
    # For each question the numbers its violation columns bear: (1, 2) or, with one left blank, (1, 3).
    rules: dict[str, list[int]] = field(default_factory=dict)
    ranges: set[str] = field(default_factory=set)
    lists: dict[str, ListPlace] = field(default_factory=dict)
    # The list that each question's own choices came from.
    own_lists: dict[str, str] = field(default_factory=dict)

    def locate(self, problem: DefinitionProblem) -> WorkbookProblem:
        """The problem at the cell where its author can mend it."""
        sheet, row, column = self._place(problem)
        arguments = dict(problem.arguments)
        if problem.position is not None:
            arguments["position"] = str(problem.position + 1)
        code = problem.code
        if problem.field.startswith("answer_labels.") and code == "language-missing":
            code, arguments["word"] = "answer-word-missing", problem.field.partition(".")[2]
        return WorkbookProblem(sheet, row, column, code, arguments)

    def _place(self, problem: DefinitionProblem) -> tuple[str, int, str]:
        language = problem.arguments.get("language", "")
        if problem.question:
            return self._of_question(problem.question, problem.field, language)
        if problem.section:
            return self._of_section(problem.section, problem.field, language)
        return self._of_form(problem, language)

    def _of_question(self, code: str, name: str, language: str) -> tuple[str, int, str]:
        row = self.questions.get(code, 0)
        rule = re.fullmatch(r"violation_when\.(\d+)(?:\.(\w+))?", name)
        if rule:
            numbers = self.rules.get(code, [])
            at = int(rule[1]) - 1
            number = numbers[at] if at < len(numbers) else 1
            column = _RULES.get(rule[2] or "expression", rule[2] or "")
            letter = self._letter("survey", column, number) or self._letter("survey", "violation")
            return "survey", row, letter
        choice = re.fullmatch(r"choices\.(\d+)(?:\.(.+))?", name)
        if choice and code in self.own_lists:
            return self._of_choice(self.own_lists[code], int(choice[1]), choice[2] or "", language)
        if code in self.ranges and name in {"minimum", "maximum"}:
            name = "parameters"
        return "survey", row, self._question_letter(name, language)

    def _question_letter(self, name: str, language: str) -> str:
        first, _, rest = name.partition(".")
        if first == "media":
            return self._letter("survey", rest.partition(".")[0], language=language)
        return self._letter("survey", _COLUMNS.get(first, first), language=language)

    def _of_choice(self, name: str, number: int, field_name: str, language: str) -> tuple[str, int, str]:
        place = self.lists.get(name)
        if place is None or number > len(place.rows):
            return "choices", 0, ""
        first, _, rest = field_name.partition(".")
        column = rest if first in {"media", "values"} and rest else _COLUMNS.get(first, first)
        return place.sheet, place.rows[number - 1], place.letters.letter(column, language=language)

    def _of_section(self, code: str, name: str, language: str) -> tuple[str, int, str]:
        group = re.fullmatch(r"groups\.(\d+)(?:\.(\w+))?", name)
        rows = self.groups.get(code, [])
        if group and int(group[1]) <= len(rows):
            column = _COLUMNS.get(group[2] or "code", group[2] or "")
            return "survey", rows[int(group[1]) - 1], self._letter("survey", column, language=language)
        return "survey", self.sections.get(code, 0), self._question_letter(name, language)

    def _of_form(self, problem: DefinitionProblem, language: str) -> tuple[str, int, str]:
        first, _, rest = problem.field.partition(".")
        listed = re.fullmatch(r"lists\.(.+?)(?:\.choices\.(\d+)(?:\.(.+))?|\.(\w+))?", problem.field)
        if listed:
            place = self.lists.get(listed[1])
            if listed[2]:
                return self._of_choice(listed[1], int(listed[2]), listed[3] or "", language)
            sheet = place.sheet if place else "choices"
            return sheet, place.rows[0] if place and place.rows else 0, ""
        if first == "identities":
            return self._of_identity(rest, language)
        if first == "answer_labels":
            row = next((line.number for line in self.tables["answers"].lines if line.get("name") == rest), 0)
            return "answers", row, self._letter("answers", "label", language=language)
        if first in {"questions", "sections", "protocol", "fills", "sms_tag", "violation_when"}:
            return self._of_double(first, problem.arguments.get("found", ""))
        line = next(iter(self.tables["settings"].lines), None)
        name = _SETTINGS.get(first, first)
        return "settings", line.number if line else 0, self._letter("settings", name, language=language)

    def _of_identity(self, rest: str, language: str) -> tuple[str, int, str]:
        number, _, name = rest.partition(".")
        lines = self.tables["identities"].lines
        if not number.isdigit() or int(number) > len(lines):
            return "identities", 0, ""
        grade = re.fullmatch(r"grades(?:\.(\d+)\.(\w+))?", name)
        column = (grade[2] or "severity") if grade else _IDENTITIES.get(name, name)
        which = int(grade[1] or 1) if grade else 1
        return (
            "identities",
            lines[int(number) - 1].number,
            self._letter("identities", column, which, language),
        )

    def _of_double(self, name: str, found: str) -> tuple[str, int, str]:
        """The second of two rows that say the same."""
        column = {"questions": "name", "sections": "name", "violation_when": "violation_id"}.get(name, name)
        value = found.partition(":")[0] if name == "fills" else found
        rows = [
            line.number
            for line in self.tables["survey"].lines
            if line.get(column) in {value, found.rpartition(":")[0]} - {""}
        ]
        return "survey", rows[1] if len(rows) > 1 else 0, self._letter("survey", column)

    def _letter(self, sheet: str, column: str, number: int = 1, language: str = "") -> str:
        return self.tables[sheet].letter(column, number, language)
