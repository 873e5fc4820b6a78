"""What can be chosen as an answer to one question: which choices, in which order, found by which words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.forms.boundfield import BoundField

from observer.checklists.definition.canonical import decimal_text
from observer.checklists.definition.shapes import NOT_OBSERVED, Choice, Question
from observer.checklists.words import Said, label_media

if TYPE_CHECKING:
    from observer.checklists.form import ChecklistForm

# What a search shows of its matches without JavaScript: a page of them, no more.
MAX_FOUND_CHOICES = 40
# A range of few steps is a row of large targets; a slider in gloves misses.
MAX_OPEN_STEPS = 11
# Longer words do not fit half of a 360 px page.
MAX_SHORT_WORD = 8


@dataclass(frozen=True, slots=True)
class Option:
    """`offered`: the filter lets it through as the page stands. `place`: in a ranking, from 1; 0 for none."""

    value: str
    said: Said
    id: str
    chosen: bool
    offered: bool = True
    place: int = 0
    image: str = ""


class OfferedChoices(BoundField):
    """One question of a form with its choices; `drawn` adds how it stands on the page."""

    form: ChecklistForm

    @property
    def question(self) -> Question:
        return self.form.question_of(self.name)

    @property
    def asked(self) -> bool:
        return self.name in self.form.relevant

    @property
    def appearance(self) -> frozenset[str]:
        return frozenset(self.question.appearance.split())

    @property
    def raw(self) -> Any:
        """What was typed, as it was typed."""
        return self.form.typed_at(self.name)

    @property
    def options(self) -> list[Option]:
        """Every choice, those that the filter holds back too: a page with JavaScript shows them itself."""
        offered = self._offered
        chosen = self.raw if isinstance(self.raw, list) else [self.raw]
        listed = [(code, said, code in offered, image) for code, said, image in self._listed]
        if self.question.allow_not_observed:
            listed.append((NOT_OBSERVED, self.form.not_observed_said, True, ""))
        return [
            Option(
                code,
                said,
                f"{self.id_for_label}-{number}",
                code in chosen,
                is_offered or code in chosen,
                chosen.index(code) + 1 if code in chosen else 0,
                image,
            )
            for number, (code, said, is_offered, image) in enumerate(listed, start=1)
        ]

    @property
    def _listed(self) -> list[tuple[str, Said, str]]:
        if self.question.type == "range":
            return [(step, Said(step), "") for step in self.steps]
        if self.question.choices:
            return [self._listing(choice) for choice in self._in_order]
        labels = self.form.version.definition.answer_labels
        return [(code, self.form.say(labels[code]), "") for code in self.question.choice_codes]

    def _listing(self, choice: Choice) -> tuple[str, Said, str]:
        said = self.form.say(choice.labels)
        return choice.code, said, label_media(choice.media, self.form).get("image", "")

    @property
    def _in_order(self) -> Sequence[Choice]:
        """The list, in the order in which this phone is shown it where the author wants it shuffled."""
        if self.question.parameters.get("randomize") != "true" or not self.asked:
            return self.question.choices
        first = list(self.form.filled.choices(self.name))
        known = {choice.code for choice in first}
        return [*first, *(choice for choice in self.question.choices if choice.code not in known)]

    @property
    def _offered(self) -> frozenset[str]:
        if self.question.type == "range" or not self.question.choices:
            return frozenset(code for code, _said, _image in self._listed)
        if self.question.choice_filter is None or not self.asked:
            return frozenset(self.question.choice_codes)
        return frozenset(choice.code for choice in self.form.filled.choices(self.name))

    @property
    def is_filtered(self) -> bool:
        return self.question.choice_filter is not None

    @property
    def none_offered(self) -> bool:
        return self.is_filtered and not self._offered

    @property
    def looked_for(self) -> str:
        return self.form.looked_for(self.name)

    @property
    def found(self) -> list[Option]:
        """What a search draws: what is chosen, then what matches the words typed, at most a page of it."""
        chosen = self.raw if isinstance(self.raw, list) else [self.raw]
        by_code = {choice.code: choice for choice in self.question.choices}
        first = [by_code[code] for code in chosen if isinstance(code, str) and code in by_code]
        listed = [*first, *(one for one in self.matches[:MAX_FOUND_CHOICES] if one.code not in chosen)]
        drawn = [(choice.code, self.form.say(choice.labels)) for choice in listed]
        if self.question.allow_not_observed:
            drawn.append((NOT_OBSERVED, self.form.not_observed_said))
        return [
            Option(code, said, f"{self.id_for_label}-{number}", code in chosen)
            for number, (code, said) in enumerate(drawn, start=1)
        ]

    @property
    def matches(self) -> list[Choice]:
        """The choices in which all words looked for occur; none before anything was looked for."""
        words = self.looked_for.casefold().split()
        if not words:
            return []
        offered = self.form.filled.choices(self.name) if self.asked else ()
        return [choice for choice in offered if self._holds(choice, words)]

    def _holds(self, choice: Choice, words: Iterable[str]) -> bool:
        text = f"{self.form.words(choice.labels)} {choice.code}".casefold()
        return all(word in text for word in words)

    @property
    def found_more(self) -> int:
        return max(0, len(self.matches) - MAX_FOUND_CHOICES)

    @property
    def few_words(self) -> bool:
        """Choices short enough to stand two in a row on a phone; "not observed" has a row of its own."""
        texts = [said.text for _code, said, _image in self._listed if said.text.strip()]
        return all(len(text) <= 16 and max(map(len, text.split())) <= MAX_SHORT_WORD for text in texts)

    @property
    def layout(self) -> str:
        if self.question.type == "range" or self.appearance & {"likert", "horizontal", "columns-pack"}:
            return "steps"
        return "short" if self.few_words and "list" not in self.appearance else "long"

    @property
    def steps(self) -> list[str]:
        """The values of a range, where they are few enough to stand open; else none."""
        question = self.question
        least, most, step = question.minimum, question.maximum, question.step or Decimal(1)
        if question.type != "range" or least is None or most is None or step <= 0:
            return []
        count = int((most - least) / step) + 1
        if not 1 < count <= MAX_OPEN_STEPS:
            return []
        return [decimal_text(least + step * number) for number in range(count)]

    @property
    def bounds(self) -> dict[str, str]:
        """Of a range, as machines write numbers."""
        question = self.question
        return {
            "least": decimal_text(question.minimum or Decimal(0)),
            "most": decimal_text(question.maximum or Decimal(0)),
            "step": decimal_text(question.step or Decimal(1)),
        }

    @property
    def places(self) -> range:
        return range(1, len(self._listed) + 1)

    @property
    def observed_said(self) -> Said:
        """What a section that can be skipped is called when it was not: the answer "yes"."""
        return self.form.say(self.form.version.definition.answer_labels["yes"])
