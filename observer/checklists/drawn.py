"""What the templates of a checklist form draw: each question, its words, its choices, what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from observer.checklists.answers import DEFAULT_MAX_LENGTH, is_not_observed
from observer.checklists.definition.shapes import NOT_OBSERVED, Question, Section

if TYPE_CHECKING:
    from observer.checklists.form import ChecklistForm
    from observer.checklists.reconciling import Unbalanced

# Up to this many choices stand open on the page; a longer list folds into the phone's own picker.
MAX_OPEN_CHOICES = 10
LONG_TEXT_CHARACTERS = 200
# Longer words do not fit half of a 360 px page.
MAX_SHORT_WORD = 8
_SHOWABLE_TIME = re.compile(r"(|([01][0-9]|2[0-3]):[0-5][0-9])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the checklist. `language` is set where it differs from the page's: it goes into `lang`."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    said: Said
    id: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    id: str
    name: str


class BoundQuestion(BoundField):
    """One question of a form, as `_question.html` draws it."""

    form: ChecklistForm

    @property
    def question(self) -> Question:
        return self.form.version.by_code[self.name].question

    @property
    def kind(self) -> str:
        """Its control: skip, as_written, radios, checkboxes, picker, long_text, text, number, time, photo."""
        question = self.question
        if question.skips:
            return "skip"
        if question.fills == "as_written":
            return "as_written"
        match question.type:
            case "many_of":
                return "checkboxes"
            case "integer" | "decimal":
                return "number"
            case "text":
                return "text" if self._longest <= LONG_TEXT_CHARACTERS else "long_text"
            case "time" | "photo":
                return question.type
        return "picker" if len(question.choices) > MAX_OPEN_CHOICES else "radios"

    @property
    def _longest(self) -> int:
        return self.question.max_length or DEFAULT_MAX_LENGTH

    @property
    def is_group(self) -> bool:
        """Several controls under one question: a fieldset with a legend."""
        return self.kind in {"radios", "checkboxes", "photo"} or self.offers_not_observed

    @property
    def is_line(self) -> bool:
        """A number with nothing beside it fits one line with its name."""
        return self.kind == "number" and not self.is_group and not self.question.help

    @property
    def number(self) -> str:
        """The code, where it is one that people speak of (A12); a bare name (narrative) says nothing."""
        return self.name if any(map(str.isdigit, self.name)) else ""

    @property
    def label_said(self) -> Said:
        return self.form.say(self.question.labels)

    @property
    def help_said(self) -> Said | None:
        return self.form.say(self.question.help) if self.question.help else None

    @property
    def optional(self) -> bool:
        return not self.question.required

    @property
    def raw(self) -> Any:
        """What was typed, as it was typed."""
        return self.form.typed.get(self.name)

    @property
    def typed_text(self) -> str:
        raw = self.raw
        return raw if isinstance(raw, str) and not is_not_observed(raw) else ""

    @property
    def input_type(self) -> str:
        """A time that is no time is shown in a plain field: a time field would swallow it."""
        return "time" if self.kind == "time" and _SHOWABLE_TIME.fullmatch(self.typed_text) else "text"

    @property
    def not_observed_chosen(self) -> bool:
        return is_not_observed(self.raw) or self.name in self.form.ticked_not_observed

    @property
    def offers_not_observed(self) -> bool:
        """A box of its own beside a field; among choices it is one of them."""
        return self.question.allow_not_observed and not self.question.choices

    @property
    def options(self) -> list[Option]:
        chosen = self.raw if isinstance(self.raw, list) else [self.raw]
        listed = [(choice.code, self.form.say(choice.labels)) for choice in self.question.choices]
        if self.question.allow_not_observed:
            listed.append((NOT_OBSERVED, self.form.not_observed_said))
        return [
            Option(code, said, f"{self.id_for_label}-{number}", code in chosen)
            for number, (code, said) in enumerate(listed, start=1)
        ]

    @property
    def few_words(self) -> bool:
        """Choices short enough to stand two in a row on a phone; "not observed" has a row of its own."""
        texts = [option.said.text for option in self.options if option.value != NOT_OBSERVED]
        return all(len(text) <= 16 and max(map(len, text.split())) <= MAX_SHORT_WORD for text in texts)

    @property
    def observed_said(self) -> Said:
        """What a section that can be skipped is called when it was not: the answer "yes"."""
        return self.form.say(self.form.version.definition.answer_labels["yes"])

    @property
    def unbalanced(self) -> list[Unbalanced]:
        """What does not add up in the protocol that this tick is about."""
        return self.form.failing.get(self.question.contest, [])

    @property
    def photos(self) -> list[KeptPhoto]:
        ids = self.raw if isinstance(self.raw, list) else []
        return [
            KeptPhoto(found, self.form.kept_photos.get(found) or _("Photo %(number)s") % {"number": number})
            for number, found in enumerate(ids, start=1)
        ]

    @property
    def opened(self) -> bool:
        return self.name in self.form.opened

    @property
    def problems(self) -> list[str]:
        return [str(problem) for problem in self.errors]

    @property
    def first_id(self) -> str:
        """Where a link from the list of problems leads: the first control of the question."""
        has_options = self.kind in {"radios", "checkboxes", "skip", "as_written"}
        return f"{self.id_for_label}-1" if has_options else self.id_for_label

    @property
    def described_by(self) -> str:
        parts = [f"{self.id_for_label}-help"] if self.question.help else []
        parts += [f"{self.id_for_label}-error"] if self.errors else []
        return " ".join(parts)


class DrawnSection:
    """`number` of `count` sections; only those with a question to ask are drawn and counted.

    Beside a rapid section the others are folded, but for those in which something is to be seen to.
    """

    def __init__(
        self, form: ChecklistForm, section: Section, number: int, count: int, questions: list[BoundQuestion]
    ) -> None:
        self.code = section.code
        self.rapid = section.rapid
        self.number = number
        self.count = count
        self.questions = questions
        self.title = form.say(section.titles)
        self.help = form.say(section.help) if section.help else None
        self.folds = form.version.definition.has_rapid_section

    @property
    def is_open(self) -> bool:
        return self.rapid or not self.folds or any(question.errors for question in self.questions)

    @property
    def tells_optional(self) -> bool:
        """Beyond the rapid part nothing has to be answered, and saying so at every question is noise."""
        return not self.folds or any(question.question.required for question in self.questions)

    @property
    def asked(self) -> int:
        return len(self._counted)

    @property
    def answered(self) -> int:
        return sum(1 for question in self._counted if question.raw or question.not_observed_chosen)

    @property
    def can_be_skipped(self) -> bool:
        return any(question.kind == "skip" for question in self.questions)

    @property
    def skipped(self) -> Said | None:
        """Why nobody could observe it, where that was said."""
        return next(
            (
                option.said
                for question in self.questions
                if question.kind == "skip"
                for option in question.options
                if option.chosen
            ),
            None,
        )

    @property
    def _counted(self) -> list[BoundQuestion]:
        return [question for question in self.questions if question.kind not in {"skip", "as_written"}]


def hidden_values(raw: Any) -> Iterable[str]:
    """What was typed for a question that is not asked now, for hidden fields."""
    return [value for value in (raw if isinstance(raw, list) else [raw]) if isinstance(value, str) and value]
