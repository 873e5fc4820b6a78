"""The survey sheet becomes sections, groups, repeats and questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from observer.checklists.definition.fields import CODE
from observer.checklists.xlsform.questions import check_group_cells, metadata_document, question_document
from observer.checklists.xlsform.reading import Reading, kept, truth
from observer.checklists.xlsform.types import LEFT_OUT_TYPES, Asked, read_type, refusal
from observer.checklists.xlsform.workbook import Line

MOST_ROWS = 5_000
_GROUP_CELLS = frozenset({"type", "name", "label", "hint", "relevant", "appearance", "rapid"})
_REPEAT_CELLS = frozenset({"type", "name", "label", "hint", "relevant", "appearance", "repeat_count"})
_ENDS = {"end_group": "group", "end_repeat": "repeat"}


@dataclass(slots=True)
class Use:
    """A question that offers the choices of a list: put in when all uses of the list are known."""

    document: dict[str, Any]
    line: Line
    asked: Asked


@dataclass(slots=True)
class Container:
    """What is open while rows are read. `group`: the innermost one around, within the same repeat."""

    kind: str
    line: Line | None
    section: dict[str, Any]
    questions: list[dict[str, Any]]
    group: str = ""


@dataclass(slots=True)
class SurveyReader:
    """Goes through the rows once; `sections` and `uses` are the outcome."""

    reading: Reading
    sections: list[dict[str, Any]] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    files: list[tuple[str, Line]] = field(default_factory=list)
    stack: list[Container] = field(default_factory=list)
    bare: int = 0

    def read(self) -> None:
        table = self.reading.tables["survey"]
        if len(table.lines) > MOST_ROWS:
            self.reading.findings.wrong("survey", 0, "", "too-many", limit=str(MOST_ROWS))
            return
        for line in table.lines:
            if truth(line.get("disabled")) is not True:
                self._row(line)
        for container in self.stack:
            if container.line:
                name = container.line.get("name")
                self._wrong(container.line, "type", "not-ended", kind=container.kind, found=name)
        for section in self.sections:
            if not section["questions"]:
                line_number = self.reading.places.sections[section["code"]]
                letter = table.letter("type")
                self.reading.findings.wrong(
                    "survey", line_number, letter, "empty-group", found=section["code"]
                )

    def _row(self, line: Line) -> None:
        text = line.get("type")
        if not text:
            if line.get("name") or self.reading.words(line, "label"):
                self._wrong(line, "type", "no-type")
            return
        asked = read_type(text)
        if asked is None:
            self._no_type(line, text)
        elif asked.type.name in _ENDS:
            self._end(line, _ENDS[asked.type.name])
        else:
            self._begin(asked)(line, asked)

    def _begin(self, asked: Asked) -> Callable[[Line, Asked], None]:
        if asked.type.name == "begin_group":
            return self._group if self.stack else self._section
        if asked.type.name == "begin_repeat":
            return self._repeat
        if asked.type.name == "csv-external":
            return self._file
        return self._question

    def _no_type(self, line: Line, text: str) -> None:
        reason = refusal(text)
        if text.lower() in LEFT_OUT_TYPES:
            self.reading.warn(self.reading.tables["survey"], line, "type", "type-left-out", found=text)
        elif reason:
            self._wrong(line, "type", f"refused-{reason}", found=text[:60])
        else:
            self._wrong(line, "type", "unknown-type", found=text[:60])

    def _section(self, line: Line, asked: Asked) -> None:
        check_group_cells(self.reading, line, _GROUP_CELLS)
        code = self.reading.name(self.reading.tables["survey"], line)
        self.reading.places.sections[code] = line.number
        section = {
            "code": code,
            "titles": self.reading.words(line, "label") or dict(self.reading.titles),
            **kept(
                help=self.reading.words(line, "hint"),
                rapid=self.reading.flag(self.reading.tables["survey"], line, "rapid"),
                show_when=line.get("relevant"),
                appearance=line.get("appearance"),
            ),
            "questions": [],
        }
        self.sections.append(section)
        self.stack.append(Container("group", line, section, section["questions"]))

    def _group(self, line: Line, asked: Asked) -> None:
        check_group_cells(self.reading, line, _GROUP_CELLS - {"rapid"})
        around = self.stack[-1]
        code = self.reading.name(self.reading.tables["survey"], line)
        section = around.section
        section.setdefault("groups", []).append(
            {
                "code": code,
                **kept(
                    titles=self.reading.words(line, "label"),
                    help=self.reading.words(line, "hint"),
                    show_when=line.get("relevant"),
                    parent=around.group,
                    appearance=line.get("appearance"),
                ),
            }
        )
        self.reading.places.groups.setdefault(section["code"], []).append(line.number)
        self.stack.append(Container("group", line, section, around.questions, code))

    def _repeat(self, line: Line, asked: Asked) -> None:
        check_group_cells(self.reading, line, _REPEAT_CELLS)
        around = self._around()
        code = self.reading.name(self.reading.tables["survey"], line)
        self.reading.places.questions[code] = line.number
        document = {
            "code": code,
            "type": "repeat",
            **kept(
                labels=self.reading.words(line, "label"),
                help=self.reading.words(line, "hint"),
                show_when=line.get("relevant"),
                count=line.get("repeat_count"),
                appearance=line.get("appearance"),
                group=around.group,
            ),
            "questions": [],
        }
        around.questions.append(document)
        self.stack.append(Container("repeat", line, around.section, document["questions"]))

    def _question(self, line: Line, asked: Asked) -> None:
        around = self._around()
        reading = self.reading
        if asked.type.name == "note" and not line.get("name"):
            code = f"note_{line.number}"
        else:
            code = reading.name(reading.tables["survey"], line)
        reading.places.questions[code] = line.number
        if asked.type.name in {"start", "today"}:
            around.questions.append(metadata_document(asked, code, around.group))
            return
        document = question_document(reading, line, asked, code, around.group)
        around.questions.append(document)
        if asked.listed:
            self.uses.append(Use(document, line, asked))
        if asked.or_other:
            around.questions.append(self._other(line, code, around.group))

    def _other(self, line: Line, code: str, group: str) -> dict[str, Any]:
        """“Or other”: a text asked when the choice of that name is selected."""
        name = f"{code}_other"
        if not CODE.fullmatch(name) or name.lower() in self.reading.names:
            self._wrong(line, "type", "no-room-for-other", found=name)
        self.reading.names.setdefault(name.lower(), line.number)
        self.reading.places.questions[name] = line.number
        show_when = f"selected(${{{code}}}, 'other')"
        labels = {language: other_words(language)[1] for language in self.reading.languages}
        return {"code": name, "type": "text", "labels": labels, "show_when": show_when, **kept(group=group)}

    def _file(self, line: Line, asked: Asked) -> None:
        """A CSV that only expressions read: its row asks nothing."""
        self.files.append((f"{line.get('name').removesuffix('.csv')}.csv", line))

    def _around(self) -> Container:
        """The innermost open container; outside any group, the bare section of this run of rows."""
        if self.stack:
            return self.stack[-1]
        if not self.sections or not self.sections[-1].get("bare"):
            self.bare += 1
            code = f"page_{self.bare}"
            self.reading.names.setdefault(code, 0)
            self.sections.append({"code": code, "bare": True, "questions": []})
            self.reading.places.sections[code] = 0
        section = self.sections[-1]
        return Container("bare", None, section, section["questions"])

    def _end(self, line: Line, kind: str) -> None:
        if not self.stack:
            self._wrong(line, "type", "ends-nothing", kind=kind)
            return
        around = self.stack[-1]
        if around.kind != kind:
            name = around.line.get("name") if around.line else ""
            self._wrong(line, "type", "ends-another", kind=kind, open=around.kind, found=name)
            return
        self.stack.pop()
        if around.kind == "repeat" and not around.questions and around.line:
            self._wrong(around.line, "type", "empty-group", found=around.line.get("name"))

    def _wrong(self, line: Line, column: str, code: str, /, **arguments: str) -> None:
        table = self.reading.tables["survey"]
        self.reading.findings.wrong("survey", line.number, table.letter(column), code, **arguments)


# "Other" as a choice, and the question that asks which.
_OTHER = {
    "en": ("Other", "Please say what"),
    "ru": ("Другое", "Пожалуйста, уточните"),
    "kk": ("Басқа", "Нақтылаңыз"),
    "fr": ("Autre", "Veuillez préciser"),
    "es": ("Otro", "Por favor, especifique"),
    "pt": ("Outro", "Por favor, especifique"),
    "de": ("Anderes", "Bitte angeben"),
    "uk": ("Інше", "Будь ласка, уточніть"),
    "ky": ("Башка", "Тактап жазыңыз"),
    "ar": ("أخرى", "يرجى التحديد"),
}


def other_words(language: str) -> tuple[str, str]:
    """The choice and the question in a language; in English where there are none."""
    return _OTHER.get(language.partition("-")[0], _OTHER["en"])
