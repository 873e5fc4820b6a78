"""The Django form of a checklist version: drawn by the server, whole without JavaScript.

`clean()` calls the same compiled check as intake. The page lists the questions it has drawn; answers that
open a further question bring the form back with that question, and everything typed stays. What was typed
for a question that is not asked any more stays too, in hidden fields, and is not submitted.

Figures of a protocol that do not add up bring the form back once: with a tick that the paper says so they are
kept as they are, and flagged like everybody else's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting

from observer.checklists.answers import Answer
from observer.checklists.check import CompiledVersion
from observer.checklists.checked import AnswerProblem, CheckedAnswers
from observer.checklists.definition.shapes import NOT_OBSERVED, Question, Words
from observer.checklists.drawn import BoundQuestion, DrawnSection, Said, hidden_values
from observer.checklists.reconciling import Unbalanced, rules_for_page, unbalanced
from observer.checklists.wording import describe

# Apart from the door's own fields (station, version …), whatever a checklist calls its questions.
PREFIX = "q"


class QuestionWidget(forms.Widget):
    """Reads one question from a request; `_question.html` draws it."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self.needs_multipart_form = question.type == "photo"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Text, a list of texts, or `__not_observed`; as typed."""
        if self.question.type in {"many_of", "photo"}:
            left_out = values_of(data, f"{name}-remove")
            return [value for value in values_of(data, name) if value not in left_out]
        typed = data.get(name) or ""
        if not typed and data.get(f"{name}-not_observed"):
            return NOT_OBSERVED
        return typed


class ChecklistForm(forms.Form):
    """A form for one report.

    `language` of the checklist's texts; `now`: the moment, aware, in the station's zone; `answers`: canonical
    answers to start from (a correction). After `is_valid()`: `checked` and `canonical_answers`.

    Photos arrive in the field `q-<question>-new`. The door keeps them and adds their ids to `q-<question>`
    in `data` before it makes the form, for a browser never sends a chosen file twice; `kept_photos` says
    what the page calls each, by id.
    """

    template_name = "checklists/_form.html"
    default_renderer = TemplatesSetting
    bound_field_class = BoundQuestion
    use_required_attribute = False

    def __init__(
        self,
        version: CompiledVersion,
        *,
        language: str,
        now: datetime,
        data: Any = None,
        answers: Mapping[str, Answer] | None = None,
        kept_photos: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, prefix=PREFIX)
        self.version = version
        self.language = language
        self.now = now
        self.start = dict(answers or {})
        self.kept_photos = dict(kept_photos or {})
        self.checked: CheckedAnswers | None = None
        for code, item in version.by_code.items():
            self.fields[code] = forms.Field(required=False, widget=QuestionWidget(item.question))

    @property
    def canonical_answers(self) -> dict[str, Answer]:
        """The answers as they are submitted. Raises ValueError while the form is not valid."""
        if self.errors or self.checked is None:
            raise ValueError("The form is not valid.")
        return self.checked.answers

    def clean(self) -> dict[str, Any]:
        self.checked = self.version.check(self.asked, now=self.now)
        for code in self.version.by_code:
            if code in self.opened:
                self.add_error(code, self._told(AnswerProblem(code, "opened")))
            elif code in self.relevant and code in self.ticked_not_observed:
                self.add_error(code, self._told(AnswerProblem(code, "both")))
        for contest, code in self.version.as_written.items():
            if contest in self.failing and not self.typed.get(code):
                self.add_error(code, self._told(AnswerProblem(code, "does-not-reconcile")))
        for problem in self.checked.problems:
            if problem.question not in self.opened:
                self.add_error(problem.question or None, self._told(problem))
        return self.cleaned_data

    def _told(self, problem: AnswerProblem) -> ValidationError:
        return ValidationError(describe(problem, self.language), code=problem.code)

    # --- What was typed, and what is asked -----------------------------------------------------------

    @cached_property
    def typed(self) -> dict[str, Any]:
        """What stands in the form for every question: typed just now, or the answers it started from."""
        if not self.is_bound:
            return self._unskipped(self.start)
        return {code: self[code].data for code in self.fields}

    def _unskipped(self, answers: Mapping[str, Answer]) -> dict[str, Answer]:
        """Answers as they were given: what a skipped section made "not observed" was left blank."""
        skipped = {item.code for item in self.version.questions if item.skipped_by in answers}
        return {
            code: answer for code, answer in answers.items() if answer != NOT_OBSERVED or code not in skipped
        }

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What is submitted: answers to what is asked, without a tick for figures that add up by now."""
        needless = {code for contest, code in self.version.as_written.items() if contest not in self.failing}
        return {code: value for code, value in self._relevant_typed.items() if code not in needless}

    @cached_property
    def _relevant_typed(self) -> dict[str, Any]:
        return {code: value for code, value in self.typed.items() if code in self.relevant}

    @cached_property
    def failing(self) -> dict[str, list[Unbalanced]]:
        """By contest, the identities that what was typed does not satisfy."""
        if not self.version.as_written:
            return {}
        checked = self.version.check(self._relevant_typed, now=self.now)
        found: dict[str, list[Unbalanced]] = {}
        for result in checked.identities:
            if result.holds is False:
                numbers = checked.protocols[result.contest]
                told = unbalanced(self.version, result, numbers, self.words)
                found.setdefault(result.contest, []).append(told)
        return found

    @cached_property
    def ticked_not_observed(self) -> frozenset[str]:
        """Questions with both an answer and the box "not observed"."""
        return frozenset(
            code
            for code, value in self.typed.items()
            if self.is_bound
            and value
            and value != NOT_OBSERVED
            and self.data.get(f"{self.add_prefix(code)}-not_observed")
        )

    @cached_property
    def relevant(self) -> frozenset[str]:
        return self.version.relevant(self.typed, now=self.now)

    @cached_property
    def opened(self) -> frozenset[str]:
        """Questions these answers call for that were not on the page they came from."""
        shown = self.data.get(self.shown_name) if self.is_bound else None
        return self.relevant - set(shown.split()) if shown is not None else frozenset()

    # --- For the templates ---------------------------------------------------------------------------

    @property
    def shown_name(self) -> str:
        return self.add_prefix("shown")

    @property
    def shown_codes(self) -> str:
        return " ".join(code for code in self.version.by_code if code in self.relevant)

    @cached_property
    def sections(self) -> list[DrawnSection]:
        asked = [
            (
                section,
                [self[question.code] for question in section.questions if question.code in self.relevant],
            )
            for section in self.version.definition.sections
        ]
        drawn = [(section, questions) for section, questions in asked if questions]
        return [
            DrawnSection(self, section, number, len(drawn), questions)  # type: ignore[arg-type]  # `bound_field_class`
            for number, (section, questions) in enumerate(drawn, start=1)
        ]

    @property
    def checks_protocol(self) -> bool:
        """Whether the page works out the identities of a protocol itself, once its numbers are typed."""
        return bool(self.version.as_written)

    @property
    def protocol_rules(self) -> dict[str, Any]:
        return rules_for_page(self.version, self.words, PREFIX)

    @property
    def kept_aside(self) -> list[tuple[str, str]]:
        """(field name, value) of what was typed for questions that are not asked now."""
        return [
            (self.add_prefix(code), value)
            for code, raw in self.typed.items()
            if code not in self.relevant
            for value in hidden_values(raw)
        ]

    @property
    def wrong_questions(self) -> list[BoundQuestion]:
        """In the order of the page: what the list of problems leads to, opened questions apart."""
        return [bound for bound in self._asked() if bound.errors and not bound.opened]

    @property
    def opened_questions(self) -> list[BoundQuestion]:
        return [bound for bound in self._asked() if bound.opened]

    def _asked(self) -> list[BoundQuestion]:
        return [bound for section in self.sections for bound in section.questions]

    def say(self, words: Words) -> Said:
        text, language = self.version.definition.in_language(words, self.language)
        return Said(text, "" if language == self.language else language)

    def words(self, words: Words) -> str:
        return self.say(words).text

    @property
    def not_observed_said(self) -> Said:
        return self.say(self.version.definition.answer_labels["not_observed"])


def values_of(data: Any, name: str) -> list[Any]:
    """All values of a field, from a QueryDict or from a plain dict in a test or a program."""
    if hasattr(data, "getlist"):
        return list(data.getlist(name))
    value = data.get(name)
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]
