"""The page on which a sheet is typed in: the printed form again, with a field where the paper has room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from observer.checklists.check import compile_version
from observer.checklists.definition import Definition, Question, read
from observer.checklists.models import Version
from observer.checklists.paper import ROWS_OF_A_REPEAT, as_document
from observer.checklists.typing_keys import answer_of
from observer.checklists.wording import describe
from observer.missions.models import Membership
from observer.reports.double_entry import (
    HEAD,
    MAX_TYPED_ROWS,
    Difference,
    answers_of,
    clock_of,
    tidy_head,
    typed_fields,
)
from observer.reports.paper import Reading
from observer.reports.secrecy import hidden_questions

MOST_CHARACTERS = 2_000
# What the paper may leave out, and a clerk can do nothing about.
_NOT_THE_CLERKS = frozenset({"required", "not-relevant", "constraint", "choice-not-offered", "opened"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the page. `name` of its input; `choices` and `example` say what may be typed."""

    name: str
    code: str
    label: str
    typed: str
    only_if: str = ""
    choices: list[dict[str, str]] = field(default_factory=list)
    example: str = ""
    wrong: str = ""
    is_long: bool = False


class EntryForm:
    """One reading of one sheet. `data`: what was posted, None for a blank page."""

    def __init__(self, version: Version, language: str, data: Mapping[str, str] | None) -> None:
        self.definition: Definition = read(version.definition)
        self.language = (
            language if language in self.definition.languages else self.definition.default_language
        )
        self.data = data
        with translation.override(self.language):
            self.printed = as_document(
                self.definition,
                language=self.language,
                number=version.number,
                content_hash=version.hash_hex,
                mission="",
                synthetic=False,
            )

    @cached_property
    def typed(self) -> dict[str, str]:
        data = self.data or {}
        names = [*HEAD, *(f"q-{field}" for field, _question in self.fields)]
        return {name: str(data.get(name, "")).strip()[:MOST_CHARACTERS] for name in names}

    @cached_property
    def fields(self) -> list[tuple[str, Question]]:
        return typed_fields(self.definition.questions(), self.rows)

    @cached_property
    def rows(self) -> dict[str, int]:
        """As many rows of each repeat as the paper has; as many again each time more are asked for."""
        data = self.data or {}
        wanted = {
            question.code: str(data.get(f"rows-{question.code}", ROWS_OF_A_REPEAT))
            for question in self.definition.questions()
            if question.type == "repeat"
        }
        # Anybody can send any number: what is too long to be one of rows is none.
        counted = {
            code: int(text) if text.isdecimal() and len(text) < 4 else 0 for code, text in wanted.items()
        }
        if (more := str(data.get("more", ""))) in counted:
            counted[more] += ROWS_OF_A_REPEAT
        return {code: min(max(n, ROWS_OF_A_REPEAT), MAX_TYPED_ROWS) for code, n in counted.items()}

    @property
    def reading(self) -> Reading:
        head = {name: self.typed[name] for name in HEAD}
        fields = {field: self.typed[f"q-{field}"] for field, _question in self.fields}
        return Reading(head, fields, self.language)

    @property
    def is_settled(self) -> bool:
        """Whether it can be kept: nothing is wrong, or the clerk says that the paper has it so."""
        if self.data is None or self.asks_for_rows:
            return False
        return not self.wrong or bool(self.data.get("as_written"))

    @property
    def asks_for_rows(self) -> bool:
        """Whether the page was sent for more rows of a repeat, with more to type in still."""
        return self.data is not None and "more" in self.data

    @cached_property
    def wrong(self) -> dict[str, str]:
        """By name of input, what cannot be read as an answer."""
        if self.data is None or self.asks_for_rows:
            return {}
        answers = answers_of(self.definition.questions(), self.reading.fields)
        checked = compile_version(self.definition).check(answers, now=timezone.localtime())
        return self._wrong_head() | {
            f"q-{problem.question}": describe(problem, translation.get_language() or "en")
            for problem in checked.problems
            if problem.code not in _NOT_THE_CLERKS
        }

    def _wrong_head(self) -> dict[str, str]:
        head, wrong = tidy_head(self.reading.head), {}
        for name in ("arrival", "departure"):
            if head[name] and clock_of(head[name]) is None:
                wrong[name] = _("Please write a time from 00:00 to 23:59, such as 07:15.")
        if head["date"] and len(head["date"]) != 10:
            wrong["date"] = _("Please write a date such as 2012-01-15.")
        return wrong

    # --- For the template ------------------------------------------------------------------------

    @property
    def head(self) -> list[Cell]:
        labels = self.printed["labels"]
        return [
            Cell(name, "", labels[name], self.typed[name], wrong=self.wrong.get(name, "")) for name in HEAD
        ]

    @property
    def sections(self) -> list[dict[str, Any]]:
        return [
            {
                "title": section["title"],
                "only_if": section["only_if"],
                "items": list(self._items(section["items"])),
            }
            for section in self.printed["sections"]
        ]

    def _items(self, items: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
        for item in items:
            if item["kind"] == "group":
                yield {"title": item["label"], "only_if": item["only_if"]}
            elif item["kind"] == "rows":
                yield {
                    "title": item["label"],
                    "code": item["code"],
                    "only_if": item["only_if"],
                    "columns": item["columns"],
                    "rows": [self._row(item, number) for number in range(1, self.rows[item["code"]] + 1)],
                    "has_more": self.rows[item["code"]] < MAX_TYPED_ROWS,
                }
            elif item["kind"] not in {"note", "files"}:
                yield {"cell": self._cell(item, item["code"])}

    def _row(self, item: Mapping[str, Any], number: int) -> dict[str, Any]:
        inner = [column for column in item["columns"] if column["kind"] not in {"note", "files", "rows"}]
        cells = [self._cell(column, f"{item['code']}.{number}.{column['code']}") for column in inner]
        return {"number": number, "cells": cells}

    def _cell(self, item: Mapping[str, Any], path: str) -> Cell:
        name = f"q-{path}"
        choices = list(item["choices"])
        if item["not_observed"]:
            choices.append({"key": "-", "label": self.printed["labels"]["not_observed"]})
        return Cell(
            name=name,
            code=item["code"],
            label=item["label"],
            typed=self.typed[name],
            only_if=item["only_if"],
            choices=choices,
            example={"time": "0715", "date": "15.01.2012", "choices": "1 3"}.get(item["kind"], ""),
            wrong=self.wrong.get(name, ""),
            is_long=item["kind"] == "lines",
        )


@dataclass(frozen=True, slots=True)
class Differing:
    """A field that two people read differently. `first` and `second` are "" where votes are hidden."""

    name: str
    label: str
    first: str
    second: str
    is_hidden: bool
    chosen: str
    typed: str


class SettlingForm:
    """What the third person says of each difference: the first reading, the second, or something else."""

    def __init__(
        self,
        version: Version,
        differences: list[Difference],
        membership: Membership,
        data: Mapping[str, str] | None,
    ) -> None:
        self.version, self.differences, self.data = version, differences, data
        self.hidden = hidden_questions(membership, version)
        self.definition = read(version.definition)

    @cached_property
    def settled(self) -> dict[str, str]:
        """By field, what stands on the sheet; without those that are still open."""
        found = {}
        for difference in self.differences:
            chosen = self._chosen(difference)
            if chosen in {"first", "second"} and not self._is_hidden(difference):
                found[difference.field] = getattr(difference, chosen)
            elif chosen == "other":
                found[difference.field] = self._typed(difference)
        return found

    @property
    def is_settled(self) -> bool:
        return self.data is not None and len(self.settled) == len(self.differences) > 0

    @property
    def rows(self) -> list[Differing]:
        return [
            Differing(
                name=difference.field,
                label=self._label(difference.field),
                first="" if self._is_hidden(difference) else self._said(difference, difference.first),
                second="" if self._is_hidden(difference) else self._said(difference, difference.second),
                is_hidden=self._is_hidden(difference),
                chosen=self._chosen(difference),
                typed=self._typed(difference),
            )
            for difference in self.differences
        ]

    def _chosen(self, difference: Difference) -> str:
        given = str((self.data or {}).get(f"which-{difference.field}", ""))
        return given or ("other" if self._is_hidden(difference) else "")

    def _typed(self, difference: Difference) -> str:
        return str((self.data or {}).get(f"other-{difference.field}", "")).strip()[:MOST_CHARACTERS]

    def _is_hidden(self, difference: Difference) -> bool:
        code = difference.field.removeprefix("q:").split(".")[0]
        return difference.field.startswith("q:") and code in self.hidden

    def _said(self, difference: Difference, typed: str) -> str:
        """What was typed, and which choices it means."""
        question = self._question(difference.field)
        if question is None or not question.choices or not typed:
            return typed
        words = {
            choice.code: self.definition.in_language(choice.labels, translation.get_language() or "en")[0]
            for choice in question.choices
        }
        answer = answer_of(question, typed)
        chosen = answer if isinstance(answer, list) else [answer]
        meant = ", ".join(words[one] for one in chosen if one in words)
        return f"{typed} · {meant}" if meant else typed

    def _question(self, name: str) -> Question | None:
        code = name.removeprefix("q:").split(".")[-1]
        if not name.startswith("q:"):
            return None
        return next((one for one in self.definition.all_questions() if one.code == code), None)

    def _label(self, name: str) -> str:
        if not name.startswith("q:"):
            return {
                "team": _("Team"),
                "station": _("Polling station"),
                "date": _("Date"),
                "arrival": _("Arrival"),
                "departure": _("Departure"),
            }[name]
        question = self._question(name)
        if question is None:
            return name
        language = translation.get_language() or self.definition.default_language
        return f"{name[2:]} {self.definition.in_language(question.labels, language)[0]}"
