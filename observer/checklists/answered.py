"""The answers of a checklist form: what was typed, what is asked, what is submitted, what is wrong.

`form` draws it. `clean()` calls the same compiled check as intake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from observer.checklists.answers import Answer
from observer.checklists.check import CompiledVersion
from observer.checklists.checked import AnswerProblem, CheckedAnswers
from observer.checklists.definition.shapes import FILE_TYPES, NOT_OBSERVED, SILENT_TYPES, Question, Words
from observer.checklists.look import Look
from observer.checklists.reconciling import Unbalanced, unbalanced
from observer.checklists.typed import Typed, read_typed
from observer.checklists.wording import describe
from observer.checklists.words import Said

# Apart from the door's own fields (station, version …), whatever a checklist calls its questions.
PREFIX = "q"
# Defaults may open questions with defaults of their own; more turns than this are no checklist's.
_MOST_TURNS = 5


class QuestionWidget(forms.Widget):
    """Stands for one question; `_question.html` draws it, `typed.read_typed` reads it."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self.needs_multipart_form = question.type in FILE_TYPES

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return None


class AnsweredForm(forms.Form):
    """`ChecklistForm` without its page, and with its promises."""

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
        most_bytes: Mapping[str, int] | None = None,
        media_url: Callable[[str], str] | None = None,
        list_url: Callable[[str], str] | None = None,
    ) -> None:
        super().__init__(data, prefix=PREFIX)
        self.version = version
        self.language = language
        self.now = now
        self.start = dict(answers or {})
        self.kept_photos = dict(kept_photos or {})
        self.most_bytes = dict(most_bytes or {})
        self.media_url = media_url
        self.list_url = list_url
        self.checked: CheckedAnswers | None = None
        self.by_code = {question.code: question for question in version.definition.all_questions()}
        self._sent = read_typed(version.definition, data, PREFIX) if self.is_bound else Typed()
        for path in self._paths(version.definition.questions(), self.typed):
            self.fields[path] = forms.Field(required=False, widget=QuestionWidget(self.question_of(path)))

    def _paths(
        self,
        questions: Iterator[Question] | tuple[Question, ...],
        answers: Mapping[str, Any],
        prefix: str = "",
    ) -> Iterator[str]:
        for question in questions:
            path = f"{prefix}{question.code}"
            yield path
            if question.type == "repeat":
                for number, row in enumerate(answers.get(question.code) or (), start=1):
                    yield from self._paths(question.questions, row, f"{path}.{number}.")

    def add_prefix(self, field_name: str) -> str:
        """`ballots.2.serial` is the input `q-ballots-2-serial`."""
        return super().add_prefix(field_name.replace(".", "-"))

    def is_valid(self) -> bool:
        """Not while a row was only added or a list narrowed: then the page is drawn again."""
        return not self.is_rearranged and super().is_valid()

    @property
    def canonical_answers(self) -> dict[str, Answer]:
        """The answers as they are submitted. Raises ValueError while the form is not valid."""
        if self.is_rearranged or self.errors or self.checked is None:
            raise ValueError("The form is not valid.")
        return self.checked.answers

    def clean(self) -> dict[str, Any]:
        if self.is_rearranged:
            return self.cleaned_data
        self.checked = self.version.check(self.asked, now=self.now)
        for path in self.fields:
            self._tell_of_the_page(path)
        for contest, code in self.version.as_written.items():
            if contest in self.failing and not self.typed.get(code):
                self.add_error(code, self._told(AnswerProblem(code, "does-not-reconcile")))
        for problem in self.checked.problems:
            path = self._shown_path(problem.question)
            if path not in self.opened:
                self.add_error(path if path in self.fields else None, self._told(problem))
        return self.cleaned_data

    def _tell_of_the_page(self, path: str) -> None:
        if path in self.opened:
            self.add_error(path, self._told(AnswerProblem(path, "opened")))
        elif path in self.relevant and path in self._sent.both:
            self.add_error(path, self._told(AnswerProblem(path, "both")))
        elif path in self.relevant and path in self._sent.tied:
            self.add_error(path, self._told(AnswerProblem(path, "tied")))

    def _told(self, problem: AnswerProblem) -> ValidationError:
        return ValidationError(describe(problem, self.language), code=problem.code)

    # --- What was typed, and what is asked -----------------------------------------------------------

    @cached_property
    def typed(self) -> dict[str, Any]:
        """What stands in the form for every question: typed just now, or the answers it started from; and
        where a question is asked for the first time, what it starts from."""
        typed = self._sent if self.is_bound else Typed(self._unskipped(self.start))
        if not self.start:
            self._put_first_values(typed)
        self._put_counted_rows(typed)
        return typed.answers

    def _put_counted_rows(self, typed: Typed) -> None:
        """As many rows as the form itself asks for; those that are too many stay, unseen."""
        for repeat in self._counted_repeats:
            look = self._looking_at(typed.answers)
            for path in look.relevant:
                if path.rpartition(".")[2] == repeat:
                    rows = list(typed.at(path) or ())
                    typed.put(path, [*rows, *({} for _row in range(look.rows(path) - len(rows)))])

    def _put_first_values(self, typed: Typed) -> None:
        if not self._has_first_values:
            return
        shown = self._shown or frozenset()
        for _turn in range(_MOST_TURNS):
            look = self._looking_at(typed.answers)
            first = {
                path: value
                for path in look.relevant - shown
                if not typed.at(path) and (value := look.first_value(path))
            }
            for path, value in first.items():
                question = self.question_of(path)
                typed.put(path, value.split() if question.type in {"many_of", "rank"} else value)
            if not first:
                return

    @cached_property
    def _counted_repeats(self) -> list[str]:
        """From the outside in: rows of one may decide on those of another within."""
        return [question.code for question in self.by_code.values() if question.count is not None]

    @cached_property
    def _has_first_values(self) -> bool:
        return any(
            question.default or question.initial
            for question in self.by_code.values()
            if question.type not in SILENT_TYPES
        )

    def _unskipped(self, answers: Mapping[str, Answer]) -> dict[str, Any]:
        """Answers as they were given: what a skipped section made "not observed" was left blank."""
        skipped = {item.code for item in self.version.questions if item.skipped_by in answers}
        return {
            code: answer for code, answer in answers.items() if answer != NOT_OBSERVED or code not in skipped
        }

    def typed_at(self, path: str) -> Any:
        return Typed(self.typed).at(path)

    def looked_for(self, path: str) -> str:
        return self._sent.looked_for.get(path, "")

    @property
    def rearranged(self) -> str:
        """The row, repeat or question for whose sake the page was asked for again; "" when it was sent."""
        return self._sent.rearranged

    @property
    def is_rearranged(self) -> bool:
        return bool(self.rearranged)

    @cached_property
    def filled(self) -> Look:
        """What the form shows for what stands in it."""
        return self._looking_at(self.typed)

    def _looking_at(self, answers: Mapping[str, Any]) -> Look:
        return self.version.look(_with_blank_rows(answers), now=self.now, language=self.language)

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What is submitted: answers to what is asked, without a tick for figures that add up by now."""
        needless = {code for contest, code in self.version.as_written.items() if contest not in self.failing}
        return {code: value for code, value in self._relevant_typed.items() if code not in needless}

    @cached_property
    def _relevant_typed(self) -> dict[str, Any]:
        return self._only_relevant(self.typed, "", "")

    def _only_relevant(self, answers: Mapping[str, Any], shown: str, checked: str) -> dict[str, Any]:
        """Answers to what is asked. Rows that have nothing else are none for the check: `_row_shown` keeps
        which row of the page each of its rows is."""
        found: dict[str, Any] = {}
        for code, value in answers.items():
            if f"{shown}{code}" not in self.relevant:
                continue
            question = self.by_code.get(code)
            if question is None or question.type != "repeat":
                found[code] = value
                continue
            rows: list[dict[str, Any]] = []
            found[code] = rows
            asked = list(value or ())[: self.filled.rows(f"{shown}{code}")]
            for number, row in enumerate(asked, start=1):
                inside = f"{checked}{code}.{len(rows) + 1}."
                kept = self._only_relevant(row, f"{shown}{code}.{number}.", inside)
                if question.count or any(one not in (None, "", [], {}) for one in kept.values()):
                    rows.append(kept)
                    self._row_shown[inside] = f"{shown}{code}.{number}."
        return found

    @cached_property
    def _row_shown(self) -> dict[str, str]:
        return {}

    def _shown_path(self, path: str) -> str:
        row, dot, code = path.rpartition(".")
        return f"{self._row_shown.get(f'{row}.', f'{row}.')}{code}" if dot else path

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

    @property
    def ticked_not_observed(self) -> frozenset[str]:
        """Questions with both an answer and the box "not observed"."""
        return frozenset(self._sent.both)

    @property
    def relevant(self) -> frozenset[str]:
        """The paths of what these answers call for."""
        return self.filled.relevant

    @cached_property
    def _shown(self) -> frozenset[str] | None:
        """What was on the page that these answers come from; None where it does not say."""
        shown = self.data.get(self.shown_name) if self.is_bound else None
        return frozenset(shown.split()) if shown is not None else None

    @cached_property
    def opened(self) -> frozenset[str]:
        """Questions these answers call for that were not on the page they came from."""
        if self._shown is None or self.is_rearranged:
            return frozenset()
        new = self.relevant - self._shown
        return frozenset(path for path in new if self.question_of(path).type not in _NEVER_OPENED)

    def question_of(self, path: str) -> Question:
        return self.by_code[path.rpartition(".")[2]]

    def is_required(self, path: str) -> bool:
        question = self.question_of(path)
        if question.required_when is None or path not in self.relevant:
            return question.required
        return self.filled.is_required(path)

    @property
    def shown_name(self) -> str:
        return self.add_prefix("shown")

    def say(self, words: Words) -> Said:
        text, language = self.version.definition.in_language(words, self.language)
        return Said(text, "" if language == self.language else language)

    def words(self, words: Words) -> str:
        return self.say(words).text


# Nothing is typed for these, so nobody has to be asked to look at them.
_NEVER_OPENED = frozenset({*SILENT_TYPES, "note"})


def _with_blank_rows(answers: Any) -> Any:
    """Every row as one that counts: a row just added has its questions, though nothing is answered yet."""
    if not isinstance(answers, Mapping):
        return answers
    return {
        code: [{"": "row", **_with_blank_rows(row)} for row in value]
        if isinstance(value, list) and value and isinstance(value[0], Mapping)
        else value
        for code, value in answers.items()
    }
