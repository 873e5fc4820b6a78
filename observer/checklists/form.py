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

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting

from observer.checklists.answers import Answer
from observer.checklists.arranged import DrawnRow, DrawnSection, all_in, arranged
from observer.checklists.check import CompiledVersion
from observer.checklists.checked import AnswerProblem, CheckedAnswers
from observer.checklists.definition.shapes import FILE_TYPES, NOT_OBSERVED, SILENT_TYPES, Question, Words
from observer.checklists.drawn import BoundQuestion, hidden_values
from observer.checklists.live import rules_for_filling
from observer.checklists.look import Look
from observer.checklists.reconciling import Unbalanced, rules_for_page, unbalanced
from observer.checklists.typed import Typed, read_typed, values_of
from observer.checklists.wording import describe
from observer.checklists.words import Said, Spoken, spoken

__all__ = ["PREFIX", "ChecklistForm", "QuestionWidget", "values_of"]

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


class ChecklistForm(forms.Form):
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

    # --- For the templates ---------------------------------------------------------------------------

    @property
    def shown_name(self) -> str:
        return self.add_prefix("shown")

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

    def say(self, words: Words) -> Said:
        text, language = self.version.definition.in_language(words, self.language)
        return Said(text, "" if language == self.language else language)

    def speak(self, words: Words, path: str) -> Spoken:
        """Words with the answers in them that they name, as these stand in the row of `path`."""
        return spoken(self.say(words), lambda code: self._answer_in_words(code, path))

    def _answer_in_words(self, code: str, path: str) -> str:
        try:
            return self.filled.words(f"${{{code}}}", path)
        except KeyError:  # a row that is not there yet
            return ""

    def words(self, words: Words) -> str:
        return self.say(words).text

    @property
    def not_observed_said(self) -> Said:
        return self.say(self.version.definition.answer_labels["not_observed"])


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
