"""The Django form of a checklist version: drawn by the server, whole without JavaScript.

`clean()` calls the same compiled check as intake. The page lists the questions it has drawn; answers that
open a further question bring the form back with that question, and everything typed stays. What was typed
for a question that is not asked any more stays too, in hidden fields, and is not submitted.

With JavaScript (`static/checklists/fill.js`) questions come and go as answers change: what is not asked is in
the page as inert templates. What the page decided is decided again here.

Figures of a protocol that do not add up bring the form back once: with a tick that the paper says so they are
kept as they are, and flagged like everybody else's.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from observer.checklists.answered import PREFIX, AnsweredForm, QuestionWidget
from observer.checklists.arranged import DrawnRow, DrawnSection, all_in, arranged
from observer.checklists.definition.shapes import SILENT_TYPES, Words
from observer.checklists.drawn import BoundQuestion, hidden_values
from observer.checklists.live import rules_for_filling
from observer.checklists.reconciling import rules_for_page
from observer.checklists.typed import values_of
from observer.checklists.words import Said, Spoken, spoken

__all__ = ["PREFIX", "ChecklistForm", "QuestionWidget", "values_of"]


class ChecklistForm(AnsweredForm):
    """A form for one report.

    `language` of the checklist's texts; `now`: the moment, aware, in the station's zone; `answers`: canonical
    answers to start from (a correction). After `is_valid()`: `checked` and `canonical_answers`.

    Photos and other files arrive in the field `q-<question>-new`. The door keeps them and adds their ids to
    `q-<question>` in `data` before it makes the form, for a browser never sends a chosen file twice;
    `kept_photos` says what the page calls each, by id. `most_bytes`: how large a file may be, by type.
    `media_url`: the address of a file that belongs to the words of the form; `list_url`: that of a list of
    choices too long for the page.
    """

    template_name = "checklists/_form.html"
    default_renderer = TemplatesSetting
    bound_field_class = BoundQuestion

    # --- For the templates ---------------------------------------------------------------------------

    @property
    def shown_codes(self) -> str:
        return " ".join(path for path in self.fields if path in self.relevant)

    def at(self, path: str) -> BoundQuestion:
        """The question at a path, also in a row that is not there yet."""
        if path in self.fields:
            return self[path]  # type: ignore[return-value]  # `bound_field_class`
        return BoundQuestion(self, forms.Field(required=False), path)

    @cached_property
    def all_sections(self) -> list[DrawnSection]:
        drawn = [DrawnSection(self, section) for section in self.version.definition.sections]
        asked = [section for section in drawn if section.is_asked]
        for number, section in enumerate(asked, start=1):
            section.number, section.count = number, len(asked)
        return drawn

    @property
    def sections(self) -> list[DrawnSection]:
        """Those with something to ask."""
        return [section for section in self.all_sections if section.is_asked]

    def section_of(self, code: str) -> Any:
        return next(
            section
            for section in self.version.definition.sections
            if any(code == inner.code for question in section.questions for inner in question.within())
        )

    def rows_of(self, bound: BoundQuestion) -> list[DrawnRow]:
        """The rows of a repeat; as many as the form itself asks for, where it does."""
        known = len(bound.raw) if isinstance(bound.raw, list) else 0
        count = self.filled.rows(bound.name) if bound.question.count else known
        return [self._row(bound, str(number), number) for number in range(1, count + 1)]

    def blank_row_of(self, bound: BoundQuestion) -> DrawnRow:
        return self._row(bound, f"{{{bound.question.code}}}", 0)

    def _row(self, bound: BoundQuestion, number: str, place: int) -> DrawnRow:
        path = f"{bound.name}.{number}"
        section = self.section_of(bound.question.code)
        items = arranged(self, section, bound.question.questions, f"{path}.")
        return DrawnRow(number, place, items, takes_focus=self.rearranged == path)

    @property
    def is_live(self) -> bool:
        """Whether the page follows the answers itself, where there is JavaScript."""
        return True

    @property
    def page_rules(self) -> dict[str, Any]:
        """What `fill.js` needs: the rules, where long lists are, and the sentences for what is wrong."""
        return rules_for_filling(self)

    @property
    def checks_protocol(self) -> bool:
        """Whether the page works out the identities of a protocol itself, once its numbers are typed."""
        return bool(self.version.as_written)

    @property
    def protocol_rules(self) -> dict[str, Any]:
        return rules_for_page(self.version, self.words, PREFIX)

    @property
    def kept_aside(self) -> list[tuple[str, str]]:
        """(field name, value) of what was typed for questions, and in rows, that are not asked now."""
        aside = [
            (self.add_prefix(path), value)
            for path in self.fields
            if path not in self.relevant and self.question_of(path).type != "repeat"
            for value in hidden_values(self.typed_at(path))
        ]
        return [*self._rows_aside(), *aside]

    def _rows_aside(self) -> Iterator[tuple[str, str]]:
        """The numbers of rows that the page does not draw."""
        for path in self.fields:
            if self.question_of(path).type != "repeat":
                continue
            rows = len(self.typed_at(path) or ())
            drawn = self.filled.rows(path) if path in self.relevant else 0
            for number in range(drawn + 1, rows + 1):
                yield f"{self.add_prefix(path)}-row", str(number)

    @property
    def carried(self) -> list[tuple[str, str, str]]:
        """(code, field name, value) of what chance or the clock decided: it stays from page to page."""
        return [
            (path, self.add_prefix(path), self.filled.value(path))
            for path in self.fields
            if path in self.relevant and self._is_carried(path)
        ]

    def _is_carried(self, path: str) -> bool:
        question = self.question_of(path)
        if question.type not in SILENT_TYPES:
            return False
        return not self.version.by_code[question.code].recalculates

    @property
    def wrong_questions(self) -> list[BoundQuestion]:
        """In the order of the page: what the list of problems leads to, opened questions apart."""
        return [bound for bound in self._asked() if bound.errors and not bound.opened]

    @property
    def opened_questions(self) -> list[BoundQuestion]:
        return [bound for bound in self._asked() if bound.opened]

    def _asked(self) -> list[BoundQuestion]:
        return [bound for section in self.sections for bound in all_in(section.items) if bound.asked]

    def speak(self, words: Words, path: str) -> Spoken:
        """Words with the answers in them that they name, as these stand in the row of `path`."""
        return spoken(self.say(words), lambda code: self._answer_in_words(code, path))

    def _answer_in_words(self, code: str, path: str) -> str:
        try:
            return self.filled.words(f"${{{code}}}", path)
        except KeyError:  # a row that is not there yet
            return ""

    @property
    def not_observed_said(self) -> Said:
        return self.say(self.version.definition.answer_labels["not_observed"])
