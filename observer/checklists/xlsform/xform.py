"""The XForm of a version, as ODK Collect and other OpenRosa clients get it. Made by pyxform, without Java.

What XLSForm has no word for is said in its own: bounds and choices that exclude others become constraints,
"not observed" a choice or a tick beside the question, a skipped section hides what is left of it. Violation
rules and identities stay on the server, which checks every answer anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from observer.checklists.definition.canonical import decimal_text
from observer.checklists.definition.shapes import (
    NOT_OBSERVED,
    Choice,
    Definition,
    Question,
    Section,
    Words,
)
from observer.checklists.xlsform import names
from observer.checklists.xlsform.columns import SHEETS
from observer.checklists.xlsform.conversion import Rows, convert
from observer.checklists.xlsform.files import external_lists
from observer.checklists.xlsform.languages import named
from observer.checklists.xlsform.questions import is_dynamic
from observer.checklists.xlsform.rewriting import rewritten, sources
from observer.checklists.xlsform.rows import (
    Row,
    cells,
    choice_row,
    fixed_choices,
    list_names,
    question_row,
    section_rows,
    spoken,
)
from observer.checklists.xlsform.workbook import Place
from observer.checklists.xlsform.write import header

_FIELD_LIST = "field-list"
_EXPRESSIONS = (
    "relevant",
    "required",
    "constraint",
    "calculation",
    "default",
    "choice_filter",
    "repeat_count",
)
# Without and with "not observed".
_YES_NO = ("yes_no", "yes_no_not_observed")
_STATION: Words = {
    "en": "Code of the polling station",
    "ru": "Номер избирательного участка",
    "kk": "Сайлау учаскесінің нөмірі",
}
_ARRIVAL: Words = {"en": "When did you arrive?", "ru": "Когда вы прибыли?", "kk": "Қашан келдіңіз?"}


def xform(definition: Definition, version: str) -> bytes:
    """The XForm XML. Its id is the checklist's code, its version `version`; the root element is `data`.

    Beside the questions it has when it was begun and ended, the station's code, and the time of arrival
    where no question asks for it (`names`). Raises XFormRefused where pyxform will not convert it.
    """
    return convert(_CollectForm(definition).workbook(version))


class _CollectForm:
    """One conversion: what is ticked, which lists lie outside, and the rows with all that worked in."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.external = external_lists(definition)
        self.lists = list_names(definition)
        self.ticked = {
            question.code
            for question in definition.all_questions()
            if names.has_companion(question, question.choices_from in self.external)
        }
        inside = {inner.code for one in definition.questions() for inner in one.within()} - {
            one.code for one in definition.questions()
        }
        # From outside a repeat a name means all its rows: no one answer or tick.
        self.ticked_once = self.ticked - inside
        self.has_paths = any("../" in text or "/data" in text for text in sources(definition))

    def workbook(self, version: str) -> dict[str, Rows]:
        return {
            "survey": [_plain("survey", row) for row in self._survey()],
            "choices": [_plain("choices", row) for row in self._choices()],
            "settings": [_plain("settings", self._settings(version))],
        }

    def _settings(self, version: str) -> Row:
        name = self.definition.instance_name
        return cells(
            form_id=self.definition.code,
            form_title=self.definition.titles[self.definition.default_language],
            default_language=named(self.definition.default_language),
            version=version,
            instance_name=rewritten(name.source, self.ticked_once) if name else "",
        )

    def _survey(self) -> Iterator[Row]:
        yield cells(type="start", name=names.START)
        yield cells(type="end", name=names.END)
        yield from self._visit()
        for name in self.external:
            yield cells(type="csv-external", name=name)
        for section in self.definition.sections:
            for row in section_rows(section, partial(self._asked, section)):
                yield from self._counted(self._rewritten(row))

    def _visit(self) -> Iterator[Row]:
        """Where and when: Collect knows no deployments."""
        asks_arrival = any(question.fills == "arrival" for question in self.definition.questions())
        yield cells(type="begin_group", name=names.VISIT, appearance=_FIELD_LIST)
        yield {
            **cells(
                type="text",
                name=names.STATION,
                required="" if self.definition.phase in names.ANYWHERE else "yes",
            ),
            **spoken("label", self._say(_STATION)),
        }
        if not asks_arrival:
            yield {**cells(type="dateTime", name=names.ARRIVAL), **spoken("label", self._say(_ARRIVAL))}
        yield cells(type="end_group", name=names.VISIT)

    def _say(self, words: Words) -> Words:
        return {
            code: words.get(code) or words.get(code.partition("-")[0]) or words["en"]
            for code in self.definition.languages
        }

    def _asked(self, section: Section, question: Question) -> list[Row]:
        """The rows of a question: itself, and the tick beside it where it needs one."""
        row = question_row(question, self.lists)
        row |= cells(
            type=self._type(question, row[Place("type", 1, "")]),
            constraint=_all(_constraints(question)),
            choice_filter=self._filter(question),
            **_first_answer(question),
        )
        relevant = [row.pop(Place("relevant", 1, ""), ""), _unless_skipped(section, question)]
        if question.code not in self.ticked:
            return [{**row, **cells(relevant=_all(relevant))}]
        tick = {
            **cells(type="acknowledge", name=names.companion(question.code), relevant=_all(relevant)),
            **spoken("label", self._tick_label(question)),
        }
        unticked = f"${{{names.companion(question.code)}}} != 'OK'"
        shown = {**row, **cells(relevant=_all([*relevant, unticked]))}
        return self._side_by_side(section, question, shown, tick)

    def _side_by_side(self, section: Section, question: Question, shown: Row, tick: Row) -> list[Row]:
        """Question and tick on one screen. Where expressions walk along paths, no group may come between:
        then the tick is asked first."""
        appearances = [section.appearance, *(group.appearance for group in section.around(question.group))]
        if any(_FIELD_LIST in appearance for appearance in appearances):
            return [shown, tick]
        if self.has_paths:
            return [tick, shown]
        begin = cells(type="begin_group", name=names.pair(question.code), appearance=_FIELD_LIST)
        return [begin, shown, tick, cells(type="end_group", name=names.pair(question.code))]

    def _tick_label(self, question: Question) -> Words:
        """On a screen of its own it must say what was not observed."""
        words = self.definition.answer_labels["not_observed"]
        return {code: f"{question.labels[code]} – {words[code]}" for code in self.definition.languages}

    def _type(self, question: Question, written: str) -> str:
        kind, _, _listed = written.partition(" ")
        if question.choices_from in self.external:
            return f"{kind}_from_file {self.external[question.choices_from]}"
        if question.type in _YES_NO:
            return f"{kind} {_YES_NO[question.allow_not_observed]}"
        if self._offers_not_observed(question):
            return f"{kind} {_with_not_observed(self._list(question))}"
        return written

    def _offers_not_observed(self, question: Question) -> bool:
        return question.allow_not_observed and question.code not in self.ticked

    def _list(self, question: Question) -> str:
        return question.choices_from or self.lists.get(question.code, "") or question.type

    def _filter(self, question: Question) -> str:
        if question.choice_filter is None:
            return ""
        source = question.choice_filter.source
        return f"({source}) or name = '{NOT_OBSERVED}'" if self._offers_not_observed(question) else source

    def _choices(self) -> Iterator[Row]:
        """Each list once, and beside it the list with "not observed" where a question offers that."""
        written: set[str] = set()
        for name, listed in self.definition.lists.items():
            if name not in self.external:
                written.add(name)
                yield from (choice_row(name, choice) for choice in listed.choices)
        for question in self.definition.all_questions():
            if not question.choices or question.choices_from in self.external:
                continue
            for name, choices in self._lists_of(question):
                if name not in written:
                    written.add(name)
                    yield from (choice_row(name, choice) for choice in choices)

    def _lists_of(self, question: Question) -> Iterator[tuple[str, Iterable[Choice]]]:
        name = self._list(question)
        if question.type in _YES_NO:
            fixed = _YES_NO[question.allow_not_observed]
            yield fixed, fixed_choices(self.definition, fixed)
            return
        if not self._offers_not_observed(question):
            yield name, question.choices
            return
        label = self.definition.answer_labels["not_observed"]
        yield _with_not_observed(name), [*question.choices, Choice(NOT_OBSERVED, label)]

    def _rewritten(self, row: Row) -> Row:
        inside = {row.get(Place("name", 1, ""), "")} & self.ticked
        for name in _EXPRESSIONS:
            place = Place(name, 1, "")
            if place in row:
                row[place] = rewritten(row[place], self.ticked_once - inside)
        return row

    def _counted(self, row: Row) -> Iterator[Row]:
        """A worked-out number of rows stands in a value of its own: pyxform's name for it could clash."""
        count = row.get(Place("repeat_count", 1, ""))
        if count:
            name = names.rows_of(row[Place("name", 1, "")])
            yield cells(type="calculate", name=name, calculation=count)
            row = {**row, **cells(repeat_count=f"${{{name}}}")}
        yield row


def _with_not_observed(name: str) -> str:
    return f"{name}.not_observed"


def _constraints(question: Question) -> Iterator[str]:
    """The author's, and what our own columns ask."""
    if question.constraint:
        yield question.constraint.source
    if question.type != "range":
        if question.minimum is not None:
            yield f". >= {decimal_text(question.minimum)}"
        if question.maximum is not None:
            yield f". <= {decimal_text(question.maximum)}"
    if question.max_length is not None:
        yield f"string-length(.) <= {question.max_length}"
    alone = [choice.code for choice in question.choices if choice.exclusive]
    if question.allow_not_observed and question.type == "many_of":
        alone.append(NOT_OBSERVED)
    for code in alone:
        yield f"not(selected(., '{code}') and count-selected(.) > 1)"


def _unless_skipped(section: Section, question: Question) -> str:
    """Once it is said why a section was not observed, nothing of it is left to ask."""
    skip = section.skip
    return f"${{{skip.code}}} = ''" if skip and question.is_skippable else ""


def _first_answer(question: Question) -> dict[str, str]:
    """The default in the only column that Collect's form has for it."""
    if question.initial:
        source = question.initial.source
        return {"default": source if is_dynamic(source, question.type) else f"coalesce({source}, '')"}
    if question.default and is_dynamic(question.default, question.type):
        quote = '"' if "'" in question.default else "'"
        text = question.default.replace('"', "”") if quote == '"' else question.default
        return {"default": f"string({quote}{text}{quote})"}
    return {"default": question.default}


def _all(conditions: Iterable[str]) -> str:
    given = [one for one in conditions if one]
    return given[0] if len(given) == 1 else " and ".join(f"({one})" for one in given)


def _plain(sheet: str, row: Row) -> dict[str, str]:
    """The row without the columns of ours, by the headers of the standard."""
    own = {column.name for column in SHEETS[sheet] if column.own}
    return {header(place): text for place, text in row.items() if place.name not in own}
